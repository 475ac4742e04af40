"""Lists, pipelines, functions, and what stands where a command should (POSIX.1-2017 XCU 2.9.2, 2.9.3, 2.9.5)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_compound import COMPOUNDS, CompoundReader
from stoplint.syntax.shell_nodes import AndOr, Coprocess, Function, Item, Pipeline, Script, Simple
from stoplint.syntax.shell_reading import UnreadError
from stoplint.syntax.shell_simple import SimpleReader
from stoplint.syntax.shell_tokens import END, WORD, Tokens
from stoplint.syntax.shell_words import WordReader

if TYPE_CHECKING:
    from stoplint.syntax.shell_nodes import Command
    from stoplint.syntax.shell_reading import Reading
    from stoplint.text import Source, Span

CHAIN_LIMIT = 200
"""Commands in one `&&`/`||` chain; a longer one is not read (the nodes nest, and readers of them recurse)."""

_BLANK = r"(?:[ \t]|\\\n)"
_FUNCTION = re.compile(r"([^ \t\n\\'\"`$;&|<>()=#]+)[ \t]*\([ \t]*\)")
_SECTIONS = frozenset(("then", "elif", "else", "do", "in", ";;", ";&", ";;&"))
"""What begins a part of a compound command: a command may stand behind it."""

_CLOSERS = frozenset(("fi", "done", "esac", "}", ")"))
_TOP: frozenset[str] = frozenset()
_IN_SUBSTITUTION = frozenset(")")


@cache
def _named_function() -> re.Pattern[str]:
    return re.compile(rf"function{_BLANK}+([^ \t\n\\'\"`$;&|<>()#]+)(?:[ \t]*\([ \t]*\))?")


@cache
def _timed() -> re.Pattern[str]:
    return re.compile(rf"time(?:{_BLANK}+-p)?(?:{_BLANK}+--)?(?={_BLANK}+(?![- \t\n;&|)#]|\\\n|\Z)|\()")


@cache
def _coproc_name() -> re.Pattern[str]:
    return re.compile(
        rf"{_BLANK}+([A-Za-z_][A-Za-z0-9_]*){_BLANK}+(?=(?:if|while|until|for|select|case|\{{|\[\[)[ \t\n;]|\()"
    )


class Prefix(NamedTuple):
    """The `!` and `time` in front of a pipeline."""

    place: Span
    negated: bool
    timed: bool


class ListReader:
    """Reads the scripts of one source: its whole text, and what stands in its substitutions.

    `stops` are the tokens that something around waits for. Where one of them stands, what is being read is over,
    complete or not; a token that nothing waits for is an Opaque of its own, and what stands behind it is read.
    """

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source = source
        self.text = source.text
        self.reading = reading
        self.words = WordReader(source, reading, self._substitution, self._embedded)
        self.simple = SimpleReader(source, reading, self.words)
        self.tokens = Tokens(source, self.simple)
        self.compounds = CompoundReader(self)

    # ------------------------------------------------------------ scripts
    def whole(self) -> Script:
        """The script of the whole text."""
        return self._script(self.items(_TOP), 0, len(self.text))

    def _script(self, items: tuple[Item, ...], start: int, end: int) -> Script:
        return Script(items, self.source.span(start, end))

    def _substitution(self, at: int) -> tuple[Script, int]:
        """The script of a substitution whose inside starts at `at`, and the offset of its `)`."""
        self.reading.enter()
        tokens = self.tokens
        outer, tokens.at = tokens.at, at
        pending, self.simple.pending = self.simple.pending, []
        try:
            items = self.items(_IN_SUBSTITUTION)
            if tokens.peek() != ")":
                raise UnreadError("a substitution is never closed")
            return self._script(items, at, tokens.at), tokens.at
        finally:
            # A here-document that the substitution did not hold itself follows the outer line; its text is no command.
            for late in self.simple.pending:
                late.redirect = None
            self.simple.pending = pending + self.simple.pending
            tokens.at = outer
            self.reading.leave()

    def _embedded(self, source: Source) -> Script:
        """The script of a backtick substitution."""
        self.reading.enter()
        try:
            return ListReader(source, self.reading).whole()
        finally:
            self.reading.leave()

    # ------------------------------------------------------------ lists
    def items(self, stops: frozenset[str]) -> tuple[Item, ...]:
        """The commands up to what is waited for, or to the end of the text."""
        tokens = self.tokens
        items: list[Item] = []
        separate = True
        while True:
            symbol = tokens.peek()
            if symbol in stops or symbol == END:
                return tuple(items)
            start = tokens.at
            if symbol == "\n":
                tokens.at = self.simple.heredocs(start + 1)
                separate = True
            elif symbol in (";", "&") and not separate:
                end = tokens.take(symbol)
                if symbol == "&":
                    command = items[-1].command
                    items[-1] = Item(command, True, self.source.span(command.span.start, end))
                separate = True
            elif symbol in (";", "&") or symbol in _SECTIONS:
                items.append(self._stray(symbol))
                separate = True
            else:
                if not separate and symbol not in _CLOSERS and not isinstance(items[-1].command, Opaque):
                    gap = self.unread(start, start, "no separator in front of this command")
                    items.append(Item(gap, False, gap.span))
                command = self._and_or(stops)
                items.append(Item(command, False, command.span))
                separate = False

    def _stray(self, symbol: str) -> Item:
        start = self.tokens.at
        command = self.unread(start, self.tokens.take(symbol), f"an unexpected `{symbol}`")
        return Item(command, False, command.span)

    def _and_or(self, stops: frozenset[str]) -> Command:
        """Pipelines with `&&` and `||` between them, which bind from the left."""
        mark = len(self.reading.opaque)
        left = self._pipeline(stops)
        count = 1
        while self.tokens.peek() in ("&&", "||"):
            asking = self._operator()
            right = self._pipeline(stops, asking)
            count += 1
            if count <= CHAIN_LIMIT:
                left = AndOr(left, asking.text, right, self.source.span(left.span.start, right.span.end))
        if count > CHAIN_LIMIT:
            return self.unread(
                left.span.start, right.span.end, f"a chain of more than {CHAIN_LIMIT} commands", since=mark
            )
        return left

    def _operator(self) -> Span:
        """The place of the operator that comes next, which is passed with the line ends behind it."""
        start = self.tokens.at
        place = self.source.span(start, self.tokens.take(self.tokens.peek()))
        self.tokens.newlines()
        return place

    # ------------------------------------------------------------ pipelines
    def _pipeline(self, stops: frozenset[str], asking: Span | None = None) -> Command:
        """One command, or several with `|` between them; `asking` is what demands one."""
        prefix = self._prefix() if self.tokens.peek() in ("!", "time") else None
        command = self.command(stops, prefix.place if prefix else asking)
        if self.tokens.peek() not in ("|", "|&"):
            return self._prefixed(prefix, (command,)) if prefix else command
        commands = [command]
        errors: list[int] = []
        while self.tokens.peek() in ("|", "|&"):
            asking = self._operator()
            if asking.text == "|&":
                errors.append(len(commands) - 1)
            inner = self._prefix()  # no shell reads `a | ! b`, but what it means is plain
            command = self.command(stops, inner.place if inner else asking)
            commands.append(self._prefixed(inner, (command,)) if inner else command)
        return self._prefixed(prefix, tuple(commands), tuple(errors))

    def _prefix(self) -> Prefix | None:
        tokens = self.tokens
        start = end = -1
        negated = timed = False
        while True:
            symbol = tokens.peek()
            options = _timed().match(self.text, tokens.at, self.words.limit) if symbol == "time" else None
            if symbol != "!" and not options:
                break
            start = tokens.at if start < 0 else start
            negated, timed = negated != (symbol == "!"), timed or symbol == "time"
            end = tokens.take(options.group() if options else symbol)
        return Prefix(self.source.span(start, end), negated, timed) if start >= 0 else None

    def _prefixed(self, prefix: Prefix | None, commands: tuple[Command, ...], errors: tuple[int, ...] = ()) -> Command:
        place, negated, timed = prefix or (commands[0].span, False, False)
        span = self.source.span(place.start, commands[-1].span.end)
        return Pipeline(commands, span, negated=negated, timed=timed, errors=errors)

    # ------------------------------------------------------------ commands
    def command(self, stops: frozenset[str], asking: Span | None = None) -> Command:
        """A simple command, a compound command or a function; where none stands, an Opaque at what asks for it."""
        tokens = self.tokens
        symbol = tokens.peek()
        start, mark = tokens.at, len(self.reading.opaque)
        try:
            if symbol in (WORD, "time", "function"):
                pattern = _named_function() if symbol == "function" else _FUNCTION
                header = pattern.match(self.text, start, self.words.limit)
                if header:
                    return self._function(header, stops, word=symbol == "function")
                command = self.simple.simple(start)
                tokens.at = command.span.end
                if tokens.peek() != "(":
                    return command
                self.compounds.read("(", stops)
                return self.unread(start, tokens.at, "a parenthesis behind a command", since=mark)
            if symbol in COMPOUNDS:
                return self.compounds.read(symbol, stops)
            if symbol == "coproc":
                return self._coproc(stops)
            if symbol in _CLOSERS and symbol not in stops:
                _, tokens.at = self.simple.redirections(tokens.take(symbol))
                return self.unread(start, tokens.at, f"an unexpected `{symbol}`", since=mark)
        except UnreadError as fault:
            if stops:
                raise  # nobody knows where what is open around it ends
            tokens.at = self.words.limit
            return self.unread(start, tokens.at, str(fault), since=mark)
        if asking is None:
            return self.unread(start, start, f"no command in front of `{symbol}`")
        return self.unread(asking.start, asking.end, f"no command behind `{asking.text}`")

    def _function(self, header: re.Match[str], stops: frozenset[str], *, word: bool) -> Command:
        """`name() command`, or `function name` with a compound command; bash wants one behind `name()` too."""
        tokens, mark = self.tokens, len(self.reading.opaque)
        place = self.source.span(*header.span())
        tokens.at = place.end
        tokens.newlines()
        self.reading.enter()
        try:
            body = self.command(stops, place)
        finally:
            self.reading.leave()
        if isinstance(body, (Simple, Function)) and not place.text.endswith(")"):
            return self.unread(place.start, body.span.end, "a function without a body", since=mark)
        if isinstance(body, Opaque):
            return self.unread(place.start, max(place.end, body.span.end), body.why, since=mark)
        span = self.source.span(place.start, body.span.end)
        return Function(header.group(1), body, span, word=word)

    def _coproc(self, stops: frozenset[str]) -> Command:
        """`coproc command`, or with a name in front of a compound one (bash(1), "Coprocesses")."""
        tokens, mark = self.tokens, len(self.reading.opaque)
        start = tokens.at
        place = self.source.span(start, tokens.take("coproc"))
        name = _coproc_name().match(self.text, tokens.at, self.words.limit)
        if name:
            tokens.at = name.end()
        self.reading.enter()
        try:
            command = self.command(stops, place)
        finally:
            self.reading.leave()
        if isinstance(command, Opaque):
            return self.unread(start, command.span.end, "a coprocess", since=mark)
        return Coprocess(name.group(1) if name else "COPROC", command, self.source.span(start, command.span.end))

    # ------------------------------------------------------------ what is not read
    def unread(self, start: int, end: int, why: str, since: int | None = None) -> Opaque:
        """The Opaque for this text; what was not read inside it, `since` then, is part of it."""
        if since is not None:
            del self.reading.opaque[since:]
        opaque = Opaque(self.source.span(start, end), why)
        self.reading.opaque.append(opaque)
        return opaque
