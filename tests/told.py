"""The contexts of `project/told/*.txt`: written as worlds are (see `worlds`), and what all rules say of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from listing import Listing
from stoplint.checks import Subject
from stoplint.linting import lint, merged
from stoplint.model.catalog import images as catalog
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.rulebook import rules
from stoplint.suppression.reading import ABOUT_COMMENTS
from stoplint.syntax.dockerfile import read
from subjects import subjects
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
    if (name := manifest_name(world)) is not None:
        return _of_manifest({**files, name: world.script + "\n"})
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


def manifest_name(world: World) -> str | None:
    """What the file is called that a context's script is, where that is a manifest."""
    return {"services:": "compose.yaml", "apiVersion:": "pod.yaml"}.get(
        world.script.partition("\n")[0].partition(" ")[0]
    )


def _of_manifest(files: dict[str, str]) -> tuple[tuple[ImageTrace, ...], tuple[Finding, ...]]:
    """The containers' traces, and what the rules say of them; a Dockerfile is judged where one is built from it."""
    executable = [name for name, text in files.items() if text.startswith("#!")]
    judged = [each for each in subjects(files, executable, Workload(drains=DRAINS)) if each.traces[0].workload.service]
    chosen = [each for each in rules() if each.name not in ABOUT_COMMENTS]
    found: list[Finding] = []
    for subject in judged:
        some, internal_errors = lint(subject, chosen)
        assert not internal_errors
        found += some
    return tuple(trace for subject in judged for trace in subject.traces), merged(found)


WORLDS = {path: tuple(parsed(path.read_text(encoding="utf-8"))) for path in FILES}
