"""Shell arithmetic over integers: `$(( i + 1 ))`, `(( i < 3 ))`. POSIX XCU 2.6.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_LONGEST = 500  # characters
_DEEPEST = 30  # parentheses


class Unclear(Exception):  # noqa: N818 - no error: an answer
    """The expression holds what is not known, or more than this reads."""


def evaluated(text: str, lookup: Callable[[str], int]) -> int:
    """The value of an expression; `lookup` gives a variable's. Raises Unclear."""
    if len(text) > _LONGEST:
        raise Unclear
    tokens = _tokens(text)
    reader = _Reader(tokens, lookup)
    value = reader.level(0, 0)
    if reader.at != len(tokens) or abs(value) >= 1 << 63:
        raise Unclear
    return value


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    i = 0
    while i < len(text):
        c = text[i]
        j = i + 1
        if c.isspace() or c == "$":
            i += 1
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
        tokens.append(text[i:j])
        i = j
    return tokens


class _Reader:
    def __init__(self, tokens: list[str], lookup: Callable[[str], int]) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.at = 0

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def level(self, number: int, depth: int) -> int:
        if number == len(_LEVELS):
            return self._unary(depth)
        value = self.level(number + 1, depth)
        while self._next() in _LEVELS[number]:
            sign = self._next()
            self.at += 1
            value = _applied(sign, value, self.level(number + 1, depth))
        return value

    def _unary(self, depth: int) -> int:
        token = self._next()
        self.at += 1
        if depth > _DEEPEST or not token:
            raise Unclear
        if token in ("-", "+", "!"):
            value = self._unary(depth + 1)
            return -value if token == "-" else value if token == "+" else int(not value)
        if token == "(":
            value = self.level(0, depth + 1)
            if self._next() != ")":
                raise Unclear
            self.at += 1
            return value
        if token[0].isdigit():
            if not token.isdigit() or (token[0] == "0" and len(token) > 1):
                raise Unclear  # octal, hexadecimal, or no number
            return int(token)
        if not (token[0].isalpha() or token[0] == "_"):
            raise Unclear
        return self.lookup(token)


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
