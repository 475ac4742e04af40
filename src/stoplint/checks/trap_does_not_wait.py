"""SL207: a handler that passes the signal on, after which the script ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """When PID 1 ends, the kernel kills all others; the application needs the script until it has finished."""
    for case in cases(subject.traces, "trap-leaves"):
        message = f"{case.holder} does not wait until {case.app} has shut down, so it is killed while it does"
        label = "passes the signal on, then the script ends"
        advice = (
            'wait in the handler, behind the kill: wait "$pid" '
            "(the `wait` that the signal interrupts has returned already)"
        )
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
