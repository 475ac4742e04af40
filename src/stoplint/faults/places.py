"""Where an image's launch is said: its own ENTRYPOINT and CMD, and what a base image brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.image.image import CommandLine, Image
    from stoplint.text import Span


def is_own(image: Image, span: Span | None) -> bool:
    """True for a place in the user's files: not in what a base image brings along, nor in a computed text."""
    if span is None or span.source.is_nowhere:
        return False
    place = span.located
    return not any(
        place.source is base.source and base.start <= place.start and place.end <= base.end
        for base in (each.located for each in (image.from_span, *image.froms))
    )


def lines(image: Image) -> Iterator[tuple[str, CommandLine]]:
    """ENTRYPOINT and CMD, where this Dockerfile says them."""
    for name, said in (("ENTRYPOINT", image.entrypoint), ("CMD", image.cmd)):
        line = None if isinstance(said, Unknown) else said.value
        if line is not None and line.span is not None:
            yield name, line


def line_at(image: Image, span: Span) -> tuple[str, CommandLine] | None:
    """The ENTRYPOINT or CMD that a place is in."""
    place = span.located
    for name, line in lines(image):
        own = line.span.located if line.span is not None else None
        if own is not None and place.source is own.source and own.start <= place.start and place.end <= own.end:
            return name, line
    return None


def launch_span(image: Image) -> Span | None:
    """The instruction that says what PID 1 is: ENTRYPOINT, else CMD; the FROM where a base image says both."""
    own = dict(lines(image))
    for name in ("ENTRYPOINT", "CMD"):
        if name in own and own[name].words:
            return own[name].span
    for said in (image.entrypoint, image.cmd):
        if not isinstance(said, Unknown) and said.value is not None and said.value.words:
            return image.from_span
    return None


def is_same(one: Span, other: Span) -> bool:
    """Whether two places are one, in the file."""
    a, b = one.located, other.located
    return a.source is b.source and a.start == b.start and a.end == b.end
