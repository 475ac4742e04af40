"""SL207: a handler that passes the signal on, after which the script ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import TrapLeaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """When PID 1 ends, the kernel kills all others; the application needs the script until it has finished."""
    for fault in faults(subject.traces, TrapLeaves):
        message = f"{fault.holder} does not wait until {fault.app} has shut down, so it is killed while it does"
        label = "passes the signal on, then the script ends"
        advice = (
            'wait in the handler, behind the kill: wait "$pid" '
            "(the `wait` that the signal interrupts has returned already)"
        )
        yield subject.problem(fault, message, label, advice)
