"""Each small world is what its file shows (see `worlds`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from kernel.agreement import model_of_row
from kernel.machine import FLAVOURS, OPTIONAL
from worlds import FOLDER, World, names, picture, worlds, written

CI = Path(__file__).parents[2] / ".ci" / "run"
# The Debian packages of the tools that are not called as their package.
PACKAGE_OF = {
    "busybox": ["busybox-static"], "getopt": ["util-linux"], "inotifywait": ["inotify-tools"], "killall": ["psmisc"],
    "pgrep": ["procps"], "pkill": ["procps"], "python3": ["python3-venv"], "runsv": ["runit"], "runsvdir": ["runit"],
    "s6-svscan": ["s6"], "setpriv": ["util-linux"], "supervisorctl": ["supervisor"],
    "supervisord": ["supervisor"],
}  # fmt: skip

ALL = [
    pytest.param(name, world, shell, id=f"{name.removesuffix('.txt')}: {world.title}, {shell}")
    for name in names()
    for world in worlds(name)
    for shell in world.shells
]


@cache
def _pictured(world: World, shell: str) -> str:
    return picture(model_of_row(world.row, shell))


@pytest.mark.parametrize("name", names())
def test_a_file_of_worlds_is_as_it_is_written(name, update):
    pictures = {(world.title, shell): _pictured(world, shell) for world in worlds(name) for shell in world.shells}
    assert len({world.title for world in worlds(name)}) == len(worlds(name)), "two worlds have the same title"
    text = written(name, pictures)
    if update:
        (FOLDER / name).write_text(text, encoding="utf-8")
        worlds.cache_clear()
    assert text == (FOLDER / name).read_text(encoding="utf-8")


def test_no_two_worlds_are_the_same():
    by_what: dict[object, dict[str, None]] = {}
    for name, world, shell in (param.values for param in ALL):
        head = {key: value for key, value in world.said.items() if key not in ("kernel", "tools", "shells")}
        what = (world.script, shell, *(repr(sorted(each.items())) for each in (head, world.files, world.given)))
        by_what.setdefault(what, {})[f"{name}: {world.title}"] = None
    assert [list(titles) for titles in by_what.values() if len(titles) > 1] == []


@pytest.mark.parametrize(("name", "world", "shell"), ALL)
def test_the_model_says_what_is_shown(name, world, shell):
    shown = next(each for each in worlds(name) if each.title == world.title).shown
    assert _pictured(world, shell) == shown.get(shell)


@pytest.mark.parametrize("name", names())
def test_a_world_names_the_tools_that_a_machine_may_lack(name):
    for world in worlds(name):
        own = {FLAVOURS.get(shell, "bash") for shell in world.shells} if len(world.shells) == 1 else set()
        words = set(re.findall(r"(?<![\w./%-])[\w-]+", "\n".join([world.script, *world.files.values()])))
        if not world.said.get("kernel", "").startswith("no, "):
            assert words & OPTIONAL - own <= {*world.row.tools}, world.title


def test_what_ci_installs_has_every_tool_of_a_world():
    # on a machine that lacks one the kernel tests fail, which nobody sees where it happens to be there
    installed = set(re.findall(r"[\w.-]+", re.search(r"packages=\((.*?)\n\)", CI.read_text(), re.DOTALL)[1]))
    tools = {tool for name in names() for world in worlds(name) for tool in world.row.tools}
    assert {tool for tool in tools if tool != "bash" and not {tool, *PACKAGE_OF.get(tool, ())} & installed} == set()
