"""The words that a script is started with, and whether it takes notice of them: $0, $1 … (POSIX XCU 2.5.1, 2.5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes import frames
from stoplint.syntax import shell
from stoplint.syntax import shell_nodes as sh
from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_walk import walk
from stoplint.text import COMPUTED, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.processes.kinds import Shell

_ALL = ("@", "*", "#")


def may_use_arguments(source: Source) -> bool:
    """Whether a script uses its arguments, or may: by a part that can't be read, a text that nobody knows."""
    for item in shell.read(source).script.items:
        if any(map(_uses, walk(item, past=(sh.Function,)))):
            return True
        if not item.background and _sets_others(item.command):
            return False
    return False


def execs_arguments(source: Source) -> bool:
    """Whether a script execs a command that it is given, or what is left of it: `exec "$@"`, `exec gosu app "${@:2}"`."""
    commands = (node for node in walk(shell.read(source).script) if isinstance(node, sh.Simple) and node.words)
    return any(
        isinstance(part, sh.Parameter) and part.name in ("@", "*")
        for command in commands
        if command.words[0].literal == "exec"
        for word in command.words[1:]
        for part in word.parts
    )


def are_arguments(words: Sequence[sh.Word]) -> bool:
    """Whether these words are `$@` or `$*`, in quotes or not, and nothing else."""
    return all(
        len(word.parts) == 1
        and isinstance(part := word.parts[0], sh.Parameter)
        and part.name in ("@", "*")
        and not part.op
        for word in words
    )


def was_given_none(shell: Shell) -> bool:
    """Whether the script that a shell runs was started without arguments, in whichever function it is."""
    saved = [frame.arguments for frame in frames.frames(shell.stack) if isinstance(frame, frames.Return)]
    return not (saved[-1] if saved else shell.arguments)


def _uses(node: Any) -> bool:
    match node:
        case sh.Parameter():
            return node.name in _ALL or node.name.isdigit()
        case sh.For():
            return node.words is None  # `for x` goes through "$@"
        case sh.Function():  # has arguments of its own, and only $0 is the script's
            return any(isinstance(one, sh.Parameter) and one.name == "0" for one in walk(node))
        case sh.Arithmetic() | sh.ArithmeticCommand():
            return _uses_quoted(node.text)
        case sh.ArithmeticFor():
            return _uses_quoted(node.header)
        case sh.Simple():
            return _uses_by_builtin(_words(node))
        case _:
            return isinstance(node, Opaque)


def _words(command: sh.Simple) -> tuple[str | None, ...]:
    """The words of a command, each None where it is not known."""
    return tuple(word.literal for word in command.words)


def _uses_by_builtin(words: tuple[str | None, ...]) -> bool:
    match words:
        case ("shift", *_) | ("getopts", _, _) | ("." | "source", _):  # with further words, they have those to read
            return True
        case ("eval", *rest):
            return None in rest or _uses_text(" ".join(word or "" for word in rest))
        case ("trap", *rest):
            return any(_uses_text(word) for word in rest if word is not None)
        case _:
            return False


def _uses_text(text: str) -> bool:
    return may_use_arguments(Source(COMPUTED, text))


def _uses_quoted(text: str) -> bool:
    """An expression is expanded as if it stood in double quotes (XCU 2.6.4)."""
    return _uses_text(f': "{text}"')


def _sets_others(command: sh.Command) -> bool:
    """Whether a command is `set -- …`: what comes behind it no longer sees those that the script was started with."""
    words = _words(command) if isinstance(command, sh.Simple) else ()
    return words[:1] == ("set",) and "--" in words
