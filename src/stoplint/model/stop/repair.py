"""What would still stand: the steady world as it would be if the fault that was found in it were repaired.

The stop is asked again of that world, and the cause that it gives then is the next fault (`Run.then`). A repair is the
one that the fault's rule advises, done to the processes: who holds the signal up becomes what it started, or tells it and
waits, or is not there; an application gets a signal that it knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from stoplint.lazy_dataclass import replace
from stoplint.model.processes.events import UncatchableTrapped
from stoplint.model.processes.kinds import Kept, Mended, Running, Shell, Supervising, Wrapping
from stoplint.model.processes.values import NONE
from stoplint.model.stop import causes
from stoplint.model.stop.naming import name_of

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.model.stop.diagnosis import Breach
    from stoplint.model.stop.stop import Stopped

# A shell with one of these faults has nothing else to do than to become its child.
_BECOMES = (causes.ShellInFront, causes.ExecInChild, causes.ShellBehindInit, causes.ShellBehindWrapper)


def repaired(stopped: Stopped, breach: Breach, signal: str) -> World | None:
    """The steady world without this fault; None where that can't be said, or nothing would be left to ask about."""
    if stopped.steady.ended or stopped.steady.failure is not None:
        return None  # there is no stop
    world = stopped.steady.copy()
    process, child = world.processes[breach.at], world.processes.get(breach.child)
    cause = breach.cause
    match cause:
        case causes.ApplicationCut() if isinstance(process, Running) and not cause.reaction.wants:
            process.role = "helper"  # it knows no better end: what becomes of it is nobody's fault
        case causes.ApplicationIgnores() | causes.ApplicationCut() if not isinstance(process, Supervising):
            _knows_the_signal(process)
        case causes.Beside(role="keep-alive"):
            _tells_its_children(world, process, stopped.end, signal)
        case causes.Beside() if child is not None:
            for each in _family(world, child):
                each.alive = False  # a container of its own
        case causes.WrapperKills() if isinstance(process, Supervising):
            process.turns = tuple(
                tuple(each._replace(signal=signal, limit=None) if each.pid == breach.child else each for each in turn)
                for turn in process.turns
            )
        case causes.WrapperBlocks() if isinstance(process, Supervising):
            _knows_the_signal(process)  # and tells what it keeps, as it is written
        case causes.PackageRunner() | causes.WrapperBlocks() | causes.WrapperKills() if child is not None:
            return _without_wrapper(world, process, child)
        case causes.AtShell() if isinstance(process, Shell) and child is not None:
            return _shell(world, stopped.end, cause, process, child, signal)
        case _:
            return None
    return world


def _shell(world: World, end: World, cause: causes.AtShell, shell: Shell, child: Process, signal: str) -> World | None:
    """The world with this shell as its rule advises to write it."""
    if isinstance(cause, (causes.KeepAlive, causes.TrapDeferred)) and cause.idle:
        return None
    if isinstance(cause, causes.KeepAlive) and child.ppid != shell.pid:
        return None  # a daemon that an init has got: in the foreground it is told
    if isinstance(cause, _BECOMES) and cause.how in ("foreground", "subshell", "pipeline") and not cause.behind:
        for each in world.living():
            if each.started == "pipe" and each.job == child.job and each is not child:
                each.started = "substitution"  # `exec > >(reader)`
        return _becomes(world, shell, child)
    if isinstance(cause, causes.KeepAlive) and cause.trap and shell.block is not None:
        shell.block = shell.block._replace(kind="wait")  # `tail -f log & wait`: now its trap can run
        return world
    if isinstance(cause, causes.STEPWISE) and not end.processes[child.pid].receives:
        for each in _family(world, child):
            _knows_the_signal(each)  # the signal that the handler means to send
    _tells_its_children(world, shell, end, signal)
    return world


def _knows_the_signal(process: Process) -> None:
    """Whatever it gets, it shuts down in an orderly way."""
    process.ignored = NONE
    if isinstance(process, Running):
        process.actions, process.others = {}, "graceful"


