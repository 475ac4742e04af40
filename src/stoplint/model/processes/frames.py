"""The control stack of a shell: what it has still to do, one frame each.

A stack is nested pairs of (frame, rest), so that a world can be copied at any moment for nothing. What each frame means
is in `model.shell.interpreter`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.processes.status import Status
    from stoplint.model.processes.values import Value
    from stoplint.syntax import shell_nodes as sh
    from stoplint.text import Span

# How far a shell goes with the implicit exec in a place: see `model.shell.dialects`.
Tail = Literal["never", "exit", "string", "substitution", "subshell", "sole", "simple"]


# What a shell waits for in the foreground: a program or script, or copies of itself.
Foreground = Literal["program", "pipeline", "subshell", "substitution"]


class Block(NamedTuple):
    """What a shell waits for.

    `kind`: "foreground" (a child; traps are held back), "wait" (the builtin; traps interrupt it), "read",
    "forever" (a loop of builtins). `pids` are the children that must end (any one of them if `any_one`).
    `all_jobs`: `wait` without an operand, whose status is 0 (POSIX XCU wait), or a command that waits for others.
    """

    kind: Literal["foreground", "wait", "read", "forever"]
    pids: tuple[int, ...]
    place: Span | None
    any_one: bool = False
    foreground: Foreground = "program"
    all_jobs: bool = False


class Commands(NamedTuple):
    """The commands of a list from number `at` on. `cond`: they are a condition, in which `set -e` does not count."""

    items: tuple[sh.Item, ...]
    at: int
    tail: Tail
    cond: bool


class Command(NamedTuple):
    """One command."""

    node: sh.Command
    tail: Tail
    cond: bool


class AndOrRight(NamedTuple):
    """The right side of `&&` or `||`, if the last status says so."""

    node: sh.AndOr
    tail: Tail
    cond: bool


class IfBranch(NamedTuple):
    """The condition of branch number `at` of an `if`."""

    node: sh.If
    at: int
    tail: Tail
    cond: bool


class IfDecide(NamedTuple):
    """The body of branch number `at` of an `if`, or what comes after that branch."""

    node: sh.If
    at: int
    tail: Tail
    cond: bool


class WhileTest(NamedTuple):
    """The condition of a loop that went round `rounds` times; a `for ((;;))` has none."""

    node: sh.While | sh.ArithmeticFor
    rounds: int
    cond: bool


class WhileDecide(NamedTuple):
    """The body of a loop, or its end."""

    node: sh.While | sh.ArithmeticFor
    rounds: int
    cond: bool


class ForWords(NamedTuple):
    """A `for` whose words are to be expanded."""

    node: sh.For
    cond: bool


class ForNext(NamedTuple):
    """A `for` that is at value number `at`."""

    node: sh.For
    values: tuple[Value, ...]
    at: int
    cond: bool


class Negate(NamedTuple):
    """The last status is turned round: `! a | b`."""


class SetStatus(NamedTuple):
    """The last status becomes this one."""

    status: Status


class Forget(NamedTuple):
    """What the commands of a loop assign is not known from now on: it may have run, with words that nobody knows."""

    node: sh.For


class Errexit(NamedTuple):
    """With `set -e`, the shell ends if the last status is not 0."""


class Return(NamedTuple):
    """The end of a function, or of a file that was read (`path`): positional parameters and locals come back."""

    arguments: tuple[Value, ...]
    saved: tuple[tuple[str, Value | None], ...]
    name: str
    path: str | None


class Given(NamedTuple):
    """The end of a command that has assignments in front of it: what they hid comes back; `exported` for it alone."""

    saved: tuple[tuple[str, Value | None], ...]
    exported: frozenset[str]


class TrapDone(NamedTuple):
    """The end of a trap's handler: the status from before it comes back."""

    signal: str
    status: Status


class Collect(NamedTuple):
    """What the subshell `pid` of a command substitution printed is kept for the node."""

    node: int  # its id()
    pid: int
    place: Span


class Output(NamedTuple):
    """What the shell writes goes to this substitution again (see `kinds.Process.output`)."""

    output: int


class Fed(NamedTuple):
    """There is nothing to read any more: a container without `-i` (see `kinds.Shell.fed`)."""


class Wait(NamedTuple):
    """The shell waits again, for the same (bash's `read` goes on after a trap)."""

    block: Block


class Decided(NamedTuple):
    """The last status is what it is because this one in front of it was so: `[ -z "$X" ] && echo "no X"`."""

    before: Status


class Doubt(NamedTuple):
    """What a branch that was not taken might have assigned or written is tainted, or unknown where it may have been taken.

    `wraps`: names that hold what becomes another command, or nothing, whichever branch is taken, with the longest such text.
    """

    names: tuple[str, ...]
    paths: tuple[str, ...]
    known: bool
    taint: frozenset[str]
    wraps: tuple[tuple[str, str], ...] = ()


Frame = Union[
    Commands, Command, AndOrRight, IfBranch, IfDecide, WhileTest, WhileDecide, ForWords, ForNext, Negate, SetStatus, Forget, Errexit,
    Return, Given, TrapDone, Collect, Output, Fed, Wait, Doubt, Decided,
]  # fmt: skip
Stack = Union["tuple[Frame, Stack]", None]


def frames(stack: Stack) -> Iterator[Frame]:
    """The frames, the one that is done next first."""
    while stack is not None:
        frame, stack = stack
        yield frame


def stack_key(stack: Stack) -> tuple[object, ...]:
    """A control stack for comparing; nodes by identity, for they live as long as their parsed script."""
    return tuple(_key(frame) for frame in frames(stack))


def _key(frame: Frame) -> tuple[object, ...]:
    kind = type(frame)
    shown = _SHOWN.get(kind)
    if shown is None:
        return (kind, *(part if isinstance(part, (str, int)) else id(part) for part in frame))
    return (kind, *shown(frame))


# Frames that hold more than nodes and numbers. How often a loop went round does not make two states different.
_SHOWN: dict[type, Any] = {
    WhileTest: lambda frame: (id(frame.node), frame.cond),
    WhileDecide: lambda frame: (id(frame.node), frame.cond),
    ForNext: lambda frame: (id(frame.node), frame.values, frame.at, frame.cond),
    SetStatus: lambda frame: (frame.status.code,),
    Forget: lambda frame: (id(frame.node),),
    Return: lambda frame: frame,
    Given: lambda frame: (frame.saved, tuple(sorted(frame.exported))),
    TrapDone: lambda frame: (frame.signal, frame.status.code),
    Collect: lambda frame: (frame.node,),
    Wait: lambda frame: frame.block,
    Doubt: lambda frame: frame,
    Decided: lambda frame: (frame.before.code, frame.before.taint),
}
