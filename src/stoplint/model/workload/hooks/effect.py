"""What a hook does before the stop signal is sent, as nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.model.fact import Unknown
    from stoplint.text import Span


@dataclass(frozen=True)
class Whom:
    """Whom a command means: PID 1 ("1"), all but PID 1 ("-1"), or a program by its name.

    `is_pattern`: the name is looked for in whole command lines (`pkill -f`). `is_exact`: it is all of the program's name, and no
    pattern of it (`pkill`). `is_guess`: it is taken from the name of a file with a pid in it, or from what is looked for in a list of
    processes.
    """

    name: str
    is_pattern: bool = False
    is_exact: bool = True
    is_guess: bool = False


@dataclass(frozen=True)
class Tell:
    """A hook tells a process to stop, or something else, `after` so many seconds at least.

    `signal` is its name without SIG; "" for a request of the program's own (`pg_ctl stop`), which is an orderly one.
    """

    signal: str
    whom: Whom
    place: Span
    after: float = 0.0


# "words": the program and its arguments are one word; "operator": `&&`, `;`, `|`, `>` as words; "variable": `$NAME`, `$(command)`;
# "builtin": what only a shell has; "split": the command behind `sh -c` is several words, and the shell runs the first;
# "tcp": Kubernetes runs no such hook.
# "signal": `kill` does not know the signal by that name.
Fault = Literal["words", "operator", "variable", "builtin", "split", "tcp", "signal"]


@dataclass(frozen=True)
class HookFault:
    """Why a hook can't do what it is meant to: `text` is the word that says so, at its place."""

    kind: Fault
    text: str
    place: Span


@dataclass(frozen=True)
class Effect:
    """What a hook does.

    `seconds`: it takes at least so long, without end for inf; None where nobody knows. `tells`: what it surely sends, in order.
    `waits`: it goes on for at least so many seconds behind the last of them; inf: until who was told is gone; None: for a time that
    nobody knows. `unknown`: what may stop the application in a way of its own, and why that is not known. `faults`: why it
    can't be run; nothing else is said then. `refused`: what its `kill` refuses, so that nothing is sent. `fails`: it surely ends
    with an error, or can't be started.
    """

    seconds: float | None = None
    tells: tuple[Tell, ...] = ()
    waits: float | None = 0.0
    unknown: tuple[Unknown, ...] = ()
    faults: tuple[HookFault, ...] = ()
    refused: tuple[HookFault, ...] = ()
    fails: bool = False
