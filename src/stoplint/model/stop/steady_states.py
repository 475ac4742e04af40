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
from stoplint.model.processes.kinds import Running, Shell
from stoplint.model.processes.status import Status, presumed
from stoplint.model.processes.values import Numbers
from stoplint.model.stop.alike import Alike
from stoplint.model.stop.keywords import note_keyword
from stoplint.model.stop.one_shots import explains_and_exits, mourns
from stoplint.model.stop.rests import (
    ANSWERS,
    OPEN,
    STAYS,
    Rest,
    application_pids,
    are_asked,
    are_hooks,
    asked_for,
    focus,
    goes_on,
    is_asked,
    is_handled,
    is_pause,
    is_sleep,
    line_of,
    serves,
    step_of,
    waited,
    waits,
)
from stoplint.model.stop.standing_rests import Merge, standing_worlds

if TYPE_CHECKING:
    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import Condition, World

MAX_WORLDS = 1500  # states of the default run; more is "unknown"
MAX_OTHERS = 400  # states of the other runs; what is beyond is left out
MAX_SPENT = 20_000  # steps in all, a few seconds
_SIDEWAYS = 400  # states after which the shells beside PID 1's own line are left where they are
_ALIKE = 3  # worlds at one place that differ in variables only, before these are taken as unknown


@dataclass
class _Graph:
    numbers: dict[object, int] = field(default_factory=dict)
    next: dict[int, list[int]] = field(default_factory=dict)
    rests: dict[int, Rest] = field(default_factory=dict)
    alike: dict[object, Alike] = field(default_factory=dict)
    first: dict[int, tuple[Condition, ...]] = field(default_factory=dict)  # the conditions of the world that a state is
    merges: list[Merge] = field(default_factory=list)
    values: Numbers = field(default_factory=Numbers)


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
            _leave(graph, {number, *(left for left, _ in todo)})
            break
        for settled in c.settle(world):
            if not c.is_settled(settled):
                _add(graph, settled, todo, number)
                continue
            _rest(c, graph, settled, number, todo)
    return standing_worlds(graph.rests, graph.next, graph.merges)


def _leave(graph: _Graph, states: set[int]) -> None:
    """Say of the rests whether a way on from there leads to a state that nobody has looked at."""
    for rest in graph.rests.values():
        passing = rest.rank < STAYS and rest.returned is not None and rest.returned in states
        if passing or any(start in states for _, start in rest.further):
            rest.unfollowed = True


def _promote(graph: _Graph, todo: list[tuple[int, World]]) -> None:
    """Where the default run gives up for want of something that must be set, the run in which it is set counts instead.

    `docker run postgres` alone ends with a message: the run that a user of the image knows is the one with
    POSTGRES_PASSWORD. It is the last departure before the end that the script chose. A command in front of that departure
    which is not known to stay has ended in the run that people know.
    """
    found = [rest for rest in graph.rests.values() if rest.world.default]
    ended = [rest for rest in found if not rest.rank]
    if not ended or any(not rest.world.ended or rest.world.exit_status.code in (0, None, 126, 127) for rest in ended):
        return
    last = max((world.turns for _, world in todo), default=0)
    if any(rest.rank and (rest.rank == STAYS or rest.waits or rest.world.turns >= last) for rest in found):
        return
    chosen = [world for _, world in todo if world.turns == last and last]
    for rest in ended if chosen else ():
        rest.world.default = False
    for world in chosen:
        world.default = True


def _add(graph: _Graph, world: World, todo: list[tuple[int, World]], origin: int | None) -> int:
    place = world.key()
    seen = graph.alike.get(place)
    if seen is None:
        seen = graph.alike[place] = Alike.of(world)
    key = (place, world.remembered(graph.values))
    if seen.worlds >= _ALIKE and key not in graph.numbers:
        seen.widen(world)
        key = (place, world.remembered(graph.values))
    number = graph.numbers.get(key)
    if number is None:
        number = graph.numbers[key] = len(graph.numbers)
        graph.first[number] = world.conditions
        seen.worlds += 1
        todo.append((number, world))
    elif graph.first.get(number, ()) != world.conditions:
        graph.merges.append(Merge(number, graph.first[number], world.conditions))
    if origin is not None:
        graph.next.setdefault(origin, []).append(number)
    return number


def _rest(c: Container, graph: _Graph, world: World, number: int, todo: list[tuple[int, World]]) -> None:
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
        waits(world, first),
        application_pids(world),
    )
    rest.asked = is_asked(world, leaves) or bool(asked_for(world, leaves))
    rest.left = goes_on(world, first, leaves)
    rest.program = step_of(world, first, leaves) if rank == OPEN else ""
    rest.serves = c.base.exposes and rank == OPEN and serves(world, leaves)
    rest.explained = rank == OPEN and explains_and_exits(world, first)
    rest.mourning = rank == OPEN and mourns(world, first)
    rest.waited = waited(world, first)
    rest.handled = is_handled(world, first)
    rest.hooked = are_hooks(world, leaves)
    rest.keyword = note_keyword(c, world, first, leaves) if rank == OPEN else ""
    rest.sleeps = rank == OPEN and bool(leaves) and all(is_sleep(world.processes[pid]) for pid in leaves)
    rest.pauses = rest.sleeps and all(is_pause(world.processes[pid]) for pid in leaves)
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
            later.asked |= asked_for(world, leaves)
            for pid in leaves:
                later.note(Returned(pid))
        for pid in leaves:
            leaf = later.processes[pid]
            # a sleep that is over has succeeded
            end(later, leaf, Status(0) if is_sleep(leaf) else presumed(leaf), "exited")
        if all(is_sleep(world.processes[pid]) for pid in leaves):
            _pass_drains(later)
        rest.returned = _add(graph, later, todo, None)
    if rank >= OPEN:
        _beside(graph, rest, first, todo)


def _pass_drains(world: World) -> None:
    """While a script sleeps, what it has told to stop before the stop comes to its end: `kill $pid; while kill -0 $pid; do sleep 1; done`."""
    for process in world.living():
        if isinstance(process, Running) and process.draining and process.deadline is not None:
            end(world, process, Status(0), "finished")


def _beside(graph: _Graph, rest: Rest, first: Process, todo: list[tuple[int, World]]) -> None:
    """Go on with the shells that supervisors and jobs run, where what these wait for may end."""
    world = rest.world
    line = line_of(world, first)
    for shell in world.living():
        if not isinstance(shell, Shell) or shell.pid in line or shell.unread or shell.block is None:
            continue
        parent = world.processes.get(shell.ppid)
        if isinstance(parent, Shell) and parent.alive and parent.block is not None and shell.pid in parent.block.pids:
            continue  # its parent waits for it, and stands for it
        rank, site, leaves = focus(world, shell)
        if rank == OPEN and are_asked(world, leaves):
            rank = ANSWERS
        rest.beside[shell.pid] = (rank, site)
        if rank >= STAYS or not leaves:
            continue
        if len(graph.numbers) > _SIDEWAYS:
            rest.unfollowed = True
            continue
        later = world.copy()
        later.steps = 0
        for pid in leaves:
            end(later, later.processes[pid], presumed(later.processes[pid]), "exited")
        rest.further.append((shell.pid, _add(graph, later, todo, None)))
