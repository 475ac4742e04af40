"""SL113: an instruction that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.syntax.dockerfile import INSTRUCTIONS
from stoplint.syntax.templates import is_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.syntax.dockerfile_nodes import Dockerfile


def check(subject: Subject) -> Iterator[Problem]:
    """The image does not build: what was meant to start the application may be the very line.

    Where a line is broken the lines behind it are, too: of those that nothing is near to, the first one is told.
    """
    if not _is_for_docker(subject.dockerfile):
        return
    told = False
    for region in subject.dockerfile.opaque:
        place = region.instruction
        if place is None:
            continue
        likely = next(iter(get_close_matches(place.text.upper(), INSTRUCTIONS, 1, 0.7)), "")
        if not likely and told:
            continue
        told = told or not likely
        shown = place.text if len(place.text) <= 30 else f"{place.text[:29]}…"
        yield Problem(
            place,
            f"there is no instruction {shown}" + (f": {likely} is the nearest" if likely else ""),
            "docker build refuses the file here",
            consequence="the image can't be built; what is said of its stop leaves this line out",
            help=f"write {likely}"
            if likely
            else "a line that carries on the one before it needs a \\ at that one's end",
        )


def _is_for_docker(dockerfile: Dockerfile) -> bool:
    """False for templates, and where `# syntax=` names a frontend of somebody else, which may know more instructions."""
    syntax = next((each.value for each in dockerfile.directives if each.name == "syntax"), "docker/dockerfile")
    if not syntax.removeprefix("docker.io/").startswith(("docker/dockerfile", "moby/buildkit")):
        return False
    return not is_template(dockerfile)
