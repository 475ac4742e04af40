"""Words of a command line as its program's option parser sees them: which are options, which are operands.

Two conventions (POSIX.1-2017 XBD 12.2; getopt_long(3)): short options may stand together and carry their value
("-Hu app", "-uapp"), long ones take theirs behind "=" or as the next word. Programs with long options behind a
single dash (Go's flag package, X11) know no clusters: they are recognised by such an option in `with_value`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def applet(argv: Sequence[str]) -> int:
    """The index of the word that names the program: behind `busybox`, if it is told which applet to be."""
    at = 0
    while at + 1 < len(argv) and base_name(argv[at]) == "busybox":
        at += 1
    return at


def takes_next(word: str, with_value: Sequence[str]) -> bool:
    """True if the option `word` takes the next word as its value."""
    if word in with_value:
        return True
    if word.startswith("--") or any(len(each) > 2 and each[1] != "-" for each in with_value):
        return False
    for at, letter in enumerate(word[1:], 1):
        if "-" + letter in with_value:
            return at == len(word) - 1
    return False


def skip(argv: Sequence[str], at: int, with_value: Sequence[str] = ()) -> int:
    """The index of the first operand at or behind `at` (behind a "--", when there is one); may be len(argv)."""
    while at < len(argv):
        word = argv[at]
        if word == "--":
            return at + 1
        if len(word) < 2 or word[0] != "-":
            return at
        at += 2 if takes_next(word, with_value) else 1
    return len(argv)


def operands(argv: Sequence[str], at: int, with_value: Sequence[str] = ()) -> Iterator[int]:
    """The indices of all words from `at` that are neither options nor values of options (GNU order: mixed)."""
    while at < len(argv):
        word = argv[at]
        if word == "--":
            yield from range(at + 1, len(argv))
            return
        if len(word) > 1 and word[0] == "-":
            at += 2 if takes_next(word, with_value) else 1
            continue
        yield at
        at += 1


def matches(argv: Sequence[str], at: int, flag: str) -> bool:
    """True if the word at `at` is `flag` as the rows write it (see `rows.When.flags`)."""
    word = argv[at]
    name, blank, value = flag.partition(" ")
    if blank:
        after = at + 1 < len(argv) and word == name and argv[at + 1].strip() == value
        return after or word in (
            (f"{name}={value}",) if name.startswith("--") else (f"{name}{value}", f"{name}={value}")
        )
    if "*" in flag[:-1]:
        return fnmatchcase(word, flag)
    if flag[-1] in "*=":
        return word.startswith(flag.rstrip("*")) or (flag[-1] == "=" and word == flag[:-1])
    return word == flag


def index_of(argv: Sequence[str], flags: Sequence[str], start: int = 1, getopt: str = "") -> int | None:
    """The index of the first word that is one of `flags`, or None; `getopt` as in `rows.Program`."""
    for at in range(start, len(argv)):
        together = _together(argv[at], getopt)
        for flag in flags:
            if matches(argv, at, flag) or (len(flag) == 2 and flag[1] in together):
                return at
    return None


def _together(word: str, getopt: str) -> str:
    """The letters of a word of short options, without the value of the last one; "" if it is no such word."""
    if len(word) < 2 or word[0] != "-" or word[1] == "-":
        return ""
    found = ""
    for letter in word[1:]:
        if letter == ":" or letter not in getopt:
            return ""
        found += letter
        if letter + ":" in getopt:
            break
    return found


def value_of(argv: Sequence[str], names: Sequence[str], start: int = 1, getopt: str = "") -> tuple[int, str] | None:
    """Where the last value of an option stands, and the value: "--x=v", "--x v", "-x v", "-xv", "-axv" (one letter).

    `getopt` as in `rows.Program`: without it, options of one letter are taken to stand alone.
    """
    found = None
    for at in range(start, len(argv)):
        word = argv[at]
        together = _together(word, getopt)
        for name in names:
            if len(together) > 1 and name == "-" + together[-1]:
                rest = word[len(together) + 1 :]
                if rest or at + 1 < len(argv):
                    found = (at, rest) if rest else (at + 1, argv[at + 1])
                continue
            if word == name and at + 1 < len(argv):
                found = (at + 1, argv[at + 1])
            elif word.startswith(name + "="):
                found = (at, word[len(name) + 1 :])
            elif len(name) == 2 and name[1] != "-" and word.startswith(name) and len(word) > 2:
                found = (at, word[2:])
    return found


def values_of(argv: Sequence[str], names: Sequence[str], start: int = 1, getopt: str = "") -> list[tuple[int, str]]:
    """All values of a repeated option, in order."""
    found = []
    for at in range(start, len(argv)):
        one = value_of(argv[at : at + 1], names, 0, getopt)
        if one is None and at + 1 < len(argv):
            one = value_of(argv[at : at + 2], names, 0, getopt)
            if one is not None and one[1] != argv[at + 1]:
                one = None  # the next word's own
        if one is not None:
            found.append((at + one[0], one[1]))
    return found


def named(name: str, argv: tuple[str, ...], with_value: tuple[str, ...] = ()) -> int | None:
    """Where the words behind a name of several words begin, or None if these are not the first operands.

    Options may stand between ("celery -A proj worker"); `with_value` are those that take the next word.
    """
    at = 1
    for word in name.split(" ")[1:]:
        at = next(operands(argv, at, with_value), len(argv))
        if at >= len(argv) or argv[at] != word:
            return None
        at += 1
    return at
