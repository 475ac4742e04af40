"""Where each character of a YAML value stands in its file: the text of a scalar is read once more, by its style.

What comes out is compared with the value that PyYAML read: where the two differ, nobody knows the places. Rules: YAML 1.1,
as libyaml and go-yaml read it (plain and quoted: section 9.1 and 9.2; blocks: 9.3; folding: 9.4).
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Longer texts are data and no scripts: their characters are not traced.
MAX_TRACED = 100_000
BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = re.compile(f"\r\n|[{BREAKS}]")
_FOLDED = re.compile(f"[ \t{BREAKS}]*")
_CHUNK = {"": re.compile(f"[^{BREAKS}]+"), "'": re.compile(f"[^'{BREAKS}]+"), '"': re.compile(f'[^\\\\"{BREAKS}]+')}
_HEADER = re.compile(f"[|>]([-+0-9]*)[ \t]*(?:#[^{BREAKS}]*)?")
_WRITTEN = re.compile(f"[^ {BREAKS}]")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODES = {"x": 2, "u": 4, "U": 8}


class _Pieces:
    """A text in the making, with the place of each of its characters."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[Sequence[int]] = []
        self.end = -1

    def add(self, text: str, places: Sequence[int], end: int) -> None:
        """`end`: the place behind what stands for the text."""
        self.texts.append(text)
        self.places.append(places)
        self.end = end

    def add_break(self, text: str, at: int, end: int) -> None:
        """A line break of the text at `at`, as YAML normalises it."""
        self.add(text[at] if text[at] in "\u2028\u2029" else "\n", (at,), end)


def offsets(text: str, start: int, end: int, style: str, value: str) -> tuple[int, ...] | None:
    """The place of each character of `value`, and the one behind the last; None where it can't be told.

    The scalar stands at [start, end) of the text, without anchor and tag. `style` is its first character (`'"|>`), or "".
    """
    if len(value) > MAX_TRACED:
        return None
    inner = (start + 1, end - 1) if style in ("'", '"') else (start, end)
    if style not in ("|", ">") and inner[1] - inner[0] == len(value) and text.startswith(value, inner[0]):
        return tuple(range(inner[0], inner[1] + 1))
    try:
        pieces = _of_block(text, start, end, value) if style in ("|", ">") else _of_flow(text, *inner, style)
    except (ValueError, KeyError, OverflowError):  # an escape that is none: PyYAML knows better what to make of it
        return None
    if "".join(pieces.texts) != value:
        return None
    return tuple(chain(chain.from_iterable(pieces.places), (pieces.end if style in ("|", ">") else inner[1],)))


# ---------------------------------------------------------------- plain and quoted
def _of_flow(text: str, start: int, end: int, style: str) -> _Pieces:
    pieces = _Pieces()
    at = start
    while at < end:
        chunk = _CHUNK[style].match(text, at, end)
        if chunk is not None:
            at = chunk.end()
            # blanks before the end of a line are none of the value
            kept = chunk[0].rstrip(" \t") if at < end and text[at] in BREAKS else chunk[0]
            pieces.add(kept, range(chunk.start(), chunk.start() + len(kept)), at)
        elif text[at] in BREAKS:
            at = _fold(pieces, text, at, end)
        elif style == "'":
            pieces.add("'", (at,), at + 2)
            at += 2
        else:
            at = _escape(pieces, text, at, end)
    return pieces


def _fold(pieces: _Pieces, text: str, at: int, end: int) -> int:
    """One line break is a space; of several, the first is nothing."""
    after = _folded_end(text, at, end)
    breaks = list(_BREAK.finditer(text, at, after))
    first, further = breaks[0], breaks[1:]
    if first[0] in ("\u2028", "\u2029"):
        pieces.add_break(text, first.start(), first.end())
    elif not further:
        pieces.add(" ", (first.start(),), after)
    for each in further:
        pieces.add_break(text, each.start(), each.end())
    return after


def _folded_end(text: str, at: int, end: int) -> int:
    found = _FOLDED.match(text, at, end)
    return found.end() if found is not None else at


def _escape(pieces: _Pieces, text: str, at: int, end: int) -> int:
    sign = text[at + 1]
    if sign in BREAKS:
        first = _BREAK.match(text, at + 1, end)
        after = _folded_end(text, at + 1, end)
        for each in _BREAK.finditer(text, first.end() if first is not None else after, after):
            pieces.add_break(text, each.start(), each.end())
        return after
    if sign in _CODES:
        after = at + 2 + _CODES[sign]
        pieces.add(chr(int(text[at + 2 : after], 16)), (at,), after)
        return after
    pieces.add(_ESCAPES[sign], (at,), at + 2)
    return at + 2


# ---------------------------------------------------------------- blocks
def _of_block(text: str, start: int, end: int, value: str) -> _Pieces:
    pieces = _Pieces()
    header = _HEADER.match(text, start, end)
    if header is None:
        return pieces
    pieces.end = header.end()
    chomping = "-" if "-" in header[1] else "+" if "+" in header[1] else ""
    first = _BREAK.match(text, header.end(), end)
    at = first.end() if first is not None else end
    indent = _indent(text, at, end, value)
    literal = text[start] == "|"
    leading: re.Match[str] | None = None
    trailing: list[re.Match[str]] = []
    was_blank = False
    while at < end:
        ends = _BREAK.search(text, at, end)
        stop = ends.start() if ends is not None else end
        begin = min(at + indent, stop)
        if begin < stop or ends is None:
            is_blank = text[begin : begin + 1] in (" ", "\t")
            if (
                leading is not None
                and not literal
                and not was_blank
                and not is_blank
                and leading[0] not in "\u2028\u2029"
            ):
                if not trailing:
                    pieces.add(" ", (leading.start(),), leading.end())
            elif leading is not None:
                pieces.add_break(text, leading.start(), leading.end())
            for each in trailing:
                pieces.add_break(text, each.start(), each.end())
            pieces.add(text[begin:stop], range(begin, stop), stop)
            leading, trailing, was_blank = ends, [], is_blank
        else:
            trailing.append(ends)
        at = ends.end() if ends is not None else end
    if chomping != "-" and leading is not None:
        pieces.add_break(text, leading.start(), leading.end())
    if chomping == "+":
        for each in trailing:
            pieces.add_break(text, each.start(), each.end())
    return pieces


def _indent(text: str, at: int, end: int, value: str) -> int:
    """How far a block is indented: what its first written line has before it, but the value has not."""
    inside = _WRITTEN.search(value)
    written = _WRITTEN.search(text, at, end)
    if inside is None or written is None:
        return end
    return _column(text, at, written.start()) - _column(value, 0, inside.start())


def _column(text: str, begin: int, at: int) -> int:
    """How far into its line a place is; the text's lines from `begin` on."""
    return at - max(begin, *(text.rfind(each, begin, at) + 1 for each in BREAKS))
