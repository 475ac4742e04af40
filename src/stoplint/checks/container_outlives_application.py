"""SL221: the application has finished, and PID 1 stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import NeverEnds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A script that loops or sleeps on after the application is done is killed at the end of the grace period."""
    for fault in faults(subject.traces, NeverEnds):
        message = f"{fault.app} shuts down on {fault.signal}, but {fault.holder} goes on without it"
        keeps = fault.cause.keeps
        label = f"goes on with {keeps}" if keeps else "goes on"
        advice = "end the script when the application has ended: `wait` for it, then exit"
        yield subject.problem(fault, message, label, advice)
