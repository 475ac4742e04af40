"""SL208: the trap stands behind the place where the script waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import TrapLate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A trap is a command: it is set when the script gets there."""
    for fault in faults(subject.traces, TrapLate):
        message = f"this trap is set only after {fault.app} has ended: until then {fault.signal} is dropped"
        label = "not reached while the application runs"
        advice = "move the trap to a line before the script waits"
        yield subject.problem(fault, message, label, advice)
