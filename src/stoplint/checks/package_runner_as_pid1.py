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
        script = fault.cause.script
        message = f"{said}: {fault.app} is killed in the middle of its work"
        label = f"{runner} stands between the runtime and {fault.app}"
        shown = f": {script.text.removeprefix('exec ')}" if script is not None else ""
        form = ", in exec form" if fault.line is not None else ""
        yield subject.problem(fault, message, label, f"start the program itself{form}{shown}")
