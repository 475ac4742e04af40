"""Scripts of execline: words, and blocks of words in braces. There are no lines and no operators.

Source: https://skarnet.org/software/execline/execlineb.html, "Syntax of scripts"; tested: execline 2.9.3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stoplint.text import Source, Span

# A word's pieces: quoted, escaped, plain. "#" begins a comment only where a word begins, and braces count only alone.
_TOKEN = re.compile(r'(?P<blank>\s+|#[^\n]*)|(?P<word>(?:"(?:\\.|[^"\\])*"|\\.|[^\s"\\])+)', re.DOTALL)
_PIECE = re.compile(r'"((?:\\.|[^"\\])*)"|\\(.)|([^\s"\\])', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}


class ExeclineWord(NamedTuple):
    """A word as a program gets it, before variables stand for anything. `span`: None where it stands in no script."""

    text: str
    span: Span | None


class ExeclineBlock(NamedTuple):
    """`{ … }`: the words of a command of its own."""

    items: tuple[ExeclineWord | ExeclineBlock, ...]


def execline(source: Source) -> ExeclineBlock | None:
    """The script, `#!` line and all, as one block; None if its quotes or braces don't match."""
    open_blocks: list[list[ExeclineWord | ExeclineBlock]] = [[]]
    at = 0
    while at < len(source.text):
        match = _TOKEN.match(source.text, at)
        if match is None:
            return None
        at = match.end()
        raw = match["word"]
        if raw == "{":
            open_blocks.append([])
        elif raw == "}":
            done = open_blocks.pop()
            if not open_blocks:
                return None
            open_blocks[-1].append(ExeclineBlock(tuple(done)))
        elif raw is not None:
            open_blocks[-1].append(ExeclineWord(_text(raw), source.span(match.start(), at)))
    return ExeclineBlock(tuple(open_blocks[0])) if len(open_blocks) == 1 else None


def _text(raw: str) -> str:
    def piece(match: re.Match[str]) -> str:
        quoted, escaped, plain = match.groups()
        if quoted is not None:
            return _ESCAPED.sub(lambda each: _CONTROLS.get(each[1], each[1]), quoted)
        return plain if plain is not None else str(escaped)

    return _PIECE.sub(piece, raw)
