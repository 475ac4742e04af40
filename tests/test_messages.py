"""Laws of all that is told of a fault, over every fixture."""

from __future__ import annotations

import re

import pytest

import laws
from contexts import fixtures

FIXTURES = [pytest.param(fixture, id=fixture.name) for fixture in fixtures()]
LONGEST = 300
# a sentence without a subject, a name that is none, an interpreter in place of what it runs, `exec` of what is no command
ODD = {
    "a subject": re.compile(r"\bthe (?:is|are|gets|runs|never|which|stays|starts)\b"),
    "a name": re.compile(r"(?:in front of|stops|starts|puts|keeps|to|of) \*(?:[ ,]|$)"),
    "a command": re.compile(r"\bexec (?:!|\(|the application|$)"),
    "a text": re.compile(r"\{\w+\}|\bNone\b|  "),
}


def told(fixture):
    """(what, sentence) for each sentence of each finding."""
    for started in fixture.starts:
        for finding in started.checked().findings:
            yield "message", finding.message
            yield "label", finding.label
            yield "consequence", finding.consequence
            yield "help", finding.help
            yield from (("related", each.label) for each in finding.related)


@pytest.mark.parametrize("fixture", FIXTURES)
def test_what_is_told_keeps_to_the_laws(fixture, monkeypatch):
    monkeypatch.chdir(fixture.folder)
    for what, sentence in told(fixture):
        assert len(sentence) <= LONGEST, (what, sentence)
        for law, pattern in ODD.items():
            assert not pattern.search(sentence), (law, what, sentence)
        conditions = re.match(r"if (.*?)(?:, among others)?: ", sentence) if what == "consequence" else None
        assert conditions is None or conditions[1].count(" and ") <= 1, sentence


@pytest.mark.parametrize("fixture", FIXTURES)
def test_no_two_findings_contradict_each_other(fixture, monkeypatch):
    monkeypatch.chdir(fixture.folder)
    for started in fixture.starts:
        by_place: dict[object, list[str]] = {}
        for finding in started.checked().findings:
            if finding.code == "SL304" or "stopped with" in finding.message:
                assert "orderly way" not in finding.message
            by_place.setdefault((finding.path, finding.span), []).append(finding.message)
        for messages in by_place.values():
            gets = {text for text in messages if re.search(r"\bnever gets SIG", text)}
            dropped = {text for text in messages if re.search(r"\bgets SIG\w+ only because", text)}
            assert not (gets and dropped), messages


@pytest.mark.parametrize("fixture", FIXTURES)
def test_no_finding_contradicts_what_was_traced(fixture, monkeypatch):
    monkeypatch.chdir(fixture.folder)
    for started in fixture.starts:
        assert not list(laws.broken(started.traces(), started.checked().findings))
