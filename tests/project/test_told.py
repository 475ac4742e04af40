"""All that is said of a fault: severity, confidence, message, label, further places, what happens at stop, what to do.

`told/*.txt` hold small contexts, written as worlds are (see `worlds`): by hand down to the script, or to the Dockerfile
where that begins with FROM; `pytest --update` writes what is told below, and a person reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from told import FILES, WORLDS, looked_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stoplint.finding import Finding
    from stoplint.text import Span
    from worlds import World


def told(world: World) -> str:
    traces, findings = looked_at(world)
    lines = [
        f"{each.workload.service.name} → {each.verdict}: {each.reason}" for each in traces if each.workload.service
    ]
    return "\n".join([*lines, *(line for finding in findings for line in _lines(finding))]) or "nothing"


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_what_is_told_has_each_title_once(path, update):
    titles = [world.title for world in WORLDS[path]]
    assert len(set(titles)) == len(titles)
    if update:
        path.write_text(written(path), encoding="utf-8")
