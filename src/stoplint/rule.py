"""A rule, as its page's head says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.finding import Severity


@dataclass(frozen=True)
class Rule:
    """One rule page.

    `name` is the page's file name without `.md` (and, with `_`, the module's in `checks`). `summary` is one
    line for lists. `prose` is the Markdown between the head and the first example heading.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    prose: str
    fixable: bool
    page: str
