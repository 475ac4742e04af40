"""SL209: the handler in double quotes is expanded when the trap is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import TrapEarly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """In double quotes `$pid` is replaced when `trap` runs; the application is not started yet."""
    for fault in faults(subject.traces, TrapEarly):
        names = " and ".join(f"${name}" for name in fault.cause.names)
        message = f"{names} is still empty when this trap is set, so {fault.app} never gets {fault.signal}"
        label = f"{names} is replaced by nothing, here and now"
        advice = "put the handler in single quotes: the shell looks the variable up when the signal comes"
        yield subject.problem(fault, message, label, advice)
