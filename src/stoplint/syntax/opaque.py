"""Text that no grammar reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.text import Span


@dataclass(frozen=True)
class Opaque:
    """Text that was not read (template syntax, binary garbage, a broken construct), and why.

    `instruction` is the word in a Dockerfile that stands where an instruction's name does, and is none.
    """

    span: Span
    why: str
    instruction: Span | None = None
