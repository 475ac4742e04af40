"""Shell nodes for the tests: what they hold by their fields, short notations of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from stoplint.syntax.shell_nodes import Item, Literal, Script, Simple, Word
from stoplint.syntax.shell_walk import walk
from stoplint.text import Span

if TYPE_CHECKING:
    pass


def held(node: Any) -> list[Any]:
    """The nodes that the fields of `node` hold, in their order."""
    found: list[Any] = []

    def collect(value: Any) -> None:
        if isinstance(value, tuple):
            for one in value:
                collect(one)
        elif dataclasses.is_dataclass(value) and not isinstance(value, Span):
            found.append(value)

    for field in dataclasses.fields(node):
        if field.name not in ("source", "span"):
            collect(getattr(node, field.name))
    return found


def simple_commands(script: Script) -> list[Simple]:
    """All simple commands, those of substitutions too, by where they start in the file."""
    found = [node for node in walk(script) if isinstance(node, Simple)]
    return sorted(found, key=lambda one: one.span.located.start)


def text_of(word: Word) -> str:
    """The word's text with quotes removed and expansions as written."""
    return "".join(part.text if isinstance(part, Literal) else part.span.text for part in word.parts)


def picture(node: Any) -> str:
    """A short, exact notation of a node for expectations: its type's initial letters, its fields that say something."""
    if isinstance(node, tuple):
        return "[" + ", ".join(picture(one) for one in node) + "]"
    if isinstance(node, Word):
        return repr(node.literal) if node.literal is not None else "W" + picture(node.parts)
    if isinstance(node, Literal):
        return repr(node.text) + ("q" if node.quoted else "")
    if isinstance(node, Item):
        return picture(node.command) + (" &" if node.background else "")
    if isinstance(node, Script):
        return "<" + "; ".join(picture(one) for one in node.items) + ">"
    if dataclasses.is_dataclass(node):
        fields = [(field.name, getattr(node, field.name)) for field in dataclasses.fields(node) if field.name != "span"]
        told = [
            f"{name}={picture(value)}" if value is not True else name
            for name, value in fields
            if value is not None and value is not False and value not in ("", ())
        ]
        return f"{type(node).__name__}({', '.join(told)})"
    return repr(node)
