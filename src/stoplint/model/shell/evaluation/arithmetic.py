"""Shell arithmetic over integers: `$(( i + 1 ))`, `(( i < 3 ))`. POSIX XCU 2.6.4."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_NAME = r"[A-Za-z_][A-Za-z0-9_]*|#|\?"
_PARAMETER = re.compile(rf"\$(?:({_NAME}|[0-9])|\{{({_NAME}|[0-9]+)\}})")
_LONGEST = 500  # characters
_DEEPEST = 30  # parentheses


class Unclear(Exception):  # noqa: N818 - no error: an answer
    """The expression holds what is not known, or more than this reads."""


def evaluated(text: str, lookup: Callable[[str], int]) -> int:
    """The value of an expression; `lookup` gives a variable's. Raises Unclear."""
    if len(text) > _LONGEST or not text.isascii():
        raise Unclear
    words = _words(text)
    reader = _ExpressionReader(words, lookup)
    value = reader.level(0, 0)
    if reader.at != len(words):
        raise Unclear
    return value


def _words(text: str) -> list[str]:
    words: list[str] = []
    i = 0
    while i < len(text):
        c = text[i]
        j = i + 1
        if c.isspace():
            i += 1
            continue
        parameter = _PARAMETER.match(text, i)
        if parameter:
            words.append("$" + (parameter[1] or parameter[2]))
            i = parameter.end()
            continue
        if c.isdigit():
            while j < len(text) and text[j].isalnum():
                j += 1
        elif c.isalpha() or c == "_":
            while j < len(text) and (text[j].isalnum() or text[j] == "_"):
                j += 1
        elif text[i : i + 2] in ("||", "&&", "==", "!=", "<=", ">="):
            j = i + 2
        elif c not in "<>+-*/%()!":
            raise Unclear
        words.append(text[i:j])
        i = j
    return words


class _ExpressionReader:
    def __init__(self, words: list[str], lookup: Callable[[str], int]) -> None:
        self.words = words
        self.lookup = lookup
        self.at = 0

    def _next(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def level(self, number: int, depth: int) -> int:
        if number == len(_LEVELS):
            return self._unary(depth)
        value = self.level(number + 1, depth)
        while self._next() in _LEVELS[number]:
            sign = self._next()
            self.at += 1
            value = _applied(sign, value, self.level(number + 1, depth))
            if abs(value) >= 1 << 63:  # it would wrap around
                raise Unclear
        return value

    def _unary(self, depth: int) -> int:
        word = self._next()
        self.at += 1
        if depth > _DEEPEST or not word:
            raise Unclear
        if word in ("-", "+", "!"):
            value = self._unary(depth + 1)
            return -value if word == "-" else value if word == "+" else int(not value)
        if word == "(":
            value = self.level(0, depth + 1)
            if self._next() != ")":
                raise Unclear
            self.at += 1
            return value
        if word[0].isdigit():
            if not word.isdigit() or (word[0] == "0" and len(word) > 1):
                raise Unclear  # octal, hexadecimal, or no number
            if int(word) >= 1 << 63:
                raise Unclear
            return int(word)
        if word[0] == "$":
            return self.lookup(word[1:])
        if not (word[0].isalpha() or word[0] == "_"):
            raise Unclear
        return self.lookup(word)


def _applied(sign: str, left: int, right: int) -> int:
    if sign in ("/", "%"):
        if right == 0:
            raise Unclear
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if sign == "/" else left - right * quotient
    if sign in ("+", "-", "*"):
        return left + right if sign == "+" else left - right if sign == "-" else left * right
    answers = {"||": bool(left or right), "&&": bool(left and right), "==": left == right, "!=": left != right,
               "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}  # fmt: skip
    return int(answers[sign])
