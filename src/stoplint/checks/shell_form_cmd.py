"""SL102: a shell stands in front of the application because CMD is in shell form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults.launch_form import by_luck, exec_form, in_front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject

NAME = "CMD"


def check(subject: Subject) -> Iterator[Problem]:
    """A shell that stays is an error; one that steps aside by itself is worth knowing."""
    for case in in_front(subject.traces, "shell", NAME):
        line = case.line[1] if case.line is not None else None
        if line is None:
            continue
        message = f"{NAME} is in shell form, so {case.holder} stays in front of {case.app}, {case.which}"
        label = f"{case.app} runs as a child of {' '.join(line.shell)}, which drops {case.signal}"
        yield Problem(
            line.span, message, label, case.related_to(line.span), case.consequence, exec_form(NAME, line.words[0].value),
            case.verdict, case.severity, case.confidence,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )  # fmt: skip
    for case in by_luck(subject.traces, "shell", NAME):
        line = case.line[1] if case.line is not None else None
        if line is None:
            continue
        message = f"{NAME} is in shell form: {case.app} gets {case.signal} only because {case.holder} replaces itself"
        consequence = "it stops well in this image; it would not where /bin/sh is dash (Debian, Ubuntu)"
        yield Problem(
            line.span, message, "the shell execs its last command by itself", case.related_to(line.span), consequence,
            exec_form(NAME, line.words[0].value), case.verdict, "info",
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )  # fmt: skip
