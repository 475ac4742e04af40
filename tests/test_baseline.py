"""A baseline: what is known stays known while its text does, and what is new is told."""

from __future__ import annotations

import json

import pytest

import samples
from stoplint import baseline
from stoplint.config import ConfigError
from stoplint.text import Source


def finding(text, line=1, path="start.sh", code="SL201"):
    source = Source(path, text)
    start = source.line_starts[line - 1]
    return samples.finding(code=code, path=path, span=source.span(start, start + len(source.line_text(line))))


KNOWN = [finding("./app\n"), samples.about_a_file()]


@pytest.mark.parametrize(
    ("now", "new"),
    [
        (finding("./app\n"), False),
        (finding("# a\n\n./app\n", 3), False),
        (finding("  ./app  \n"), False),
        (finding("./app --x\n"), True),
        (finding("./app\n", path="other.sh"), True),
        (finding("./app\n", code="SL202"), True),
        (samples.about_a_file(), False),
    ],
)
def test_a_finding_is_known_by_its_rule_its_file_and_its_text(now, new):
    left = baseline.without([now], baseline.written(KNOWN), "known.json")
    assert left == ([now] if new else [])


def test_of_two_equal_findings_the_second_is_known_when_two_were():
    twice = [finding("./app\n./app\n", 1), finding("./app\n./app\n", 2)]
    assert baseline.without(twice, baseline.written(twice), "k") == []
    assert baseline.without(twice, baseline.written(twice[:1]), "k") == twice[1:]


def test_paths_are_those_that_are_shown():
    def shown(path):
        return path.removeprefix("/x/")

    text = baseline.written([finding("./app\n", path="/x/start.sh")], shown)
    assert json.loads(text)["findings"][0]["path"] == "start.sh"
    assert baseline.without([finding("./app\n")], text, "k") == []


def test_a_baseline_of_nothing_holds_nothing_back():
    assert baseline.without(KNOWN, baseline.written([]), "k") == KNOWN
    assert len(baseline.written(KNOWN).splitlines()) == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "k: is no baseline: write one with --write-baseline"),
        ("[]", "k: is no baseline: write one with --write-baseline"),
        ('{"version": 1}', "k: is no baseline: write one with --write-baseline"),
        ('{"version": 1, "findings": [{}]}', "k: is no baseline: write one with --write-baseline"),
        ('{"version": 2, "findings": []}', "k: is a baseline of version 2; this stoplint reads version 1"),
    ],
)
def test_what_is_no_baseline_says_so(text, said):
    with pytest.raises(ConfigError) as error:
        baseline.without(KNOWN, text, "k")
    assert str(error.value) == said
