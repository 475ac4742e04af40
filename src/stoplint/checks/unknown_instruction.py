"""SL113: an instruction that there is not."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.model.image.refused import refused
from stoplint.syntax.dockerfile import INSTRUCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Span

# A backslash at the end of a line, empty lines behind it, and the word behind these.
_SWALLOWED = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*\r?\n)+[ \t]*([A-Za-z]+)\b")


def check(subject: Subject) -> Iterator[Problem]:
    """The image does not build: what was meant to start the application may be the very line.

    Where a line is broken the lines behind it are, too: of those that nothing is near to, the first one is told.
    """
    told = False
    for place in refused(subject.dockerfile):
        likely = next(iter(get_close_matches(place.text.upper(), INSTRUCTIONS, 1, 0.7)), "")
        if not likely and told:
            continue
        told = told or not likely
        shown = place.text if len(place.text) <= 30 else f"{place.text[:29]}…"
        yield Problem(
            place,
            f"there is no instruction {shown}" + (f": {likely} is the nearest" if likely else ""),
            "docker build refuses the file here",
            consequence="the image can't be built: there is nothing to stop",
            help=f"write {likely}" if likely else _advice(subject.dockerfile, place),
        )


def _advice(dockerfile: Dockerfile, place: Span) -> str:
    """What to do about a line that stands by itself: the one before may belong to another instruction than its writer thinks.

    Empty lines end no instruction that a backslash carries on: https://docs.docker.com/reference/dockerfile/#escape
    """
    advice = "take the line out; if it carries on the one before, that one needs a \\ at its end"
    before = [each.span for each in dockerfile.instructions if each.span.end <= place.start]
    swallowed = [*_SWALLOWED.finditer(before[-1].text)] if before else []
    found = next((each for each in reversed(swallowed) if each[1].upper() in INSTRUCTIONS), None)
    if found is None:
        return advice
    line = before[-1].source.text.count("\n", 0, before[-1].start + found.start()) + 1
    return f"{advice}, and line {line} none: it carries on over the empty line, and takes in {found[1]}"
