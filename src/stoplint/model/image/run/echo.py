"""What echo and printf say, shell by shell.

Sources: POSIX echo and printf; dash(1) echo (escapes always, `-n` only); bash(1) echo (escapes with `-e` only);
BusyBox coreutils/echo.c as Alpine builds it (FEATURE_FANCY_ECHO: `-n`, `-e`, `-E`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.image.run.traced_text import EMPTY, at_place, joined

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.run.traced_text import Written

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|[1-7][0-7]{0,2}|.)", re.DOTALL)


def echo(arguments: list[Written], dialect: Dialect | None, place: int) -> Written | None:
    """What `echo` writes; None where the shell decides it and is not known."""
    flags = ""
    rest = list(arguments)
    while rest and re.fullmatch("-n" if dialect == "dash" else "-[neE]+", rest[0].text):
        flags += rest.pop(0).text[1:]
    words: list[Written] = []
    for one in rest:
        # The blank belongs to the word in front of it, so that places rise with the text.
        words += [at_place(" ", _end(words, place)), one] if words else [one]
    line = joined(words or [EMPTY])
    if dialect is None and ("\\" in line.text or "e" in flags):
        return None
    always = dialect in ("dash", "zsh", "ksh")
    stop = False
    if (always or "e" in flags) and "E" not in flags:
        line, stop = escaped(line, octal_needs_zero=True)
    if "n" in flags or stop:
        return line
    return joined([line, at_place("\n", line.places[-1] if line.places else place)])


def printf(arguments: list[Written], place: int) -> Written | None:
    """What `printf` writes; None for a format that is not read here."""
    if arguments and arguments[0].text == "--":
        arguments = arguments[1:]
    if not arguments or not arguments[0].known:
        return None
    form, rest = arguments[0], list(arguments[1:])
    out: list[Written] = []
    while True:
        before = len(rest)
        stop = _formatted(form, rest, out, place)
        if stop is None:
            return None
        if stop or not rest or len(rest) == before:
            return joined(out or [EMPTY])


def _formatted(form: Written, rest: list[Written], out: list[Written], place: int) -> bool | None:
    """One pass over the format; answers whether output ends here, None for what is not read."""
    for match in re.finditer(r"%(%|[sbdiucq]|.)|[^%]+|%", form.text, re.DOTALL):
        piece = form.part(match.start(), match.end())
        if match[1] is None:
            text, stop = escaped(piece, octal_needs_zero=False)
            end = _end(out, place)
            out.append(text if not text.places or text.places[0] >= end else at_place(text.text, end))
            if stop:
                return True
        elif match[1] == "%":
            out.append(piece.part(0, 1))
        elif match[1] in "sb":
            value = rest.pop(0) if rest else EMPTY
            if match[1] == "b":
                value, stop = escaped(value, octal_needs_zero=True)
                out.append(value)
                if stop:
                    return True
            else:
                out.append(value)
        elif match[1] in "di" and (not rest or re.fullmatch("-?[0-9]+", rest[0].text)):
            out.append(rest.pop(0) if rest else at_place("0", place))
        else:
            return None
    return False


def _end(parts: list[Written], place: int) -> int:
    """The place of the last character, or `place` where there is none."""
    return next((one.places[-1] for one in reversed(parts) if one.places), place)


def escaped(text: Written, *, octal_needs_zero: bool) -> tuple[Written, bool]:
    r"""The text with `\n` and the like replaced, and whether `\\c` ended it."""
    if "\\" not in text.text:
        return text, False
    out: list[Written] = []
    at = 0
    for match in _ESCAPE.finditer(text.text):
        out.append(text.part(at, match.start()))
        at = match.end()
        body, where = match.group()[1:], text.places[match.start()]
        if body == "c":
            return joined(out), True
        if body in _SIMPLE:
            out.append(at_place(_SIMPLE[body], where))
        elif body in ("e", "E"):
            out.append(at_place("\x1b", where))
        elif not octal_needs_zero and body in ("'", '"'):
            out.append(at_place(body, where))
        elif body[0] == "x" and len(body) > 1:
            out.append(at_place(chr(int(body[1:], 16)), where))
        elif body[0] == "0" or (body[0] in "1234567" and not octal_needs_zero):
            out.append(at_place(chr(int(body, 8) & 0xFF), where))
        else:
            out.append(text.part(match.start(), match.end()))
    out.append(text.part(at, len(text.text)))
    return joined(out), False
