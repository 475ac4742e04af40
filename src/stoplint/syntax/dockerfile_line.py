"""One logical line of a Dockerfile: continuation lines joined, each character traced to the file.

The splitting follows BuildKit's `splitCommand`, `extractBuilderFlags`, `parseWords` and `parseJSON`
(moby/buildkit, frontend/dockerfile/parser); ranges are offsets in the joined text.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.syntax.dockerfile_nodes import DockerfileWord, Flag
from stoplint.syntax.dockerfile_spaces import SEPARATORS, SPACES
from stoplint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

_BLANKS = "\t\n\v\f\r "
_JSON_BLANKS = " \t\n\r"
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, eq=False)
class JoinedLine:
    """`text` is what BuildKit reads as one line; `offsets[i]` is where its character `i` stands in the file.

    `offsets` has one entry more than there are characters: the offset behind the last one.
    """

    source: Source
    text: str
    offsets: tuple[int, ...]

    @staticmethod
    def joined(source: Source, pieces: list[tuple[int, int]]) -> JoinedLine:
        """The text of the ranges `pieces`, at least one, in a row."""
        offsets: list[int] = []
        for start, end in pieces:
            offsets.extend(range(start, end))
        offsets.append(pieces[-1][1])
        return JoinedLine(source, "".join(source.text[start:end] for start, end in pieces), tuple(offsets))

    def span(self, start: int, end: int) -> Span:
        """The place in the file from the first to the last character of [start, end)."""
        last = self.offsets[end - 1] + 1 if end > start else self.offsets[start]
        return Span(self.source, self.offsets[start], last)

    def part(self, start: int, end: int) -> Source:
        """[start, end) as a text of its own."""
        span = self.span(start, end)
        return Source(self.source.path, self.text[start:end], span, (*self.offsets[start:end], span.end))

    def word(self, start: int, end: int, value: str | None = None) -> DockerfileWord:
        text = self.text[start:end]
        return DockerfileWord(text, text if value is None else value, self.span(start, end))

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) without the white space around."""
        text = self.text[start:end]
        left = len(text) - len(text.lstrip(SPACES))
        return start + left, start + max(left, len(text.rstrip(SPACES)))


@dataclass(frozen=True)
class RawInstruction:
    """An instruction as it is split at first: its name, its flags, and where its arguments are."""

    line: JoinedLine
    name: tuple[int, int]
    flags: tuple[Flag, ...]
    arguments: tuple[int, int]

    @cached_property
    def keyword(self) -> str:
        """The name in upper case."""
        return self.line.text[self.name[0] : self.name[1]].lower().upper()

    @cached_property
    def json(self) -> tuple[DockerfileWord, ...] | None:
        """The exec form's strings, where this instruction has one and the arguments are one."""
        start, end = self.arguments
        if self.keyword == "HEALTHCHECK":
            start = healthcheck_arguments(self.line.text, start, end)
        elif self.keyword not in _WITH_JSON:
            return None
        return json_words(self.line, start, end)


_WITH_JSON = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})


def command_of(line: JoinedLine, start: int, end: int, escape: str) -> RawInstruction:
    """[start, end) of `line` split into name, flags and arguments."""
    text = line.text
    start, end = line.trimmed(start, end)
    name_end = start
    while name_end < end and text[name_end] not in SEPARATORS:
        name_end += 1
    at = name_end
    while at < end and text[at] in SEPARATORS:
        at += 1
    flags: list[Flag] = []
    at = _read_flags(line, at, end, escape, flags)
    return RawInstruction(line, (start, name_end), tuple(flags), line.trimmed(at, end))


def _read_flags(line: JoinedLine, at: int, end: int, escape: str, flags: list[Flag]) -> int:
    """Adds the flags at the front to `flags`; answers where the arguments begin. A lone `--` ends the flags."""
    text = line.text
    while True:
        while at < end and text[at] in _BLANKS:
            at += 1
        if not text.startswith("--", at, end):
            return at
        start, quote, out = at, "", []
        quoted = False
        while at < end and (quote or text[at] not in _BLANKS):
            char = text[at]
            at += 1
            if char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote, quoted = char, True
            elif char == escape:
                if at < end:
                    out.append(text[at])
                    at += 1
            else:
                out.append(char)
        word = "".join(out)
        if word == "--":
            return at
        if word or quoted:
            name, equals, value = word[2:].partition("=")
            flags.append(Flag(name, value if equals else None, line.span(start, at)))


