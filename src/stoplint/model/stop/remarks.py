"""What is wrong although this run's verdict is not its doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes import events
from stoplint.model.processes.kinds import Wrapping
from stoplint.model.stop import causes
from stoplint.model.stop.naming import name_of, victim_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.stop.causes import Remark
    from stoplint.model.stop.stop import Stopped


def remarks_of(stopped: Stopped, signal: str, grace: float) -> tuple[Remark, ...]:
    """What is wrong although this run's verdict is not its doing."""
    return tuple(_remarks(stopped, signal, grace))


def _remarks(stopped: Stopped, signal: str, grace: float) -> Iterator[Remark]:
    steady = stopped.steady
    app = victim_of(stopped)
    subject = name_of(app) if app is not None else "the application"
    for event in steady.events:
        match event:
            case events.UncatchableTrapped(name, place):
                yield causes.UncatchableName(place, subject, name=name)
            case events.TrapsReset(pid, traps, place) if pid in steady.processes:
                became = name_of(steady.processes[pid])
                gone = ((place, f"the shell becomes {became}: its traps are gone"),)
                for name, at in traps:
                    if name in (signal, "EXIT"):
                        yield causes.TrapsLost(at, became, "", gone, name=name)
            case _:
                pass
    for process in steady.living():
        if isinstance(process, Wrapping) and process.wrapped.kind == "forward-kill":
            after = process.wrapped.kill_after
            last = stopped.end.processes[process.pid]
            if after is not None and after < grace and isinstance(last, Wrapping) and last.told:
                advice = process.wrapped.row.advice
                yield causes.WrapperCuts(process.place, subject, name_of(process), after=after, advice=advice)
