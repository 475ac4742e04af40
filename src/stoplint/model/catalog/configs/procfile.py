"""Procfiles, as honcho, foreman and node-foreman read them: `name: command`, a line each, run by a shell.

Source: honcho 2.0.0 honcho/environ.py (PROCFILE_LINE: letters, digits, `_` and `-` before the colon).
"""

from __future__ import annotations

from stoplint.lazy_dataclass import dataclass


@dataclass(frozen=True)
class ProcfileEntry:
    """A process type, and its command with the range [start, end) in the text; `line` counts from 1."""

    name: str
    command: str
    start: int
    end: int
    line: int


def procfile(text: str) -> tuple[ProcfileEntry, ...]:
    """The entries in order. A name that comes again replaces the former one, as honcho does."""
    found: dict[str, ProcfileEntry] = {}
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        start, at = at, at + len(line) + 1
        name, mark, command = line.partition(":")
        if not mark or not name or not name.replace("_", "a").replace("-", "a").isalnum():
            continue
        body = command.strip()
        if body:
            begin = start + len(name) + 1 + len(command) - len(command.lstrip())
            found[name] = ProcfileEntry(name, body, begin, begin + len(body), number)
    return tuple(found.values())
