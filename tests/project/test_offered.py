"""What `check` calls a fix is what `--fix` makes; where that is refused, the finding says what to do instead."""

from __future__ import annotations

import json
import shutil

import pytest

import stoplint
from contexts import Fixture, Started, fixtures
from stoplint.cli import main
from stoplint.project.fixes import fix

DOCKERFILE = 'FROM debian:12-slim\nCOPY *.sh /\nENTRYPOINT ["/start.sh"]\n'
TWO = {
    "a/Dockerfile": 'FROM debian:12-slim\nCOPY --chmod=755 start.sh /\nENTRYPOINT ["/start.sh"]\n',
    "a/start.sh": "#!/bin/sh\nserver\n",
    "b/Dockerfile": 'FROM debian:12-slim\nCOPY --chmod=755 start.sh /\nENTRYPOINT ["/start.sh"]\nSTOPSIGNAL SIGTERM\n',
    "b/start.sh": "#!/bin/sh\nserver\n",
}
STARTS = [pytest.param(each, id=each.name) for fixture in fixtures() for each in fixture.starts]


def _copied(started: Started, into) -> Started:
    """The fixture in a repository of its own: in that of the fixtures, all others would be looked at, too."""
    home = into / started.fixture.name
    shutil.copytree(started.fixture.folder, home, symlinks=True)
    (home / ".git").mkdir(exist_ok=True)
    return Started(Fixture(home, started.fixture.said), started.sh)


@pytest.mark.parametrize("started", STARTS)
def test_each_fix_that_check_offers_is_made(started, tmp_path):
    if not started.checked().findings:
        return
    copy = _copied(started, tmp_path)
    offered = [each for each in copy.checked().findings if each.fix is not None]
    for unsafe in sorted({not each.fix.safe for each in offered}):
        result = fix([str(copy.fixture.folder / copy.fixture.dockerfile)], copy.request, unsafe=unsafe).result
        left = {(each.code, each.path, each.message) for each in result.left}
        for each in offered:
            if each.fix.safe is not unsafe:
                assert (each.code, each.path, each.message) not in left, result.refused


def _refused_fixture() -> Started:
    return next(one for fixture in fixtures() if fixture.name == "function-shadows-program" for one in fixture.starts)


def test_a_fix_that_is_refused_is_none(tmp_path):
    copy = _copied(_refused_fixture(), tmp_path)
    (found,) = [each for each in copy.checked().findings if each.code == "SL201"]
    assert found.fix is None
    assert found.help
    result = fix([str(copy.fixture.folder)], copy.request).result
    assert [each.finding.code for each in result.refused] == ["SL201"]
    assert [each.fix for each in result.left if each.code == "SL201"] == [None]


def test_no_report_tells_of_a_fix_that_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(_copied(_refused_fixture(), tmp_path).fixture.folder)
    for name in ("full", "json", "sarif"):
        main(["check", "--isolated", "-f", name])
        said = capsys.readouterr().out
        assert "SL201" in said
        assert "fixable" not in said.partition('"rules"')[0]
        assert "fix [safe]" not in said
        if name == "json":
            assert [each["fix"] for each in json.loads(said)["findings"]] == [None]
        if name == "sarif":
            assert not any("fixes" in each for each in json.loads(said)["runs"][0]["results"])


def test_dockerfiles_that_share_no_file_are_proven_each_for_itself(workspace):
    workspace(TWO)
    assert [each.fix.title for each in stoplint.lint(".")] == ["put `exec` before `server`"] * 2


def test_a_fix_that_another_dockerfile_of_those_can_do_without_is_none(workspace):
    files = {
        "Dockerfile": DOCKERFILE,
        "start.sh": "#!/bin/sh\nset -e\n. /env.sh\n",
        "env.sh": "server\n",
        "other.Dockerfile": 'FROM debian:12-slim\nCOPY *.sh /\nENTRYPOINT ["/other.sh"]\n',
        "other.sh": "#!/bin/sh\n. /env.sh\nexec worker\n",
    }
    folder = workspace(files)
    for name in ("start.sh", "other.sh"):
        (folder / name).chmod(0o755)
    found = {each.code: each.fix for each in stoplint.lint(".") if each.path == "env.sh"}
    assert found == {"SL201": None}
    result = stoplint.fix(".", write=False)
    assert {each.code for each in result.left if each.path == "env.sh"} == {
        each for each in found if found[each] is None
    }
