"""Whether a stop goes badly only because it takes longer than the grace period."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from stoplint.model.stop import causes
from stoplint.model.stop.diagnosis import Breach
from stoplint.model.stop.naming import name_of, places_of, victim_of
from stoplint.model.stop.stop import stop

if TYPE_CHECKING:
    from stoplint.model.container.container import Container
    from stoplint.model.stop.stop import Stop, Stopped

# Longer than anybody waits for a container, in seconds.
_ALWAYS = 86_400.0
# What else is wrong where a signal came in time: a handler that is at something else before it tells the application.
_LATE = (causes.TrapSilent, type(None))


def too_slow(container: Container, stopped: Stopped, breach: Breach | None, how: Stop) -> Breach | None:
    """That the time is all that is wrong; None where something else is, or the grace period was not used up."""
    found = breach.cause if breach is not None else None
    if not stopped.end.overdue or how.grace <= 0 or not isinstance(found, _LATE):
        return None
    ends = stop(container, stopped.steady, how._replace(grace=_ALWAYS))
    if not ends or any(each.verdict != "graceful" for each in ends):
        return None
    app = victim_of(stopped)
    if app is None:
        return None
    needs = floor(max(each.end.clock for each in ends))  # how long the application itself takes nobody knows
    heard = bool(stopped.end.processes[app.pid].receives)
    first = stopped.steady.processes[1]
    related = places_of((first,), stopped.end) if first.pid != app.pid else ()
    cause = causes.TooSlow(app.place, name_of(app), name_of(first), related, heard, needs=float(needs), grace=how.grace)
    return Breach(cause, app=app.pid)
