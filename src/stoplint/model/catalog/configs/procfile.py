"""Procfiles, as honcho, foreman and node-foreman read them: `name: command`, a line each, run by a shell.

Sources: honcho 2.0.0 honcho/environ.py (PROCFILE_LINE: letters, digits, `_` and `-` before the colon),
honcho/manager.py; Ruby's Kernel#spawn (foreman); foreman and nf were tested, see `catalog.programs.supervisors`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from stoplint.lazy_dataclass import dataclass


class ProcfileRunner(NamedTuple):
    """A program that runs the entries of a Procfile; what signals do to it stands in `catalog.programs.supervisors`.

    `plain`: it starts a command without meta characters itself, not by a shell. `signal`: what it stops them with. `to`:
    whom it tells to stop. `sessions`: each entry leads a session of its own. `execs`: it puts `exec` in front of the command.
    """

    plain: bool = False
    signal: str = "TERM"
    to: Literal["child", "tree"] = "child"
    sessions: bool = False
    execs: bool = False


RUNNERS = {
    "foreman": ProcfileRunner(plain=True),
    # nginx-proxy/forego@0b2ad7e:unix.go (`/bin/sh -c "…; exec command"`, setsid; SendSigTerm to the process)
    "forego": ProcfileRunner(sessions=True, execs=True),
    # it tells the process group, and waits until nobody writes to its pipe any more
    "honcho": ProcfileRunner(to="tree", sessions=True),
    "nf": ProcfileRunner(signal="INT"),  # strongloop/node-foreman@782cf09:nf.js#L50-L53, lib/proc.js#L50-L63
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
