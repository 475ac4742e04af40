"""SL216: tini or dumb-init in front of a script that does not exec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases
from stoplint.faults.launch_form import exec_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The init passes the signal to the script; the script dies of it, and the application with the container."""
    for case in cases(subject.traces, "shell-behind-init"):
        init = case.detail("wrapper")
        message = f"{init} passes {case.signal} to {case.holder}, not to {case.app}, {case.which}"
        label = f"a child of {case.holder}, which ends at once on {case.signal}"
        first = case.span.text.split("\n", 1)[0] if case.span is not None else case.app
        advice = f"let {case.holder} become the application: exec {first}"
        if first.startswith("exec "):
            advice = f"put exec in front of the last command of the text that {case.holder} is given"
        if case.line is not None and case.line[1].form == "shell":
            advice = exec_form(case.line[0], case.line[1].words[0].value)
        if case.detail("how") == "background":
            advice = "set a trap that passes the signal on and waits, or start the application with exec"
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
