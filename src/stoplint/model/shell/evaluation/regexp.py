r"""POSIX regular expressions over a known text, in time linear in the text: `[[ x =~ re ]]`, `expr x : re`, `grep re`.

POSIX.1-2017 XBD 9; glibc's `\w` and `\s` besides. What is not read here (back-references, `\b`, equivalence classes)
gives no answer.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import NamedTuple

from stoplint.text import is_number

_STATES = 3000  # an expression of more states has no answer
_TEXT = 4000
_REPEATS = 32
_CLASSES = {
    "alpha": string.ascii_letters, "digit": string.digits, "alnum": string.ascii_letters + string.digits,
    "upper": string.ascii_uppercase, "lower": string.ascii_lowercase, "space": " \t\n\r\v\f", "blank": " \t",
    "punct": string.punctuation, "xdigit": string.hexdigits,
}  # fmt: skip
_LETTERS = {"w": _CLASSES["alnum"] + "_", "s": _CLASSES["space"]}


class _UnreadError(Exception):
    """Something in the expression that is not understood."""


class _Set(NamedTuple):
    """One character: of `chars`, or of none of them if `negated` (`.` is the negation of nothing)."""

    chars: frozenset[str]
    negated: bool = False


def searched(expression: str, text: str, *, extended: bool = True, ignore_case: bool = False) -> bool | None:
    """Whether the expression matches anywhere in the text; None if that is not said here."""
    if len(text) > _TEXT or len(expression) > _STATES:
        return None
    if not extended:
        if any(sign in expression for sign in "\\+?|(){}"):
            return None  # these mean other things in a basic expression
        expression = expression[:1] + expression[1:].replace("^", "\\^")
    program = _program(expression, ignore_case=ignore_case)
    return None if program is None else _run(program, text)


@lru_cache(maxsize=64)
def _program(expression: str, *, ignore_case: bool) -> list[tuple[str, object, object]] | None:
    try:
        return _PatternReader(expression, ignore_case=ignore_case).program()
    except _UnreadError:
        return None


class _PatternReader:
    """Compiles to (operation, …) tuples: set, split, jump, start, end, match; operands are relative places."""

    def __init__(self, text: str, *, ignore_case: bool) -> None:
        self.text = text
        self.ignore_case = ignore_case
        self.at = 0
        self.depth = 0

    def program(self) -> list[tuple[str, object, object]]:
        code = self.alternatives()
        if self.at < len(self.text):
            raise _UnreadError
        return [*code, ("match", 0, 0)]

    def alternatives(self) -> list[tuple[str, object, object]]:
        code = self.sequence()
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            other = self.sequence()
            code = [("split", 1, len(code) + 2), *code, ("jump", len(other) + 1, 0), *other]
        return code

    def sequence(self) -> list[tuple[str, object, object]]:
        code: list[tuple[str, object, object]] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            code += self.repeated(self.atom())
            if len(code) > _STATES:
                raise _UnreadError
        return code

    def atom(self) -> list[tuple[str, object, object]]:
        sign = self.text[self.at]
        self.at += 1
        if sign == "^":
            return [("start", 0, 0)]
        if sign == "$":
            return [("end", 0, 0)]
        if sign == ".":
            return [("set", _Set(frozenset(), negated=True), 0)]
        if sign == "[":
            chars, negated = self.bracket()
            return [("set", self.any_case(chars, negated=negated), 0)]
        if sign == "(":
            self.depth += 1
            if self.depth > 40:
                raise _UnreadError
            code = self.alternatives()
            if self.text[self.at : self.at + 1] != ")":
                raise _UnreadError
            self.at += 1
            self.depth -= 1
            return code
        if sign == "\\":
            if self.at >= len(self.text):
                raise _UnreadError
            sign = self.text[self.at]
            self.at += 1
            if sign.lower() in _LETTERS:
                return [("set", _Set(frozenset(_LETTERS[sign.lower()]), sign.isupper()), 0)]
            if sign.isalnum() or sign in "<>`'":
                raise _UnreadError
        elif sign in "*+?{":
            raise _UnreadError
        return [("set", self.any_case(frozenset(sign)), 0)]

    def any_case(self, chars: frozenset[str], *, negated: bool = False) -> _Set:
        """The characters, in both cases where these are not told apart: of the sets, for `W` and `w` behind a backslash are not the same."""
        if self.ignore_case:
            chars |= {form for char in chars for form in (char.lower(), char.upper())}
        return _Set(chars, negated)

    def bracket(self) -> _Set:
        negated = self.text[self.at : self.at + 1] == "^"
        self.at += negated
        chars: set[str] = set()
        first = True
        while True:
            sign = self.text[self.at : self.at + 1]
            if not sign:
                raise _UnreadError
            if sign == "]" and not first:
                self.at += 1
                return _Set(frozenset(chars), negated)
            first = False
            if sign == "[" and self.text[self.at + 1 : self.at + 2] in (":", ".", "="):
                end = self.text.find(":]", self.at)
                name = self.text[self.at + 2 : end]
                if end < 0 or name not in _CLASSES:
                    raise _UnreadError
                chars.update(_CLASSES[name])
                self.at = end + 2
                continue
            last = self.text[self.at + 2 : self.at + 3]
            if self.text[self.at + 1 : self.at + 2] == "-" and last not in ("", "]"):
                if ord(last) - ord(sign) > 300:
                    raise _UnreadError
                chars.update(map(chr, range(ord(sign), ord(last) + 1)))
                self.at += 3
            else:
                chars.add(sign)
                self.at += 1

    def repeated(self, code: list[tuple[str, object, object]]) -> list[tuple[str, object, object]]:
        while self.at < len(self.text) and self.text[self.at] in "*+?{":
            sign = self.text[self.at]
            self.at += 1
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign, (0, 0))
            if sign == "{":
                end = self.text.find("}", self.at)
                least, comma, most = self.text[self.at : max(end, self.at)].partition(",")
                if end < 0 or not is_number(least) or (most and not is_number(most)) or int(most or least) > _REPEATS:
                    raise _UnreadError
                self.at = end + 1
                low, high = int(least), int(most) if most else None if comma else int(least)
            once = code
            code = once * low
            if high is None:
                code = [*code, ("split", 1, len(once) + 2), *once, ("jump", -len(once) - 1, 0)]
            else:
                for _ in range(high - low):
                    code = [*code, ("split", 1, len(once) + 1), *once]
            if len(code) > _STATES:
                raise _UnreadError
        return code


def _run(program: list[tuple[str, object, object]], text: str) -> bool:
    states: set[int] = set()
    for at in range(len(text) + 1):
        states = _closed(program, states | {0}, at, len(text))
        if any(program[state][0] == "match" for state in states):
            return True
        if at < len(text):
            states = {state + 1 for state in states if _takes(program[state], text[at])}
    return False


def _takes(operation: tuple[str, object, object], char: str) -> bool:
    wanted = operation[1]
    return isinstance(wanted, _Set) and (char in wanted.chars) is not wanted.negated


def _closed(program: list[tuple[str, object, object]], states: set[int], at: int, size: int) -> set[int]:
    """The states that are reached without taking a character."""
    found: set[int] = set()
    stack = list(states)
    while stack:
        state = stack.pop()
        if state in found:
            continue
        found.add(state)
        name, one, other = program[state]
        if name == "split" and isinstance(one, int) and isinstance(other, int):
            stack += [state + one, state + other]
        elif name == "jump" and isinstance(one, int):
            stack.append(state + one)
        elif (name == "start" and at == 0) or (name == "end" and at == size):
            stack.append(state + 1)
    return found
