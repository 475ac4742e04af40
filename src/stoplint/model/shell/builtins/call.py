"""A simple command whose words are expanded: what functions and builtins are called with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.values import Value
    from stoplint.syntax.shell_nodes import Simple
    from stoplint.text import Span


class Call(NamedTuple):
    """`fields[0]` is the name. `early` are the variables that were still empty when the words were expanded.

    `assigned` are the variables set for this command only. `tail` is how far the shell goes with the implicit exec here;
    `cond`: in a condition, where `set -e` does not count.
    """

    node: Simple
    fields: list[Value]
    early: frozenset[str]
    tail: Tail
    cond: bool
    assigned: dict[str, Value]

    @property
    def place(self) -> Span:
        return self.node.span
