"""Words to shell text and back, for edits: quoting that every shell reads the same, splitting of plain commands."""

from __future__ import annotations

import re
from functools import cache

_SAFE = re.compile(r"[A-Za-z0-9_%+,./:@-][A-Za-z0-9_%+,./:@=-]*\Z")
_RESERVED = frozenset(
    ("case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then",
     "time", "until", "while")
)  # fmt: skip


@cache
def _word() -> re.Pattern[str]:
    return re.compile(
        r"""(?:[A-Za-z0-9_%+,./:@=!\]}^\x80-\U0010ffff-]|\{(?![^ \t\n]*(?:,|\.\.)))+  # nothing the shell looks at
        |'[^']*' | "(?:[^"\\$`]|\\[$`"\\]|\\[^\n$`"\\])*" | \\[^\n]""",
        re.VERBOSE,
    )


@cache
def _escaped() -> re.Pattern[str]:
    return re.compile(r'\\([$`"\\])')


_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^]]*\])?\+?=")
_FIRST_ONLY = frozenset(("{", "}", "!", "[[", "]]"))


def quote(word: str) -> str:
    """`word` as shell text that yields it again in every POSIX shell; plain words stay as they are.

    A word that a shell would take for a reserved word or an assignment is quoted too, wherever it will stand.
    """
    if _SAFE.match(word) and word not in _RESERVED and not _ASSIGNMENT.match(word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


def split(text: str) -> tuple[str, ...] | None:
    """The words of a command that needs no shell: what `execve` would be given for it.

    None where a shell would do more than split and unquote: expansions, globs, braces, tildes, operators,
    redirections, assignments in front, reserved words, comments, several lines; and for an empty text.
    """
    words: list[str] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] in " \t":
            at += 1
            continue
        start = at
        chunks: list[str] = []
        while at < end and text[at] not in " \t":
            match = _word().match(text, at)
            if match is None:
                return None
            piece = match.group()
            at = match.end()
            if piece[0] == "'":
                chunks.append(piece[1:-1])
            elif piece[0] == '"':
                chunks.append(_escaped().sub(r"\1", piece[1:-1].replace("\\\n", "")))
            elif piece[0] == "\\":
                chunks.append(piece[1:])
            else:
                chunks.append(piece)
        raw = text[start:at]
        if not words and (raw in _RESERVED or raw in _FIRST_ONLY or _ASSIGNMENT.match(raw)):
            return None
        words.append("".join(chunks))
    return tuple(words) or None
