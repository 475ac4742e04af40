"""The one walk over a script's nodes: which nodes a node consists of, and all nodes below one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.syntax import shell_nodes as sh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The parts of each kind of node, in the order of the text.
_PARTS: dict[type, tuple[str, ...]] = {
    sh.Script: ("items",),
    sh.Item: ("command",),
    sh.Simple: ("assignments", "words", "redirects"),
    sh.Pipeline: ("commands",),
    sh.AndOr: ("left", "right"),
    sh.Subshell: ("body",),
    sh.Group: ("body",),
    sh.If: ("branches", "otherwise"),
    sh.While: ("condition", "body"),
    sh.For: ("words", "body"),
    sh.ArithmeticFor: ("body",),
    sh.Case: ("word", "arms"),
    sh.Arm: ("patterns", "body"),
    sh.Function: ("body",),
    sh.Conditional: ("words",),
    sh.Redirected: ("command", "redirects"),
    sh.Coprocess: ("command",),
    sh.Assignment: ("value", "elements"),
    sh.Redirect: ("target", "body"),
    sh.Word: ("parts",),
    sh.Parameter: ("word",),
    sh.CommandSubstitution: ("body",),
    sh.ProcessSubstitution: ("body",),
}
_SUBSTITUTIONS = (sh.CommandSubstitution, sh.ProcessSubstitution)


def children(node: Any) -> list[Any]:
    """The nodes that a node consists of, in the order of the text; those of a tuple are its elements."""
    return _backwards(node)[::-1]


def _backwards(node: Any) -> list[Any]:
    """The same from the last one to the first, as a walk wants them. They are kept with the node: it never changes."""
    if type(node) is tuple:
        return [child for child in reversed(node) if child is not None]
    kept = node.__dict__
    known: list[Any] | None = kept.get("_backwards")
    if known is not None:
        return known
    found: list[Any] = []
    for name in _PARTS.get(type(node), ()):
        part = getattr(node, name)
        if type(part) is not tuple:
            if part is not None:
                found.append(part)
        elif name == "branches":  # of an `if`: pairs of condition and body
            found.extend(script for branch in part for script in branch)
        else:
            found.extend(part)
    found.reverse()
    kept["_backwards"] = found
    return found


def walk(node: Any, *, past: tuple[type, ...] = ()) -> Iterator[Any]:
    """The node and all below it (none for None), outer ones first, in the order of the text; what stands in a `past` is left out."""
    todo = [node] if node is not None else []
    while todo:
        one = todo.pop()
        if type(one) is not tuple:
            yield one
        if not isinstance(one, past):
            todo.extend(_backwards(one))


def walk_within(node: Any, *, past: tuple[type, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """As `walk`, each node with the nodes around it, outermost first."""
    todo: list[tuple[Any, tuple[Any, ...]]] = [(node, ())]
    while todo:
        one, around = todo.pop()
        yield one, around
        if not isinstance(one, past):
            todo.extend((child, (*around, one)) for child in _backwards(one))


def comparisons(node: Any) -> Iterator[tuple[sh.Word, sh.Word]]:
    """What a test asks to be the same: the words around each `=` and `==` of `[ … ]`, `test …` and `[[ … ]]`."""
    if not isinstance(node, (sh.Simple, sh.Conditional)):
        return
    words = node.words
    if isinstance(node, sh.Simple) and (not words or words[0].literal not in ("[", "test")):
        return
    for left, operator, right in zip(words, words[1:], words[2:], strict=False):
        if operator.literal in ("=", "=="):
            yield left, right


def command_substitutions(nodes: Iterable[Any]) -> list[sh.CommandSubstitution]:
    """The `$(…)` in words, assignments or redirections, in order; not those inside other substitutions."""
    return [one for one in walk(tuple(nodes), past=_SUBSTITUTIONS) if isinstance(one, sh.CommandSubstitution)]


def process_substitutions(nodes: Iterable[Any]) -> list[sh.ProcessSubstitution]:
    """The `<(…)` and `>(…)` in words, assignments or redirections, in order; not those inside other substitutions."""
    return [one for one in walk(tuple(nodes), past=_SUBSTITUTIONS) if isinstance(one, sh.ProcessSubstitution)]


def simple_commands(node: Any, *, past: tuple[type, ...] = ()) -> Iterator[sh.Simple]:
    """The simple commands at or below a node, in the order of the text; not those inside substitutions or a `past`."""
    return (one for one in walk(node, past=(*_SUBSTITUTIONS, sh.Simple, *past)) if isinstance(one, sh.Simple))
