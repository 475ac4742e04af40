"""Exit statuses, as far as they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.processes.values import NONE

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.values import Value
    from stoplint.text import Span


class Status(NamedTuple):
    """An exit status. `code` None: not known; `presumed`: what the default run presumes (None: either)."""

    code: int | None = 0
    taint: frozenset[str] = NONE
    presumed: int | None = None
    text: str = ""
    place: Span | None = None


OK = Status(0)


def presumed(process: Process) -> Status:
    """How something ended that nobody has seen end: well, as far as anyone knows."""
    return Status(None, presumed=0, text=" ".join(process.argv), place=process.place)


def arithmetic_status(number: Value, text: str, place: Span) -> Status:
    """The status of `((…))` and `let`, by the value of the expression."""
    code = int(number.text == "0") if number.known else None
    return Status(code, number.taint, text=text, place=place)
