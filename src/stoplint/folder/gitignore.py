"""Patterns as gitignore(5) says them: which paths they name. No pattern is compiled; most runs ask few questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.image.globs import is_glob, matches

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class IgnorePattern:
    """One pattern. `parts` are its elements; without `anchored` there is one, and it is about names in any folder."""

    negated: bool
    folders_only: bool
    anchored: bool
    parts: tuple[str, ...]

    def names(self, path: tuple[str, ...], *, is_folder: bool) -> bool:
        """Whether the pattern names the path itself (not merely a folder above it)."""
        if self.folders_only and not is_folder:
            return False
        return _fits(self.parts, path) if self.anchored else _same(self.parts[0], path[-1])


@dataclass(frozen=True)
class Rules:
    """The patterns of one file, in its order."""

    rules: tuple[IgnorePattern, ...]

    @staticmethod
    def of(lines: Iterable[str]) -> Rules:
        """The patterns that the lines say; a line that git could not read says nothing."""
        return Rules(tuple(rule for line in lines if (rule := _rule(line)) is not None))

    def says(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the last pattern that names the path (relative, with `/`) ignores it; None if none does."""
        parts = tuple(_bytewise(path).split("/"))
        for rule in reversed(self.rules):
            if rule.names(parts, is_folder=is_folder):
                return not rule.negated
        return None

    def covers(self, path: str) -> bool:
        """Whether a file, or a folder that it is in, is ignored."""
        ends = [at for at, char in enumerate(path) if char == "/"]
        return any(self.says(path[:end], is_folder=True) for end in ends) or bool(self.says(path, is_folder=False))


def _rule(line: str) -> IgnorePattern | None:
    text = _bytewise(line.rstrip("\r\n"))
    if text.startswith("#"):
        return None
    kept = text.rstrip(" ")
    if (len(kept) - len(kept.rstrip("\\"))) % 2 and kept != text:
        kept += " "  # a quoted space stays
    negated = kept.startswith("!")
    kept = kept.removeprefix("!")
    folders_only = kept.endswith("/")
    kept = kept.removesuffix("/")
    anchored = "/" in kept
    parts = _split(kept.removeprefix("/"))
    if not kept or not all(map(_is_readable, parts)):
        return None
    return IgnorePattern(negated, folders_only, anchored, parts)


def _split(pattern: str) -> tuple[str, ...]:
    """The elements of a path; a quoted slash divides them, too."""
    if "\\" not in pattern:
        return tuple(pattern.split("/"))
    parts = [""]
    at = 0
    while at < len(pattern):
        quoted = pattern[at] == "\\"
        char = pattern[at : at + 1 + quoted]
        at += len(char)
        if char.endswith("/"):
            parts.append("")
        else:
            parts[-1] += char
    return tuple(parts)


def _bytewise(text: str) -> str:
    """A character for each byte: to git `?` is one byte."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def _is_readable(part: str) -> bool:
    """Whether brackets are closed and no backslash stands at the end."""
    if "[" not in part and "\\" not in part:
        return True
    at = 0
    while at < len(part):
        if part[at] == "\\":
            at += 1
            if at == len(part):
                return False
        elif part[at] == "[":
            at = part.find("]", at + (3 if part[at + 1 : at + 2] in ("^", "!") else 2))
            if at < 0:
                return False
        at += 1
    return True


def _same(pattern: str, name: str) -> bool:
    return matches(pattern, name) if is_glob(pattern) or "\\" in pattern else pattern == name


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether the elements match all of the path; `**` is any number of folders, and at the end at least one name."""
    reached = {0}
    last = len(pattern) - 1
    for name in path:
        following: set[int] = set()
        for at in _past_stars(pattern, reached):
            if at > last:
                continue
            if pattern[at] == "**":
                following.update((at, at + 1) if at == last else (at,))
            elif _same(pattern[at], name):
                following.add(at + 1)
        if not following:
            return False
        reached = following
    return last + 1 in reached


def _past_stars(pattern: tuple[str, ...], reached: set[int]) -> set[int]:
    """`**` in front of something may stand for nothing."""
    more = set(reached)
    for at in reached:
        step = at
        while step < len(pattern) - 1 and pattern[step] == "**":
            step += 1
            more.add(step)
    return more
