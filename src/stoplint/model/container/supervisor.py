"""A supervisor that is being set up: its own process, and the children that it is to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.container.programs import start_of_daemon
from stoplint.model.processes.kinds import Running, Supervising

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.programs import Known
    from stoplint.model.catalog.rows import Action
    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Kept
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World


@dataclass
class Supervisor:
    """A supervisor that is being set up: its process, and what it is to start."""

    c: Container
    w: World
    s: Start
    process: Supervising
    kept: list[Kept] = field(default_factory=list)
    failed: NotStarted | None = None  # why the last one was not started that could not be

    def run(self, argv: tuple[Value, ...], kept: Kept, **changes: object) -> int | None:
        """Start a child in a process group of its own: its pid, or None when it can't be started."""
        pid = self.w.new_pid()
        place = kept.place or self.s.place
        values: dict[str, object] = {
            "pid": pid, "ppid": self.process.pid, "pgid": pid, "sid": self.process.sid, "place": place, "started": "fork",
            "by": None, "job": pid, "depth": self.s.depth + 1, "fallback": False, **changes,
        }  # fmt: skip
        failed = self.c.start(self.w, replace(self.s, **values), argv)  # type: ignore[arg-type]
        if failed is not None:
            self.w.processes.pop(pid, None)
            self.failed = failed
            return None
        self.kept.append(kept._replace(pid=pid, place=place))
        return pid


def supervising(w: World, s: Start, argv: tuple[Value, ...], known: Known) -> Supervising:
    """The process becomes a supervisor that keeps nothing yet; what signals do to it says its row of the catalog."""
    process = keeping(w, s, argv, known.name, known.signals)
    process.others = known.others
    process.facts = known
    process.unread = known.doubt
    return process


def keeping(w: World, s: Start, argv: tuple[Value, ...], program: str, actions: Mapping[str, Action]) -> Supervising:
    """The process becomes one that keeps others, none yet; a signal that `actions` do not name has no handler."""
    process = Supervising(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, role="init", program=program, actions=dict(actions), others="default", stays="forever",
        output=s.output,
    )  # fmt: skip
    w.processes[s.pid] = process
    return process


def into_background(w: World, s: Start, argv: tuple[Value, ...]) -> Start:
    """The supervisor goes into the background: the process that was started ends, another one goes on."""
    first = Running(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place, started=s.started,
        ignored=s.ignored, job=s.job,
    )  # fmt: skip
    w.processes[s.pid] = first
    return start_of_daemon(w, s, first)
