"""Changed files as a unified diff, as `git apply` and `patch` take it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.fixing.applying import Changes


def diff(changes: Changes) -> str:
    """The unified diff of all changed files, in order of their paths; "" without changes.

    A file that is made executable is told as git tells it. Line ends are shown as they are.
    """
    parts = []
    for key in sorted(changes.changed, key=changes.paths.__getitem__):
        path = changes.paths[key]
        if key in changes.executable:
            parts.append(f"diff --git {_name('a', path)} {_name('b', path)}\nold mode 100644\nnew mode 100755\n")
        if key in changes.texts and changes.texts[key] != changes.olds[key]:
            parts.append(_unified(path, changes.olds[key], changes.texts[key]))
    return "".join(parts)


def _unified(path: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(_lines(old), _lines(new), _name("a", path), _name("b", path))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _name(side: str, path: str) -> str:
    """A file's name as git quotes it: one with control characters, quotes or backslashes by its bytes (git-config(1), core.quotePath)."""
    plain = f"{side}/{path}"
    if not any(char < " " or char in '\\"\x7f' for char in plain):
        return plain
    data = plain.encode("utf-8", "surrogateescape")
    return (
        '"' + "".join(chr(each) if 32 <= each < 127 and each not in b'\\"' else f"\\{each:03o}" for each in data) + '"'
    )


def _lines(text: str) -> list[str]:
    """Lines as git counts them: LF alone ends one."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
