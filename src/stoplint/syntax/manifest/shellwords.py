r"""A command written as one text, taken apart as Compose does it: into words, by no shell.

Compose hands it to mattn/go-shellwords (compose-spec/compose-go@5d69435:types/command.go), which knows quotes and `\\`, expands
nothing, and stops without a word at the first `;`, `&`, `|`, `<` or `>` outside of quotes (go-shellwords@0377e1d:shellwords.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.syntax.opaque import Opaque

if TYPE_CHECKING:
    from stoplint.text import Span

from stoplint.text import Source

_BLANKS = " \t\r\n"
_STOPS = ";&|<>"


class ShellWords(NamedTuple):
    """The words, each as a text inside the one that it stands in; `cut` is what was dropped, from the sign on that ends the reading."""

    words: tuple[Source, ...]
    cut: Span | None


def split(text: Source) -> ShellWords | Opaque:
    """The words of a command; Opaque where Compose refuses it."""
    words: list[Source] = []
    word: list[tuple[str, int]] = []
    quote, dollar, got = "", False, False
    at, end = 0, len(text.text)
    cut: Span | None = None
    while at < end:
        char = text.text[at]
        if char == "\\" and quote != "'":
            if at + 1 == end:
                return _refused(text, at)
            following = text.text[at + 1]
            word += (
                [("\\", at), (following, at + 1)]
                if dollar or quote == "`"
                else [({"t": "\t", "n": "\n"}.get(following, following), at + 1)]
            )
            got, at = True, at + 2
            continue
        if char in _BLANKS:
            if quote or dollar:
                word.append((char, at))
            elif got:
                words.append(_word(text, word))
                word, got = [], False
            at += 1
            continue
        if char == "`" and quote in ("", "`") and not dollar:
            quote = "" if quote else "`"
        elif char == "(" and not quote:
            if dollar or not word or word[-1][0] != "$":
                return _refused(text, at)
            dollar = True
        elif char == ")" and not quote:
            if not dollar:
                return _refused(text, at)
            dollar = False
        elif char in "\"'" and quote in ("", char) and not dollar:
            quote, got, at = "" if quote else char, True, at + 1
            continue
        elif char in _STOPS and not quote and not dollar:
            if char == ">" and word and all(each.isdecimal() for each, _ in word):  # `2>` is no word
                at = word[0][1]
                got = False
            cut = text.span(at, end)
            break
        word.append((char, at))
        got, at = True, at + 1
    if quote or dollar:
        return _refused(text, end - 1)
    if got:
        words.append(_word(text, word))
    return ShellWords(tuple(words), cut)


def _refused(text: Source, at: int) -> Opaque:
    return Opaque(text.span(at, at + 1), "Compose can't take this command apart into words")


def _word(text: Source, word: list[tuple[str, int]]) -> Source:
    """A word as a text inside the command, each character at the place where it is written."""
    if not word:
        return Source(text.path, "", text.whole)
    places = tuple(at for _, at in word)
    return Source(text.path, "".join(char for char, _ in word), text.whole, (*places, places[-1] + 1))
