"""What runs in a container before it is told to stop: Kubernetes' preStop, Compose's pre_stop.

Its processes are none of the container's own tree: the runtime starts them, and only what they tell others is followed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.rows import HEEDS
from stoplint.model.processes.kernel import deliver
from stoplint.model.processes.kinds import Running
from stoplint.model.shell.kill import has_unseen, processes_named
from stoplint.model.stop.passing import until
from stoplint.model.workload.launch import HOST, PAUSE
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.model.workload.hooks.effect import Effect, Tell


def before(c: Container, world: World, effects: Sequence[Effect], grace: float) -> list[World]:
    """The worlds at the time when the stop signal is sent: the hook has come back, or the grace period is over."""
    worlds = [world]
    for effect in effects:
        for tell in effect.tells:
            worlds = _at(c, worlds, min(tell.after, grace))
            for each in worlds:
                meant = [] if each.ended else list(_meant(each, tell))
                if not meant and not each.ended and (tell.whom.is_guess or has_unseen(each)):
                    each.doubt(f"{tell.place}: which process it means can't be known")
                for process, signal in meant:
                    deliver(each, process.pid, signal, outside=signal == "KILL" and process.argv[:1] == (PAUSE,))
        last = effect.tells[-1].after if effect.tells else 0.0
        worlds = _at(c, worlds, min(max(effect.seconds or 0.0, last + (effect.waits or 0.0)), grace))
    return worlds


def _at(c: Container, worlds: Iterable[World], time: float) -> list[World]:
    """What the worlds have become when the clock says so many seconds."""
    found: list[World] = []
    for world in worlds:
        found += [world] if world.ended or world.doubts else until(c, world, max(time, world.clock))
    for each in found:
        if not each.ended:
            each.clock, each.overdue = max(each.clock, time), False
    return found


def _meant(world: World, tell: Tell) -> Iterator[tuple[Process, str]]:
    """The processes that are told, each with the signal that it gets."""
    whom = tell.whom
    called = {each.pid for each in processes_named(world, whom.name, full=whom.is_pattern, exact=whom.is_exact)}
    for process in world.living():
        if process.pid == 1 and process.argv[:1] in ((PAUSE,), (HOST,)):
            # it ends on these signals, and all containers of the pod with it: kubernetes/kubernetes build/pause/linux/pause.c
            if tell.whom.name == "1" and process.argv[0] == PAUSE and tell.signal in ("TERM", "INT"):
                yield process, "KILL"
            continue
        if tell.whom.name in ("1", "-1"):
            is_meant = (process.pid == 1) == (tell.whom.name == "1")
        else:
            is_meant = process.pid in called or whom.name in _names(process)
        if is_meant:
            yield process, tell.signal or _own(process)


def _names(process: Process) -> tuple[str, ...]:
    names = (base_name(process.argv[0]),) if process.argv else ()
    return (*names, process.facts.name) if isinstance(process, Running) and process.facts is not None else names


def _own(process: Process) -> str:
    """The signal that comes to the same as a program's own request to stop."""
    if not isinstance(process, Running):
        return "TERM"
    return next((signal for signal in ("QUIT", "TERM", "INT", "WINCH") if process.reaction(signal) in HEEDS), "TERM")


def set_back(world: World) -> None:
    """The clock begins anew: what ran before is not part of the grace period."""
    for process in world.living():
        if process.deadline is not None:
            process.deadline = max(0.0, process.deadline - world.clock)
    world.clock = 0.0
