"""Places where PID 1 rests: what it waits for there, and what says that this stays or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.processes import frames
from stoplint.model.processes.events import NothingToRead
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World

PASSING, OPEN, STAYS = 1, 2, 3
LONG = 20.0  # seconds: a sleep of this length is a place where a stop is likely to find the container


@dataclass
class Rest:
    """A settled world. `rank`: how sure it stays (PASSING: a bounded sleep; OPEN: not known; STAYS; 0: ended)."""

    world: World
    rank: int
    site: object
    number: int
    waits: bool = False  # in the `wait` builtin
    applied: bool = False  # an application is running
    endless: bool = False  # a loop of builtins
    asked: bool = False  # what is in the foreground was asked for its status, here or before: it ends
    returned: int | None = None  # the state it goes on in when what it waits for ends
    # shells beside PID 1's own line that wait for something: by pid, how sure that stays, and where it was started
    beside: dict[int, tuple[int, object]] = field(default_factory=dict)
    further: list[tuple[int, int]] = field(default_factory=list)  # (pid, the state when what that shell waits for ends)


def line_of(world: World, process: Process) -> set[int]:
    """The processes that PID 1 waits for, it among them."""
    found: set[int] = set()
    todo = [process]
    while todo:
        one = todo.pop()
        if one.pid in found:
            continue
        found.add(one.pid)
        pids = one.block.pids if isinstance(one, Shell) and one.block is not None else ()
        pids = (one.child,) if isinstance(one, Wrapping) else pids
        todo += [world.processes[pid] for pid in pids if pid in world.processes]
    return found


def application_pids(world: World) -> set[int]:
    return {p.pid for p in world.living() if isinstance(p, Running) and p.role == "application"}


def waits(world: World, process: Process) -> bool:
    """True if PID 1, or what stands for it behind inits, sits in the `wait` builtin."""
    while isinstance(process, Wrapping) and process.child in world.processes:
        process = world.processes[process.child]
    return isinstance(process, Shell) and process.block is not None and process.block.kind == "wait"


def focus(world: World, process: Process) -> tuple[int, object, list[int]]:
    """What a process waits for in the end: how sure that stays, where it was started, and the processes it is."""
    if isinstance(process, Running):
        if process.deadline is not None:
            return PASSING, process.place, [process.pid]  # the script itself told it to stop, and waits for that
        rank = {"forever": STAYS, "timed": PASSING, "filter": PASSING}.get(process.stays, OPEN)
        if process.stays == "timed" and process.seconds >= LONG:
            rank = STAYS if application_pids(world) else OPEN
        if process.pid == 1 and rank == OPEN:
            rank = STAYS
        return rank, process.place, [process.pid]
    if isinstance(process, Wrapping):
        child = world.processes.get(process.child)
        if child is None or not child.alive:
            return STAYS, process.place, []
        return focus(world, child)
    if not isinstance(process, Shell):
        return STAYS, process.place, []
    if process.unread and process.pid != 1:
        return OPEN, process.place, [process.pid]
    if process.unread or process.block is None or process.block.kind == "forever":
        return STAYS, process.block.place if process.block else process.place, []
    if process.block.kind == "read":
        return PASSING, process.block.place, []
    rank = 0
    leaves: list[int] = []
    site: object = process.block.place
    for pid in process.block.pids:
        child = world.processes.get(pid)
        if child is None or not child.alive:
            continue
        one, where, its = focus(world, child)
        if one > rank and process.block.kind == "foreground":
            site = where
        rank = max(rank, one)
        leaves += its
    return rank or STAYS, site, leaves


def is_asked(world: World, leaves: list[int]) -> bool:
    """Whether the status of what is waited for decides something, here or where the same program ran before.

    `until myinit; do sleep 1; done`: nobody asks a server how it ended before going on.
    """
    return any(base_name(world.processes[pid].argv[0]) in world.asked for pid in leaves if world.processes[pid].argv)


def asked_for(world: World, leaves: list[int]) -> frozenset[str]:
    """The names of the programs whose status the shell that waits for them decides by."""
    names = set()
    for pid in leaves:
        leaf = world.processes[pid]
        parent = world.processes.get(leaf.ppid)
        top = parent.stack[0] if isinstance(parent, Shell) and parent.stack is not None else None
        if isinstance(top, (frames.IfDecide, frames.WhileDecide)) and leaf.argv:
            names.add(base_name(leaf.argv[0]))
    return frozenset(names)


def hands_over(end: World, rest: World) -> bool:
    """Whether a script that ended went on, behind a rest, to what it is for: a program that it exec'ed, or a shell for the user.

    `for hook in /hooks/*; do "$hook"; done; exec bash`: that this ends without a terminal says that the hooks do.
    """
    if any(isinstance(event, NothingToRead) for event in end.events[len(rest.events) :]):
        return True
    execs = {process.pid for process in end.processes.values() if process.started == "exec" and not process.alive}
    return any(rest.processes[pid].started != "exec" for pid in execs & rest.processes.keys())
