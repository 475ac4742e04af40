"""Variables in Dockerfile words, expanded as BuildKit does it.

A word of `ENV`, `COPY`, `FROM`, … is expanded by BuildKit's own small lexer, not by a shell: it knows
`$x ${x} ${x:-w} ${x-w} ${x:+w} ${x+w} ${x:?w} ${x?w} ${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/w} ${x//p/w}`,
quotes and the escape character, and nothing else (moby/buildkit, frontend/dockerfile/shell/lex.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.syntax.dockerfile_spaces import SPACES

if TYPE_CHECKING:
    from collections.abc import Callable

_SPECIAL_PARAMETERS = "@*#?-$!0"
# BuildKit nests without a limit; a build that really does is not known, a file made to hurt is.
_DEEPEST = 50
_PATTERN_STEPS = 200_000
# Linux hands no longer string to a program (MAX_ARG_STRLEN, execve(2)), and `ENV a=$a$a` doubles at each line.
_LONGEST = 131_072


@dataclass(frozen=True)
class Unexpanded:
    """A word whose value cannot be known, or that BuildKit refuses: `why` is one clause."""

    why: str


class BuildRefused(Exception):  # noqa: N818  (a refusal, not a fault)
    """BuildKit ends the build here; the argument says why."""


def expand(word: str, lookup: Callable[[str], str | Unexpanded | None], escape: str = "\\") -> str | Unexpanded:
    """The value of `word`: variables replaced, quotes and escapes removed.

    `lookup` answers with a variable's value, None where it is not set, or Unexpanded where that cannot be
    known; the result is then Unexpanded only if the value matters. What BuildKit refuses is Unexpanded, too.
    """
    if not any(special in word for special in ("$", "'", '"', escape)):
        return word
    lexer = Lexer(word, lookup, escape)
    try:
        text, _ = lexer.run()
    except BuildRefused as refusal:
        return Unexpanded(str(refusal))
    return lexer.unknown or text


def not_set(_name: str) -> None:
    """The lookup of an empty environment."""


class _Words:
    """Splits what is added at white space, as BuildKit's `wordsStruct` does."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._word: list[str] = []

    def add(self, text: str) -> None:
        for char in text:
            if char not in SPACES:
                self._word.append(char)
            else:
                self.end()

    def add_raw(self, text: str) -> None:
        if text:
            self._word.append(text)

    def end(self) -> None:
        if self._word:
            self.done.append("".join(self._word))
            self._word = []


