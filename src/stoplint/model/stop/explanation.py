"""One sentence for a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.rows import HEEDS
from stoplint.model.processes.kinds import Running
from stoplint.model.stop.causes import TooSlow
from stoplint.model.stop.naming import killers_of, name_of, victim_of

if TYPE_CHECKING:
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.stop import Stopped


# So few seconds of a grace period are told: much may need more.
_SHORT = 2.0


def explain(stopped: Stopped, signal: str, grace: float, cause: Cause | None = None) -> str:
    """One sentence for the verdict of a stop."""
    if isinstance(cause, TooSlow):
        return f"the stop of {cause.subject} {cause.takes}, and SIGKILL comes after {grace:g} s"
    app = victim_of(stopped)
    who = name_of(app) if app is not None else "the application"
    last = stopped.end.processes.get(app.pid) if app is not None else None
    first = stopped.end.processes.get(1)
    holder = name_of(first) if first is not None else "PID 1"
    verdict = stopped.verdict
    if app is not None and app.pid in stopped.untold:
        others = "the others shut down in an orderly way, and " if verdict == "partial" else ""
        return f"{others}{who} has no orderly stop: it ends at once, told or not"
    if verdict == "graceful":
        if len(stopped.fates) > 1:
            return f"every application gets its signal and shuts down in an orderly way before {holder} ends"
        if last is not None and not last.receives and last.does:
            return f"{who} {last.does}"
        received = last.receives if last is not None else ()
        orderly = [each for each in received if isinstance(app, Running) and app.reaction(each) in HEEDS]
        got = next(iter(orderly or received), signal)
        limits = killers_of(stopped, app) if app is not None else ()
        by, after = next(((by, after) for by, after in limits if after < grace), ("", 0.0))
        usual = "the grace period to shut down" if grace > _SHORT else f"{grace:g} s to shut down"
        time = f"{after:g} s to shut down: then {by} kills it" if by else usual
        return f"{who} gets SIG{got} and has {time}"
    if verdict == "lost":
        return f"{who} never gets the signal: it is killed at the end of the grace period"
    if verdict == "killed":
        told = " while it is shutting down" if last is not None and last.is_told else " without a warning"
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
