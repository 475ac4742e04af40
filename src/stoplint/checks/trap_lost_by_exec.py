"""SL212: `exec` throws the traps away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The shell is replaced, and with it what it would have done on the signal."""
    for case in remarks(subject.traces, "traps-lost"):
        name = case.detail("names")
        message = f"the trap for {name} never runs: exec replaces the shell that would run it"
        label = f"gone when the shell becomes {case.app}"
        consequence = f"{case.app} gets {case.signal}, but what the trap was to do is not done"
        advice = f"leave the trap out, or start {case.app} in the background and wait for it in the trap"
        yield Problem(case.span, message, label, case.related, consequence, advice, "", "warning")
