"""Laws of all that is told of a fault, over every fixture and every context of `project/told`."""

from __future__ import annotations

import re

import pytest

import laws
from contexts import fixtures
from told import WORLDS, looked_at

FIXTURES = [pytest.param(fixture, id=fixture.name) for fixture in fixtures()]
CONTEXTS = [
    pytest.param(world, id=f"{path.stem}: {world.title}") for path, worlds in WORLDS.items() for world in worlds
]
LONGEST = 300
# a sentence without a subject, a name that is none, an interpreter in place of what it runs, `exec` of what is no command
ODD = {
    "a subject": re.compile(r"\bthe (?:is|are|gets|runs|never|which|stays|starts)\b"),
    "a name": re.compile(r"(?:in front of|stops|starts|puts|keeps|to|of) \*(?:[ ,]|$)"),
    "a command": re.compile(r"\bexec (?:!|\(|the application|$)"),
    "a text": re.compile(r"\{\w+\}|\bNone\b|  "),
}


def told(found):
    """(what, sentence) for each sentence of each finding."""
    for finding in found:
        yield "message", finding.message
        yield "label", finding.label
        yield "consequence", finding.consequence
        yield "help", finding.help
        yield from (("related", each.label) for each in finding.related)


def keep_to_the_laws(found):
    for what, sentence in told(found):
        assert len(sentence) <= LONGEST, (what, sentence)
        for law, pattern in ODD.items():
            assert not pattern.search(sentence), (law, what, sentence)
        conditions = re.match(r"if (.*?)(?:, among others)?: ", sentence) if what == "consequence" else None
        assert conditions is None or conditions[1].count(" and ") <= 1, sentence


def contradict_not(found):
    by_place: dict[object, list[str]] = {}
    for finding in found:
        if finding.code == "SL304" or "stopped with" in finding.message:
            assert "orderly way" not in finding.message
        by_place.setdefault((finding.path, finding.span), []).append(finding.message)
    for messages in by_place.values():
        gets = {text for text in messages if re.search(r"\bnever gets SIG", text)}
        dropped = {text for text in messages if re.search(r"\bgets SIG\w+ only because", text)}
        assert not (gets and dropped), messages


@pytest.mark.parametrize("fixture", FIXTURES)
def test_what_is_told_of_a_fixture_keeps_to_the_laws(fixture, monkeypatch):
    monkeypatch.chdir(fixture.folder)
    for started in fixture.starts:
        found = started.checked().findings
        keep_to_the_laws(found)
        contradict_not(found)
        assert not list(laws.broken(started.traces(), found))


@pytest.mark.parametrize("world", CONTEXTS)
def test_what_is_told_of_a_context_keeps_to_the_laws(world):
    traces, found = looked_at(world)
    keep_to_the_laws(found)
    contradict_not(found)
    assert not list(laws.broken(traces, found))