class Lexer:
    """One pass over one text. `keep_unset` leaves variables that are not set as they are written."""

    def __init__(
        self,
        text: str,
        lookup: Callable[[str], str | Unexpanded | None],
        escape: str,
        *,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        keep_unset: bool = False,
    ) -> None:
        self._text = text
        self._lookup = lookup
        self._escape = escape
        self._raw_quotes = raw_quotes
        self._raw_escapes = raw_escapes
        self._keep_unset = keep_unset
        self._at = 0
        self._depth = 0
        self._substituted = 0
        self.unknown: Unexpanded | None = None

    def run(self) -> tuple[str, list[str]]:
        """The whole text as one value, and as words. Raises BuildRefused."""
        return self._until("", self._raw_escapes)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._text[self._at : self._at + 1]
        self._at += 1
        return char

    def _until(self, stop: str, raw_escapes: bool) -> tuple[str, list[str]]:
        out: list[str] = []
        words = _Words()
        outer, self._raw_escapes = self._raw_escapes, raw_escapes
        try:
            while char := self._peek():
                if char == stop:
                    self._at += 1
                    words.end()
                    return "".join(out), words.done
                if char == "$":
                    value = self._dollar()
                    words.add(value)
                elif char in "'\"<":
                    value = {"'": self._single, '"': self._double, "<": self._less}[char]()
                    words.add_raw(value)
                elif char == self._escape:
                    self._at += 1
                    value = (char if self._raw_escapes else "") + self._next()
                    words.add_raw(value)
                else:
                    self._at += 1
                    value = char
                    words.add(char)
                out.append(value)
        finally:
            self._raw_escapes = outer
        if stop:
            raise BuildRefused(f"`{stop}` is missing in a substitution")
        words.end()
        return "".join(out), words.done

    def _less(self) -> str:
        """`<<` keeps the white space behind it: the delimiter of a here-document may stand apart."""
        self._at += 1
        if self._peek() != "<":
            return "<"
        start = self._at
        self._at += 1
        while self._peek() and self._peek() in "\t\r ":
            self._at += 1
        return "<" + self._text[start : self._at]

    def _single(self) -> str:
        start = self._at
        end = self._text.find("'", start + 1)
        if end < 0:
            raise BuildRefused("a single quote is not closed")
        self._at = end + 1
        return self._text[start : end + 1] if self._raw_quotes else self._text[start + 1 : end]

    def _double(self) -> str:
        out: list[str] = []
        quote = self._next()
        if self._raw_quotes:
            out.append(quote)
        while char := self._peek():
            if char == '"':
                self._at += 1
                if self._raw_quotes:
                    out.append(char)
                return "".join(out)
            if char == "$":
                out.append(self._dollar())
                continue
            self._at += 1
            if char == self._escape:
                if self._raw_escapes:
                    out.append(char)
                following = self._peek()
                if not following:
                    continue
                if following in ('"', "$", self._escape):
                    self._at += 1
                    char = following
            out.append(char)
        raise BuildRefused("a double quote is not closed")

    def _name(self) -> str:
        start = self._at
        first = self._peek()
        if first.isdecimal():
            while self._peek().isdecimal():
                self._at += 1
        elif first and first in _SPECIAL_PARAMETERS:
            self._at += 1
        else:
            while (char := self._peek()) and (char.isalpha() or char.isdecimal() or char == "_"):
                self._at += 1
        return self._text[start : self._at]

    def _value(self, name: str) -> str | None:
        """The variable's value; an unknown one taints the result and reads as "" meanwhile."""
        value = self._lookup(name)
        if isinstance(value, Unexpanded):
            self.unknown = self.unknown or value
            return ""
        self._substituted += len(value or "")
        _bounded(self._substituted)
        return value

    def _dollar(self) -> str:
        self._at += 1
        if self._peek() != "{":
            name = self._name()
            if not name:
                return "$"
            value = self._value(name)
            return ("$" + name if self._keep_unset else "") if value is None else value
        self._at += 1
        if self._depth >= _DEEPEST:
            raise BuildRefused("substitutions are nested too deeply")
        self._depth += 1
        try:
            return self._braces()
        finally:
            self._depth -= 1

    def _braces(self) -> str:
        if self._peek() in ("{", "}", ":", ""):
            raise BuildRefused("bad substitution")
        name = self._name()
        op = self._next()
        if op == "}":
            value = self._value(name)
            return (f"${{{name}}}" if self._keep_unset else "") if value is None else value
        if op == "/":
            return self._replaced(name)
        null_is_unset = op == ":"
        if null_is_unset:
            op = self._next()
        if not op or op not in "+-?#%" or (null_is_unset and op in "#%"):
            raise BuildRefused(
                f"`${{{name}{':' if null_is_unset else ''}{op}` is no substitution that a Dockerfile has"
            )
        word, word_unknown = self._nested("}", raw_escapes=op in "#%")
        known_before = self.unknown
        value = self._value(name)
        if self.unknown is not known_before:
            return ""
        if value is None and self._keep_unset:
            return f"${{{name}{':' if null_is_unset else ''}{op}{word}}}"
        missing = value is None or (null_is_unset and not value)
        if op in "#%":
            self.unknown = self.unknown or word_unknown
            return "" if self.unknown else self._trimmed(value or "", word, op)
        if op in "-+" and missing == (op == "-"):
            self.unknown = self.unknown or word_unknown
            return word
        if op == "?" and missing:
            raise BuildRefused(f"{name}: {word or 'must be set'}")
        return "" if op == "+" else value or ""

    def _nested(self, stop: str, *, raw_escapes: bool) -> tuple[str, Unexpanded | None]:
        outer, self.unknown = self.unknown, None
        word, _ = self._until(stop, raw_escapes)
        inner, self.unknown = self.unknown, outer
        return word, inner

    def _trimmed(self, value: str, word: str, op: str) -> str:
        longest = word.startswith(op)
        pattern = _pattern(word[1:] if longest else word)
        if op == "%":
            pattern.reverse()
            value = value[::-1]
        ends = _Matcher(pattern).ends(value, 0)
        if ends:
            value = value[ends[-1] if longest else ends[0] :]
        return value[::-1] if op == "%" else value

    def _replaced(self, name: str) -> str:
        everywhere = self._peek() == "/"
        if everywhere:
            self._at += 1
        text, unknown_pattern = self._nested("/", raw_escapes=True)
        replacement, unknown_replacement = self._nested("}", raw_escapes=True)
        value = self._value(name)
        if value is None and self._keep_unset:
            return f"${{{name}/{text}/{replacement}}}"
        self.unknown = self.unknown or unknown_pattern or unknown_replacement
        if self.unknown:
            return ""
        if everywhere and "$" in replacement:
            # Go's regexp package would expand `$1` here; nobody means that.
            self.unknown = Unexpanded("`$` in the replacement of `${x//p/w}`")
            return ""
        return _Matcher(_pattern(text)).replaced(value or "", replacement, everywhere)


