"""Where a command stands in a script: what is around it, and whether its shell has anything left to do behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.builtins import BUILTINS, KEYWORDS
from stoplint.syntax import shell_nodes as sh
from stoplint.syntax.shell_walk import walk, walk_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.text import Span

Around = Union[sh.Script, sh.Item, sh.Arm, sh.Command]


@dataclass(frozen=True)
class Place:
    """A simple command of a script, and the nodes around it, outermost first (the whole script is the first)."""

    whole: sh.ShellScript
    command: sh.Simple
    around: tuple[Around, ...]


def place_of(whole: sh.ShellScript, span: Span) -> Place | None:
    """The simple command that stands at exactly this span; None if there is none outside of substitutions."""
    found = _placed(whole).get((span.start, span.end, id(span.source)))
    return Place(whole, *found) if found is not None else None


def _placed(whole: sh.ShellScript) -> dict[tuple[int, int, int], tuple[sh.Simple, tuple[Around, ...]]]:
    """The simple commands by their places. They are kept with the script: it never changes."""
    kept = whole.__dict__
    known: dict[tuple[int, int, int], tuple[sh.Simple, tuple[Around, ...]]] | None = kept.get("_placed")
    if known is None:
        known = kept["_placed"] = {}
        for command, around in simple_commands(whole.script):
            span = command.span
            known.setdefault((span.start, span.end, id(span.source)), (command, around))
    return known


def simple_commands(script: sh.Script) -> Iterator[tuple[sh.Simple, tuple[Around, ...]]]:
    """Every simple command outside of substitutions, with what is around it, in the order of the text."""
    found = walk_within(script, past=(sh.Simple, sh.Word, sh.Redirect))
    return ((node, around) for node, around in found if isinstance(node, sh.Simple))


def is_last(place: Place) -> bool:
    """Whether the shell process that runs the command ends as soon as it ended, with its status, in whatever way.

    The process is that of the whole script, or of the `&` around the command; a subshell that it waits for must be
    the last thing, too. In a function, that holds when it holds for every call of the function.
    """
    return _is_last(place, frozenset())


def _is_last(place: Place, seen: frozenset[str]) -> bool:
    chain = (*place.around, place.command)
    for at in range(len(place.around) - 1, -1, -1):
        outer, inner = chain[at], chain[at + 1]
        if isinstance(outer, sh.Item):
            if outer.background:
                return True
        elif isinstance(outer, sh.Script):
            index = next(number for number, item in enumerate(outer.items) if item is inner)
            if not all(_only_ends(item) for item in outer.items[index + 1 :]):
                return False
        elif isinstance(outer, sh.AndOr):
            if inner is outer.left and not (outer.op == "||" and is_exit(outer.right)):
                return False
        elif isinstance(outer, sh.Pipeline):
            # a shell waits for it, unless it is in the background
            plain = len(outer.commands) > 1 and not outer.timed
            return plain and is_background(place.around[:at])
        elif isinstance(outer, sh.Subshell):
            if is_background(place.around[:at]):
                return True
        elif isinstance(outer, sh.If):
            if any(inner is condition for condition, _ in outer.branches):
                return False
        elif isinstance(outer, sh.Arm):
            if outer.terminator not in ("", ";;"):
                return False
        elif isinstance(outer, sh.Function):
            return _is_called_last(place.whole, outer, seen)
        elif not isinstance(outer, (sh.Group, sh.Redirected, sh.Case)):
            return False
    return True


def is_background(around: tuple[Around, ...]) -> bool:
    """Whether one of the nodes is a list element that `&` ends."""
    return any(isinstance(node, sh.Item) and node.background for node in around)


def _is_called_last(whole: sh.ShellScript, function: sh.Function, seen: frozenset[str]) -> bool:
    if function.name in seen:
        return False
    calls = 0
    for command, around in simple_commands(whole.script):
        words = [word.literal for word in command.words]
        if words[:1] == ["trap"] and any(function.name in (word or "") for word in words[1:2]):
            return False
        if words[:1] == [function.name]:
            calls += 1
            if not _is_last(Place(whole, command, around), seen | {function.name}):
                return False
    return calls > 0


def _only_ends(item: sh.Item) -> bool:
    """Whether an item changes nothing about how the script ends: `exit`, `exit $?`, a function that is defined."""
    return not item.background and (isinstance(item.command, sh.Function) or is_exit(item.command))


def is_exit(command: sh.Command) -> bool:
    """`exit`, `exit $?`, `return`, `return $?`: an end with the status of the command before."""
    if not isinstance(command, sh.Simple) or command.assignments or not command.words:
        return False
    if command.words[0].literal not in ("exit", "return") or len(command.words) > 2:
        return False
    if len(command.words) == 1:
        return True
    parts = command.words[1].parts
    return len(parts) == 1 and isinstance(parts[0], sh.Parameter) and parts[0].name == "?" and not parts[0].op


def functions(script: sh.Script) -> dict[str, sh.Function]:
    """The functions that a script defines outside of substitutions, by name."""
    found = walk(script, past=(sh.Simple, sh.Word, sh.Redirect))
    return {node.name: node for node in found if isinstance(node, sh.Function)}


def traps(script: sh.Script) -> Iterator[tuple[sh.Simple, tuple[Around, ...], sh.Word, tuple[sh.Word, ...]]]:
    """Each `trap` with a body: the command, what is around it, the body, the words that name signals."""
    for command, around in simple_commands(script):
        words = command.words
        if words and words[0].literal == "trap":
            first = (words[1].literal or "") if len(words) > 1 else ""
            if first.startswith("-") and first not in ("-", "--"):
                continue  # `trap -p EXIT` shows it (bash(1))
            rest = words[2:] if first == "--" else words[1:]
            if len(rest) > 1 and rest[0].literal != "-":
                yield command, around, rest[0], rest[1:]


def is_editable(span: Span) -> bool:
    """Whether the text stands in a file as it is here, so that it may be edited there."""
    return span.is_verbatim and not span.located.source.is_nowhere and not span.source.is_nowhere


def is_builtin(name: str) -> bool:
    """Whether a word is a builtin or a reserved word in dash, bash or ash: `exec` of it fails, or means something else."""
    return name in BUILTINS or name in KEYWORDS
