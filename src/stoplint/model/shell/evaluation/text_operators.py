"""What the operators of `${x…}` make of a known text, and patterns as fnmatch reads them (POSIX XCU 2.6.2, 2.14)."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stoplint.model.processes.values import search_path
from stoplint.paths import base_name, folder_of
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value
    from stoplint.syntax.shell_nodes import Parameter, Word

# Character classes as ranges (POSIX XBD 9.3.5), for patterns.
_CLASSES = {
    "digit": "0-9", "alpha": "a-zA-Z", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "xdigit": "0-9A-Fa-f",
    "space": " \t\n\r\v\f", "blank": " \t",
}  # fmt: skip
_LONGEST = 10_000  # characters that are trimmed; a longer text is left as it is


def operated(text: str, op: str, part: Parameter, pattern: str | None, dialect: Dialect) -> str | None:
    """What `${x<op>…}` makes of a text; None if that is not known.

    `pattern`: of fnmatch, what is cut off by `#` and `%`; None if it is not known.
    """
    if not text.isascii() and op in ("length", "substring", "#", "##", "%", "%%"):
        return None  # dash counts bytes, bash characters of the locale
    if op == "length":
        return str(len(text))
    if op == "substring":
        numbers = integers(part)
        if numbers is None:
            return None
        start, *rest = numbers
        return text[start:][: rest[0] if rest else None]
    if op in ("#", "##", "%", "%%"):
        return trimmed(text, pattern, op) if pattern is not None else None
    if op[:1] in ("^", ",") and (part.word is None or not part.word.parts):
        return recased(text, op)
    if op in ("/", "//") and part.word is not None and part.word.literal is not None:
        return replaced(text, op, part.word, dialect)
    return None


def integers(part: Parameter) -> list[int] | None:
    """The numbers of `${x:1}` or `${x:1:2}`; None for anything that would have to be reckoned."""
    text = part.word.literal if part.word is not None else None
    if text is None:
        return None
    pieces = [piece.strip() for piece in text.split(":")]
    if not all(is_number(piece) for piece in pieces) or len(pieces) > 2:
        return None
    return [int(piece) for piece in pieces]


def recased(text: str, op: str) -> str:
    """`${x^}`, `${x^^}`, `${x,}`, `${x,,}`: bash(1), Parameter Expansion."""
    change = str.upper if op[0] == "^" else str.lower
    return change(text) if len(op) > 1 else change(text[:1]) + text[1:]


def matches(shell: Shell, text: str, pattern: str) -> bool:
    """Whether a pattern means a text, for `case` and `[[ == ]]`: bash(1), SHOPT, nocasematch."""
    if "nocasematch" in shell.options and shell.dialect == "bash":
        return fnmatchcase(text.lower(), pattern.lower())
    return fnmatchcase(text, pattern)


def means(shell: Shell, value: Value, pattern: str) -> bool:
    """Whether a pattern means a value that is known.

    Of a program that is somewhere on the PATH a path means it that leads to its name in one of those folders: few images
    have two of a name.
    """
    return (value.somewhere and is_found_at(shell, value.text, pattern)) or matches(shell, value.text, pattern)


def is_found_at(shell: Shell, program: str, path: str) -> bool:
    """Whether a program that is somewhere on the PATH may be the one at this path."""
    folders = search_path(shell.variables).split(":")
    return base_name(path) == base_name(program) and folder_of(path) in folders


def trimmed(text: str, pattern: str, op: str) -> str:
    """`${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}` with a pattern of fnmatch."""
    if len(text) > _LONGEST:
        return text
    lengths = range(len(text) + 1)
    if op[0] == "#":
        for n in lengths if op == "#" else reversed(lengths):
            if fnmatchcase(text[:n], pattern):
                return text[n:]
    else:
        for n in lengths if op == "%" else reversed(lengths):
            if fnmatchcase(text[len(text) - n :], pattern):
                return text[: len(text) - n]
    return text


def replaced(text: str, op: str, word: Word, dialect: Dialect) -> str | None:
    """`${x/old/new}` of plain texts; None for quotes, patterns and bash's `&`."""
    old, _, new = word.span.text.partition("/")
    if word.literal != word.span.text or not old or any(c in old for c in "*?[") or "&" in new or "\\" in old + new:
        return None
    if dialect != "ash" and old[0] in "#%":  # bash(1): at the beginning, at the end
        if op == "//":
            return None
        if old[0] == "#":
            return new + text[len(old) - 1 :] if text.startswith(old[1:]) else text
        return text[: len(text) - len(old) + 1] + new if text.endswith(old[1:]) else text
    return text.replace(old, new, 1 if op == "/" else -1)


def is_extended(text: str) -> bool:
    """Whether it holds one of bash's extended patterns, which are not read."""
    return re.search(r"[?*+@!]\(", text) is not None


def taken_literally(text: str) -> str:
    """A pattern that matches this text alone."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def fnmatch_pattern(text: str, dialect: Dialect) -> str | None:
    """A shell's pattern for fnmatch; None for a character class that is not read."""
    if "[:" in text:
        text = re.sub(r"\[:([a-z]+):\]", lambda match: _CLASSES.get(match[1], match[0]), text)
        if re.search(r"\[:[a-z]+:\]", text):
            return None
    # "[^a]" is no negation to dash
    return text if dialect == "dash" else text.replace("[^", "[!")
