"""SL308: a package runner in front of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import faults_at_launch
from stoplint.model.stop.causes import PackageRunner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A runner like npm signals the shell that it starts, Yarn 1 does not wait, run-p keeps the signal."""
    for fault in faults_at_launch(subject.traces, PackageRunner):
        runner = fault.cause.wrapper
        said = {
            "shell": f"{runner} passes {fault.signal} to its shell, which dies of it",
            "kills": f"{runner} passes {fault.signal} on, and does not wait",
            "blocks": f"{runner} does not pass {fault.signal} on",
        }[fault.cause.breaks]
        cause = fault.cause
        message = f"{said}: {fault.app} is killed in the middle of its work"
        label = f"{runner} stands between the runtime and {fault.app}"
        command = cause.script.text.removeprefix("exec ") if cause.script is not None else ""
        if cause.steps and command and cause.waits:
            advice = (
                f"put exec in front of it in package.json: exec {command}; {runner} passes {fault.signal} to it then"
            )
        elif cause.steps and command:
            advice = f"start the program itself, behind its steps: a script that ends in exec {_found(cause)}{command}"
        else:
            form = ", in exec form" if fault.line is not None else ""
            advice = f"start the program itself{form}" + (f": {_found(cause)}{command}" if command else "")
        yield subject.problem(fault, message, label, advice)


def _found(cause: PackageRunner) -> str:
    """The folder in which the program stands, where PATH does not have it."""
    return "node_modules/.bin/" if cause.installed else ""
