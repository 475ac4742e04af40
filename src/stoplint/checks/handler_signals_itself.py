"""SL218: a handler that sends its own signal to its own shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`kill 0` and `kill $$` reach the shell too: the handler is called again, and again."""
    for case in cases(subject.traces, "handler-recursion"):
        signal = case.signal.removeprefix("SIG")
        message = f"this handler sends {case.signal} to its own shell too, again and again, until {case.holder} crashes"
        label = "calls itself"
        advice = f"switch the trap off first: trap '' {signal}; kill 0; wait"
        yield Problem(
            case.span,
            message,
            label,
            case.related,
            case.consequence,
            advice,
            case.verdict,
            case.severity,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