def healthcheck_arguments(text: str, start: int, end: int) -> int:
    """Where the arguments behind HEALTHCHECK's first word (CMD, NONE) begin."""
    while start < end and text[start] not in _BLANKS:
        start += 1
    while start < end and text[start] in _BLANKS:
        start += 1
    return start


# ---------------------------------------------------------------- words
def separated_words(line: JoinedLine, start: int, end: int) -> tuple[DockerfileWord, ...]:
    """Split at white space alone: FROM, COPY, ADD, EXPOSE and VOLUME know no quotes."""
    return _words(line, start, end, re.compile(f"[^{SEPARATORS}]+"))


def quoted_words(line: JoinedLine, start: int, end: int, escape: str) -> tuple[DockerfileWord, ...]:
    """Split at white space outside quotes; an open quote reaches to the end, a lone escape there is dropped."""
    return _words(line, start, end, _quoted_word(escape))


@lru_cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    esc = re.escape(escape)
    plain = rf"[^{SPACES}'\"{esc}]+"
    double = rf'"[^"{esc}]*(?:{esc}.[^"{esc}]*)*(?:"|(?={esc}?\Z))'
    single = r"'[^']*(?:'|\Z)"
    return re.compile(rf"(?:{plain}|{esc}.|{double}|{single})+", re.DOTALL)


def _words(line: JoinedLine, start: int, end: int, pattern: re.Pattern[str]) -> tuple[DockerfileWord, ...]:
    return tuple(line.word(match.start(), match.end()) for match in pattern.finditer(line.text, start, end))


def key_value_words(line: JoinedLine, start: int, end: int, escape: str) -> tuple[DockerfileWord, ...]:
    """ENV and LABEL: `k=v k2="a b"`, or the old `k the whole rest` as two words."""
    words = quoted_words(line, start, end, escape)
    if not words or "=" in words[0].text:
        return words
    key_end = start
    while key_end < end and line.text[key_end] not in SEPARATORS:
        key_end += 1
    rest = key_end
    while rest < end and line.text[rest] in SEPARATORS:
        rest += 1
    key = line.word(start, key_end)
    return (key, line.word(rest, end)) if rest > key_end else (key,)


# ---------------------------------------------------------------- exec form
def json_words(line: JoinedLine, start: int, end: int) -> tuple[DockerfileWord, ...] | None:
    """The strings of a JSON array that is all of [start, end); None if that is anything else.

    BuildKit up to Dockerfile 1.8 let any text follow the array; since moby/buildkit@80518e2 (1.9, July 2024)
    that is the shell form. An array with other values than strings ends the build: no exec form either.
    """
    text = line.text
    at = _behind(text, start, end, SPACES.__contains__)
    if not text.startswith("[", at, end):
        return None
    # Go's encoding/json. Unrolled, so that a string that is not closed costs no more than its length.
    string = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
    words: list[DockerfileWord] = []
    at = _behind(text, at + 1, end, _JSON_BLANKS.__contains__)
    while words or not text.startswith("]", at, end):
        match = string.match(text, at, end)
        if not match:
            return None
        words.append(line.word(match.start(), match.end(), _decoded(match.group()[1:-1])))
        at = _behind(text, match.end(), end, _JSON_BLANKS.__contains__)
        if text.startswith("]", at, end):
            break
        if not text.startswith(",", at, end):
            return None
        at = _behind(text, at + 1, end, _JSON_BLANKS.__contains__)
    return tuple(words) if _behind(text, at + 1, end, _JSON_BLANKS.__contains__) == end else None


def _behind(text: str, at: int, end: int, skipped: Callable[[str], bool]) -> int:
    while at < end and skipped(text[at]):
        at += 1
    return at


def _decoded(inner: str) -> str:
    if "\\" not in inner:
        return inner
    return re.sub(r"(?:\\u[0-9a-fA-F]{4})+|\\.", _unescaped, inner)


def _unescaped(match: re.Match[str]) -> str:
    text = match.group()
    if text[1] != "u":
        return _ESCAPES.get(text[1], text[1])
    # Go joins surrogate pairs and puts U+FFFD for half of one.
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in text.split("\\u")[1:])
    return re.sub("[\ud800-\udfff]", "\ufffd", units.decode("utf-16-be", "surrogatepass"))
