"""SL113: an instruction that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.model.image.refused import refused
from stoplint.syntax.dockerfile import INSTRUCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


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
            help=f"write {likely}"
            if likely
            else "take the line out; if it carries on the one before, that one needs a \\ at its end",
        )
