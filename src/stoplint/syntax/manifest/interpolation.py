"""Variables in a Compose file: `$NAME`, `${NAME}` with `:-`, `-`, `:?`, `?`, `:+`, `+`, and `$$` for a dollar sign.

Source: the Compose specification, "Interpolation" (12-interpolation.md); compose-spec/compose-go, template/template.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

_START = re.compile(r"\$(?:(?P<escaped>\$)|(?P<plain>[_a-zA-Z]\w*)|(?P<brace>\{))", re.ASCII)
_NAME = re.compile(r"([_a-zA-Z]\w*)(:?[-?+])?", re.ASCII)
_BRACES = re.compile(r"\$\{|\}")
_DEEPEST = 20
_MOST_REFUSED = 100
_LONGEST = 100_000
_FARTHEST = 2000  # a brace that is closed later is closed for nobody who reads it


class Filled(NamedTuple):
    """A text with the variables' values in it. `open` are those that no file sets: whoever starts the service may."""

    text: Source
    open: tuple[str, ...]


def filled(text: Source, variables: Mapping[str, str]) -> Filled:
    """The text as Compose reads it, each character at the place where it is written; a value stands where its `$` does.

    A variable that is not set has its default. One without stands as it is written: whoever starts the service may set it.
    """
    if "$" not in text.text:
        return Filled(text, ())
    chars: list[str] = []
    places: list[int] = []
    open_: list[str] = []
    at = refused = 0
    while (match := _START.search(text.text, at)) is not None and len(chars) < _LONGEST:
        chars += text.text[at : match.start()]
        places += range(at, match.start())
        at = match.end()
        value = "$"
        if match["plain"]:
            value = _value(match["plain"], "", "", variables, open_, 0)
        elif match["brace"]:
            end = _closed(text.text, at)
            named = _NAME.match(text.text, at, end) if end >= 0 else None
            if end < 0 or named is None or (named[2] is None and named.end() != end):
                refused += 1
                if refused > _MOST_REFUSED:
                    at = match.start()
                    break
                chars.append("$")  # Compose refuses the file; nobody runs it
                places.append(match.start())
                at = match.start() + 1
                continue
            value = _value(named[1], named[2] or "", text.text[named.end() : end], variables, open_, 0)
            at = end + 1
        chars += value
        places += [match.start()] * len(value)
    chars += text.text[at:]
    places += range(at, len(text.text) + 1)
    return Filled(Source(text.path, "".join(chars), text.whole, tuple(places)), tuple(dict.fromkeys(open_)))


def _closed(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed; -1 for nowhere."""
    depth = 1
    for sign in _BRACES.finditer(text, at, min(len(text), at + _FARTHEST)):
        depth += 1 if sign.group() != "}" else -1
        if not depth:
            return sign.start()
    return -1


def _value(name: str, sign: str, word: str, variables: Mapping[str, str], open_: list[str], depth: int) -> str:
    value = variables.get(name)
    is_there = value is not None and (bool(value) or not sign.startswith(":"))
    if sign.endswith("+"):
        return _inner(word, variables, open_, depth) if is_there else ""
    if is_there:
        return value or ""
    if sign.endswith("-"):
        return _inner(word, variables, open_, depth)
    open_.append(name)
    return f"${name}"


def _inner(word: str, variables: Mapping[str, str], open_: list[str], depth: int) -> str:
    """A default's own variables."""
    if "$" not in word or depth > _DEEPEST:
        return word
    found, at = "", 0
    while (match := _START.search(word, at)) is not None:
        found += word[at : match.start()]
        at = match.end()
        if match["escaped"]:
            found += "$"
        elif match["plain"]:
            found += _value(match["plain"], "", "", variables, open_, depth + 1)
        else:
            end = _closed(word, at)
            named = _NAME.match(word, at, end) if end >= 0 else None
            if named is None:
                return found + word[match.start() :]
            found += _value(named[1], named[2] or "", word[named.end() : end], variables, open_, depth + 1)
            at = end + 1
    return found + word[at:]
