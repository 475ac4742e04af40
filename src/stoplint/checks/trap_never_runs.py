"""SL205: a trap cannot run as long as the shell has a child in the foreground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """POSIX: a trap waits until the command in the foreground has ended."""
    for case in cases(subject.traces, "trap-deferred"):
        keeps = case.detail("keeps") if case.detail("idle") else case.app
        message = f"this trap does not run while {keeps} does: {case.app} never gets {case.signal}"
        label = f"held back until {keeps} has ended"
        advice = (
            f"start {case.app} in the background and `wait` for it, so that the trap can run and pass the signal on; "
            f"or start it with exec, if there is nothing to do afterwards"
        )
        if case.detail("idle"):
            advice = f"start {keeps} in the background and `wait` for it: a signal interrupts `wait`, and the trap runs"
        yield Problem(case.span, message, label, case.related, case.consequence, advice, case.verdict, case.severity)
