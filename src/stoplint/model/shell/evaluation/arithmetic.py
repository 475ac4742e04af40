"""Shell arithmetic over integers: `$(( i + 1 ))`, `(( i < 3 ))`, `let i++`. POSIX XCU 2.6.4; bash(1), ARITHMETIC EVALUATION."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.catalog.shells import Dialect

# Operators of two sides, the weakest first; those behind them are read from the left to the right, `**` from the right.
_LEVELS = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", "<=", ">", ">="), ("<<", ">>"), ("+", "-"),
    ("*", "/", "%"), ("**",),
)  # fmt: skip
_ASSIGNS = ("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=")
_WORD = re.compile(
    r"\s*(?:(\$[A-Za-z_][A-Za-z0-9_]*|\$[0-9#?]|\$\{(?:[A-Za-z0-9_]+|[#?])\})|([A-Za-z0-9_]+)"
    r"|(<<=|>>=|\+\+|--|\*\*|<<|>>|\|\||&&|[-=!<>+*/%&|^]=|[-=<>+*/%&|^~!?:,()]))"
)
_ASSIGNED = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))|(?:\+\+|--)\s*([A-Za-z_][A-Za-z0-9_]*)"
)
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9][0-9]*")
_LONGEST = 500  # characters
_DEEPEST = 30  # parentheses
_NEVER_IN_DASH = ("**", ",", "++", "--")


class Unclear(Exception):  # noqa: N818 - no error: an answer
    """The expression holds what is not known, or more than this reads."""


class Refused(Exception):  # noqa: N818
    """The shell reads no such expression: it ends with an error."""


def evaluated(text: str, lookup: Callable[[str], int], assign: Callable[[str, int], None], dialect: Dialect) -> int:
    """The value of an expression; `lookup` gives a variable's, `assign` sets one. Raises Unclear or Refused."""
    if len(text) > _LONGEST or not text.isascii():
        raise Unclear
    words = _words(text)
    reader = _ExpressionReader(words, lookup, assign, dialect)
    value = reader.list_(0)
    if reader.at != len(words):
        raise Unclear
    return value


def assigned_in(text: str) -> set[str]:
    """The variables that an expression may assign."""
    return {found[1] or found[2] for found in _ASSIGNED.finditer(text)}


def _words(text: str) -> list[str]:
    words: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise Unclear
        words.append("$" + found[1].strip("${}") if found[1] else found[2] or found[3])
        at = found.end()
    return words


class _ExpressionReader:
    """Reads and reckons at once; what is not evaluated (`0 && i++`) is read with `idle` above 0."""

    def __init__(
        self, words: list[str], lookup: Callable[[str], int], assign: Callable[[str, int], None], dialect: Dialect
    ) -> None:
        self.words = words
        self.lookup = lookup
        self.assign = assign
        self.dash = dialect == "dash"
        self.eager = dialect == "ash"
        self.at = 0
        self.idle = 0

    def _next(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def _take(self, *wanted: str) -> str:
        """The next word if it is one of these, else ""."""
        word = self._next()
        if word not in wanted or not word:
            return ""
        if self.dash and word in _NEVER_IN_DASH:
            raise Refused
        self.at += 1
        return word

    def list_(self, depth: int) -> int:
        """Expressions with commas between them: the last one's value."""
        value = self._assignment(depth)
        while self._take(","):
            value = self._assignment(depth)
        return value

    def _assignment(self, depth: int) -> int:
        name = self._next()
        if _is_name(name) and self.at + 1 < len(self.words) and self.words[self.at + 1] in _ASSIGNS:
            sign = self.words[self.at + 1]
            self.at += 2
            value = self._assignment(depth)
            return self._set(name, value if sign == "=" else self._applied(sign[:-1], self._value(name), value))
        value = self._level(0, depth)
        if not self._take("?"):
            return value
        first = self._unless(not value, partial(self.list_, depth))
        if not self._take(":"):
            raise Unclear
        second = self._unless(bool(value), partial(self._assignment, depth))
        return first if value else second

    def _unless(self, idle: bool, read: Callable[[], int]) -> int:
        self.idle += idle
        value = read()
        self.idle -= idle
        return value

    def _level(self, number: int, depth: int) -> int:
        if number == len(_LEVELS):
            return self._unary(depth)
        value = self._level(number + 1, depth)
        while sign := self._take(*_LEVELS[number]):
            decided = (sign == "||" and bool(value)) or (sign == "&&" and not value)
            above = number if sign == "**" else number + 1
            right = self._unless(decided, partial(self._level, above, depth))
            value = self._applied(sign, value, right)
        return value

    def _unary(self, depth: int) -> int:
        word = self._next()
        if depth > _DEEPEST or not word:
            raise Unclear
        self.at += 1
        if word in ("++", "--"):
            name = self._next()
            if self.dash or not _is_name(name):  # two signs, of which dash reads each for itself
                return self._unary(depth + 1)
            self.at += 1
            return self._set(name, self._value(name) + (1 if word == "++" else -1))
        if word in ("-", "+", "!", "~"):
            value = self._unary(depth + 1)
            return {"-": -value, "+": value, "!": int(not value), "~": ~value}[word]
        if word == "(":
            value = self.list_(depth + 1)
            if not self._take(")"):
                raise Unclear
            return value
        if word[0].isdigit():
            return _number(word)
        if word[0] == "$":
            return self._value(word[1:])
        if not _is_name(word):
            raise Unclear
        value = self._value(word)
        if self._next() in ("++", "--") and (
            self.at + 1 == len(self.words) or not _is_operand(self.words[self.at + 1])
        ):
            sign = self._take("++", "--")
            self._set(word, value + (1 if sign == "++" else -1))
        return value

    def _value(self, name: str) -> int:
        return 0 if self.idle else self.lookup(name)

    def _set(self, name: str, value: int) -> int:
        if self.idle and self.eager:
            raise Unclear  # BusyBox reckons both sides of `||`
        if not self.idle:
            self.assign(name, _small(value))
        return value

    def _applied(self, sign: str, left: int, right: int) -> int:
        if self.idle:
            return 0
        if sign in ("/", "%"):
            if right == 0:
                raise Unclear
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if sign == "/" else left - right * quotient
        if sign in ("**", "<<", ">>") and not 0 <= right < 63:
            raise Unclear
        return _small(int(_SIGNS[sign](left, right)))


_SIGNS: dict[str, Callable[[int, int], int]] = {
    "||": lambda a, b: bool(a or b), "&&": lambda a, b: bool(a and b),
    "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "&": lambda a, b: a & b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b,
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "**": lambda a, b: a**b,
}  # fmt: skip


def _small(value: int) -> int:
    if abs(value) >= 1 << 63:  # it would wrap around
        raise Unclear
    return value


def _number(word: str) -> int:
    if _NUMBER.fullmatch(word) is None:  # Python's int() takes "1_000" and "0o17" as well
        raise Unclear
    return _small(int(word, 10 if word[0] != "0" or word == "0" else 16 if word[:2] in ("0x", "0X") else 8))


def _is_name(word: str) -> bool:
    return word[:1].isalpha() or word[:1] == "_"


def _is_operand(word: str) -> bool:
    return word[:1].isalnum() or word[:1] in ("_", "$", "(")
