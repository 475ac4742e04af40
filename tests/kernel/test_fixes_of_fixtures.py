"""Every fixture that a fix is made in, really started and stopped before and after."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

from contexts import Started, fixtures
from kernel import calmly, stop_many
from kernel.fixes import applications
from kernel.test_fixtures import absent, case
from stoplint.fixing import writing
from stoplint.fixing.proving import is_worse
from stoplint.project.checking import Request
from stoplint.project.fixes import fix

if TYPE_CHECKING:
    from kernel import Outcome

STARTS = [started for fixture in fixtures() if not fixture.said.get("kernel") for started in fixture.starts]
NOT_RUNNING = ("fails-to-start", "exits-early")


@dataclass(frozen=True)
class Copied:
    """A fixture's copy with the fixes made in it: what was made, what is still found, what a second run would do."""

    folder: Path
    made: tuple[str, ...]
    left: tuple[str, ...]
    again: tuple[str, ...]


def request(started: Started, folder: Path) -> Request:
    return Request(overrides=(("context", str(folder), "the fixture"),), run=started.request.run)


@cache
def copies() -> dict[str, Copied]:
    top = Path(mkdtemp(prefix="stoplint-fixes-"))
    found = {}
    for started in (started for started in STARTS if not absent(started)):
        folder = top / started.name
        shutil.copytree(started.fixture.folder, folder, symlinks=True)
        paths = [str(folder / started.fixture.dockerfile)]
        fixed = fix(paths, request(started, folder), unsafe=True)
        made = tuple(each.code for each in fixed.result.made)
        if not made:
            continue
        assert list(writing.written(fixed.result.changes)) == []
        again = fix(paths, request(started, folder), unsafe=True).result.changes.changed
        left = tuple(f"{each.code} {each.verdict}" for each in fixed.result.left)
        found[started.name] = Copied(folder, made, left, again)
    return found


@cache
def outcomes() -> dict[str, tuple[Outcome, Outcome]]:
    """Before and after, for each fixture that a fix was made in."""
    starts = [started for started in STARTS if started.name in copies()]
    cases = [one for started in starts for one in (case(started), case(started, copies()[started.name].folder))]
    seen = stop_many(cases, 32)
    for at in range(0, len(cases), 2):
        if is_worse(seen[at].verdict, seen[at + 1].verdict) or seen[at + 1].verdict != "graceful":
            # a machine under load starts things late: once more, alone and with time
            seen[at : at + 2] = calmly(cases[at : at + 2])
    return {started.name: (seen[2 * at], seen[2 * at + 1]) for at, started in enumerate(starts)}


@pytest.mark.kernel
def test_fixes_are_made_in_fixtures():
    assert len(copies()) > 30


@pytest.mark.kernel
@pytest.mark.parametrize("started", [pytest.param(started, id=started.name) for started in STARTS])
def test_a_fixed_fixture_stops_well_and_its_application_is_the_same(started):
    if reason := absent(started):
        pytest.skip(reason)
    if started.name not in copies():
        pytest.skip("nothing is fixed in it")
    copied = copies()[started.name]
    was, now = outcomes()[started.name]
    told = f"{copied.made} made, {copied.left} left\n{was.describe()}\n{now.describe()}"
    assert copied.again == (), "a second run changes something"
    assert not is_worse(was.verdict, now.verdict), told
    assert now.verdict == started.target(copied.folder).verdict, told
    # what the fix is for may be started by a word of its own: without it the script only says how it is used, as before
    unasked = was.verdict == now.verdict and was.verdict in NOT_RUNNING
    assert now.verdict == "graceful" or copied.left or unasked, told
    if was.verdict not in NOT_RUNNING:
        assert seen(was) == seen(now), told


def seen(outcome: Outcome) -> list[tuple[object, ...]]:
    """The applications; without their environment where sudo tells its child the command in SUDO_COMMAND."""
    by_sudo = any(one.argv[:1] and one.argv[0].endswith("sudo") for one in outcome.tree)
    return [one[:2] if by_sudo else one for one in applications(outcome)]


@pytest.fixture(scope="module", autouse=True)
def _no_copies_are_left():
    yield
    for copied in copies().values():
        shutil.rmtree(copied.folder.parent, ignore_errors=True)
