"""Time passing during a stop: everything happens that happens by itself, until a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.kernel import pass_time
from stoplint.model.processes.kinds import Running, Shell

if TYPE_CHECKING:
    from stoplint.model.container.container import Container
    from stoplint.model.processes.world import World

_MAX_ENDS = 40


def until(c: Container, world: World, limit: float) -> list[World]:
    """The worlds that a world may have become when PID 1 is gone, or the clock says so many seconds."""
    todo = [world]
    ends: list[World] = []
    while todo and len(ends) < _MAX_ENDS:
        current = todo.pop()
        for settled in c.settle(current):
            if not c.is_settled(settled):
                todo.append(settled)
            elif settled.ended or settled.doubts or not _goes_on(settled, limit):
                ends.append(settled)
            else:
                todo.append(settled)
    return ends


def _goes_on(world: World, limit: float) -> bool:
    for process in world.living():
        if (
            isinstance(process, Running)
            and process.stays == "timed"
            and process.deadline is None
            and not process.draining
        ):
            process.deadline = world.clock + process.seconds
    if not pass_time(world, limit):
        return False
    for process in world.living():
        if isinstance(process, Shell) and process.block is not None and process.block.kind == "forever":
            process.block = None
    return True
