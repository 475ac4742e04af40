"""`$(VAR)` in `command`, `args` and the values of `env`, which the kubelet replaces before the container starts.

kubernetes/kubernetes third_party/forked/golang/expansion/expand.go: `$$` is a single `$`, and nothing behind it is a reference;
a reference to what is not set stays as it is written, and so does everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.fact import Unknown
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Linux hands no longer text to a program (MAX_ARG_STRLEN, execve(2)), and `value: $(A)$(A)` doubles at each variable.
LONGEST = 131_072


@dataclass(frozen=True)
class Expanded:
    """A text with its references replaced, each character at the place where it, or the reference, is written.

    Where the value of one is not known, the text has a variable of the shell in its place (`${POD_IP}`), for the container has
    that variable too, and `unknown` says why.
    """

    text: Source
    unknown: Unknown | None = None


def expand(text: Source, lookup: Callable[[str], str | Unknown | None]) -> Expanded:
    """`lookup` gives the value of a variable, None where it is not set."""
    if "$" not in text.text:
        return Expanded(text)
    pieces: list[str] = []
    places: list[int] = []  # of each character, the offset in `text` that it comes from
    unknown = None
    at = 0
    for start, end, name in _references(text.text):
        value = lookup(name) if name else None
        origins = range(start, end)
        if isinstance(value, Unknown):
            unknown = unknown or value
            value = f"${{{name}}}"
        elif name is None:
            value, origins = "$", range(start + 1, end)
        elif value is None:
            continue
        pieces += (text.text[at:start], value)
        places += range(at, start)
        places += _places(len(value), origins)
        at = end
        if len(places) > LONGEST:
            return Expanded(text, Unknown("a value is longer than any program can be given", text.whole))
    if not at:
        return Expanded(text)
    pieces.append(text.text[at:])
    places += range(at, len(text.text) + 1)
    host = text.host or text.whole
    offsets = None
    if text.host is None:
        offsets = tuple(places)
    elif text.offsets is not None:
        offsets = tuple(text.offsets[place] for place in places)
    return Expanded(Source(text.path, "".join(pieces), host, offsets), unknown)


def _places(length: int, written: range) -> list[int]:
    """Where the characters of a value come from: a text that ends with it ends behind the reference."""
    if length == len(written):
        return list(written)
    return [*[written.start] * (length - 1), written.stop - 1] if length > 1 else [written.start] * length


def _references(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Where each reference stands, with the name in it; None for `$$`."""
    last = text.rfind(")")
    at = text.find("$")
    while 0 <= at < len(text) - 1:
        end = at + 2
        if text[at + 1] == "$":
            yield at, end, None
        elif text[at + 1] == "(" and end <= last:
            end = text.find(")", end) + 1
            yield at, end, text[at + 2 : end - 1]
        at = text.find("$", end)
