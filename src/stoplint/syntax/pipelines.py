"""What stands in a pipeline behind a command of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import Pipeline
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from stoplint.text import Span

_LONG = 80


def behind(span: Span) -> str:
    """What reads the output of the command at a place, as it is written; "" where that is none, or no short line."""
    found = ""
    for node in walk(read(span.source).script):
        if isinstance(node, Pipeline):
            at = [number for number, each in enumerate(node.commands) if each.span.start <= span.start < each.span.end]
            if at and node.commands[at[0] + 1 :]:
                found = span.source.text[node.commands[at[0] + 1].span.start : node.commands[-1].span.end]
    return "" if "\n" in found or "`" in found or len(found) > _LONG else found
