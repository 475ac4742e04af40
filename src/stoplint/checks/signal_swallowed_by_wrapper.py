"""SL213: a program that starts the application keeps the signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A wrapper that waits for its child without a handler does not pass signals on."""
    for case in cases(subject.traces, "wrapper-blocks"):
        message = f"{case.holder} does not pass {case.signal} on, so {case.app} never gets it"
        if case.detail("heard"):
            message = f"{case.holder} does not wait for {case.app}, {case.which}"
        label = f"stays in front of {case.app}"
        if case.detail("leaves"):
            label = f"ends on {case.signal} at once"
        advice = f"start {case.app} without {case.holder}, or with a wrapper that becomes the program (env, nice, setpriv, gosu)"
        if case.holder == "flock":
            advice = "flock --no-fork becomes the program"
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
