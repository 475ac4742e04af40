"""Which stoplint this is: a version says nothing of a clone that somebody works in."""

from __future__ import annotations

import os
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

from stoplint import rulebook
from stoplint.filesystem import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

# Packages of others whose code decides about answers.
_OTHERS = ("dockerfile_parse", "bashlex", "tomli")
# A file that was changed so many seconds ago may be changed once more without looking different.
JUST_NOW = 2


def stamp_of() -> str | None:
    """What changes whenever a file of the code is written: cheap. None where that can't be told."""
    newest, found = 0.0, []
    try:
        for name, status in _files():
            changed = status.st_ctime if os.name != "nt" else status.st_mtime
            newest = max(newest, changed)
            found.append((name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    except OSError:
        return None
    if not found or newest > time.time() - JUST_NOW:
        return None
    return digest(repr(sorted(found)).encode("utf-8", "surrogatepass"))


def code_of() -> str:
    """What changes whenever the code does: the same on all machines."""
    from stoplint import __version__  # noqa: PLC0415 - it imports this one

    found = [f"{__version__}"]
    for top, folder in _folders():
        for name, _ in _below(folder):
            with open(name, "rb") as file:
                found.append(f"{top} {os.path.relpath(name, folder)} {digest(file.read())}")
    return digest("\n".join(sorted(found)).encode("utf-8", "surrogatepass"))


def _files() -> Iterator[tuple[str, os.stat_result]]:
    for _, folder in _folders():
        yield from _below(folder)


def _folders() -> Iterator[tuple[str, str]]:
    yield "stoplint", os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield "rules", rulebook.folder()
    for name in _OTHERS:
        found = find_spec(name)
        if found is not None and found.origin is not None:
            yield name, os.path.dirname(found.origin)


def _below(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as scan:
        for entry in scan:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            elif entry.name.endswith((".py", ".md", ".so", ".pyd")):
                yield entry.path, entry.stat()
