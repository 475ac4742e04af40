"""SL218: a handler that sends its own signal to its own shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import HandlerRecursion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`kill 0` and `kill $$` reach the shell too: the handler is called again, and again."""
    for fault in faults(subject.traces, HandlerRecursion):
        signal = fault.signal.removeprefix("SIG")
        message = (
            f"this handler sends {fault.signal} to its own shell too, again and again, until {fault.holder} crashes"
        )
        label = "calls itself"
        advice = f"switch the trap off first: trap '' {signal}; kill 0; wait"
        yield subject.problem(fault, message, label, advice)
