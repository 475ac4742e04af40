"""What filters make of a known text: `echo "$MODE" | tr A-Z a-z`, `cut -d: -f1 <<< "$X"`.

POSIX.1-2017 XCU: tr, cut, head, tail, sed, awk, xargs; GNU coreutils, mawk and BusyBox are asked in
tests/model/shell/test_filters.py. What is not read here (classes of other languages, regular expressions) gives no
answer. Neither text has the end of its last line: whether one stands there is not kept.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST = 4000
_CLASSES = {
    "[:upper:]": string.ascii_uppercase, "[:lower:]": string.ascii_lowercase, "[:digit:]": string.digits,
    "[:space:]": " \t\n\v\f\r", "[:blank:]": " \t", "[:alpha:]": string.ascii_letters,
    "[:alnum:]": string.ascii_letters + string.digits,
}  # fmt: skip
# Those whose characters GNU's tr and BusyBox's have in an order of their own.
_UNORDERED = ("[:space:]", "[:blank:]", "[:alpha:]", "[:alnum:]")
# What alone may be in the second set: GNU's tr refuses others, and one that does not stand at the other's place.
_PAIRS = (("[:upper:]", "[:lower:]"), ("[:lower:]", "[:upper:]"))
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\"}
_FIELD = re.compile(r"\{ ?print \$(\d) ?;? ?\}")
_SUBSTITUTION = re.compile(r"s([/|,#:@])([\w .,:=/@%-]*)\1([\w .,:=/@%-]*)\1(g?)")


def filtered(words: Sequence[str], text: str) -> str | None:
    """What the command prints of what it reads; None where that is not said here."""
    make = _FILTERS.get(words[0]) if words and len(text) <= _LONGEST and text.isascii() else None
    return make(words[1:], text) if make is not None else None


def _tr(words: Sequence[str], text: str) -> str | None:
    deletes = words[:1] == ["-d"]
    sets = [_set(each) for each in words[deletes:]]
    if any(each.startswith("-") and each != "-" for each in words[deletes:]):
        return None  # another option
    if None in sets or len(sets) != (1 if deletes else 2):
        return None
    first, second = sets[0] or "", (sets[1] if len(sets) > 1 else "") or ""
    if deletes:
        return "".join(char for char in text if char not in first)
    if not second or "\n" in first:
        return None  # what becomes of the end of the last line
    if "[:" in words[1] and tuple(words) not in _PAIRS:
        return None
    if len(second) > 1 and any(each in words[0] for each in _UNORDERED):
        return None
    # the last character of a shorter second set stands for all that follow: GNU and BusyBox
    return text.translate({ord(old): second[min(at, len(second) - 1)] for at, old in enumerate(first)})


def _set(text: str) -> str | None:
    """The characters of a set in order; None where it holds what is not read here."""
    found = []
    at = 0
    while at < len(text):
        name = next((each for each in _CLASSES if text.startswith(each, at)), "")
        escape = text[at : at + 2]
        if name:
            found.append(_CLASSES[name])
            at += len(name)
        elif escape in _ESCAPES:
            found.append(_ESCAPES[escape])
            at += 2
        elif text.startswith(("[:", "[=", "\\"), at) or re.match(r"\[.\*", text[at:]):
            return None
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            begin, end = ord(text[at]), ord(text[at + 2])
            if end < begin:
                return None
            found.append("".join(map(chr, range(begin, end + 1))))
            at += 3
        else:
            found.append(text[at])
            at += 1
    return "".join(found)


def _cut(words: Sequence[str], text: str) -> str | None:
    told = re.fullmatch(r"(?:-d ?(?P<by>.) )?-f ?(?P<at>\d)(?: -d ?(?P<after>.))?", " ".join(words), re.DOTALL)
    if told is None or "" in words:
        return None  # `-d ""`: GNU's takes NUL
    by, at = told["by"] or told["after"] or "\t", int(told["at"])
    if not at:
        return None
    lines = [line.split(by) for line in text.split("\n")]
    # a line without the delimiter is printed whole
    return "\n".join(parts[0] if len(parts) == 1 else "".join(parts[at - 1 : at]) for parts in lines)


def _lines(words: Sequence[str]) -> int | None:
    told = re.fullmatch(r"(?:-n ?|-)(\d{1,4})", " ".join(words))
    return int(told[1]) if told is not None else None


def _head(words: Sequence[str], text: str) -> str | None:
    count = _lines(words)
    return None if count is None else "\n".join(text.split("\n")[:count])


def _tail(words: Sequence[str], text: str) -> str | None:
    count = _lines(words)
    return None if not count else "\n".join(text.split("\n")[-count:])


def _awk(words: Sequence[str], text: str) -> str | None:
    by = None
    if words and words[0].startswith("-F"):
        by, words = (words[0][2:], words[1:]) if words[0] != "-F" else (words[1] if len(words) > 1 else "", words[2:])
        if by not in (",", ":", "=", ";", "@", "-", "_", "/"):
            return None
    told = _FIELD.fullmatch(words[0].strip()) if len(words) == 1 else None
    if told is None:
        return None
    at = int(told[1])
    lines = ((line, line.split(by)) for line in text.split("\n"))
    return "\n".join(line if at == 0 else "".join(parts[at - 1 : at]) for line, parts in lines)


def _sed(words: Sequence[str], text: str) -> str | None:
    if len(words) == 2 and words[0] == "-n" and (line := re.fullmatch(r"([1-9]\d{0,3})p", words[1])):
        return "\n".join(text.split("\n")[int(line[1]) - 1 : int(line[1])])
    told = _SUBSTITUTION.fullmatch(words[0]) if len(words) == 1 else None
    if told is None or "." in told[2] or not told[2] or (told[1] in told[2] + told[3]):
        return None
    return "\n".join(line.replace(told[2], told[3], -1 if told[4] else 1) for line in text.split("\n"))


def _xargs(words: Sequence[str], text: str) -> str | None:
    # xargs gives the words to echo, in one line as long as it is short
    plain = not words and not text.lstrip().startswith("-") and not any(sign in text for sign in "'\"\\")
    return " ".join(text.split()) if plain else None


_FILTERS: dict[str, Callable[[Sequence[str], str], str | None]] = {
    "tr": _tr, "cut": _cut, "head": _head, "tail": _tail, "awk": _awk, "gawk": _awk, "mawk": _awk, "sed": _sed,
    "xargs": _xargs,
}  # fmt: skip
