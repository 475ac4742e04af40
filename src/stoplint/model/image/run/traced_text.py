"""Text that a RUN writes into a file, each character traced to the place in the Dockerfile where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.syntax.shell_nodes import Literal

# What takes the carriage returns off the line ends.
_RETURNS = re.compile(r"s(.)(?:\\r|\r|\\x0[dD]|\^M|\\015|\[\\r\]|\[\[:cntrl:\]\]|\\r\+|\\r\*)\$?\1\1g?;?")


@dataclass(frozen=True)
class Written:
    """`places[i]` is the offset in the Dockerfile of character `i`, or of the variable that it comes from.

    `known` is False when something in the text is not its value but the way it is written (`$(nproc)`).
    `globs` is True when an unquoted `*`, `?` or `[` is in it. `lost`: a variable that only this RUN has stands in it as
    it is written, which says nothing, or something else, where the text is read later.
    """

    text: str
    places: tuple[int, ...]
    known: bool = True
    globs: bool = False
    lost: bool = False

    def part(self, start: int, end: int) -> Written:
        """[start, end) of the text."""
        return Written(self.text[start:end], self.places[start:end], self.known, self.globs, self.lost)

    def without(self, char: str) -> Written:
        """The text without one character, wherever it stands."""
        kept = [at for at, each in enumerate(self.text) if each != char]
        return replace(self, text="".join(self.text[at] for at in kept), places=tuple(self.places[at] for at in kept))

    def source(self, file: Source) -> Source:
        """The text as a Source in the Dockerfile `file`."""
        end = self.places[-1] + 1 if self.places else 0
        start = min(self.places, default=0)
        host = Span(file, start, max(end, start))
        return Source(file.path, self.text, host, (*self.places, end))


EMPTY = Written("", ())


def joined(parts: Iterable[Written]) -> Written:
    """The texts in a row."""
    some = list(parts)
    if len(some) == 1:
        return some[0]
    places = tuple(place for one in some for place in one.places)
    text = "".join(one.text for one in some)
    globs, lost = (any(flags) for flags in zip(*((one.globs, one.lost) for one in some), strict=True))
    return Written(text, places, all(one.known for one in some), globs, lost)


def said_of(texts: list[Written | None]) -> Written | None:
    """What commands say one after the other; None if one of them says what isn't known."""
    known = [text for text in texts if text is not None]
    return joined(known or [EMPTY]) if len(known) == len(texts) else None


def at_place(text: str, place: int, *, known: bool = True) -> Written:
    """A text of which all characters come from one place."""
    return Written(text, (place,) * len(text), known)


def of_literal(literal: Literal, places: tuple[int, ...]) -> Written:
    """A literal's text; `places` traces the characters of the source that its span is in."""
    start, raw, text = literal.span.start, literal.span.text, literal.text
    globs = not literal.quoted and any(sign in text for sign in "*?[")
    if raw == text:
        return Written(text, places[start : start + len(text)], globs=globs)
    traced: list[int] = []
    at = 1 if raw[:1] in ("'", '"') and len(raw) > len(text) else 0
    for index, char in enumerate(text):
        spare = (len(raw) - at) - (len(text) - index)
        # A backslash in front of the character was removed, and so was every other character that is not there.
        while spare > 0 and at + 1 < len(raw) and (raw[at] != char or (raw[at] == "\\" and raw[at + 1] == char)):
            at += 1
            spare -= 1
        traced.append(places[start + min(at, max(len(raw) - 1, 0))])
        at += 1
    return Written(text, tuple(traced), globs=globs)


def of_source(source: Source, file: Source) -> Written | None:
    """A text that stands in the Dockerfile `file`, to go on with; None if it stands elsewhere."""
    if source.host is None or source.host.source is not file or source.offsets is None:
        return None
    return Written(source.text, source.offsets[: len(source.text)])


def without_returns(source: Source) -> Source:
    """The text without the carriage returns at its line ends, each character traced to where it stood."""
    kept = [at for at in range(len(source.text)) if not source.text.startswith("\r\n", at)]
    text = "".join(source.text[at] for at in kept)
    return Source(source.path, text, source.whole, (*kept, len(source.text)))


def mends_line_ends(script: str) -> bool:
    """Whether all that a script for sed does is to take the carriage returns at the line ends away."""
    return _RETURNS.fullmatch(script) is not None
