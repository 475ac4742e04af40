"""One sentence for a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.rows import HEEDS
from stoplint.model.processes.kinds import Running, Supervising, Wrapping
from stoplint.model.stop.naming import chain_to, name_of, victim_of

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.stop.stop import Stopped


def explain(stopped: Stopped, signal: str, grace: float) -> str:
    """One sentence for the verdict of a stop."""
    app = victim_of(stopped)
    who = name_of(app) if app is not None else "the application"
    last = stopped.end.processes.get(app.pid) if app is not None else None
    first = stopped.end.processes.get(1)
    holder = name_of(first) if first is not None else "PID 1"
    verdict = stopped.verdict
    if verdict == "graceful":
        if len(stopped.fates) > 1:
            return f"every application gets its signal and shuts down in an orderly way before {holder} ends"
        if last is not None and not last.receives and last.does:
            return f"{who} {last.does}"
        received = last.receives if last is not None else ()
        orderly = [each for each in received if isinstance(app, Running) and app.reaction(each) in HEEDS]
        got = next(iter(orderly or received), signal)
        for each in chain_to(stopped.steady, app.pid) if app is not None else ():
            after = (
                each.wrapped.kill_after if isinstance(each, Wrapping) and each.wrapped.kind == "forward-kill" else None
            )
            if after and after < grace:
                return f"{who} gets SIG{got} and has {after:g} s to shut down: then {name_of(each)} kills it"
        limit = _limit(stopped, app) if app is not None else None
        if limit is not None and limit[1] < grace:
            return f"{who} gets SIG{got} and has {limit[1]:g} s to shut down: then {limit[0]} kills it"
        return f"{who} gets SIG{got} and has the grace period to shut down"
    if verdict == "lost":
        return f"{who} never gets the signal: it is killed at the end of the grace period"
    if verdict == "killed":
        told = " while it is shutting down" if last is not None and last.receives else " without a warning"
        if last is not None and stopped.end.ended and first is not None and first.pid != (app.pid if app else 0):
            return f"{holder} ends first, and the kernel kills {who}{told}"
        return f"{who} is killed{told}"
    if verdict == "partial":
        return f"some applications shut down in an orderly way, but {who} does not"
    if verdict == "ignored":
        return f"{who} {last.does}" if last is not None and last.does else f"{who} does nothing on SIG{signal}"
    if verdict == "abrupt":
        return f"{who} {last.does}" if last is not None and last.does else f"{who} stops without finishing its work"
    if verdict == "hangs":
        return f"{who} shuts down in an orderly way, but {holder} stays until it is killed"
    return verdict


def _limit(stopped: Stopped, app: Process) -> tuple[str, float] | None:
    """The supervisor that kills what it keeps after a time of its own, and the seconds."""
    chain = chain_to(stopped.steady, app.pid)
    below = {each.pid for each in chain}
    for each in chain:
        if isinstance(each, Supervising):
            kept = [one for turn in each.turns for one in turn if one.limit and (one.pid in below or one.to == "all")]
            for one in kept:
                return name_of(each), one.limit or 0.0
    return None
