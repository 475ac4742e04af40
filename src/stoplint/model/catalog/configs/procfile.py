"""Procfiles, as honcho, foreman and node-foreman read them: `name: command`, a line each, run by a shell.

Sources: honcho 2.0.0 honcho/environ.py (PROCFILE_LINE: letters, digits, `_` and `-` before the colon),
honcho/manager.py; Ruby's Kernel#spawn (foreman); foreman and nf were tested, see `catalog.programs.supervisors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.rows import on

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Action

_ORDERLY = on(TERM="graceful", INT="graceful", QUIT="graceful", HUP="graceful")


class ProcfileRunner(NamedTuple):
    """A program that runs the entries of a Procfile.

    `signals`: what they do to it. `plain`: it starts a command without meta characters itself, not by a shell. `to`: whom
    it tells to stop. `sessions`: each entry leads a session of its own.
    """

    signals: tuple[tuple[str, Action], ...]
    plain: bool = False
    to: Literal["child", "tree"] = "child"
    sessions: bool = False


RUNNERS = {
    "foreman": ProcfileRunner(_ORDERLY, plain=True),
    # it tells the process group, and waits until nobody writes to its pipe any more
    "honcho": ProcfileRunner(_ORDERLY, to="tree", sessions=True),
    "nf": ProcfileRunner(on(TERM="ignored")),
}


@dataclass(frozen=True)
class ProcfileEntry:
    """A process type, and its command with the range [start, end) in the text."""

    name: str
    command: str
    start: int
    end: int


def procfile(text: str) -> tuple[ProcfileEntry, ...]:
    """The entries in order. A name that comes again replaces the former one, as honcho does."""
    found: dict[str, ProcfileEntry] = {}
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        name, mark, command = line.partition(":")
        if not mark or not name or not name.replace("_", "a").replace("-", "a").isalnum():
            continue
        body = command.strip()
        if body:
            begin = start + len(name) + 1 + len(command) - len(command.lstrip())
            found[name] = ProcfileEntry(name, body, begin, begin + len(body))
    return tuple(found.values())
