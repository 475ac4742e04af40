"""SL110: the application is put in the background, and then the script is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """When PID 1 ends the kernel kills everything else in the container."""
    for case in cases(subject.traces, "background-end"):
        yield Problem(
            case.span,
            f"{case.holder} puts {case.app} in the background and ends, and the container with it",
            "started with & (or goes to the background), and nothing waits for it",
            case.related,
            case.consequence,
            f"start it in the foreground, as the last command: exec {case.app} …",
            case.verdict,
            case.severity,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
