"""Loops that look after an application: they end when a command fails, and are there to go on as long as it is up.

`while :; do sleep 10; redis-cli ping || exit 3; done`. Only a loop that ends at its command's success waits for something.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.short_lived import is_tool
from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running, Supervising
from stoplint.model.shell.control import commands_left
from stoplint.syntax.shell_nodes import ArithmeticFor, CommandSubstitution, Function, ProcessSubstitution, While
from stoplint.syntax.shell_walk import simple_commands
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.status import Status
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Simple

_LEAVES = frozenset({"exit", "return", "break"})
_ASKS_STATUS = re.compile(r"""\$\?"? -(eq|ne|gt) 0\b""")
# Within one of these, another loop, or a shell of its own, is left.
_APART = (Function, While, ArithmeticFor, CommandSubstitution, ProcessSubstitution)


def outlasts(
    w: World, sh: Shell, if_true: Iterable[frames.Frame], if_false: Iterable[frames.Frame], *, ends_on: bool | None
) -> bool | None:
    """The outcome of the last status by which a loop beside an application goes on, where the other one is a failure.

    None where that is not so. `ends_on`: the outcome with which the loop that asks is over.
    """
    loops = [frame.node for frame in frames.frames(sh.stack) if isinstance(frame, frames.WhileTest)]
    if not (loops or ends_on is not None) or not _looks_after(w, sh):
        return None
    if ends_on is not None:
        return not ends_on if _is_failure(sh.status, ends_on) and _leads_nowhere(sh, commands_left(sh)) else None
    left, otherwise = _leave(if_true), _leave(if_false)
    command = left or otherwise
    if command is None or (left is not None and otherwise is not None):
        return None
    by = left is not None
    if not _is_failure(sh.status, by) and not _says_failure(command):
        return None
    gone = command.words[0].literal == "exit" or _leads_nowhere(sh, _behind_loop(sh, loops[0]))
    return not by if gone else None


def _is_failure(status: Status, outcome: bool) -> bool:
    """Whether it is by this outcome that a command has failed, or that `[ $? -ne 0 ]` says so."""
    if status.presumed is not None:
        return outcome is not (status.presumed == 0)
    asked = _ASKS_STATUS.search(status.text)
    return asked is not None and outcome is (asked[1] != "eq")


def _looks_after(w: World, sh: Shell) -> bool:
    """Whether an application runs beside a script that nobody has told to stop."""
    handling = any(isinstance(frame, frames.TrapDone) for frame in frames.frames(sh.stack))
    return (
        sh.pid == sh.main
        and not handling
        and not w.asked_to_stop
        and any(
            isinstance(process, Supervising)
            or (isinstance(process, Running) and process.role == "application" and not process.draining)
            for process in w.living()
        )
    )


def _leave(found: Iterable[frames.Frame]) -> Simple | None:
    """The command of a branch that leaves the loop."""
    for frame in found:
        nodes: object = ()
        if isinstance(frame, frames.Commands):
            nodes = tuple(item.command for item in frame.items)
        elif isinstance(frame, frames.Command):
            nodes = frame.node
        for command in simple_commands(nodes, past=_APART):
            if command.words and command.words[0].literal in _LEAVES:
                return command
    return None


def _says_failure(command: Simple) -> bool:
    """Whether a script that ends so says that something has failed: `exit 1`."""
    status = command.words[1].literal if len(command.words) > 1 else None
    return command.words[0].literal == "exit" and status is not None and is_number(status) and int(status) != 0


def _behind_loop(sh: Shell, loop: While | ArithmeticFor) -> Iterator[object]:
    """What a shell does behind a loop that it is in."""
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if isinstance(frame, frames.WhileTest) and frame.node is loop:
            break
    rest = sh.copy()
    rest.stack = stack
    yield from commands_left(rest)


def _leads_nowhere(sh: Shell, following: Iterable[object]) -> bool:
    """Whether nothing is started by these commands: they say something, clean up, and end."""
    for node in following:
        for command in simple_commands(node, past=(Function,)):
            words = [word.literal or "…" for word in command.words]
            if words and words[0] not in _ENDING and not is_tool(words):
                return False
    return True


# Builtins with which a script ends.
_ENDING = frozenset(": true false echo printf kill exit return break wait [ [[ test local set trap unset".split())  # noqa: SIM905 -- a list to read
