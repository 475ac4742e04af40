"""SL201: a start script stays in front of the application instead of becoming it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """One problem for each launch of an application that a script without a trap waits for."""
    for case in cases(subject.traces, "shell-in-front"):
        if case.line is not None and case.detail("text") == "string":
            continue  # ENTRYPOINT's and CMD's own shells have rules of their own
        message = f"{case.holder} stays in front of {case.app}, {case.which}"
        how = case.detail("how")
        label = "started as a child of the script"
        first = case.span.text.split("\n", 1)[0] if case.span is not None else case.app
        advice = f"let the script become the application, as its last command: exec {first}"
        if case.detail("text") == "string":
            label = f"{case.app} runs as a child of this {case.holder}"
            advice = "put exec in front of the last command of the text that it is given"
        elif how == "pipeline":
            label = "started in a pipeline, as a child of the script"
            advice = "take it out of the pipeline: in bash, `exec > >(tee log)` on a line before, then `exec` the application"
        elif case.detail("behind") == "loop":
            advice = f"start it once, with exec {first}, and leave restarts to the runtime (docker run --restart, Kubernetes)"
        elif case.detail("behind"):
            advice = (
                f"if what the script does afterwards is not needed, exec {first}; "
                "if it is, start it in the background, pass the signal on and wait (see `stoplint rule SL203`)"
            )
        elif how == "substitution":
            label = "started in a command substitution, as a child of the script"
            advice = f"start it as a command of its own: exec {first}"
        elif how == "subshell":
            label = "started in a subshell, as a child of the script"
            advice = f"leave the subshell out: exec {first}"
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
