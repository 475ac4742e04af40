"""Changed files as a unified diff, as `git apply` and `patch` take it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

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


# Lines around a change that are shown with it.
CONTEXT = 3
# So many lines between the first change and the last are matched with care, which takes the square of their number.
MOST_MATCHED = 2_000


def changed_ranges(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int, int]]:
    """What differs, in order: a range of the old items, and that of the new ones which stands for it."""
    head = tail = 0
    most = min(len(old), len(new))
    while head < most and old[head] == new[head]:
        head += 1
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    hurried = len(inner_old) + len(inner_new) > 2 * MOST_MATCHED
    matcher: difflib.SequenceMatcher[Hashable] = difflib.SequenceMatcher(None, inner_old, inner_new, autojunk=hurried)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield a + head, b + head, c + head, d + head


def _unified(path: str, old: str, new: str) -> str:
    one, other = _lines(old), _lines(new)
    parts = [f"--- {_name('a', path)}\n+++ {_name('b', path)}\n"]
    hunk: list[tuple[int, int, int, int]] = []
    for change in changed_ranges(one, other):
        if hunk and change[0] - hunk[-1][1] > 2 * CONTEXT:
            parts.append(_hunk(one, other, hunk))
            hunk = []
        hunk.append(change)
    return "".join([*parts, _hunk(one, other, hunk)])


def _hunk(old: list[str], new: list[str], changes: list[tuple[int, int, int, int]]) -> str:
    """Changes that stand close to each other, with the lines around them."""
    before = min(CONTEXT, changes[0][0])
    start, new_start = changes[0][0] - before, changes[0][2] - before
    after = min(CONTEXT, len(old) - changes[-1][1])
    end, new_end = changes[-1][1] + after, changes[-1][3] + after
    lines = [f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"]
    at = start
    for a, b, c, d in changes:
        lines += [f" {line}" for line in old[at:a]]
        lines += [f"-{line}" for line in old[a:b]]
        lines += [f"+{line}" for line in new[c:d]]
        at = b
    lines += [f" {line}" for line in old[at:end]]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _range(start: int, end: int) -> str:
    """Lines as a unified diff counts them: POSIX.1-2017, diff, "Diff -u Output Format"."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"


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
