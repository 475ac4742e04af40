"""The laws that hold for every rule page: Bad says its output, Good and Fixed are clean, fix(Bad) = Fixed, and rests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pages
import stoplint.checks
from stoplint import rulebook
from stoplint.suppression.reading import ABOUT_COMMENTS

NAMES = rulebook.names()
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}-{example.kind}")
    for name in NAMES
    for number, example in enumerate(pages.examples(rulebook.rule(name).page))
]
BAD = [param for param in EXAMPLES if param.values[1].kind == "Bad"]
CLEAN = [param for param in EXAMPLES if param.values[1].kind != "Bad"]
FIXED = [param for param in BAD if param.values[1].after and param.values[1].after.kind == "Fixed"]


def test_every_page_has_a_function_and_every_function_a_page():
    modules = {path.stem.replace("_", "-") for path in Path(stoplint.checks.__path__[0]).glob("*.py")} - {"--init--"}
    assert modules | set(ABOUT_COMMENTS) == set(NAMES)
    for name in modules:
        assert callable(stoplint.checks.check_of(name))


def test_codes_are_unique_and_well_formed():
    codes = [rule.code for rule in rulebook.rules()]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"SL\d{3}", code)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_what_it_forbids(name):
    rule = rulebook.rule(name)
    kinds = [example.kind for example in pages.examples(rule.page)]
    titles = [example.title for example in pages.examples(rule.page) if example.kind == "Bad"]
    assert titles
    assert len(set(titles)) == len(titles)
    assert "Fixed" in kinds or "Good" in kinds
    assert rule.summary
    assert len(rule.prose) > 40
    assert rule.fixable == ("Fixed" in kinds)
    assert f"# {rule.code}" not in rule.page  # the head says it, once


@pytest.mark.parametrize(("name", "example"), BAD)
def test_bad_says_exactly_its_output(name, example, update):
    found = pages.lines(pages.findings(example.files, name))
    if update and found != example.output:
        pages.rewrite_output(name, example, found)
        return
    assert found == example.output


@pytest.mark.parametrize(("name", "example"), BAD)
def test_bad_contradicts_nothing_that_was_traced(name, example):
    assert pages.offences(example.files, name) == []


@pytest.mark.parametrize("twist", pages.TWISTS)
@pytest.mark.parametrize(("name", "example"), BAD)
def test_bad_stays_bad_under_every_twist(name, example, twist):
    found = pages.lines(pages.findings(pages.TWISTS[twist](example.files), name))
    assert pages.without_places(found) == pages.without_places(example.output)


@pytest.mark.parametrize("twist", pages.TWISTS)
@pytest.mark.parametrize(("name", "example"), CLEAN)
def test_good_and_fixed_are_clean_under_every_twist(name, example, twist):
    assert pages.lines(pages.findings(pages.TWISTS[twist](example.files), name)) == []


@pytest.mark.parametrize(("name", "example"), FIXED)
def test_fixing_bad_makes_fixed_and_rests(name, example):
    after = pages.fixed_files(example.files, name)
    assert after == example.after.files
    assert pages.fixed_files(after, name) == after


@pytest.mark.parametrize("twist", pages.TWISTS)
@pytest.mark.parametrize(("name", "example"), FIXED)
def test_fixing_works_under_every_twist_and_rests(name, example, twist):
    after = pages.fixed_files(pages.TWISTS[twist](example.files), name)
    assert pages.lines(pages.findings(after, name)) == []
    assert after == pages.TWISTS[twist](example.after.files)
    assert pages.fixed_files(after, name) == after


@pytest.mark.parametrize(("name", "example"), BAD)
def test_a_severity_is_never_above_the_pages(name, example):
    order = ("info", "warning", "error")
    for finding in pages.findings(example.files, name):
        assert order.index(finding.severity) <= order.index(rulebook.rule(name).severity)


def test_reading_one_page_reads_no_other(monkeypatch):
    rulebook.rule.cache_clear()
    opened = []
    monkeypatch.setattr("builtins.open", lambda path, *rest, _open=open, **more: opened.append(path) or _open(path, *rest, **more))  # fmt: skip
    rulebook.rule(NAMES[0])
    assert [Path(path).name for path in opened] == [f"{NAMES[0]}.md"]


@pytest.mark.parametrize("head", ["", "---\ncode: SL1\n---\n", "---\ncode: SL1\nseverity: fatal\nsummary: x\n---\n"])
def test_a_page_with_a_bad_head_is_named(head):
    with pytest.raises(rulebook.PageError, match=r"some-rule\.md"):
        rulebook.parse("some-rule", head + "prose\n")
