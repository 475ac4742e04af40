"""SL221: the application has finished, and PID 1 stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A script that loops or sleeps on after the application is done is killed at the end of the grace period."""
    for case in cases(subject.traces, "never-ends"):
        message = f"{case.app} shuts down on {case.signal}, but {case.holder} goes on without it"
        keeps = case.detail("keeps")
        label = f"goes on with {keeps}" if keeps else "goes on"
        advice = "end the script when the application has ended: `wait` for it, then exit"
        yield Problem(case.span, message, label, case.related, case.consequence, advice, case.verdict, case.severity)
