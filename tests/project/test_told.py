"""All that is said of a fault: severity, confidence, message, label, further places, what happens at stop, what to do.

`told/*.txt` hold small contexts, written as worlds are (see `worlds`): by hand down to the script, or to the Dockerfile
where that begins with FROM; `pytest --update` writes what is told below, and a person reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import laws
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
    from collections.abc import Iterator

    from stoplint.finding import Finding
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.text import Span

FOLDER = Path(__file__).parent / "told"
FILES = sorted(FOLDER.glob("*.txt"))
# How long it takes them to shut down; two that took the same time would race for who is last.
DRAINS = {"server": 0.6, "worker": 0.9, "slow": 5.0}
LAUNCH = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'


def looked_at(world: World) -> tuple[tuple[ImageTrace, ...], tuple[Finding, ...]]:
    """A context's images, and what all rules say of them."""
    files = dict(world.files)
    if world.script.startswith("FROM"):
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


def told(world: World) -> str:
    return "\n".join(line for finding in looked_at(world)[1] for line in _lines(finding)) or "nothing"


def _place(span: Span) -> str:
    first, *more = span.text.splitlines() or [""]
    return f"{span} `{first}{' …' if more else ''}`"


def _lines(finding: Finding) -> Iterator[str]:
    sure = "" if finding.confidence == "high" else f", {finding.confidence} confidence"
    run = f" [{finding.verdict}]" if finding.verdict else ""
    yield f"{finding.severity}{sure}{run} {finding.code} {finding.name}: {finding.message}"
    if finding.span is not None:
        yield f"  {_place(finding.span)}: {finding.label}"
    for related in finding.related:
        yield f"  {_place(related.span)}: {related.label}"
    if finding.consequence:
        yield f"  at stop: {finding.consequence}"
    if finding.fix is not None:
        yield f"  fix [{'safe' if finding.fix.safe else 'unsafe'}]: {finding.fix.title}"
    if finding.help:
        yield f"  help: {finding.help}"


WORLDS = {path: tuple(parsed(path.read_text(encoding="utf-8"))) for path in FILES}
ALL = [
    pytest.param(path, world, id=f"{path.stem}: {world.title}") for path, worlds in WORLDS.items() for world in worlds
]


def written(path: Path) -> str:
    parts = [path.read_text(encoding="utf-8").partition("=== ")[0].rstrip("\n") + "\n"]
    for world in WORLDS[path]:
        files = [f"file {name}: {text.encode('unicode_escape').decode()}" for name, text in world.files.items()]
        parts.append("\n".join([f"=== {world.title}", *files, "---", world.script, "--- told", told(world), ""]))
    return "\n".join(parts)


@pytest.mark.parametrize(("path", "world"), ALL)
def test_what_is_told_is_what_is_shown(path, world, update):
    if not update:
        assert told(world) == world.shown.get("told")


@pytest.mark.parametrize(("path", "world"), ALL)
def test_what_is_told_does_not_contradict_what_was_traced(path, world):
    assert not list(laws.broken(*looked_at(world)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_what_is_told_has_each_title_once(path, update):
    titles = [world.title for world in WORLDS[path]]
    assert len(set(titles)) == len(titles)
    if update:
        path.write_text(written(path), encoding="utf-8")
