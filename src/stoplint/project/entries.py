"""Nouns as JSON, and back: what of a judgement is kept. Texts of files are named by their digests, and not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.filesystem import digest
from stoplint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable


class Encoder:
    """Writes one value. `files` are the digests of the files that are at hand when it is read again.

    A noun that is met again is written as a reference, so that what was one object is one again.
    """

    def __init__(self, nouns: Iterable[type], files: Collection[str]) -> None:
        self._nouns = {each: each.__name__ for each in nouns}
        self._files = files
        self._known: dict[int, tuple[int, object]] = {}
        self.texts: dict[str, None] = {}

    def encode(self, value: object) -> Any:  # noqa: ANN401 - whatever JSON has
        """What JSON can hold. Raises TypeError for what it has no form for."""
        if value is None or isinstance(value, str | int | float):
            return value
        if isinstance(value, tuple):
            return ["tuple", *map(self.encode, value)]
        if isinstance(value, frozenset):
            return ["set", *map(self.encode, sorted(value))]
        if isinstance(value, Span):
            return self._span(value)
        if id(value) in self._known:
            return ["again", self._known[id(value)][0]]
        if isinstance(value, Source):
            made = ["Source", value.path, *self._text(value.text), self.encode(value.host)]
        else:
            name = self._nouns.get(type(value))
            if name is None:
                raise TypeError(f"{type(value).__name__} is not written")
            made = [name, *(self.encode(getattr(value, each)) for each in type(value).__match_args__)]  # type: ignore[attr-defined]
        self._known[id(value)] = len(self._known), value
        return made

    def _span(self, span: Span) -> list[Any]:
        """The place in the file on disk: of texts inside texts no more is told than where they stand."""
        place = span.located
        if place.path == span.path:
            return ["Span", self.encode(place.source), place.start, place.end]
        return ["Span", self.encode(Source(span.path, span.text, host=place)), 0, len(span.text)]

    def _text(self, text: str) -> tuple[str | None, str | None]:
        try:
            known = digest(text.encode("utf-8", "surrogateescape"))
        except UnicodeEncodeError:  # it came from no file
            known = ""
        if known not in self._files:
            return None, text
        self.texts[known] = None
        return known, None


class Decoder:
    """Reads what `Encoder` wrote; `text` gives a file's text by its digest."""

    def __init__(self, nouns: Iterable[type], text: Callable[[str], str]) -> None:
        self._nouns = {each.__name__: each for each in nouns}
        self._text = text
        self._known: list[Any] = []

    def decode(self, value: Any) -> Any:  # noqa: ANN401 - whatever was written
        """The value. Raises KeyError, IndexError, TypeError or ValueError where nobody wrote it so."""
        if not isinstance(value, list):
            return value
        name = value[0]
        if name == "tuple":
            return tuple(map(self.decode, value[1:]))
        if name == "set":
            return frozenset(map(self.decode, value[1:]))
        if name == "again":
            return self._known[value[1]]
        if name == "Span":
            _, source, start, end = value
            return Span(self.decode(source), start, end)
        if name == "Source":
            _, path, known, text, host = value
            made = Source(path, self._text(known) if text is None else text, self.decode(host))
        else:
            made = self._nouns[name](*map(self.decode, value[1:]))
        self._known.append(made)
        return made
