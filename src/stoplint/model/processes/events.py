"""What happened on the way and explains the verdict later. `World.events` holds them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.start import NotStarted
    from stoplint.text import Span


class Failed(NamedTuple):
    """Something could not be started or read; what tried it may go on."""

    failure: NotStarted


class ExecFailed(NamedTuple):
    """`exec name` failed."""

    failure: NotStarted
    place: Span
    name: str


class LaunchFailed(NamedTuple):
    """A command of a script could not be started."""

    failure: NotStarted
    place: Span


class Daemonized(NamedTuple):
    """A program went into the background: process `pid` ended, `daemon` goes on."""

    pid: int
    daemon: int
    argv: tuple[str, ...]
    place: Span | None


class NothingToRead(NamedTuple):
    """A shell was started with nothing to run."""

    place: Span | None


class ToolEnded(NamedTuple):
    """A program that does its work and ends did so."""

    pid: int
    argv: tuple[str, ...]


class ParameterUnset(NamedTuple):
    """A variable that must be set is not (`${x:?}`, `set -u`), and the shell ended. `word` as it is written."""

    word: str
    place: Span | None


class Exited(NamedTuple):
    """PID 1 ended with this status by its own choice."""

    code: int | None


class Returned(NamedTuple):
    """A command in the foreground of which nobody knows whether it stays was taken to have ended."""

    pid: int


class UnknownSignalTrapped(NamedTuple):
    """The shell `pid` knows no signal of this name: the trap is not set."""

    pid: int
    dialect: Dialect
    word: str
    place: Span


class UncatchableTrapped(NamedTuple):
    """A trap for a signal that no process can catch."""

    name: str
    place: Span


class TrapRan(NamedTuple):
    """A handler was run."""

    pid: int
    signal: str


class Recursion(NamedTuple):
    """A handler signalled its own shell over and over."""

    signal: str


class TrapsReset(NamedTuple):
    """The shell `pid` became a program: its traps, each with the place that set it, are gone."""

    pid: int
    traps: tuple[tuple[str, Span], ...]
    place: Span


class UnknownSignalSent(NamedTuple):
    """The shell knows no signal that is called so: nothing was sent."""

    word: str
    place: Span


Event = Union[
    Failed, ExecFailed, LaunchFailed, Daemonized, NothingToRead, ToolEnded, ParameterUnset, Exited, Returned, UnknownSignalTrapped, UncatchableTrapped,
    TrapRan, Recursion, TrapsReset, UnknownSignalSent,
]  # fmt: skip
E = TypeVar("E")


def of_kind(events: Iterable[Event], kind: type[E]) -> Iterator[E]:
    """The events of one kind, in order."""
    return (event for event in events if isinstance(event, kind))
