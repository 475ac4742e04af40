"""SL205: a trap cannot run as long as the shell has a child in the foreground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import for_several
from stoplint.model.stop.causes import TrapDeferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """POSIX: a trap waits until the command in the foreground has ended."""
    for fault in faults(subject.traces, TrapDeferred):
        keeps = fault.cause.keeps if fault.cause.idle or fault.cause.beside else fault.app
        message = f"this trap does not run while {keeps} does: {fault.app} never gets {fault.signal}"
        label = f"held back until {keeps} has ended"
        advice = (
            f"start {fault.app} in the background and `wait` for it, so that the trap can run and pass the signal on; "
            f"or start it with exec, if there is nothing to do afterwards"
        )
        if for_several(fault):
            advice = advice.partition("; or ")[0]
        if fault.cause.idle or fault.cause.beside:
            advice = f"start {keeps} in the background and `wait` for it: a signal interrupts `wait`, and the trap runs"
        if fault.cause.supervises:
            keeps = fault.cause.keeps
            advice = f"let the script become {keeps}, as its last command: exec {keeps} …; what the trap does is to be a service of it"
        yield subject.problem(fault, message, label, advice)
