"""SL105: `["sh", "-c", "app; x"]`: a shell by name in front of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults.launch_form import by_luck, in_front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """As shell form, only that the Dockerfile names the shell itself."""
    advice = "put `exec` in front of the command that is to get the signal (and nothing behind it)"
    for case in in_front(subject.traces, "exec"):
        name = case.line[0] if case.line is not None else "CMD"
        message = f"{name} starts {case.app} through {case.holder} -c without exec: {case.app} never gets {case.signal}"
        yield Problem(
            case.span, message, f"runs as a child of {case.holder}", case.related, case.consequence, advice,
            case.verdict, case.severity, case.confidence,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )  # fmt: skip
    for case in by_luck(subject.traces, "exec"):
        name = case.line[0] if case.line is not None else "CMD"
        message = f"{name} has no exec: {case.app} gets {case.signal} only because {case.holder} replaces itself"
        consequence = "it stops well in this image; it would not with dash (the /bin/sh of Debian and Ubuntu)"
        label = "the shell execs its last command by itself"
        yield Problem(
            case.span,
            message,
            label,
            case.related,
            consequence,
            advice,
            case.verdict,
            "info",
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
