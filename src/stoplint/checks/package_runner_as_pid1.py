"""SL308: a package runner in front of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.wrong_signal import cases_at_launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A runner like npm signals the shell that it starts, Yarn 1 does not wait, run-p keeps the signal."""
    for case in cases_at_launch(subject.traces, "package-runner"):
        runner = case.detail("wrapper")
        said = {
            "shell": f"{runner} passes {case.signal} to its shell, which dies of it",
            "kills": f"{runner} passes {case.signal} on, and does not wait",
        }.get(case.detail("breaks"), f"{runner} does not pass {case.signal} on")
        started = next(
            (place for place in reversed(case.cause.related) if place[0].path.endswith("package.json")), None
        )
        command = started[0].text if started is not None else case.app
        yield Problem(
            case.span, f"{said}: {case.app} is killed in the middle of its work", f"{runner} stands between the runtime and {case.app}",
            case.related, case.consequence, f"start the program itself, in exec form: {command}", case.verdict, case.severity,
            case.confidence,
        )  # fmt: skip
