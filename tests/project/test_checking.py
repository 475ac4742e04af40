"""What the rules are asked, and what becomes of their failures."""

from __future__ import annotations

import pytest

from stoplint import linting
from stoplint.project.checking import Request, check
from stoplint.suppression.reading import ABOUT_COMMENTS

BAD = 'FROM debian:12-slim\nCMD ["sh", "-c", "my-server; true"]\n'


@pytest.fixture
def bad(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(BAD)


# none is selected that could speak of the bad end: all are asked whether one would
NOTHING = Request(overrides=(("select", ("SL108",), "--select"),))


def test_no_rule_about_comments_is_asked_about_an_image(bad, monkeypatch):
    asked = []
    check_of = linting.check_of
    monkeypatch.setattr(linting, "check_of", lambda name: asked.append(name) or check_of(name))
    assert check(["Dockerfile"], NOTHING).internal_errors == ()
    assert len(asked) > 1
    assert not set(asked) & set(ABOUT_COMMENTS)


def test_a_rule_that_fails_is_told_though_it_was_not_selected(bad, monkeypatch):
    check_of = linting.check_of

    def broken(name):
        def fails(subject):
            raise ValueError(name)

        return fails if name == "non-exec-launch" else check_of(name)

    monkeypatch.setattr(linting, "check_of", broken)
    (one,) = check(["Dockerfile"], NOTHING).internal_errors
    assert "non-exec-launch" in str(one)
    assert len(check(["Dockerfile"], Request()).internal_errors) == 1
