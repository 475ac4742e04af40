"""Text and places in it: every noun that came from a file knows where."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from stoplint.lazy_dataclass import dataclass, field

# The paths of texts that stand in no file.
COMPUTED = "(computed)"
ARGUMENTS = "arguments"
NOWHERE = (COMPUTED, ARGUMENTS)
_MOST_DIGITS = 18


def is_number(text: str) -> bool:
    """Whether it is digits that shells and programs read as a number: of 64 bits, and none of another script ("²")."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


@dataclass(frozen=True, eq=False)
class Source:
    """One file's text, as decoded (newlines are kept as they stand in the file).

    `path` is relative to the folder that was given, with `/` as separator. A text that stands inside
    another one (the string of `sh -c "…"`, a heredoc that writes a script) is a Source too: `host` is the
    place it stands at, and `offsets[i]` is the offset in the host's text of this text's character `i`
    (one entry more than there are characters). Files are compared by identity; texts inside them by what they say and
    where they stand, for each time that a loop comes to a word makes a new one.
    """

    path: str
    text: str = field(repr=False)
    host: Span | None = None
    offsets: tuple[int, ...] | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        if self is other or self.host is None or not isinstance(other, Source):
            return self is other
        return (self.text, self.path, self.host) == (other.text, other.path, other.host)

    def __hash__(self) -> int:
        return id(self) if self.host is None else self._hash

    @cached_property
    def _hash(self) -> int:
        """It goes through all hosts, and worlds are compared by it again and again."""
        return hash((self.text, self.host))

    @property
    def is_nowhere(self) -> bool:
        """Whether the text stands in no file: what variables became, arguments of `docker run`."""
        return self.path in NOWHERE

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line; lines end in LF (a CR before it belongs to the line)."""
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    def span(self, start: int, end: int) -> Span:
        """The half-open range [start, end) of this text."""
        return Span(self, start, end)

    @property
    def whole(self) -> Span:
        """The range of the whole text."""
        return Span(self, 0, len(self.text))

    def line_text(self, line: int) -> str:
        """The text of 1-based line `line`, without its line end."""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")


@dataclass(frozen=True)
class Span:
    """A half-open range [start, end) of a source's text, in characters."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def holding(self, text: str) -> Source:
        """`text` as a Source inside the file at this place, each character traced to the file where it stands verbatim."""
        at = self.text.find(text) if text else -1
        offsets = tuple(range(self.start + at, self.start + at + len(text) + 1)) if at >= 0 else None
        return Source(self.path, text, self, offsets)

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def line(self) -> int:
        """1-based line of the first character, in the file (embedded texts are traced to their host)."""
        place = self.located
        return bisect_right(place.source.line_starts, place.start)

    @property
    def column(self) -> int:
        """1-based column of the first character, in the file, in characters."""
        place = self.located
        return place.start - place.source.line_starts[place.line - 1] + 1

    @property
    def end_line(self) -> int:
        """1-based line of the character behind the last one."""
        place = self.located
        return bisect_right(place.source.line_starts, place.end)

    @property
    def end_column(self) -> int:
        """1-based column of the character behind the last one."""
        place = self.located
        return place.end - place.source.line_starts[place.end_line - 1] + 1

    @property
    def located(self) -> Span:
        """The same place in the file on disk: through as many hosts as there are."""
        source = self.source
        if source.host is None:
            return self
        if source.offsets is None:
            return source.host.located
        last = source.offsets[self.end - 1] + 1 if self.end > self.start else source.offsets[self.start]
        return Span(source.host.source, source.offsets[self.start], last).located

    @property
    def is_verbatim(self) -> bool:
        """True if the file's own text at this place is this text, so that an edit of it may be made there."""
        place = self.located
        return place.text == self.text

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"
