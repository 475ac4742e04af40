"""Compound commands (POSIX.1-2017 XCU 2.9.4) and those that bash adds: `[[ ]]`, `(( ))`, `for (( ))`, `select`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import (
    ArithmeticCommand,
    ArithmeticFor,
    Arm,
    Case,
    For,
    Group,
    If,
    Item,
    Redirected,
    Script,
    Subshell,
    While,
)
from stoplint.syntax.shell_tokens import FaultError

if TYPE_CHECKING:
    from stoplint.syntax.shell_lists import ListReader
    from stoplint.syntax.shell_nodes import Command, Word

COMPOUNDS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}",
             "(": ")", "[[": "]]"}  # fmt: skip
"""What opens a compound command: what closes it."""

_CONDITION = frozenset(("then", "elif", "else", "fi"))
_BRANCH = frozenset(("elif", "else", "fi"))
_OTHERWISE = frozenset(("fi",))
_HEADER = frozenset(("do", "done"))
_LOOP = frozenset(("done",))
_BRACES = frozenset("}")
_PARENTHESES = frozenset(")")
_TERMINATORS = frozenset((";;", ";&", ";;&"))
_ARM = _TERMINATORS | {"esac"}


class CompoundReader:
    """Reads the compound commands of one source, with the lists inside them by `lists`."""

    def __init__(self, lists: ListReader) -> None:
        self.lists = lists
        self.source = lists.source
        self.text = lists.source.text
        self.reading = lists.reading
        self.words = lists.words
        self.simple = lists.simple
        self.tokens = lists.tokens

    def read(self, opener: str, stops: frozenset[str]) -> Command:
        """The compound command that `opener` opens, with its redirections; an Opaque to its end if something is amiss."""
        tokens = self.tokens
        start, mark = tokens.at, len(self.reading.opaque)
        why = ""
        self.reading.enter()
        try:
            command = self._command(opener, start, stops)
        except FaultError as fault:
            why = str(fault)
            closer = COMPOUNDS[opener]
            self.lists.items(stops | {closer})
            if tokens.peek() == closer:
                tokens.take(closer)
        finally:
            self.reading.leave()
        redirects, tokens.at = self.simple.redirections(tokens.at)
        if why:
            return self.lists.unread(start, tokens.at, why, since=mark)
        if not redirects:
            return command
        return Redirected(command, redirects, self.source.span(start, tokens.at))

    def _command(self, opener: str, start: int, stops: frozenset[str]) -> Command:
        if opener == "if":
            return self._if(start, stops)
        if opener == "case":
            return self._case(start, stops)
        if opener in ("for", "select"):
            return self._for(opener, start, stops)
        if opener == "[[":
            conditional = self.simple.conditional(start)
            self.tokens.at = conditional.span.end
            return conditional
        if opener == "{":
            body = self._braces(stops)
            return Group(body, self.source.span(start, self.tokens.at))
        if opener == "(":
            return self._parentheses(start, stops)
        self.tokens.take(opener)
        condition = self._body(stops | _HEADER)
        body = self._loop(opener, stops)
        return While(condition, body, self.source.span(start, self.tokens.at), negated=opener == "until")

    def _body(self, stops: frozenset[str], *, empty: bool = False) -> Script:
        """The list inside a compound command; only some may be `empty`."""
        anchor = self.tokens.at
        items = self.lists.items(stops)
        if not items and not empty:
            gap = self.lists.unread(anchor, anchor, "no command where one must be")
            items = (Item(gap, False, gap.span),)
        if not items:
            return Script((), self.source.span(anchor, anchor))
        return Script(items, self.source.span(items[0].span.start, items[-1].span.end))

    def _braces(self, stops: frozenset[str]) -> Script:
        self.tokens.take("{")
        body = self._body(stops | _BRACES)
        self.tokens.expect("}", "a `{` that is never closed")
        return body

    def _parentheses(self, start: int, stops: frozenset[str]) -> Command:
        if self.text.startswith("((", start, self.words.limit):
            end = self.words.arithmetic_end(start + 2)
            if end is not None:
                self.tokens.at = end
                return ArithmeticCommand(self.text[start + 2 : end - 2], self.source.span(start, end))
        self.tokens.take("(")
        body = self._body(stops | _PARENTHESES)
        return Subshell(body, self.source.span(start, self.tokens.expect(")", "a `(` that is never closed")))

    def _if(self, start: int, stops: frozenset[str]) -> Command:
        tokens = self.tokens
        branches: list[tuple[Script, Script]] = []
        symbol = "if"
        while symbol in ("if", "elif"):
            tokens.take(symbol)
            condition = self._body(stops | _CONDITION)
            tokens.expect("then", f"an `{symbol}` without `then`")
            branches.append((condition, self._body(stops | _BRANCH)))
            symbol = tokens.peek()
        otherwise: Script | None = None
        if symbol == "else":
            tokens.take(symbol)
            otherwise = self._body(stops | _OTHERWISE)
        end = tokens.expect("fi", "an `if` without `fi`")
        return If(tuple(branches), otherwise, self.source.span(start, end))

    # ------------------------------------------------------------ loops
    def _loop(self, opener: str, stops: frozenset[str], *, braces: bool = False) -> Script:
        """`do … done`; bash lets every `for` have `{ … }` in its place."""
        tokens = self.tokens
        if braces and tokens.peek() == "{":
            return self._braces(stops)
        tokens.expect("do", f"a `{opener}` without `do`")
        body = self._body(stops | _LOOP)
        tokens.expect("done", f"a `{opener}` without `done`")
        return body

    def _for(self, opener: str, start: int, stops: frozenset[str]) -> Command:
        tokens, mark = self.tokens, len(self.reading.opaque)
        tokens.take(opener)
        arithmetic = self._arithmetic_header() if opener == "for" else None
        name = tokens.name() if arithmetic is None else ""
        words: tuple[Word, ...] | None = None
        end = tokens.at
        if name:
            tokens.newlines()
            if tokens.takes_in():
                words = self._values()
                end = tokens.at
        if tokens.peek() == ";":
            tokens.take(";")
        tokens.newlines()
        if name is None or tokens.peek() not in ("do", "{"):
            # nobody knows whether a `done` further down belongs to it
            return self.lists.unread(start, end, f"a `{opener}` without a variable or without `do`", since=mark)
        body = self._loop(opener, stops, braces=True)
        span = self.source.span(start, tokens.at)
        if arithmetic is not None:
            return ArithmeticFor(arithmetic, body, span)
        return For(name, words, body, span, select=opener == "select")

    def _arithmetic_header(self) -> str | None:
        """What stands in the `(( … ))` that comes next behind `for`; None if none does."""
        at = self.simple.skip(self.tokens.at)
        if not self.text.startswith("((", at, self.words.limit):
            return None
        end = self.words.arithmetic_end(at + 2, semicolons=True)
        if end is None:
            return None
        self.tokens.at = end
        return self.text[at + 2 : end - 2]

    def _values(self) -> tuple[Word, ...]:
        """The words behind `in`."""
        words: list[Word] = []
        tokens = self.tokens
        while True:
            at = self.simple.skip(tokens.at)
            if self.text.startswith("#", at):
                return tuple(words)
            word, tokens.at = self.words.word(at)
            if tokens.at == at:
                return tuple(words)
            words.append(word)

    # ------------------------------------------------------------ case
    def _case(self, start: int, stops: frozenset[str]) -> Command:
        tokens = self.tokens
        end = tokens.take("case")
        at = self.simple.skip(end)
        word, tokens.at = self.words.word(at)
        if tokens.at == at:
            return self.lists.unread(start, end, "a `case` without a word")
        tokens.newlines()
        if not tokens.takes_in():
            raise FaultError("a `case` without `in`")
        arms: list[Arm] = []
        amiss = False
        tokens.newlines()
        while tokens.peek() != "esac":
            at = tokens.at
            patterns = self._patterns()
            amiss = amiss or patterns is None
            body = self._body(stops | _ARM, empty=True)
            symbol = tokens.peek()
            if symbol in _TERMINATORS:
                terminator, end = symbol, tokens.take(symbol)
            elif symbol == "esac":
                terminator, end = "", body.span.end
            else:
                raise FaultError("a `case` without `esac`")
            arms.append(Arm(patterns or (), body, terminator, self.source.span(at, end)))
            tokens.newlines()
        if amiss:
            raise FaultError("a `case` with an arm that has no pattern")
        return Case(word, tuple(arms), self.source.span(start, tokens.take("esac")))

    def _patterns(self) -> tuple[Word, ...] | None:
        """The patterns of a case arm; None where there are none (what was read is passed nevertheless)."""
        tokens = self.tokens
        patterns: list[Word] = []
        if tokens.peek() == "(":
            tokens.take("(")
        while True:
            at = self.simple.skip(tokens.at)
            word, tokens.at = self.words.word(at)
            if tokens.at == at:
                return None
            patterns.append(word)
            separator = tokens.peek()
            if separator not in ("|", ")"):
                return None
            tokens.take(separator)
            if separator == ")":
                return tuple(patterns)
