"""All ways through the start scripts, to the places where PID 1 rests.

A world that has settled rests at a *place to wait*: a child in the foreground, `wait`, a program that PID 1 has
become. Some of these only pass: a migration before the server, `sleep 5`, `until nc -z db; do sleep 1; done`.
What is not known to stay or to end is followed both ways; it stands as a steady state unless something that
stays at least as surely comes after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.processes.events import Returned
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.processes.status import Status
from stoplint.model.processes.values import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World

MAX_WORLDS = 1500  # states of the default run; more is "unknown"
MAX_OTHERS = 400  # states of the other runs; what is beyond is left out
MAX_SPENT = 60_000  # steps in all, a few seconds
_SIDEWAYS = 400  # states after which the shells beside PID 1's own line are left where they are
_ALIKE = 3  # worlds at one place that differ in variables only, before these are taken as unknown

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
    returned: int | None = None  # the state it goes on in when what it waits for ends
    # shells beside PID 1's own line that wait for something: by pid, how sure that stays, and where it was started
    beside: dict[int, tuple[int, object]] = field(default_factory=dict)
    further: list[tuple[int, int]] = field(default_factory=list)  # (pid, the state when what that shell waits for ends)


@dataclass
class _Graph:
    numbers: dict[object, int] = field(default_factory=dict)
    next: dict[int, list[int]] = field(default_factory=dict)
    rests: dict[int, Rest] = field(default_factory=dict)
    alike: dict[object, list[tuple[tuple[int, dict[str, Value]], ...]]] = field(default_factory=dict)


def steady_worlds(c: Container, first: World) -> list[World]:
    """The worlds in which the container can be when it is stopped, and those in which it ended by itself."""
    graph = _Graph()
    todo: list[tuple[int, World]] = []
    _add(graph, first, todo, None)
    spent = {True: 0, False: 0}
    while todo:
        if not any(world.default for _, world in todo):
            _promote(graph, todo)
        # the default run first; the others as far as the budget goes
        at = next((i for i in range(len(todo) - 1, -1, -1) if todo[i][1].default), len(todo) - 1)
        number, world = todo.pop(at)
        spent[world.default] += 1
        if spent[True] > MAX_WORLDS or (c.spent > MAX_SPENT and world.default):
            world.doubt("there are too many ways through the start script")
            graph.rests[-1] = Rest(world, STAYS, None, -1)
            break
        if spent[False] > MAX_OTHERS or c.spent > MAX_SPENT:
            break
        for settled in c.settle(world):
            if not c.is_settled(settled):
                _add(graph, settled, todo, number)
                continue
            _rest(graph, settled, number, todo)
    return _kept(graph)


def _promote(graph: _Graph, todo: list[tuple[int, World]]) -> None:
    """Where the default run gives up for want of something that must be set, the run in which it is set counts instead.

    `docker run postgres` alone ends with a message: the run that a user of the image knows is the one with
    POSTGRES_PASSWORD. It is the last departure before the end that the script chose.
    """
    ended = [rest for rest in graph.rests.values() if rest.world.default]
    if not ended or any(
        rest.rank or not rest.world.ended or rest.world.exit_status.code in (0, None, 126, 127) for rest in ended
    ):
        return
    last = max((world.turns for _, world in todo), default=0)
    chosen = [world for _, world in todo if world.turns == last and last]
    for rest in ended if chosen else ():
        rest.world.default = False
    for world in chosen:
        world.default = True


def _add(graph: _Graph, world: World, todo: list[tuple[int, World]], origin: int | None) -> int:
    place = world.key()
    memory = world.memory()
    seen = graph.alike.setdefault(place, [])
    key = (place, world.remembered())
    if len(seen) >= _ALIKE and key not in graph.numbers:
        _widen(world, seen[0])
        memory = world.memory()
        key = (place, world.remembered())
    number = graph.numbers.get(key)
    if number is None:
        number = graph.numbers[key] = len(graph.numbers)
        seen.append(tuple((pid, dict(variables)) for pid, variables in memory))
        todo.append((number, world))
    if origin is not None:
        graph.next.setdefault(origin, []).append(number)
    return number


def _widen(world: World, sample: tuple[tuple[int, dict[str, Value]], ...]) -> None:
    """Take as unknown what differs from another world at the same place."""
    shells = [p for p in world.living() if isinstance(p, Shell)]
    for shell, (_, variables) in zip(shells, sample, strict=False):
        if shell.variables != variables:
            for name in dict.fromkeys((*variables, *shell.variables)):
                if variables.get(name) != shell.variables.get(name):
                    shell.variables[name] = unknown(f"${name}")
    world.decided.clear()


def _rest(graph: _Graph, world: World, number: int, todo: list[tuple[int, World]]) -> None:
    if world.ended or world.failure is not None:
        graph.rests[number] = Rest(world, 0, None, number)
        return
    first = world.processes[1]
    rank, site, leaves = focus(world, first)
    rest = Rest(
        world,
        rank,
        site,
        number,
        _waits(world, first),
        any(isinstance(p, Running) and p.role == "application" for p in world.living()),
    )
    rest.endless = isinstance(first, Shell) and first.block is not None and first.block.kind == "forever"
    # the same state may be reached in several orders: keep numbers unique per rest
    while rest.number in graph.rests:
        rest.number = len(graph.numbers)
        graph.numbers[("rest", rest.number)] = rest.number
        graph.next.setdefault(number, []).append(rest.number)
    graph.rests[rest.number] = rest
    if rank < STAYS and leaves and not isinstance(first, Running):
        later = world.copy()
        later.steps = 0
        if rank == OPEN:
            for pid in leaves:
                later.note(Returned(pid))
        for pid in leaves:
            leaf = later.processes[pid]
            ends = isinstance(leaf, Running) and leaf.stays == "timed"  # a sleep that is over has succeeded
            end(later, leaf, Status(0) if ends else Status(None, presumed=0, text="", place=None), "exited")
        rest.returned = _add(graph, later, todo, None)
    if rank >= OPEN:
        _beside(graph, rest, first, todo)


def _beside(graph: _Graph, rest: Rest, first: Process, todo: list[tuple[int, World]]) -> None:
    """Go on with the shells that supervisors and jobs run, where what these wait for may end."""
    world = rest.world
    line = _line(world, first)
    for shell in world.living():
        if not isinstance(shell, Shell) or shell.pid in line or shell.unread or shell.block is None:
            continue
        parent = world.processes.get(shell.ppid)
        if isinstance(parent, Shell) and parent.alive and parent.block is not None and shell.pid in parent.block.pids:
            continue  # its parent waits for it, and stands for it
        rank, site, leaves = focus(world, shell)
        rest.beside[shell.pid] = (rank, site)
        if rank >= STAYS or not leaves or len(graph.numbers) > _SIDEWAYS:
            continue
        later = world.copy()
        later.steps = 0
        for pid in leaves:
            end(later, later.processes[pid], Status(None, presumed=0, text="", place=None), "exited")
        rest.further.append((shell.pid, _add(graph, later, todo, None)))


def _line(world: World, process: Process) -> set[int]:
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


def _applications(world: World) -> set[int]:
    return {p.pid for p in world.living() if isinstance(p, Running) and p.role == "application"}


def _waits(world: World, process: Process) -> bool:
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
            beside = any(isinstance(p, Running) and p.role == "application" for p in world.living())
            rank = STAYS if beside else OPEN
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


def _kept(graph: _Graph) -> list[World]:
    """The rests that stand: not those that only pass on the way to another one."""
    reach: dict[int, set[int]] = {}

    def reachable(start: int) -> set[int]:
        known = reach.get(start)
        if known is not None:
            return known
        found: set[int] = set()
        stack = [start]
        while stack:
            number = stack.pop()
            if number in found:
                continue
            found.add(number)
            stack.extend(graph.next.get(number, ()))
            rest = graph.rests.get(number)
            if rest is not None and rest.returned is not None:
                stack.append(rest.returned)
            if rest is not None:
                stack.extend(number for _, number in rest.further)
        reach[start] = found
        return found

    sideways: dict[int, list[int]] = {}
    for rest in graph.rests.values():
        for pid, start in rest.further:
            if any(_overtakes(graph.rests[n], rest, pid, reachable) for n in reachable(start) if n in graph.rests):
                sideways.setdefault(rest.number, []).append(start)
    passed: set[int] = set()
    for rest in graph.rests.values():
        if rest.returned is None:
            continue
        beyond = [graph.rests[n] for n in reachable(rest.returned) if n in graph.rests]
        for other in beyond:
            if other.number == rest.number or other.rank == 0 or (rest.world.default and not other.world.default):
                continue
            if not other.applied and (rest.waits or other.endless):
                continue  # what is left when the application has gone does not say that it goes
            if other.rank == OPEN and other.waits and _applications(other.world) < _applications(rest.world):
                continue  # nothing new was started: it may as well be the application that is waited for first
            back = other.returned is not None and rest.number in reachable(other.returned)
            if other.rank > rest.rank or (other.rank == rest.rank and other.site != rest.site and not back):
                passed.add(rest.number)
                break
        else:
            # a bounded sleep that leads out of the script is no resting place
            if rest.rank == PASSING and any(
                other.rank == 0 and other.world.default >= rest.world.default for other in beyond
            ):
                passed.add(rest.number)
    # an end that is only reached by way of a place that stands is not reached
    direct: set[int] = set()
    stack = [0]
    while stack:
        number = stack.pop()
        if number in direct:
            continue
        direct.add(number)
        stack.extend(graph.next.get(number, ()))
        found = graph.rests.get(number)
        if found is not None and found.returned is not None and number in passed:
            stack.append(found.returned)
        stack.extend(sideways.get(number, ()))
    kept = [
        rest
        for number, rest in sorted(graph.rests.items())
        if number not in passed and number not in sideways and (number in direct or number < 0)
    ]
    # a run that only waits a little, beside the default one that gets on: no place to speak of
    gets_on = any(rest.world.default and rest.rank > PASSING for rest in kept)
    return [rest.world for rest in kept if rest.rank != PASSING or rest.world.default or not gets_on]


def _overtakes(other: Rest, rest: Rest, pid: int, reachable: Callable[[int], set[int]]) -> bool:
    """True if a shell beside PID 1's line stays, in `other`, at least as surely as in `rest`, and for good."""
    if (
        other.number == rest.number
        or (other.rank, other.site) != (rest.rank, rest.site)
        or (rest.world.default and not other.world.default)
    ):
        return False
    process = other.world.processes.get(pid)
    if process is None or not process.alive:
        return False
    rank, site = other.beside.get(pid) or focus(other.world, process)[:2]
    mine, where = rest.beside[pid]
    if rank != mine or site == where:
        return rank > mine
    return not any(each == pid and rest.number in reachable(start) for each, start in other.further)