def _without_wrapper(world: World, wrapper: Process, child: Process) -> World | None:
    """The wrapper's command in its place; a shell that only reads its text for it goes along (`su -c`, `npm start`)."""
    if not isinstance(wrapper, Wrapping) or wrapper.child not in (child.pid, child.ppid):
        return None  # a daemon below it: it has another command
    parent = world.processes[child.ppid]
    if parent is not wrapper:  # a package runner that breaks the way by its shell
        world, wrapper = _becomes(world, wrapper, parent), parent
    world = _becomes(world, wrapper, child)
    below = [each for each in world.living() if each.ppid == child.pid]
    if isinstance(child, Shell) and child.is_string and child.block is not None and len(below) == 1:
        return _becomes(world, child, below[0])
    return world


def _becomes(world: World, process: Process, child: Process) -> World:
    """As if the process had become its child by exec: that has its number, its place in the tree and its relatives."""
    old, new = child.pid, process.pid

    def renamed(pid: int) -> int:
        return new if pid == old else pid

    # the dead are shared with the world that this one is a copy of
    world.processes = {pid: each if each.alive else each.copy() for pid, each in world.processes.items()}
    for each in world.processes.values():
        each.ppid, each.job, each.output = renamed(each.ppid), renamed(each.job), renamed(each.output)
        if child.pgid == old:
            each.pgid = process.pgid if each.pgid == old else each.pgid
        if child.sid == old:
            each.sid = process.sid if each.sid == old else each.sid
        if isinstance(each, Wrapping):
            each.child = renamed(each.child)
        elif isinstance(each, Supervising):
            each.turns = tuple(_renamed(turn, old, new) for turn in each.turns)
    child.pid, child.ppid, child.job, child.output = new, process.ppid, process.job, process.output
    child.started = process.started if process.started in ("background", "pipe", "substitution") else "exec"
    child.forked = process.forked or process.place
    if isinstance(child, Shell):
        child.main = renamed(child.main)
    world.processes = {pid: child if pid == new else each for pid, each in world.processes.items() if pid != old}
    world.events = tuple(
        replace(cast("Any", event), pid=new) if pid == old else event
        for event in world.events
        if (pid := getattr(event, "pid", 0)) != new and not isinstance(event, UncatchableTrapped)
    )
    return world


def _renamed(turn: tuple[Kept, ...], old: int, new: int) -> tuple[Kept, ...]:
    """What a supervisor keeps, where two of them have become one: that is told once."""
    if all(each.pid != old for each in turn):
        return turn
    return tuple(each._replace(pid=new if each.pid == old else each.pid) for each in turn if each.pid != new)


def _tells_its_children(world: World, process: Process, end: World, signal: str) -> None:
    """As if its trap told all that it started, and waited for them; what it tells today it tells then, too."""
    family = _family(world, process)[1:]
    for each in family:
        each.ignored -= {signal}
    told = {each.pid: end.processes[each.pid].receives[:1] for each in family}
    kept = [each.pid for each in family if told[each.pid] or (each.ppid == process.pid and _serves(world, each))]
    world.processes[process.pid] = Mended(
        pid=process.pid, ppid=process.ppid, pgid=process.pgid, sid=process.sid, argv=(name_of(process),), place=process.place,
        started=process.started, job=process.job, output=process.output, role="shell", stays="forever",
        turns=(tuple(Kept(pid, "".join(told[pid])) for pid in kept),),
        trapped=isinstance(process, Shell) and signal in process.traps,
    )  # fmt: skip


def _serves(world: World, process: Process) -> bool:
    return any(each.unread or getattr(each, "role", "") == "application" for each in _family(world, process))


def _family(world: World, process: Process) -> list[Process]:
    """The process and all that descends from it."""
    found = [process]
    for each in found:
        found += [other for other in world.living() if other.ppid == each.pid and other is not each]
    return found
