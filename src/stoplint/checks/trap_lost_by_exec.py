"""SL212: `exec` throws the traps away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import remarks
from stoplint.faults.consequence import under_conditions
from stoplint.model.stop.causes import TrapsLost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The shell is replaced, and with it what it would have done on the signal."""
    for fault in remarks(subject.traces, TrapsLost):
        message = f"the trap for {fault.cause.name} never runs: exec replaces the shell that would run it"
        label = f"gone when the shell becomes {fault.app}"
        told = f"{fault.app} gets {fault.signal}, but what the trap was to do is not done"
        advice = f"leave the trap out, or start {fault.app} in the background, and pass {fault.signal} on to it in the trap and wait"
        if fault.cause.supervises:
            advice = f"leave the trap out: what it does is to be a service of {fault.app}"
        yield subject.problem(
            fault, message, label, advice, consequence=under_conditions(fault, told), verdict="", severity="warning"
        )
