"""What stoplint says of every build context in `fixtures/`: as written down, whole and by eye."""

from __future__ import annotations

import re

import pytest

from contexts import HEAD, fixtures, rendered

FIXTURES = [pytest.param(fixture, id=fixture.name) for fixture in fixtures()]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_fixture_is_told_as_it_is_written_down(fixture, update, monkeypatch):
    monkeypatch.chdir(fixture.folder)  # paths are shown as seen from here
    told = rendered(fixture)
    if update:
        if not fixture.expected.exists() or fixture.expected.read_text(encoding="utf-8") != told:
            fixture.expected.write_text(told, encoding="utf-8")
        return
    assert fixture.expected.exists(), "new: pytest --update writes it down, then read it"
    assert told == fixture.expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("fixture", FIXTURES)
def test_what_is_written_down_is_toml(fixture):
    try:
        import tomllib
    except ModuleNotFoundError:
        import tomli as tomllib

    text = fixture.expected.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    read = tomllib.loads(text)
    assert [one.get("sh") for one in read["started"]] == [started.sh for started in fixture.starts]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_fixture_names_nothing_of_the_machine_it_was_written_on(fixture):
    text = fixture.expected.read_text(encoding="utf-8")
    assert str(fixture.folder) not in text
    assert not re.search(r"/home/|site-packages", text)
