"""Braces: `{a,b}`, `{1..3}`, before any other expansion. bash(1), "Brace Expansion"; dash and ash have none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import Literal
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.syntax.shell_nodes import Word

_BRACES = re.compile(r"\{([^{},]*,[^{}]*|-?[0-9]+\.\.-?[0-9]+|[A-Za-z]\.\.[A-Za-z])\}")
_MOST = 50  # words that one word gives


def in_word(word: Word) -> bool:
    """Whether a word may hold an expression in braces: an unquoted one, though parts of it may be in others."""
    texts = [part.text for part in word.parts if isinstance(part, Literal) and not part.quoted]
    joined = "".join(texts)
    return "{" in joined and "}" in joined and ("," in joined or ".." in joined)


def expanded(word: Word) -> list[str] | None:
    """The words that a plain word gives; None for one that has quotes, expansions or braces in braces."""
    if len(word.parts) != 1 or not isinstance(word.parts[0], Literal):
        return None
    words = _texts(word.parts[0].text)
    return words if words and not any(map(_holds_more, words)) else None


def _holds_more(text: str) -> bool:
    """Whether an expression is left that was not read."""
    inside = text[text.find("{") + 1 : max(text.rfind("}"), 0)] if "{" in text else ""
    return "," in inside or ".." in inside


def _texts(text: str) -> list[str]:
    """The texts that one gives; none if these are too many, or not read here."""
    words, at = [""], 0
    for found in _BRACES.finditer(text):
        between = _between(found[1])
        if len(words) * len(between) > _MOST:
            return []
        words = [f"{word}{text[at : found.start()]}{one}" for word in words for one in between]
        at = found.end()
    return [f"{word}{text[at:]}" for word in words]


def _between(inside: str) -> list[str]:
    if "," in inside:
        return inside.split(",")
    first, _, last = inside.partition("..")
    if first.isalpha():
        low, high = ord(first), ord(last)
    elif any(number.lstrip("-").startswith("0") and len(number) > 1 for number in (first, last)):
        return []  # numbers of one width
    elif not (is_number(first.lstrip("-")) and is_number(last.lstrip("-"))):
        return []
    else:
        low, high = int(first), int(last)
    if abs(high - low) > _MOST:
        return []
    numbers = range(low, high + 1) if low <= high else range(low, high - 1, -1)
    return [chr(number) if first.isalpha() else str(number) for number in numbers]
