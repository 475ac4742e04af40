"""How a supervisor stops what it keeps: turn after turn, with its own signals and limits.

Source: supervisord 4.2.5 supervisor/supervisord.py (ordered_stop_groups_phase_1: one group after the other, the last
by priority first); tests/kernel asks it of supervisord, s6-svscan, runsv and runsvdir.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stoplint.model.catalog.rows import HEEDS, KEEPER_WORDS
from stoplint.model.processes.status import Status
from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Fate, Kept, Process, Supervising
    from stoplint.model.processes.world import World


class Kernel(Protocol):
    """What a supervisor asks of the kernel (`model.processes.kernel`)."""

    def deliver(self, world: World, pid: int, signal: str) -> None:
        """Send a signal to a process."""

    def default_action(self, world: World, process: Process, signal: str) -> None:
        """What a signal without a handler does to a process."""

    def end(self, world: World, process: Process, status: Status, fate: Fate) -> None:
        """Let a process end."""


def tell(kernel: Kernel, world: World, process: Supervising, signal: str) -> None:
    """A signal reaches the supervisor itself."""
    action = process.reaction(signal)
    if action in HEEDS:
        if process.turn < 0:
            process.does = f"gets SIG{signal} and stops what it keeps"
            _begin(kernel, world, process, signal)
    elif action == "restart":
        if process.turn < 0:
            process.does = f"gets SIG{signal}, stops what it keeps and starts it again: it stays"
            process.restarts = True
            _begin(kernel, world, process, signal)
    elif action == "forward":
        process.does = f"gets SIG{signal} and passes it on to what it keeps: it stays"
        for each in [each for turn in process.turns for each in turn]:
            kernel.deliver(world, each.pid, signal)
    elif action in ("fast", "abort"):
        process.does = f"gets SIG{signal} and leaves at once, without telling what it keeps"
        kernel.end(world, process, Status(0), "exited")
    elif action == "default":
        if process.pid == 1:
            process.does = process.does or f"does not handle SIG{signal}"
        kernel.default_action(world, process, signal)
    else:
        process.does = f"gets SIG{signal} and {KEEPER_WORDS[action]}: it stays"


def ended(kernel: Kernel, world: World, process: Supervising, other: Process) -> None:
    """A process has ended: the supervisor may be waiting for it, or go down with it."""
    if process.turn < 0:
        kept = [each.pid for turn in process.turns for each in turn]
        if other.pid == process.leader or (process.together and other.pid in kept):
            process.does = process.does or "stops what it keeps when one of them ends"
            _begin(kernel, world, process, "TERM")
    elif other.pid in process.waits:
        process.waits -= {other.pid}
        if not process.waits:
            _next(kernel, world, process)


def overdue(kernel: Kernel, world: World, process: Supervising) -> None:
    """A limit is over: what is still there of the turn gets SIGKILL."""
    late = [
        each
        for each in process.turns[process.turn]
        if each.limit is not None and process.since + each.limit <= world.clock
    ]
    for each in late:
        for target in _targets(world, each):
            target.does += f"; killed by {base_name(process.argv[0])} after {each.limit:g} s"
            target.killer = process.pid
            kernel.end(world, target, Status(137), "killed")
    if process.alive and process.turn < len(process.turns) and process.deadline is None:
        _set_deadline(world, process)


def _begin(kernel: Kernel, world: World, process: Supervising, signal: str) -> None:
    process.got = signal
    _next(kernel, world, process)


def _next(kernel: Kernel, world: World, process: Supervising) -> None:
    """Tell the next turn to stop; without one, the supervisor ends, or starts all of them again."""
    process.deadline = None
    while process.alive:
        process.turn += 1
        if process.turn >= len(process.turns) and process.restarts:
            process.turn, process.restarts = -1, False
            return
        if process.turn >= len(process.turns):
            kernel.end(world, process, Status(0), "exited")
            return
        turn = process.turns[process.turn]
        targets = {each: _targets(world, each) for each in turn}
        process.waits = frozenset(
            target.pid
            for each, found in targets.items()
            for target in found
            if each.to in ("tree", "all") or target.pid == each.pid
        )
        if not process.waits:
            continue
        process.since = world.clock
        at = process.turn
        for each, found in targets.items():
            for target in found:
                kernel.deliver(world, target.pid, each.signal or process.got)
        if process.turn == at:
            _set_deadline(world, process)
        return


def _set_deadline(world: World, process: Supervising) -> None:
    """When the next limit of the turn is over. What is not past it is still to be waited for, what is has been killed."""
    due = [
        process.since + each.limit
        for each in process.turns[process.turn]
        if each.limit is not None and _is_there(world, each) and process.since + each.limit >= world.clock
    ]
    process.deadline = min(due, default=None)


def _is_there(world: World, kept: Kept) -> bool:
    return bool(_targets(world, kept)) if kept.to == "all" else world.processes[kept.pid].alive


def _targets(world: World, kept: Kept) -> list[Process]:
    if kept.to == "all":
        return [process for process in world.living() if process.pid != 1]
    child = world.processes[kept.pid]
    if kept.to == "child":
        return [child] if child.alive else []
    if kept.to == "group":
        return [process for process in world.living() if process.pgid == child.pgid]
    found = {kept.pid}
    for process in world.living():
        if process.ppid in found:
            found.add(process.pid)
    return [process for process in world.living() if process.pid in found]
