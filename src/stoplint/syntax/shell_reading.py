"""What the readers of shell text share while they read: the parts of a word, the depth, what was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import Literal, Word

if TYPE_CHECKING:
    from stoplint.syntax.opaque import Opaque
    from stoplint.syntax.shell_nodes import Part
    from stoplint.text import Source, Span

DEPTH_LIMIT = 50
"""Substitutions and compound commands inside each other; deeper text is not read (Python recurses for each)."""


class UnreadError(Exception):
    """Why the rest of a text can't be read: something is never closed, or nested too deep."""


class Reading:
    """What one `read` collects through all embedded texts, and how deep it is in them."""

    def __init__(self) -> None:
        self.comments: list[tuple[str, Span]] = []
        self.opaque: list[Opaque] = []
        self.depth = 0

    def enter(self) -> None:
        if self.depth == DEPTH_LIMIT:
            raise UnreadError(f"nested deeper than {DEPTH_LIMIT}")
        self.depth += 1

    def leave(self) -> None:
        self.depth -= 1


class Parts:
    """The parts of a word while it is read; neighbouring text of one kind of quoting is one Literal."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.parts: list[Part] = []
        self._chunks: list[str] = []
        self._quoted = False
        self._start = self._end = -1

    def text(self, text: str, *, quoted: bool, start: int, end: int) -> None:
        if self._start >= 0 and self._quoted != quoted:
            self._flush()
        if self._start < 0:
            self._start, self._quoted = start, quoted
        self._chunks.append(text)
        self._end = end

    def extend(self, end: int) -> None:
        """Let the quoted text read last, if nothing came since, cover its closing quote too."""
        if self._start >= 0 and self._quoted:
            self._end = end

    def part(self, part: Part) -> None:
        self._flush()
        self.parts.append(part)

    def _flush(self) -> None:
        if self._start >= 0:
            span = self.source.span(self._start, self._end)
            self.parts.append(Literal("".join(self._chunks), self._quoted, span))
            self._chunks, self._start = [], -1

    def word(self, start: int, end: int) -> Word:
        self._flush()
        return Word(tuple(self.parts), self.source.span(start, end))
