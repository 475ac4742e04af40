"""SL208: the trap stands behind the place where the script waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A trap is a command: it is set when the script gets there."""
    for case in cases(subject.traces, "trap-late"):
        message = f"this trap is set only after {case.app} has ended: until then {case.signal} is dropped"
        label = "not reached while the application runs"
        advice = "move the trap to a line before the script waits"
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
