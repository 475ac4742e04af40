"""A text that is nothing but a shell with a text of its own (`bash -c "a && app"`), and where `exec` belongs in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.syntax import shell, shell_nodes
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Collection


class Nested(NamedTuple):
    """The words of the inner shell up to its option -c, and the text that it runs.

    `expanded`: by the outer shell, where what it puts in is read again by the inner one: `bash -c "app $OPTIONS"`.
    """

    words: tuple[str, ...]
    text: str
    expanded: bool = False


def nested(text: Source, shells: Collection[str]) -> Nested | None:
    """The inner shell; None where the text is another one, or where the outer shell does more to it than unquote it.

    Variables in double quotes are left to the inner shell: the outer one sets none in a text that is one command. Not those in
    single quotes of the inner one, which would expand none.
    """
    words = _words(text, shells)
    if not words:
        return None
    before = tuple(word.literal or "" for word in words[:-1])
    inner, expanded = words[-1].literal, words[-1].literal is None
    if inner is None:
        quoted = re.fullmatch(r'"([^"\\`]*)"', words[-1].span.text)
        inner = quoted[1] if quoted is not None and "'" not in quoted[1] else None
    return Nested(before, inner, expanded) if inner and "" not in before else None


def outer(text: Source, shells: Collection[str]) -> str:
    """The inner shell's name, whatever the outer one does to the text that it is given; "" where the text is another one."""
    words = _words(text, shells)
    return words[0].literal or "" if words else ""


def _words(text: Source, shells: Collection[str]) -> tuple[shell_nodes.Word, ...]:
    """The words of the one command of a text, without an `exec`, where that is a shell with a text; none where it is another."""
    items = shell.read(text).script.items
    command = items[0].command if len(items) == 1 and not items[0].background else None
    if not isinstance(command, shell_nodes.Simple) or command.assignments or command.redirects:
        return ()
    words = command.words[1:] if command.words[0].literal == "exec" else command.words
    if len(words) < 3 or (words[0].literal or "").rpartition("/")[2] not in shells:
        return ()
    return words if re.fullmatch(r"-[a-z]*c", words[-2].literal or "") else ()


def with_exec(text: str) -> str | None:
    """The text with `exec` in front of its last command, which is to get the signal; None where that is no plain one."""
    items = shell.read(Source("", text)).script.items
    if not items or items[-1].background:
        return None
    last = items[-1].command
    while isinstance(last, shell_nodes.AndOr) and last.op == "&&":
        last = last.right
    if not isinstance(last, shell_nodes.Simple) or not last.words:
        return None
    if last.words[0].literal == "exec":
        return text
    at = last.words[0].span.start
    return f"{text[:at]}exec {text[at:]}"
