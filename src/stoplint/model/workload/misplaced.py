"""What a manifest says that whoever reads it refuses, or takes for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.text import Span


@dataclass(frozen=True)
class Misplaced:
    """A value of the wrong type, or in the wrong place, and why, as a sentence without its full stop."""

    span: Span
    why: str
