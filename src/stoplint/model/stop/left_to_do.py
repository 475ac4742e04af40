"""What a shell still has to do when the child that it waits for has ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.clients import asks, asks_to_stop
from stoplint.model.processes import frames
from stoplint.model.shell.arguments import are_arguments
from stoplint.model.shell.control import commands_left, what_is_left
from stoplint.paths import base_name
from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import Case, Function, If
from stoplint.syntax.shell_walk import simple_commands, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.stop.causes import Behind, Pace
    from stoplint.syntax.shell_nodes import Command, Simple, Word
    from stoplint.text import Span

_VARIABLES = re.compile(r"\$\{?([A-Za-z_]\w*)")
_KILLS = frozenset({"kill", "pkill", "killall"})
_ASKS = re.compile(r"""(?:if\s+)?(?:!\s*)?(?:\[\[?\s|test\s|\(\()[^;\n]*\$\?|case\s+"?\$\?""")


def asks_status(shell: Shell) -> bool:
    """Whether the next thing that it does is to decide by the status of its child: `[ $? -eq 0 ]`, `case $? in`."""
    following = next(commands_left(shell), None)
    return following is not None and _ASKS.match(following.span.text) is not None


def behind(shell: Shell) -> Behind:
    """What the shell still has to do when its child has ended."""
    trapped = any(trap.body is not None for trap in shell.traps.values())
    return what_is_left(shell) or ("trap" if trapped else "")


def pace(shell: Shell, start: Span | None) -> Pace:
    """How the innermost loop that the shell is in comes to start what stands at this place, where it pauses now and then."""
    loop = next((frame.node for frame in frames.frames(shell.stack) if isinstance(frame, frames.WhileTest)), None)
    if loop is None or not any(
        each.words and each.words[0].literal == "sleep" for each in simple_commands(loop.body, past=(Function,))
    ):
        return ""
    asked = (each.span for each in walk(loop.body, past=(Function,)) if isinstance(each, (If, Case)))
    at = start.located if start is not None else None
    chosen = at is not None and any(
        each.source is at.source and each.start <= at.start and at.end <= each.end for each in asked
    )
    return "asked" if chosen else "paced"


def hands_over(shell: Shell) -> bool:
    """Whether there is an `exec` of a program among what the shell still has to do, in the functions called there, too."""
    return any(
        command.words[0].literal == "exec" and len(command.words) > 1 and not _is_nothing(shell, command.words[1:])
        for command in called(commands_left(shell), shell.functions)
    )


def called(commands: Iterable[Command], functions: Mapping[str, Command]) -> Iterator[Simple]:
    """The simple commands in these, and in the functions that they call."""
    todo: list[object] = [*commands]
    seen: set[str] = set()
    while todo:
        for command in simple_commands(todo.pop(0), past=(Function,)):
            name = command.words[0].literal if command.words else None
            if command.words:
                yield command
            if name is not None and name in functions and name not in seen:
                seen.add(name)
                todo.append(functions[name])


def tells(words: Sequence[str]) -> bool:
    """Whether a command tells something to stop: `kill "$pid"`, `service postgresql stop`."""
    return base_name(words[0]) in _KILLS or asks_to_stop(words)


def noted(shell: Shell, use: Span, named: str) -> Iterator[Span]:
    """Where the shell's script puts `$!` into a variable that is used there, and called as the program: `NGINX_PID=$!` for nginx."""
    used = {name for name in _VARIABLES.findall(use.text) if _is_called(name, named)}
    for command in simple_commands(read(shell.script).script) if shell.script is not None else ():
        for each in command.assignments:
            if each.name in used and each.value is not None and each.value.span.text.strip('"') == "$!":
                yield each.span


def _is_called(variable: str, program: str) -> bool:
    """Whether a word of a variable's name begins the program's: SUPERVISOR_PID, supervisord."""
    return any(len(word) > 2 and program.lower().startswith(word) for word in variable.lower().split("_"))


def asked_between(shell: Shell, start: Span | None, end: Span | None) -> str:
    """A client of a server, by its name, that a script runs behind one place and before another one; "" if it runs none.

    `start` None: from its beginning.
    """
    source = shell.script
    if source is None or end is None or end.source != source or (start is not None and start.source != source):
        return ""
    for command in simple_commands(read(source).script, past=(Function,)):
        words = [word.literal or "$" for word in command.words]
        if (
            words
            and (start is None or start.end <= command.span.start)
            and command.span.end <= end.start
            and asks(words)
        ):
            return base_name(words[0])
    return ""


def _is_nothing(shell: Shell, words: Sequence[Word]) -> bool:
    """Whether these are the script's arguments (`exec "$@"`), and it was given none, or a word that is no program's."""
    in_function = shell.locals is not None or any(
        isinstance(frame, frames.Return) for frame in frames.frames(shell.stack)
    )
    return not in_function and (not shell.arguments or bool(shell.keyword)) and are_arguments(words)
