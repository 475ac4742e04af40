"""The contexts of `project/told/*.txt`: written as worlds are (see `worlds`), and what all rules say of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from listing import Listing
from stoplint.checks import Subject
from stoplint.linting import lint
from stoplint.model.catalog import images as catalog
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.rulebook import rules
from stoplint.suppression.reading import ABOUT_COMMENTS
from stoplint.syntax.dockerfile import read
from worlds import World, parsed

if TYPE_CHECKING:
    from stoplint.finding import Finding
    from stoplint.model.stop.answer import ImageTrace

FOLDER = Path(__file__).parent / "project" / "told"
FILES = sorted(FOLDER.glob("*.txt"))
# How long it takes them to shut down; two that took the same time would race for who is last.
DRAINS = {"server": 0.6, "worker": 0.9, "slow": 5.0}
LAUNCH = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'


def looked_at(world: World) -> tuple[tuple[ImageTrace, ...], tuple[Finding, ...]]:
    """A context's images, and what all rules say of them."""
    files = dict(world.files)
    if re.search(r"^FROM ", world.script, re.MULTILINE):
        files["Dockerfile"] = world.script + "\n"
    else:
        files |= {"Dockerfile": LAUNCH, "start.sh": f"#!/bin/sh\n{world.script}\n"}
    context = Listing(files, tuple(name for name, text in files.items() if text.startswith("#!")))
    source = context.read("Dockerfile")
    assert source is not None
    dockerfile = read(source)
    traces = tuple(trace(image, Workload(drains=DRAINS)) for image in images(dockerfile, context, catalog.find))
    found, internal_errors = lint(
        Subject(dockerfile, traces, context), (each for each in rules() if each.name not in ABOUT_COMMENTS)
    )
    assert not internal_errors
    return traces, found


WORLDS = {path: tuple(parsed(path.read_text(encoding="utf-8"))) for path in FILES}
