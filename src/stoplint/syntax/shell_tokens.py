"""The tokens of a script that are no words, each recognized where the grammar asks what comes next (XCU 2.10.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.syntax.shell_simple import SimpleReader
    from stoplint.text import Source

WORD = "a word"
"""What `peek` says where a word or a redirection stands."""

END = ""
"""What `peek` says at the end of the text."""

_BEHIND = r"(?=[ \t\n;&|<>()]|\\\n|\Z)"
_TOKEN = re.compile(
    r"(?:if|then|elif|else|fi|do|done|while|until|for|select|case|in|esac|function|time|coproc|\{|\}|!|\[\[)"
    + _BEHIND
    + r"|;;&|;;|;&|;|&&|&(?!>)|\|\||\|&|\||[()\n]"
)
_IN = re.compile("in" + _BEHIND)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*" + _BEHIND)


class FaultError(Exception):
    """What the grammar asks for, and the text does not hold."""


class Tokens:
    """How far a source is read, and what comes next there."""

    def __init__(self, source: Source, simple: SimpleReader) -> None:
        self.text = source.text
        self.simple = simple
        self.words = simple.words
        self.at = 0
        self._seen = (-1, END)

    def peek(self) -> str:
        """The operator or reserved word that comes next, or WORD, or END; blanks and comments are passed."""
        at = self.at
        if at == self._seen[0]:
            return self._seen[1]
        text, limit = self.text, self.words.limit
        while at < limit:
            char = text[at]
            if char in " \t\\":
                at, blank = self.simple.skip(at), at
                if at == blank:
                    break
            elif char == "#":
                at = self.simple.comment(at)
            else:
                break
        self.at = at
        if at >= limit:
            return END
        match = _TOKEN.match(text, at, limit)
        token = match.group() if match else WORD
        self._seen = (at, token)
        return token

    def take(self, token: str) -> int:
        """Pass `token`, which comes next; the offset behind it."""
        self.at += len(token)
        return self.at

    def expect(self, token: str, why: str) -> int:
        """Pass `token` if it comes next; it is a fault, `why`, if it does not."""
        if self.peek() != token:
            raise FaultError(why)
        return self.take(token)

    def newlines(self) -> None:
        """Pass blanks, comments and line ends."""
        self.at = self.simple.skip(self.at, newlines=True)

    def name(self) -> str | None:
        """The name that comes next, which is passed; a reserved word is one too."""
        self.at = self.simple.skip(self.at)
        match = _NAME.match(self.text, self.at, self.words.limit)
        if match is None:
            return None
        self.at = match.end()
        return match.group()

    def takes_in(self) -> bool:
        """Whether `in` came next, which is passed then."""
        match = _IN.match(self.text, self.at, self.words.limit)
        if match is None:
            return False
        self.at = match.end()
        return True
