"""SL204: the script has a trap, but not for the signal with which the container is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Traps for INT, HUP or EXIT do nothing for a stop with another signal."""
    for case in cases(subject.traces, "trap-misses"):
        names = case.detail("names").split()
        signal = case.signal.removeprefix("SIG")
        message = f"{case.holder} traps {' and '.join(names)}, but the container is stopped with {case.signal}"
        label = f"not run on {case.signal}"
        if names == ["EXIT"] and case.detail("dialect") != "bash":
            label = f"not run on {case.signal}: only bash runs its EXIT trap when it gets a signal"
        advice = f"add {signal} to the names at the end of the trap"
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
