"""What echo and printf say, shell by shell.

Sources: POSIX echo and printf; dash(1) echo (escapes always, `-n` only); bash(1) echo (escapes with `-e` only);
BusyBox coreutils/echo.c as Alpine builds it (FEATURE_FANCY_ECHO: `-n`, `-e`, `-E`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.image.run.traced_text import EMPTY, at_place, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.run.traced_text import Written

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_LONG_OCTAL = re.compile(r"\\(?:0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|[1-7][0-7]{0,2}|.)", re.DOTALL)
_OCTAL = re.compile(r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)


class _Escapes(NamedTuple):
    r"""Which escapes are read. `ends`: `\\c` ends the output; `long`: an octal number has three digits behind a zero.

    `plain_octal`: one without a zero is read, too; `quotes` may have a backslash.
    """

    hexadecimal: bool = True
    plain_octal: bool = True
    long: bool = True
    ends: bool = True
    quotes: bool = False


# bash 5.2, `echo -e` and `%b`; dash 0.5.12, echo and `%b`; BusyBox 1.35, echo -e and `%b`.
_BASH_ECHO, _BASH, _DASH = _Escapes(plain_octal=False), _Escapes(), _Escapes(hexadecimal=False)
# Formats: an octal number has three digits with its zero; only BusyBox ends at `\\c`.
_FORMATS = {
    "dash": _Escapes(hexadecimal=False, long=False, ends=False),
    "ash": _Escapes(long=False),
}
_BASH_FORMAT = _Escapes(long=False, ends=False, quotes=True)
# What `printf %q` of bash writes a backslash in front of (bash 5.2; tests/model/worlds/output.txt asks it).
_QUOTED = frozenset(" !\"$&'()*,;<>?[\\]^`{|}")
# In which the shells differ.
_DIFFERS = re.compile(r"""\\[xc"']""")


def echo(arguments: list[Written], dialect: Dialect | None, place: int) -> Written | None:
    """What `echo` writes; None where the shell decides it and is not known."""
    flags, left = options_of([one.text for one in arguments], dialect)
    rest = arguments[len(arguments) - left :]
    words: list[Written] = []
    for one in rest:
        # The blank belongs to the word in front of it, so that places rise with the text.
        words += [at_place(" ", _end(words, place)), one] if words else [one]
    line = joined(words or [EMPTY])
    if dialect is None and ("\\" in line.text or flags not in ("", "n")):
        return None
    stop = False
    if reads_escapes(flags, dialect):
        line, stop = escaped(line, _DASH if dialect == "dash" else _BASH if dialect == "ash" else _BASH_ECHO)
    if "n" in flags or stop:
        return line
    return joined([line, at_place("\n", line.places[-1] if line.places else place)])


def options_of(words: Sequence[str], dialect: Dialect | None) -> tuple[str, int]:
    """The letters of echo's options, and how many words are left behind them."""
    flags, at = "", 0
    while at < len(words) and re.fullmatch("-n" if dialect == "dash" else "-[neE]+", words[at]):
        flags += words[at][1:]
        at += 1
        if dialect == "dash":
            break
    return flags, len(words) - at


def reads_escapes(flags: str, dialect: Dialect | None) -> bool:
    """Whether echo reads escapes with these options: of both letters the last one holds in bash; BusyBox passes over -E."""
    wanted = "e" in flags if dialect == "ash" else flags.rfind("e") > flags.rfind("E")
    return wanted or (dialect in ("dash", "zsh", "ksh") and "E" not in flags)


def printf(arguments: list[Written], dialect: Dialect | None, place: int) -> Written | None:
    """What `printf` writes; None for a format that is not read here, and where the shell decides and is not known."""
    if arguments and arguments[0].text == "--":
        arguments = arguments[1:]
    if not arguments or not arguments[0].known:
        return None
    if dialect is None and any(_DIFFERS.search(one.text) for one in arguments):
        return None
    form, rest = arguments[0], list(arguments[1:])
    out: list[Written] = []
    while True:
        before = len(rest)
        stop = _formatted(form, rest, out, dialect, place)
        if stop is None:
            return None
        if stop or not rest or len(rest) == before:
            return joined(out or [EMPTY])


def _formatted(
    form: Written, rest: list[Written], out: list[Written], dialect: Dialect | None, place: int
) -> bool | None:
    """One pass over the format; answers whether output ends here, None for what is not read."""
    for match in re.finditer(r"%(%|[sbdiucq]|.)|[^%]+|%", form.text, re.DOTALL):
        piece = form.part(match.start(), match.end())
        if match[1] is None:
            text, stop = escaped(piece, _FORMATS.get(dialect or "", _BASH_FORMAT))
            end = _end(out, place)
            out.append(text if not text.places or text.places[0] >= end else at_place(text.text, end))
            if stop:
                return True
        elif match[1] == "%":
            out.append(piece.part(0, 1))
        elif match[1] in "sb":
            value = rest.pop(0) if rest else EMPTY
            if match[1] == "b":
                value, stop = escaped(value, _DASH if dialect == "dash" else _BASH)
                out.append(value)
                if stop:
                    return True
            else:
                out.append(value)
        elif match[1] == "q" and dialect == "bash" and (not rest or (rest[0].known and _plain(rest[0].text))):
            value = rest.pop(0) if rest else EMPTY
            out.append(_quoted(value) if value.text else at_place("''", _end(out, place)))
        elif match[1] in "di" and (not rest or re.fullmatch("-?[0-9]+", rest[0].text)):
            out.append(rest.pop(0) if rest else at_place("0", place))
        else:
            return None
    return False


def _quoted(text: Written) -> Written:
    """What `printf %q` of bash makes of a text that can be seen: lib/sh/shquote.c, sh_backslash_quote."""
    out: list[Written] = []
    for at, sign in enumerate(text.text):
        if sign in _QUOTED or (sign in "#~" and at == 0) or (sign == "~" and text.text[at - 1] in "=:"):
            out.append(at_place("\\", text.places[at]))
        out.append(text.part(at, at + 1))
    return joined(out)


def _plain(text: str) -> bool:
    return text.isascii() and (text.isprintable() or not text)


def _end(parts: list[Written], place: int) -> int:
    """The place of the last character, or `place` where there is none."""
    return next((one.places[-1] for one in reversed(parts) if one.places), place)


def escaped(text: Written, reads: _Escapes) -> tuple[Written, bool]:
    r"""The text with `\n` and the like replaced, and whether `\\c` ended it."""
    if "\\" not in text.text:
        return text, False
    out: list[Written] = []
    at = 0
    for match in (_LONG_OCTAL if reads.long else _OCTAL).finditer(text.text):
        out.append(text.part(at, match.start()))
        at = match.end()
        body, where = match.group()[1:], text.places[match.start()]
        if body == "c" and reads.ends:
            return joined(out), True
        if body in _SIMPLE:
            out.append(at_place(_SIMPLE[body], where))
        elif body in ("e", "E"):
            out.append(at_place("\x1b", where))
        elif reads.quotes and body in ("'", '"'):
            out.append(at_place(body, where))
        elif body[0] == "x" and len(body) > 1 and reads.hexadecimal:
            out.append(at_place(chr(int(body[1:], 16)), where))
        elif body[0] == "0" or (body[0] in "1234567" and reads.plain_octal):
            out.append(at_place(chr(int(body, 8) & 0xFF), where))
        else:
            out.append(text.part(match.start(), match.end()))
    out.append(text.part(at, len(text.text)))
    return joined(out), False
