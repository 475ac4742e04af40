"""Where `exec` in front of a launch is no advice, although the shell has nothing else to do in the run that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.advice import BECOMES

if TYPE_CHECKING:
    from stoplint.faults import Fault
    from stoplint.model.stop.causes import Cause


def instead_of_exec(fault: Fault[Cause]) -> str:
    """What to do where exec would end a loop at its first word, or lose a trap that another run has there; "" elsewhere."""
    cause = fault.cause
    if not isinstance(cause, BECOMES) or cause.how == "background":
        return ""
    if cause.next_word:
        return (
            f"exec in the loop would end it with the first program that it runs: let it run those that end, and `exec` {fault.app} "
            f"behind it; or start it in the background, set a trap that passes {fault.signal} on, and wait (see `stoplint rule SL203`)"
        )
    if not _is_trapped_elsewhere(fault):
        return ""
    trap = f"exec would lose the trap for {fault.signal} with which {fault.holder} comes here under other conditions: "
    if cause.heard:
        return f"{trap}set one in this case, too (`trap : {fault.signal.removeprefix('SIG')}`), so that {fault.holder} waits for {fault.app}"
    return (
        f"{trap}start {fault.app} in the background, set a trap in this case, too, one that passes {fault.signal} on, and wait "
        "(see `stoplint rule SL203`)"
    )


def _is_trapped_elsewhere(fault: Fault[Cause]) -> bool:
    """Whether a shell with a trap for the stop signal starts the same in another run."""
    own = fault.today or fault.run
    for run in (each for each in fault.trace.runs if each is not own):
        trapped = {each.id for each in run.processes if each.trapped}
        if any(each.span == fault.span and each.parent in trapped for each in run.processes):
            return True
    return False
