"""SL204: the script has a trap, but not for the signal with which the container is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import TrapMisses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Traps for INT, HUP or EXIT do nothing for a stop with another signal."""
    for fault in faults(subject.traces, TrapMisses):
        names = fault.cause.names
        signal = fault.signal.removeprefix("SIG")
        message = f"{fault.holder} traps {' and '.join(names)}, but the container is stopped with {fault.signal}"
        label = f"not run on {fault.signal}"
        if names == ("EXIT",) and fault.cause.dialect != "bash":
            label = f"not run on {fault.signal}: only bash runs its EXIT trap when it gets a signal"
        advice = f"add {signal} to the names at the end of the trap"
        yield subject.problem(fault, message, label, advice)
