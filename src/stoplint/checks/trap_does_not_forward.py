"""SL206: a handler that does not tell the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The handler runs in the shell; the application hears of the stop only if the handler tells it."""
    for case in cases(subject.traces, "trap-silent"):
        body = case.span.text if case.span is not None else ""
        dash = case.detail("dialect") == "dash"
        message = f"the handler for {case.signal} does not pass the signal on to {case.app}"
        label = f"{case.app} is not told"
        advice = f'keep the PID ({case.app} & pid=$!), and in the handler: kill "$pid"; wait "$pid"'
        if case.detail("names") == "EXIT":
            message = f"bash runs its EXIT trap on {case.signal} and ends, without telling {case.app}"
        elif dash and "jobs -p" in body:
            label = "in dash, `jobs -p` prints nothing in $( )"
        elif dash and "%" in body:
            label = "dash has no job control in scripts: there is no job %1"
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
