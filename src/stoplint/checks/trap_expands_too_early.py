"""SL209: the handler in double quotes is expanded when the trap is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """In double quotes `$pid` is replaced when `trap` runs; the application is not started yet."""
    for case in cases(subject.traces, "trap-early"):
        names = " and ".join(f"${name}" for name in case.detail("names").split())
        message = f"{names} is still empty when this trap is set, so {case.app} never gets {case.signal}"
        label = f"{names} is replaced by nothing, here and now"
        advice = "put the handler in single quotes: the shell looks the variable up when the signal comes"
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
