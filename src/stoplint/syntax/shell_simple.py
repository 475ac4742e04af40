"""Simple commands, redirections, here-documents and `[[ … ]]` (POSIX.1-2017 XCU 2.7, 2.9.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_nodes import Assignment, Conditional, Literal, Redirect, Simple, Word
from stoplint.syntax.shell_reading import UnreadError
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.syntax.shell_nodes import Command, Part
    from stoplint.syntax.shell_reading import Reading
    from stoplint.syntax.shell_words import WordReader
    from stoplint.text import Source

_BLANKS = re.compile(r"(?:[ \t]|\\\n)*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[([^]\n'\"`$\\ \t;&|<>()]*)\])?(\+)?=")
_REDIRECT = re.compile(r"(\{[A-Za-z_][A-Za-z0-9_]*\}|[0-9]+)?(<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())|(&>>|&>)")


class PendingHeredoc:
    """A here-document to come. `redirect` is None when nothing is left to give its body to."""

    __slots__ = ("delimiter", "quoted", "redirect", "strip_tabs")

    def __init__(self, redirect: Redirect | None, delimiter: str, *, quoted: bool, strip_tabs: bool) -> None:
        self.redirect = redirect
        self.delimiter = delimiter
        self.quoted = quoted
        self.strip_tabs = strip_tabs


class SimpleReader:
    """Reads what one source has below the level of compound commands."""

    def __init__(self, source: Source, reading: Reading, words: WordReader) -> None:
        self.source = source
        self.text = source.text
        self.reading = reading
        self.words = words
        self.pending: list[PendingHeredoc] = []
        """The here-documents of the line being read."""

    # ------------------------------------------------------------ white space
    def comment(self, at: int) -> int:
        """Keep the comment at `at`; the offset of its line's end."""
        end = self.text.find("\n", at, self.words.limit)
        end = self.words.limit if end < 0 else end
        self.reading.comments.append((self.text[at:end], self.source.span(at, end)))
        return end

    def skip(self, at: int, *, newlines: bool = False) -> int:
        """The offset behind blanks and line continuations (with `newlines`: line ends and comments too)."""
        text, limit = self.text, self.words.limit
        while True:
            match = _BLANKS.match(text, at, limit)
            at = match.end() if match else at
            char = text[at] if newlines and at < limit else ""
            if char == "\n":
                at = self.heredocs(at + 1)
            elif char == "#":
                at = self.comment(at)
            else:
                return at

    def heredocs(self, at: int) -> int:
        """Read the bodies of the here-documents of the line that ended in front of `at`; the offset behind them."""
        if not self.pending:
            return at
        limit = self.words.limit
        pending, self.pending = self.pending, []
        for heredoc in pending:
            start = end = at
            joined = False
            while at < limit:
                newline = self.text.find("\n", at, limit)
                line_end = limit if newline < 0 else newline
                line = self.text[at:line_end]
                end, at = at, min(line_end + 1, limit)
                if not joined and (line.lstrip("\t") if heredoc.strip_tabs else line) == heredoc.delimiter:
                    break
                end = at
                joined = not heredoc.quoted and (len(line) - len(line.rstrip("\\"))) % 2 == 1
            body = self.words.heredoc(start, end, strip_tabs=heredoc.strip_tabs, expand=not heredoc.quoted)
            if heredoc.redirect is not None:
                # a node is made where it stands, and this part of it stands behind the line
                object.__setattr__(heredoc.redirect, "body", body)
        return at

    # ------------------------------------------------------------ simple commands
    def simple(self, start: int) -> Command:
        """The simple command at `start`; one character long where none starts."""
        text, limit = self.text, self.words.limit
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        fault = ""
        at = end = start
        while at < limit:
            at = self.skip(at)
            char = text[at] if at < limit else "\n"
            if char in "\n;|()":
                break
            match = _REDIRECT.match(text, at, limit) if char in "<>&{0123456789" else None
            if match:
                redirect = self._redirect(match)
                if redirect is None:
                    fault, at = "a redirection without a target", match.end()
                else:
                    redirects.append(redirect)
                    at = redirect.span.end
            elif char in "&#":
                break
            else:
                match = _ASSIGNMENT.match(text, at, limit)
                if match and not words:
                    assignments.append(self._assignment(match))
                    at = assignments[-1].span.end
                elif match and text.startswith("(", match.end(), limit):
                    words.append(self._array(match))
                    at = words[-1].span.end
                else:
                    word, at = self.words.word(at)
                    words.append(word)
            end = at
        span = self.source.span(start, max(end, start + 1))
        if fault or end == start:
            opaque = Opaque(span, fault or "not a command")
            self.reading.opaque.append(opaque)
            return opaque
        return Simple(tuple(assignments), tuple(words), tuple(redirects), span)

    def _array(self, match: re.Match[str]) -> Word:
        """`name=( … )` behind a command such as `declare`: one word."""
        elements, end = self._elements(match.end())
        at = match.start()
        parts: list[Part] = [Literal(match.group() + "(", False, self.source.span(at, match.end() + 1))]
        for number, element in enumerate(elements):
            if number:
                gap = self.source.span(elements[number - 1].span.end, element.span.start)
                parts.append(Literal(" ", True, gap))
            parts.extend(element.parts)
        parts.append(Literal(")", False, self.source.span(end - 1, end)))
        return Word(tuple(parts), self.source.span(at, end))

    def _assignment(self, match: re.Match[str]) -> Assignment:
        name, index, plus = match.groups()
        value: Word | None = None
        elements: tuple[Word, ...] | None = None
        if self.text.startswith("(", match.end(), self.words.limit):
            elements, end = self._elements(match.end())
        else:
            value, end = self.words.word(match.end())
        return Assignment(name, value, self.source.span(match.start(), end), bool(plus), elements, index)

    def _elements(self, opening: int) -> tuple[tuple[Word, ...], int]:
        """The words of an array's `( … )`, and the offset behind it."""
        text, limit = self.text, self.words.limit
        words: list[Word] = []
        at = self.skip(opening + 1, newlines=True)
        while at < limit and text[at] != ")":
            word, end = self.words.word(at)
            if end == at:
                break
            words.append(word)
            at = self.skip(end, newlines=True)
        if at >= limit or text[at] != ")":
            raise UnreadError("an array is never closed")
        return tuple(words), at + 1

    # ------------------------------------------------------------ redirections
    def _redirect(self, match: re.Match[str]) -> Redirect | None:
        """The redirection whose operator `match` is; None if it has no target."""
        number, plain, both = match.groups()
        op = plain or both
        fd = int(number) if number and is_number(number) and len(number) < 10 else None
        if number and fd is None:
            op = number + op
        at = self.skip(match.end())
        target, end = self.words.word(at)
        if end == at:
            return None
        span = self.source.span(match.start(), end)
        if op not in ("<<", "<<-"):
            return Redirect(op, fd, target, span)
        redirect = Redirect(op, fd, None, span)
        raw = self.text[at:end]
        quoted = any(char in raw for char in "'\"\\")
        delimiter = _unquoted(raw) if quoted else raw
        self.pending.append(PendingHeredoc(redirect, delimiter, quoted=quoted, strip_tabs=op.endswith("-")))
        return redirect

    def redirections(self, at: int) -> tuple[tuple[Redirect, ...], int]:
        """The redirections behind a compound command that ends at `at`, and the offset behind them."""
        redirects: list[Redirect] = []
        while True:
            match = _REDIRECT.match(self.text, self.skip(at), self.words.limit)
            redirect = self._redirect(match) if match else None
            if redirect is None:
                return tuple(redirects), at
            redirects.append(redirect)
            at = redirect.span.end

    # ------------------------------------------------------------ conditionals
    def conditional(self, start: int) -> Conditional:
        """`[[ … ]]`; behind `=~`, parentheses and bars belong to the word."""
        words: list[Word] = []
        at = start + 2
        while True:
            at = self.skip(at, newlines=True)
            if at >= self.words.limit:
                raise UnreadError("a [[ is never closed")
            op = self._operator(at)
            if words and words[-1].literal == "=~":
                word, end = self._regex(at)
            elif op:
                end = at + len(op)
                span = self.source.span(at, end)
                word = Word((Literal(op, False, span),), span)
            else:
                word, end = self.words.word(at)
                if end > at and word.span.text == "]]":
                    break
            words.append(word)
            if end == at:
                raise UnreadError("a [[ is never closed")
            at = end
        return Conditional(tuple(words), self.source.span(start, end))

    def _operator(self, at: int) -> str:
        text, limit = self.text, self.words.limit
        if text.startswith(("<(", ">("), at, limit):
            return ""
        return next((op for op in ("&&", "||", "(", ")", "<", ">") if text.startswith(op, at, limit)), "")

    def _regex(self, at: int) -> tuple[Word, int]:
        """A regular expression up to white space outside parentheses."""
        text, limit = self.text, self.words.limit
        start, depth = at, 0
        parts: list[Part] = []
        while at < limit:
            word, end = self.words.word(at)
            parts.extend(word.parts)
            at = end
            char = text[at : min(at + 1, limit)]
            if char in "|<>()" or (depth and char in " \t;&"):
                depth += (char == "(") - (char == ")")
                if not char or depth < 0:
                    break
                parts.append(Literal(char, False, self.source.span(at, at + 1)))
                at += 1
            else:
                break
        return Word(tuple(parts), self.source.span(start, at)), at


def _unquoted(raw: str) -> str:
    """A here-document's delimiter without its quotes; nothing in it is expanded."""
    return re.sub(r"\\(.)|'([^']*)'|\"([^\"]*)\"", lambda match: "".join(part or "" for part in match.groups()), raw)
