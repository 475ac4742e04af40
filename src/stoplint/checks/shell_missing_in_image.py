"""SL108: a shell is needed, and the image has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import cases
from stoplint.model.catalog.shells import is_shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Shell form, `["sh", "-c", …]` or a script on scratch or distroless."""
    for case in cases(subject.traces, "not-started"):
        if case.detail("fault") != "shell":
            continue
        base = case.image.base or "the base image"
        found = case.line
        path = case.detail("path")
        span = case.span
        if found is not None and found[1].form == "shell":
            name, line = found
            span = line.span
            message = f"{name} is in shell form, and {base} has no shell"
            advice = f'write {name} as a JSON array: {name} ["/program", "argument"]'
        elif is_shell(path):
            message = f"{path} is started, and {base} has no shell"
            advice = "start the program itself, or take a base image that has a shell"
        else:
            message = f"{path.rsplit('/', 1)[-1]} is a shell script, and {base} has no shell"
            advice = "start the program itself, or take a base image that has a shell"
        yield Problem(
            span, message, "needs /bin/sh", case.related_to(span), case.consequence, advice, case.verdict, case.severity
        )
