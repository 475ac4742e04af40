"""SL203: the application is in the background, and the script waits for it without a trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`wait` in a shell without a trap: the signal is dropped, or ends the shell and nothing else."""
    for case in cases(subject.traces, "no-trap"):
        message = f"{case.holder} starts {case.app} in the background and sets no trap, so {case.app} never gets {case.signal}"
        label = "started in the background"
        advice = (
            f"set a trap that passes {case.signal} on and waits (see `stoplint rule SL203`), "
            "or, if it is the only program, start it with exec instead of &"
        )
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
