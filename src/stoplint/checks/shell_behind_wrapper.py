"""SL222: a wrapper passes the signal to a shell of its own, which dies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`su -c app`, `sudo sh -c …`: the wrapper starts a shell, which gets the signal in place of the application."""
    for case in cases(subject.traces, "shell-behind-wrapper"):
        wrapper = case.detail("wrapper")
        message = f"{wrapper} passes {case.signal} to its shell, not to {case.app}, {case.which}"
        label = f"a child of {case.holder}, which ends at once on {case.signal}"
        first = case.span.text.split("\n", 1)[0] if case.span is not None else case.app
        advice = f"put exec in front of the command that {wrapper} is given: exec {first}"
        if case.span is not None and case.app not in case.span.text:
            advice = f"put exec in front of the command that {wrapper} is given"
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
