"""SL217: an application that runs beside PID 1 hears of no stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`worker & exec app`: the signal goes to the app alone, and its end is the worker's."""
    for case in cases(subject.traces, "beside"):
        if case.detail("role") in ("keep-alive", "feeds"):
            continue
        message = f"{case.app} runs beside {case.holder}, which alone gets {case.signal}"
        label = "started in the background; nobody passes the signal on to it"
        if case.detail("heard"):
            message = f"{case.holder} does not wait for {case.app}, which is killed while it is shutting down"
            label = "started in the background; nobody waits for it"
        advice = "one container each, or a script that keeps both PIDs, passes the signal on to both and waits for both"
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
