"""SL105: `["sh", "-c", "app; x"]`: a shell by name in front of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.advice import out_of_pipeline
from stoplint.faults.launch_form import by_luck, in_front, stops_well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """As shell form, only that the Dockerfile names the shell itself."""
    advice = "put `exec` in front of the command that is to get the signal (and nothing behind it)"
    for fault in in_front(subject.traces, "exec"):
        name = fault.line[0] if fault.line is not None else "CMD"
        message = (
            f"{name} starts {fault.app} through {fault.holder} -c without exec: {fault.app} never gets {fault.signal}"
        )
        told = out_of_pipeline(fault) if fault.cause.how == "pipeline" else advice
        yield subject.problem(fault, message, f"runs as a child of {fault.holder}", told)
    for lucky in by_luck(subject.traces, "exec"):
        name = lucky.line[0] if lucky.line is not None else "CMD"
        message = f"{name} has no exec: {lucky.app} gets {lucky.signal} only because {lucky.holder} replaces itself"
        consequence = f"{stops_well(lucky)}; it would not with dash (the /bin/sh of Debian and Ubuntu)"
        label = "the shell execs its last command by itself"
        yield subject.problem(lucky, message, label, advice, consequence=consequence, severity="info")