def _bounded(length: int) -> None:
    if length > _LONGEST:
        raise BuildRefused("the value would be longer than any program can be given")


def _pattern(text: str) -> list[str]:
    """`*` and `?` stand for themselves, a literal character is `=` and the character."""
    tokens: list[str] = []
    chars = iter(text)
    for char in chars:
        if char in "*?":
            if tokens[-1:] != ["*"] or char == "?":
                tokens.append(char)
        elif char == "\\":
            escaped = next(chars, "")
            if escaped not in ("*", "?", "\\", "}", "/"):
                raise BuildRefused(f"`\\{escaped}` is no escape in a pattern")
            tokens.append("=" + escaped)
        else:
            tokens.append("=" + char)
    return tokens


class _Matcher:
    """A pattern as a set of states, so that no pattern takes exponential time; a budget bounds the product."""

    def __init__(self, pattern: list[str]) -> None:
        self._pattern = pattern
        self._steps = 0

    def ends(self, value: str, start: int) -> list[int]:
        """Where a match that begins at `start` can end, in rising order."""
        pattern, final = self._pattern, len(self._pattern)
        states = self._closed({0})
        found = [start] if final in states else []
        for at in range(start, len(value)):
            self._steps += len(states) + 1
            if self._steps > _PATTERN_STEPS:
                raise BuildRefused("a pattern or its text is too long")
            char, following = value[at], set()
            for state in states:
                expected = pattern[state] if state < final else ""
                if expected == "*" and char != "\n":
                    following.add(state)
                elif (expected == "?" and char != "\n") or expected == "=" + char:
                    following.add(state + 1)
            if not following:
                break
            states = self._closed(following)
            if final in states:
                found.append(at + 1)
        return found

    def _closed(self, states: set[int]) -> set[int]:
        for state in sorted(states):
            at = state
            while at < len(self._pattern) and self._pattern[at] == "*":
                at += 1
                states.add(at)
        return states

    def replaced(self, value: str, replacement: str, everywhere: bool) -> str:
        """`value` with the leftmost longest match replaced, or all of them."""
        out: list[str] = []
        at, previous_end = 0, -1
        while at <= len(value):
            ends = self.ends(value, at)
            # As in Go's regexp: an empty match right behind a match does not count.
            if ends and not (ends[-1] == at == previous_end):
                out.append(replacement)
                _bounded(len(out) * len(replacement))
                previous_end = ends[-1]
                if not everywhere:
                    return "".join(out) + value[previous_end:]
                if previous_end > at:
                    at = previous_end
                    continue
            out.append(value[at : at + 1])
            at += 1
        return "".join(out)
