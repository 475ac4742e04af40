"""What happened on the way and explains the verdict later. `World.events` holds them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, Union

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.start import NotStarted
    from stoplint.syntax.shell_nodes import Command
    from stoplint.text import Span


@dataclass(frozen=True)
class Failed:
    """Something could not be started or read; what tried it may go on. `background`: it was to run in the background."""

    failure: NotStarted
    background: bool = False


@dataclass(frozen=True)
class ExecFailed:
    """`exec name` failed."""

    failure: NotStarted
    place: Span
    name: str


@dataclass(frozen=True)
class LaunchFailed:
    """A command of a script could not be started."""

    failure: NotStarted
    place: Span


@dataclass(frozen=True)
class Daemonized:
    """A program went into the background: process `pid` ended, `daemon` goes on."""

    pid: int
    daemon: int
    argv: tuple[str, ...]
    place: Span | None


@dataclass(frozen=True)
class NothingToRead:
    """A shell was started with nothing to run."""

    place: Span | None


@dataclass(frozen=True)
class NothingGiven:
    """A script was to become the program that it is given (`exec "$@"`), and was given none."""

    pid: int


@dataclass(frozen=True)
class ToolEnded:
    """A program that does its work and ends did so."""

    pid: int
    argv: tuple[str, ...]


@dataclass(frozen=True)
class BatchEnded:
    """A command that a container may be started for did its work and ended; those `beside` it served it, or came before it."""

    beside: frozenset[int]


@dataclass(frozen=True)
class ParameterUnset:
    """A variable that must be set is not (`${x:?}`, `set -u`), and the shell ended. `word` as it is written."""

    word: str
    place: Span | None


@dataclass(frozen=True)
class Exited:
    """PID 1, or the shell that a wrapper there waits for, ended with this status by its own choice.

    `said`: by `exit`; an error ended it otherwise (`set -e`).
    """

    code: int | None
    said: bool = False


@dataclass(frozen=True)
class StepGaveUp:
    """A script that another one runs as a step said `exit` with an error (`password missing; exit 1`), and nobody asks for its status."""

    pid: int


@dataclass(frozen=True)
class CutShort:
    """During the stop `set -e` ended the shell `pid` for the status of what stands at `place`; it had these commands left."""

    pid: int
    place: Span | None
    left: tuple[Command, ...]


@dataclass(frozen=True)
class Returned:
    """A command in the foreground of which nobody knows whether it stays was taken to have ended."""

    pid: int


@dataclass(frozen=True)
class UnknownSignalTrapped:
    """The shell `pid` knows no signal of this name: the trap is not set, nor for those `behind` it that dash drops."""

    pid: int
    dialect: Dialect
    word: str
    place: Span
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class UncatchableTrapped:
    """A trap for a signal that no process can catch, set in the shell `pid`."""

    name: str
    place: Span
    pid: int


@dataclass(frozen=True)
class TrapRan:
    """A handler was run."""

    pid: int
    signal: str


@dataclass(frozen=True)
class Recursion:
    """A handler signalled its own shell over and over."""

    signal: str


@dataclass(frozen=True)
class TrapsReset:
    """The shell `pid` became a program: its traps, each with the place that set it, are gone without having been of use.

    Those under which something was run are left out: they were for that (a set-up that may fail, or be stopped).
    """

    pid: int
    traps: tuple[tuple[str, Span], ...]
    place: Span


@dataclass(frozen=True)
class Sent:
    """During the stop the shell `by` sent the process `pid` a signal with the command at `place`."""

    by: int
    pid: int
    signal: str
    place: Span


@dataclass(frozen=True)
class UnknownSignalSent:
    """The shell knows no signal that is called so: nothing was sent."""

    word: str
    place: Span


@dataclass(frozen=True)
class JobsUnlisted:
    """The shell `pid` was asked for its jobs in a `$( )`, and lists none there."""

    pid: int


@dataclass(frozen=True)
class JobUnknown:
    """The shell `pid` has no job control, and so no job that is called so (`%1`): nothing was sent."""

    pid: int
    word: str


@dataclass(frozen=True)
class ToldByItsOwn:
    """During the stop a command of which nothing is known was run, to its end, that is taken to stop the process `pid`.

    0: what a program of which it is the own command has left in the background, if there is any.
    """

    pid: int
    command: str


Event = Union[
    Failed, ExecFailed, LaunchFailed, Daemonized, NothingToRead, NothingGiven, ToolEnded, BatchEnded, ParameterUnset, Exited, StepGaveUp, CutShort, Returned, UnknownSignalTrapped, UncatchableTrapped,
    TrapRan, Recursion, TrapsReset, Sent, UnknownSignalSent, JobsUnlisted, JobUnknown, ToldByItsOwn,
]  # fmt: skip
E = TypeVar("E")


def of_kind(events: Iterable[Event], kind: type[E]) -> Iterator[E]:
    """The events of one kind, in order."""
    return (event for event in events if isinstance(event, kind))
