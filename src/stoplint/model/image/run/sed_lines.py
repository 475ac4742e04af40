"""The lines that a script for sed puts into a file of which no more is known: sed(1), GNU sed 4.9, `a`, `i`, `c`, `s`.

That its patterns match is taken for granted: nobody ships an image for which they don't.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.image.run.traced_text import at_place, joined

if TYPE_CHECKING:
    from stoplint.model.image.run.traced_text import Written

_ADDRESS = r"\s*(?:\d+|\$|/(?:[^/\\\n]|\\.)+/)?(?:,(?:\d+|\$|/(?:[^/\\\n]|\\.)+/))?\s*"
_PUT = re.compile(rf"{_ADDRESS}[aic]\s*\\?\n?\s*(?P<text>[^\n\\]+)")
_SUBSTITUTION = re.compile(
    rf"{_ADDRESS}s(?P<by>[/|,#:@!])(?P<old>(?:(?!(?P=by))[^\\\n]|\\.)+)(?P=by)(?P<new>(?:(?!(?P=by))[^\\\n]|\\.)*)(?P=by)[gIi]*\s*;?\s*"
)
# What stands at the beginning of a line, or is commented out.
_BEGINS_LINE = re.compile(r"\^|\\s|\[#;|[#;]")
_PIECES = re.compile(r"\\n|&|\\\d|\\.|[^\\&]+")


def put_lines(script: Written) -> Written | None:
    """The lines that the script puts in or makes of others; None where that is not plain."""
    if not script.known:
        return None
    put = _PUT.fullmatch(script.text)
    if put is not None:
        return script.part(put.start("text"), put.end("text"))
    parts: list[Written] = []
    at = 0
    while at < len(script.text):
        found = _SUBSTITUTION.match(script.text, at)
        if found is None or not found["new"] or not (_BEGINS_LINE.match(found["old"]) or "\\n" in found["new"]):
            return None  # a part of a line says nothing by itself
        parts += [*_made_by(script, found), at_place("\n", script.places[found.end() - 1])]
        at = found.end()
    return joined(parts[:-1]) if parts else None


def _made_by(script: Written, found: re.Match[str]) -> list[Written]:
    parts: list[Written] = []
    for piece in _PIECES.finditer(found["new"]):
        start, end = (found.start("new") + at for at in piece.span())
        text = piece[0]
        if text == "&" or (text[0] == "\\" and text[1:].isdigit()):
            # a line that is not known stands for itself, as a comment does
            parts.append(at_place(_literal(found["old"]) or "#", script.places[start]))
        elif text[0] == "\\":
            parts.append(at_place("\n" if text == "\\n" else text[1:], script.places[start]))
        else:
            parts.append(script.part(start, end))
    return parts


def _literal(pattern: str) -> str | None:
    """The text that a pattern matches, all of it in one group or none; None where it stands for several."""
    text = re.sub(r"^\^|\$$", "", re.sub(r"\\[()]", "", pattern).removesuffix("$"))
    plain = re.sub(r"\\([^\w])", r"\1", text)
    return None if re.search(r"(?<!\\)[*+?.{|(]|(?<!\\)\[|\\\w", text) else plain
