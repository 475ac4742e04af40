"""Globs as Docker reads them: in COPY sources and in `.dockerignore`. Matching takes time linear in each part.

Sources: Go's path/filepath.Match (COPY and ADD); moby/patternmatcher (`.dockerignore`, `--exclude`), where `**`
is any number of path elements, a pattern holds for everything below what it matches, and the last line that
matches decides.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import dataclass
from stoplint.paths import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def is_glob(text: str) -> bool:
    """Whether the text holds a character that has a meaning in a pattern."""
    return any(sign in text for sign in "*?[")


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern without `/` matches a whole file name (`*`, `?`, `[a-z]`, `[^a]`, and a backslash quotes)."""
    if pattern == "*":
        return True
    tokens = _tokens(pattern)
    at = token = 0
    star, mark = -1, 0
    while at < len(name):
        if token < len(tokens) and tokens[token] == "*":
            star, mark = token, at
            token += 1
        elif token < len(tokens) and _accepts(tokens[token], name[at]):
            token += 1
            at += 1
        elif star >= 0:
            # only the last star needs to give way: what came before it has matched as early as it could
            mark += 1
            token, at = star + 1, mark
        else:
            return False
    return all(one == "*" for one in tokens[token:])


class Walked(NamedTuple):
    """The paths that a pattern names, in order; not `whole` where there may be more."""

    paths: list[str]
    whole: bool


def walk(pattern: str, names_of: Callable[[str], Iterable[str] | None], *, hidden: bool, limit: int) -> Walked:
    """Follow a pattern from folder to folder; the paths begin as it does, and end in no `/`.

    `names_of` says the names in a folder, None where not all of them are known ("" is where a relative pattern begins).
    `hidden`: `*` and `?` match a leading period, as in Go; they don't in a shell (POSIX.1-2017 XCU 2.14.3). `limit`: of
    the paths that are followed. Whether something is at a name without a sign is not asked.
    """
    found = ["/" if pattern.startswith("/") else ""]
    whole = True
    for part in pattern.split("/"):
        if not part:
            continue
        following: list[str] = []
        for folder in found:
            names: Iterable[str] = (part,)
            if is_glob(part):
                inside = names_of(folder)
                whole = whole and inside is not None
                names = (one for one in inside or () if matches(part, one) and (hidden or _is_shown(part, one)))
            following += [f"{folder}{'' if folder in ('', '/') else '/'}{name}" for name in names]
        whole = whole and len(following) <= limit
        found = following[:limit]
    return Walked(found, whole)


def _is_shown(part: str, name: str) -> bool:
    return part.startswith(".") or not name.startswith(".")


def covers(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether the elements of a pattern, `**` among them, match a path or a folder above it (but not the root)."""
    reached = _past_stars(pattern, {0})
    for name in path:
        following = {at for at in reached if at < len(pattern) and pattern[at] == "**"}
        following |= {
            at + 1 for at in reached if at < len(pattern) and pattern[at] != "**" and matches(pattern[at], name)
        }
        reached = _past_stars(pattern, following)
        if len(pattern) in reached:
            return True
        if not reached:
            return False
    return False


@dataclass(frozen=True)
class Exclusions:
    """The lines of a `.dockerignore`, or the patterns of `--exclude`."""

    lines: tuple[str, ...] = ()

    @cached_property
    def _rules(self) -> tuple[tuple[bool, tuple[str, ...]], ...]:
        rules = []
        for number, line in enumerate(self.lines):
            text = (line.removeprefix("\ufeff") if number == 0 else line).strip()
            if not text or text.startswith("#"):
                continue
            negated = text.startswith("!")
            parts = _cleaned(text.removeprefix("!").strip())
            if parts:
                rules.append((negated, parts))
        return tuple(rules)

    @cached_property
    def _answers(self) -> dict[str, bool]:
        return {}

    def leaves_out(self, path: str) -> bool:
        """Whether the last pattern that matches the path or a folder above it is no exception."""
        if path not in self._answers:
            self._answers[path] = self._leaves_out(path)
        return self._answers[path]

    def _leaves_out(self, path: str) -> bool:
        parts = tuple(path.split("/")) if path else ()
        left_out = False
        for negated, pattern in self._rules:
            if left_out == negated and covers(pattern, parts):
                left_out = not negated
        return left_out


def _past_stars(pattern: tuple[str, ...], reached: set[int]) -> set[int]:
    """`**` may stand for nothing."""
    more = set(reached)
    for at in reached:
        step = at
        while step < len(pattern) and pattern[step] == "**":
            step += 1
            more.add(step)
    return more


def _cleaned(path: str) -> tuple[str, ...]:
    """The elements of a pattern; a `**` behind another one says nothing more."""
    parts = absolute(path, None).split("/")[1:]
    return tuple(part for at, part in enumerate(parts) if part and not (part == "**" and parts[at - 1 : at] == ["**"]))


@lru_cache(maxsize=1024)
def _tokens(pattern: str) -> list[str]:
    """`*`, `?`, `[…]` as they stand; a plain character with `=` in front."""
    tokens: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            if tokens[-1:] != ["*"]:
                tokens.append(char)
        elif char == "?":
            tokens.append(char)
        elif char == "\\" and at < len(pattern):
            tokens.append("=" + pattern[at])
            at += 1
        elif char == "[" and (end := pattern.find("]", at + (2 if pattern[at : at + 1] in ("^", "!") else 1))) > 0:
            tokens.append(pattern[at - 1 : end + 1])
            at = end + 1
        else:
            tokens.append("=" + char)
    return tokens


def _accepts(token: str, char: str) -> bool:
    if token[0] == "=":
        return token[1:] == char
    if token[0] == "?":
        return True
    inside = token[1:-1]
    negated = inside[:1] in ("^", "!")
    inside = inside[1:] if negated else inside
    at = 0
    found = False
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            found = found or inside[at] <= char <= inside[at + 2]
            at += 3
        else:
            found = found or inside[at] == char
            at += 1
    return found != negated
