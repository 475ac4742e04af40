"""SL108: a shell is needed, and the image has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.catalog.shells import is_shell
from stoplint.model.stop.causes import CannotStart
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Shell form, `["sh", "-c", …]` or a script on scratch or distroless."""
    for fault in faults(subject.traces, CannotStart):
        failure = fault.cause.failure
        if failure is None or failure.fault != "shell":
            continue
        base = fault.image.base or "the base image"
        found, span = fault.line, fault.span
        advice = "start the program itself, or take a base image that has a shell"
        if found is not None and found[1].form == "shell":
            name, line = found
            span = line.span
            message = f"{name} is in shell form, and {base} has no shell"
            advice = f'write {name} as a JSON array: {name} ["/program", "argument"]'
        elif is_shell(failure.path):
            message = f"{failure.path} is started, and {base} has no shell"
        else:
            message = f"{base_name(failure.path)} is a shell script, and {base} has no shell"
        yield subject.problem(fault, message, "needs /bin/sh", advice, span=span)
