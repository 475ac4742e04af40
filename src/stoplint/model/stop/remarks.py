"""What is wrong although this run's verdict is not its doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.world import Wrapping
from stoplint.model.stop.answer import Cause
from stoplint.model.stop.naming import name_of, victim_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.stop.stop import Stopped


def remarks_of(stopped: Stopped, signal: str, grace: float) -> tuple[Cause, ...]:
    """What is wrong although this run's verdict is not its doing."""
    return tuple(_remarks(stopped, signal, grace))


def _remarks(stopped: Stopped, signal: str, grace: float) -> Iterator[Cause]:
    steady = stopped.steady
    app = victim_of(stopped)
    subject = name_of(app) if app is not None else "the application"
    for kind, value in steady.notes:
        if kind == "trap-uncatchable":
            yield Cause("trap-uncatchable", value[1], subject, "", (), (("names", value[0]),))
        elif kind == "traps-lost":
            pid, names, places, place = value
            for name, at in zip(names, places, strict=True):
                if name in (signal, "EXIT") and pid in steady.processes:
                    related = ((place, f"the shell becomes {name_of(steady.processes[pid])}: its traps are gone"),)
                    yield Cause("traps-lost", at, name_of(steady.processes[pid]), "", related, (("names", name),))
    for process in steady.living():
        if isinstance(process, Wrapping) and process.wrapper.kind == "forward-kill":
            after = process.wrapper.kill_after
            last = stopped.end.processes[process.pid]
            if after is not None and after < grace and isinstance(last, Wrapping) and last.told:
                details = (("after", f"{after:g}"), ("first", "1" if process.pid == 1 else ""))
                yield Cause("wrapper-cuts", process.place, subject, name_of(process), (), details)
