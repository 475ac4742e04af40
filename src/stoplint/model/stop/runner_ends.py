"""What package runners end in: the program to start in their place, with its command line as it was started."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.catalog.wrappers.package_shapes import INSTALLED, at_once
from stoplint.model.processes.kinds import Running, Shell, Supervising, Wrapping
from stoplint.model.stop.naming import chain_to, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World

_ASSIGNED = re.compile(r"(?:[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|[^\s\"'])*\s+)*")


class End(NamedTuple):
    """What is to be started.

    `command`: "" where nobody can write it down. `folder`: where it runs, unless the script that starts the runner is there. `direct`:
    the runner's own script starts it. `steps`: another script on the way has others before it. `without`: what watches sources stands in front of it. `several`: these run, not one.
    """

    command: str = ""
    folder: str = ""
    direct: bool = True
    steps: bool = False
    without: str = ""
    several: tuple[str, ...] = ()


def end_of(steady: World, runner: Wrapping, app: Process, written: str) -> End:
    """The end of what a runner starts; `written`: the command as the runner's own script has it, "" where it has none."""
    chain = chain_to(steady, app.pid)
    below = chain[chain.index(runner) + 1 :]
    several = tuple(dict.fromkeys(_side_by_side(steady, [runner, *below])))
    if len(several) > 1:
        return End(several=several)
    passed: list[Process] = []
    for each in below:
        if not _hands_on(each) and not (isinstance(each, Shell) and each.is_string):
            break
        passed.append(each)
    target = below[len(passed)] if len(passed) < len(below) else app
    watcher = next((name_of(each) for each in passed if isinstance(each, Wrapping) and _watches(each)), "")
    direct = not any(isinstance(each, Wrapping) for each in passed)
    if watcher or not _is_told(target) or runner.wrapped.script is None:  # what npx names it may have to load
        return End(direct=direct, without=watcher)
    above = chain[chain.index(target) - 1]
    command = _as_found(target, written if direct else _as_written(target, above), [*_assigned(passed)])
    return End(command, _elsewhere(steady, runner, target), direct, _has_steps([*passed, target]))


def _hands_on(process: Process) -> bool:
    """Whether it only starts the next one: a runner, `cross-env A=b` (as env does), what starts it anew for each change."""
    if not isinstance(process, Wrapping):
        return False
    return process.wrapped.row.package_runner or bool(process.wrapped.assignments) or _watches(process)


def _has_steps(chain: list[Process]) -> bool:
    """Whether a script on the way does something before it comes to the next one."""
    return any(
        (isinstance(each, Wrapping) and each.steps)
        or (_by_shell(each, after) and after.place.text.strip() != after.place.source.text.strip())
        for each, after in pairwise(chain)
        if after.place is not None
    )


def _by_shell(parent: Process, process: Process) -> bool:
    """Whether it is a command of a shell's text: the place of what a wrapper starts is one of that one's words."""
    return isinstance(parent, Shell) and process.place is not None and process.place.source == parent.script


def _watches(process: Wrapping) -> bool:
    return process.wrapped.row.shape == "nodemon"


def _is_told(process: Process) -> bool:
    return bool(process.argv) and not (isinstance(process, Running) and process.described)


def _side_by_side(steady: World, chain: list[Process]) -> Iterator[str]:
    """What a runner on the way starts at once with others."""
    for each in chain:
        if isinstance(each, Wrapping):
            yield from at_once(each.argv[each.wrapped.at :])
        elif isinstance(each, Supervising):
            kept = sorted(one.pid for turn in each.turns for one in turn if one.pid in steady.processes)
            below = (pid for one in kept for pid in sorted(steady.processes) if one in _above(steady, pid))
            apps = (steady.processes[pid] for pid in below)
            yield from (name_of(app) for app in apps if isinstance(app, Running) and app.role == "application")


def _above(steady: World, pid: int) -> Iterator[int]:
    return (each.pid for each in chain_to(steady, pid))


def _assigned(passed: list[Process]) -> Iterator[str]:
    """The variables that are set by the way: `A=b cross-env C=d`."""
    for above, each in pairwise(passed):
        if isinstance(each, Wrapping):
            text = each.place.text if each.place is not None and _by_shell(above, each) else ""
            yield from text[: _past(text)].split()
            yield from (shlex.quote(each.argv[at]) for at in each.wrapped.assignments)


def _as_written(process: Process, parent: Process) -> str:
    """Its command as a shell's script has it, where it stands in one; else its words."""
    text = process.place.text if process.place is not None and _by_shell(parent, process) else ""
    if text and "\n" not in text:
        return text.removeprefix("exec ")
    return " ".join(word if word.startswith("$") else shlex.quote(word) for word in process.argv)


def _as_found(process: Process, command: str, assigned: list[str]) -> str:
    """The command for where no shell reads it: variables by env, and a program of node_modules/.bin by its path."""
    at = _past(command)
    words = [*assigned, *command[:at].split()]
    found = "node_modules/.bin/" if is_installed(process) else ""
    return f"{'env ' if words else ''}{' '.join([*words, found + command[at:]])}"


def _past(command: str) -> int:
    match = _ASSIGNED.match(command)
    return match.end() if match is not None else 0


def _elsewhere(steady: World, runner: Wrapping, target: Process) -> str:
    """The folder that the target was started in, where it is not known to be that of the runner."""
    folder = target.cwd if isinstance(target, (Running, Shell)) else None
    parent = steady.processes.get(runner.ppid)
    here = parent.cwd if isinstance(parent, Shell) else None
    return folder if folder and folder != here else ""


def is_installed(process: Process) -> bool:
    """Whether a script of package.json finds it in node_modules/.bin, as far as is known: a word that is no interpreter's name."""
    if not process.argv or "/" in process.argv[0]:
        return False
    if process.argv[0] in INSTALLED:
        return True
    if not isinstance(process, Running):
        return False
    facts = process.facts
    return facts is None or (facts.row.language == "node" and process.argv[0] != "node")
