"""How a condition is told: as it is written, with all that is asked there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import AndOr, If
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from stoplint.model.processes.world import Condition
    from stoplint.syntax.shell_nodes import Command
    from stoplint.text import Source, Span

_HOLDS = ("holds", "succeeds")


def whole(asked: Condition) -> str:
    """The text of a condition; of a part of `a || b` behind `if` the whole, where that has the same answer.

    Each part that holds makes it hold; it does not hold where its last part does not, which is asked last.
    """
    place = asked.place
    if place is None or place.source.is_nowhere or place.text != asked.subject:
        return asked.subject
    for all_of_it, parts in _asked_together(place.source):
        if (place in parts[:-1] and asked.answer in _HOLDS) or place in parts[-1:]:
            return all_of_it.text
    return asked.subject


@lru_cache(maxsize=64)
def _asked_together(source: Source) -> tuple[tuple[Span, list[Span]], ...]:
    """The conditions of an `if` that `||` joins: the place of the whole, and those of its parts."""
    nodes = (node for node in walk(read(source).script) if isinstance(node, If))
    asked = (
        condition.items[0].command for node in nodes for condition, _ in node.branches if len(condition.items) == 1
    )
    return tuple((each.span, parts) for each in asked if (parts := _parts(each)))


def _parts(command: Command) -> list[Span]:
    """The places of what `||` joins, in order; none for another command, or where something else joins it, too."""
    found: list[Span] = []
    while isinstance(command, AndOr) and command.op == "||":
        found.insert(0, command.right.span)
        command = command.left
    return [] if not found or isinstance(command, AndOr) else [command.span, *found]
