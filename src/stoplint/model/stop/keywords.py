"""Words that only the start script knows: `[ "$1" = webapi ]`, a server in that branch, and `exec "$@"` behind it.

`docker run IMAGE sh` is what such an `exec` is for. With the script's own word it would find no program: nobody sees that,
as the server in the branch stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.short_lived import PREPARING
from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running, Shell
from stoplint.model.processes.values import search_path
from stoplint.model.stop.rests import behind_wrappers
from stoplint.paths import base_name
from stoplint.syntax.shell_nodes import Case, Function, If, Literal, Parameter
from stoplint.syntax.shell_walk import comparisons, simple_commands, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Script, Word
    from stoplint.text import Span

_ANY_ADDRESS = re.compile(r"(?<![\d.])0\.0\.0\.0(?![\d.])|\[::\]")
# What else a step in front of a server is called, which may bear the server's name: `java -jar app-migration.jar`, `app init`.
_STEPS = PREPARING | frozenset(
    (  # noqa: SIM905 -- a list to read
        "bootstrap build check clean conf config db initialize load migrator patch schema sync test update upgrade validate wait"
    ).split()
)


def note_keyword(c: Container, world: World, first: Process, leaves: list[int]) -> str:
    """The word given to the script that it asks for in front of what it waits for, and that is no program's; "" if there is none.

    What it waits for is a server by its command line: it listens, or the word is part of what it is called or told to do. Or by
    what the script does for it: it waits for it by its PID, and has a handler that tells it of a signal.
    """
    shell = behind_wrappers(world, first)
    leaf = world.processes[leaves[0]] if len(leaves) == 1 else None
    if not isinstance(shell, Shell) or not shell.arguments or not isinstance(leaf, Running) or leaf.place is None:
        return ""
    word = shell.arguments[0]
    if not word.known or not re.fullmatch(r"\w[\w.-]{2,}", word.text) or leaf.ppid != shell.pid:
        return ""
    if not leaf.is_unknown or base_name(leaf.argv[0]) == word.text or _is_step(leaf):
        return ""
    if not (_serves(leaf, word.text) if leaf.started == "fork" else _is_looked_after(c, shell, leaf)):
        return ""
    if c.rootfs.installs(word.text) or word.text not in _asked_around(shell, leaf.place):
        return ""
    if _is_no_program(c, world, shell, word.text):
        shell.keyword = word.text
    else:
        prepares = f"{base_name(leaf.argv[0])} only prepares for a program called {word.text}"
        leaf.maybe = f"whether {prepares}, or is what serves, is not known"
    return word.text


def _is_no_program(c: Container, world: World, shell: Shell, word: str) -> bool:
    """Whether no folder of the PATH may hold a program of this name: one that the base image has, or that was copied or built."""
    path = shell.variables.get("PATH")
    if (path is not None and not path.known) or any(base_name(each) == word for each in world.files):
        return False
    return c.rootfs.lacks(word, search_path(shell.variables), shell.cwd or "/")


def becomes(world: World, word: str) -> bool:
    """Whether what stands there is a script that has become the program of this name, of which nothing is known."""
    return any(
        isinstance(p, Running) and p.started == "exec" and p.facts is None and p.argv[:1] == (word,)
        for p in world.living()
    )


def _serves(leaf: Running, word: str) -> bool:
    """Whether a command line says that it listens, or has the word in it."""
    words = _words(leaf)
    return any(_ANY_ADDRESS.search(each) for each in words) or _is_named(words, word)


def _is_step(leaf: Running) -> bool:
    """Whether a command line has the name of a step in it."""
    parts = (part.lower() for each in _words(leaf) for part in re.split(r"[^A-Za-z0-9]+", base_name(each)))
    return not _STEPS.isdisjoint(parts)


def _words(leaf: Running) -> tuple[str, ...]:
    return leaf.argv[leaf.facts.at :] if leaf.facts is not None else leaf.argv


def _is_looked_after(c: Container, shell: Shell, leaf: Running) -> bool:
    """Whether a script waits for what it has put into the background by its PID, and has a handler that signals it by that.

    `trap 'kill -TERM "$pid"' TERM; server & pid=$!; wait "$pid"`: nobody does so for a step.
    """
    block = shell.block
    if block is None or block.kind != "wait" or block.all_jobs or block.pids != (leaf.pid,):
        return False
    todo: list[object] = [c.scripts.parse(body).script for body in shell.handlers()]
    called: set[str] = set()
    while todo:
        for command in simple_commands(todo.pop(), past=(Function,)):
            name = command.words[0].literal if command.words else None
            if name == "kill" and any(_is_pid(shell, word, leaf.pid) for word in command.words[1:]):
                return True
            if name is not None and name in shell.functions and name not in called:
                called.add(name)
                todo.append(shell.functions[name])
    return False


def _is_pid(shell: Shell, word: Word, pid: int) -> bool:
    """Whether a word is a variable that holds this PID, or `$!`, which does."""
    part = word.parts[0] if len(word.parts) == 1 else None
    if not isinstance(part, Parameter) or part.op:
        return False
    if part.name == "!":
        return shell.last_background == pid
    value = shell.variables.get(part.name)
    return value is not None and value.known and value.text == str(pid)


def _is_named(words: tuple[str, ...], word: str) -> bool:
    """Whether the word is one of these, or stands in one of them between other signs than letters and numbers."""
    alone = re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", re.IGNORECASE)
    return any(alone.search(base_name(each)) for each in words[1:])


def _asked_around(shell: Shell, place: Span) -> Iterator[str]:
    """The words that `if` and `case` around a place of the script compare with."""
    last = next(reversed(tuple(frames.frames(shell.stack))), None)
    if not isinstance(last, frames.Commands):
        return  # it was the last command of all: no `if` is around it
    for node in walk(tuple(item.command for item in last.items)):
        if isinstance(node, If):
            for condition, body in node.branches:
                if _is_in(place, body.span):
                    yield from _compared_with(condition)
        elif isinstance(node, Case):
            for arm in node.arms:
                if _is_in(place, arm.span):
                    yield from (pattern.literal or "" for pattern in arm.patterns)


def _compared_with(condition: Script) -> Iterator[str]:
    """The words that a condition compares something with: `webapi` of `[ "$1" = webapi ]`, and of `[ "x$1" = xwebapi ]`."""
    for left, right in (pair for node in walk(condition) for pair in comparisons(node)):
        ahead = left.parts[0].text if left.parts and isinstance(left.parts[0], Literal) else ""
        yield (right.literal or "").removeprefix(ahead)


def _is_in(place: Span, whole: Span) -> bool:
    return place.source is whole.source and whole.start <= place.start and place.end <= whole.end
