"""What a shell still has to do when the child that it waits for has ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.syntax.shell_nodes import Function, Simple
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.stop.causes import Behind
    from stoplint.syntax.shell_nodes import Command, Word

_ARGUMENTS = frozenset({'"$@"', "$@", '"${@}"', "${@}", "$*", '"$*"'})  # as they are written

_ASKS = re.compile(r"""(?:if\s+)?(?:!\s*)?(?:\[\[?\s|test\s|\(\()[^;\n]*\$\?|case\s+"?\$\?""")


def left(shell: Shell) -> Iterator[Command]:
    """The commands that come when the child has ended well, in order; none that stands behind an `exit` does."""
    for frame in frames.frames(shell.stack):
        for command in _commands(frame):
            if _is_exit(command):
                return
            yield command


def asks_status(shell: Shell) -> bool:
    """Whether the next thing that it does is to decide by the status of its child: `[ $? -eq 0 ]`, `case $? in`."""
    following = next(left(shell), None)
    return following is not None and _ASKS.match(following.span.text) is not None


def _commands(frame: frames.Frame) -> Iterable[Command]:
    match frame:
        case frames.Commands(items, at):
            return [item.command for item in items[at:]]
        case frames.AndOrRight(node) if node.op == "&&":
            return [node.right]
        case frames.IfDecide(node, at):
            return [item.command for item in node.branches[at][1].items]
        case _:
            return ()


def behind(shell: Shell) -> Behind:
    """What the shell still has to do when its child has ended."""
    loops = (frames.WhileTest, frames.WhileDecide, frames.ForNext, frames.ForWords)
    for frame in frames.frames(shell.stack):
        if isinstance(frame, loops):
            return "loop"
        if any(_is_exit(command) for command in _commands(frame)):
            break
    if any(True for _ in left(shell)):
        return "commands"
    return "trap" if any(trap.body is not None for trap in shell.traps.values()) else ""


def hands_over(shell: Shell) -> bool:
    """Whether there is an `exec` of a program among what the shell still has to do, in the functions called there, too."""
    todo: list[object] = list(left(shell))
    called: set[str] = set()
    while todo:
        for command in simple_commands(todo.pop(), past=(Function,)):
            name = command.words[0].literal if command.words else None
            if name == "exec" and len(command.words) > 1 and not _is_nothing(shell, command.words[1:]):
                return True
            if name in shell.functions and name not in called:
                called.add(name)
                todo.append(shell.functions[name])
    return False


def _is_nothing(shell: Shell, words: Sequence[Word]) -> bool:
    """Whether these are the script's arguments (`exec "$@"`), and it was given none."""
    in_function = any(isinstance(frame, frames.Return) for frame in frames.frames(shell.stack))
    return not in_function and not shell.arguments and all(word.span.text in _ARGUMENTS for word in words)


def _is_exit(node: object) -> bool:
    return isinstance(node, Simple) and bool(node.words) and node.words[0].literal == "exit"
