"""What the names of a Python script stand for, as far as the script itself, its arguments and its environment tell.

A text is a `Value`, as in the shell; a list or a tuple is a tuple of these. What else there is stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.processes.values import NONE, Value, unknown

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Mapping

    from stoplint.text import Span


class Constant(NamedTuple):
    """A number, a truth value, None; `taint` as in `Value`."""

    value: object
    taint: frozenset[str] = NONE


class Dotted(NamedTuple):
    """What is called so in full: "os.execvp", "subprocess"."""

    name: str


ENVIRON = Dotted("os.environ")


class Routine(NamedTuple):
    """A function of the script."""

    node: ast.FunctionDef


class Spawned(NamedTuple):
    """What `subprocess.Popen(…)` gives: a command that runs until somebody waits for it."""

    command: Spawn


class Spawn(NamedTuple):
    """A command that a script starts: `call` is how that is written, `session` says that it leads one of its own."""

    argv: tuple[Value, ...]
    place: Span
    call: str = ""
    environment: Mapping[str, Value] = {}
    cwd: str | None = "/"
    session: bool = False
    captured: bool = False  # the script reads what it prints, or bounds its time: it is asked for something


def truth(value: object) -> tuple[bool | None, frozenset[str]]:
    """Whether it counts as true, and by whose will; None where that is not known."""
    match value:
        case Constant(known, taint):
            return bool(known), taint
        case Value(known=True):
            return bool(value.text), value.taint
        case Value(filled=True):
            return True, NONE
        case tuple() if type(value) is tuple:
            return (bool(value), NONE) if not value or not _is_open(value) else (None, NONE)
        case Routine() | Spawned():
            return True, NONE
        case _:
            return None, NONE


def _is_open(values: Iterable[object]) -> bool:
    return all(isinstance(each, Value) and each.splits and not each.known for each in values)


def equal(left: object, right: object) -> tuple[bool | None, frozenset[str]]:
    """Whether two values are the same."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return left.value == right.value, left.taint | right.taint
    if isinstance(left, Value) and isinstance(right, Value) and left.known and right.known:
        return left.text == right.text, left.taint | right.taint
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and isinstance(other, Value) and other.known:
            return False, one.taint | other.taint
        if isinstance(one, Constant) and type(other) is tuple:
            return False, one.taint
    return None, NONE


def joined_values(one: object, other: object) -> object:
    """What a name stands for behind two ways that both lead on."""
    if one == other:
        return one
    if type(one) is tuple and type(other) is tuple:
        same = 0
        while same < min(len(one), len(other)) and one[same] == other[same]:
            same += 1
        if len(one) == len(other):
            return tuple(joined_values(a, b) for a, b in zip(one, other, strict=True))
        return (*one[:same], unknown("…", splits=True))
    filled = all(isinstance(each, Value) and (each.filled or (each.known and each.text)) for each in (one, other))
    return unknown("…", filled=filled)


def words(value: object) -> tuple[Value, ...] | None:
    """A list of words as an argv; None where it is none."""
    if type(value) is not tuple:
        return None
    return tuple(each if isinstance(each, Value) else unknown("…") for each in value)


def opens(values: tuple[object, ...]) -> bool:
    """Whether one of them stands for any number of values."""
    return any(isinstance(each, Value) and each.splits and not each.known for each in values)
