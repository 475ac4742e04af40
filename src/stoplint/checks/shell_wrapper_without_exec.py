"""SL105: `["sh", "-c", "app; x"]`: a shell by name in front of the application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.faults.advice import out_of_pipeline
from stoplint.faults.launch_form import by_luck, in_front, stops_well
from stoplint.faults.wording import name_of_line
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault
    from stoplint.model.stop.causes import ByLuck


def check(subject: Subject) -> Iterator[Problem]:
    """As shell form, only that the Dockerfile names the shell itself."""
    advice = "put `exec` in front of the command that is to get the signal (and nothing behind it)"
    for fault in in_front(subject.traces, "exec"):
        name = name_of_line(*fault.line) if fault.line is not None else "CMD"
        message = (
            f"{name} starts {fault.app} through {fault.holder} -c without exec: {fault.app} never gets {fault.signal}"
        )
        told = out_of_pipeline(fault) if fault.cause.how == "pipeline" else advice
        yield subject.problem(fault, message, f"runs as a child of {fault.holder}", told)
    for lucky in by_luck(subject.traces, "exec"):
        name = name_of_line(*lucky.line) if lucky.line is not None else "CMD"
        message = f"{name} has no exec: {lucky.app} gets {lucky.signal} only because {lucky.holder} replaces itself"
        consequence = f"{stops_well(lucky)}; it would not {_where(lucky)}"
        label = "the shell execs its last command by itself"
        yield subject.problem(lucky, message, label, advice, consequence=consequence, severity="info")


def _where(lucky: Fault[ByLuck]) -> str:
    """Which shell would stay in front: another /bin/sh, or an older one where the line names bash itself.

    bash 5.2's CHANGES: the right side of && and || needs no fork since 4.4, the end of any other text of `bash -c` since 5.1.
    """
    line = lucky.line[1] if lucky.line is not None else None
    words = [word.value for word in line.words] if line is not None else []
    if not words or base_name(words[0]) != "bash":
        return "with dash (the /bin/sh of Debian and Ubuntu)"
    if re.search(r"[;\n]", words[-1].strip()):
        return "with bash before 5.1"
    return "with bash before 4.4" if re.search(r"&&|\|\|", words[-1]) else "with dash in place of bash"
