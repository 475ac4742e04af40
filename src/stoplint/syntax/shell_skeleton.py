"""The skeleton of a script: what is left for a grammar when each simple command is one token.

tree-sitter-bash reads the structure of scripts well and some things of theirs not at all: redirections bind to
whole lists (`a && b >f`), words behind a target vanish into it (`cmd >f word`), `<<<` in front of `&`, two
here-documents on a line, `for x do`, `f() while …`, `! a | b`, `} fi`, `((a); b)`, CRLF. So everything
below the level of commands is read here, with the places of its text, and the grammar is given a canonical text of
words `_`, operators and reserved words, each traced to where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stoplint.syntax.shell_nodes import (
    ArithmeticCommand,
    Assignment,
    Conditional,
    Literal,
    Opaque,
    Redirect,
    Simple,
    Word,
)
from stoplint.syntax.shell_words import DEPTH_LIMIT, TooDeepError, UnclosedError, WordReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.syntax.shell_nodes import Command, Part, Script
    from stoplint.syntax.shell_words import Reading
    from stoplint.text import Source

_END = r"(?=[ \t\n;&|<>()]|\\\n|\Z)"
_KEYWORD = re.compile(
    r"(?:if|then|elif|else|fi|do|done|while|until|for|select|case|esac|function|time|coproc|\{|\}|!|\[\[)" + _END
)
_IN = re.compile("in" + _END)
_DO = re.compile("do" + _END)
_COMPOUND = re.compile(r"(?:if|while|until|for|select|case|\{)" + _END + r"|\(")
_COPROC_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t]+(?:(?:if|while|until|for|select|case|\{)" + _END + r"|\())")
_TIME_OPTION = re.compile("-(?:p|-)" + _END)
_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[([^]\n'\"`$\\ \t;&|<>()]*)\])?(\+)?=")
_FUNCTION = re.compile(r"([^ \t\n\\'\"`$;&|<>()=#]+)[ \t]*\([ \t]*\)")
_FUNCTION_NAME = re.compile(r"([^ \t\n\\'\"`$;&|<>()#]+)(?:[ \t]*\([ \t]*\))?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*" + _END)
_REDIRECT = re.compile(r"(\{[A-Za-z_][A-Za-z0-9_]*\}|[0-9]+)?(<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())|(&>>|&>)")
_OPENERS = frozenset(("if", "then", "elif", "else", "do", "while", "until", "{"))
_CLOSERS = frozenset(("fi", "done", "esac", "}", ")"))


@dataclass
class Redirection:
    """A redirection whose here-document may not have been read yet."""

    op: str
    fd: int | None
    target: Word | None
    start: int
    end: int
    body: Word | None = None

    def node(self, source: Source) -> Redirect:
        return Redirect(self.op, self.fd, self.target, source.span(self.start, self.end), self.body)


@dataclass
class _Heredoc:
    redirection: Redirection | None
    delimiter: str
    quoted: bool
    strip_tabs: bool


@dataclass
class SimpleDraft:
    """A simple command, `[[ … ]]` or `(( … ))`, with redirections that may still lack their here-document."""

    start: int
    end: int
    assignments: list[Assignment] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirections: list[Redirection] = field(default_factory=list)
    special: Command | None = None
    fault: str | None = None


class Prefix(NamedTuple):
    """What stands in front of a pipeline (`!`, `time`, `coproc`) or of a body (`function`, with its name)."""

    kind: str
    name: str
    start: int


@dataclass
class Token:
    """A token of the canonical text: `text` as the grammar sees it, and what it stands for."""

    text: str
    start: int
    end: int
    op: str = ""
    draft: SimpleDraft | None = None
    redirections: list[Redirection] = field(default_factory=list)
    prefixes: list[Prefix] = field(default_factory=list)
    words: tuple[Word, ...] | None = None  # of for, case and the patterns of an arm
    name: str = ""


class SkeletonReader:
    """Reads the scripts of one source: the whole text and what stands in its substitutions.

    `structure(tokens, start, end)` turns the tokens of one script into its nodes.
    """

    def __init__(
        self,
        source: Source,
        reading: Reading,
        structure: Callable[[Source, list[Token], int, int], Script],
        embedded: Callable[[Source], Script],
    ) -> None:
        self.source = source
        self.text = source.text
        self.reading = reading
        self.words = WordReader(source, reading, self._nested, embedded)
        self._structure = structure
        self._pending: list[_Heredoc] = []

    # ------------------------------------------------------------ scripts
    def whole(self) -> Script:
        """The script of the whole text."""
        region = _Region(self, 0)
        try:
            end = region.read()
        except UnclosedError as fault:
            end = len(self.text)
            start = region.at
            region.emit("_", start, end, draft=SimpleDraft(start, end, fault=fault.what))
        return self._structure(self.source, region.tokens, 0, end)

    def _nested(self, at: int) -> tuple[Script, int]:
        """The script of a substitution whose inside starts at `at`, and the offset of its `)`."""
        self.reading.enter()
        outer, self._pending = self._pending, []
        try:
            region = _Region(self, at, nested=True)
            end = region.read()
            return self._structure(self.source, region.tokens, at, end), end
        finally:
            # A here-document that the substitution did not hold itself follows the outer line; its text is no command.
            for late in self._pending:
                late.redirection = None
            self._pending = outer + self._pending
            self.reading.leave()

    # ------------------------------------------------------------ here-documents
    def expect(self, heredoc: _Heredoc) -> None:
        self._pending.append(heredoc)

    def heredocs(self, at: int) -> int:
        """Read the bodies of the here-documents of the line that ended in front of `at`; the offset behind them."""
        if not self._pending:
            return at
        limit = self.words.limit
        pending, self._pending = self._pending, []
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
            if heredoc.redirection is not None:
                heredoc.redirection.body = body
        return at


class _Region:
    """One script being cut into tokens."""

    def __init__(self, reader: SkeletonReader, start: int, *, nested: bool = False) -> None:
        self.reader = reader
        self.words = reader.words
        self.source = reader.source
        self.text = reader.text
        self.start = self.at = start
        self.nested = nested
        self.tokens: list[Token] = []
        self.open: list[str] = []  # "(" and "case"
        self.patterns = False  # at the patterns of a case arm
        self.prefixes: list[Prefix] = []

    # ------------------------------------------------------------ tokens
    def emit(
        self,
        text: str,
        start: int,
        end: int,
        op: str = "",
        draft: SimpleDraft | None = None,
    ) -> Token:
        token = Token(text, start, end, op or text, draft)
        if self.prefixes and (draft or text in _OPENERS or text in ("(", "for", "case")):
            token.prefixes, self.prefixes = self.prefixes, []
        self.tokens.append(token)
        return token

    def separate(self, start: int, end: int) -> None:
        """A `;` or newline; those that end nothing are left out of the canonical text."""
        if self.tokens and (self.tokens[-1].draft or self._closed()):
            self.emit(";", start, end)

    def _closed(self) -> bool:
        """Whether the last token ends a compound command."""
        return bool(self.tokens) and self.tokens[-1].text in _CLOSERS and self.tokens[-1].op != "arm)"

    def reserved(self, word: str, start: int, canonical: str = "") -> Token:
        # `{ a; } fi` and `(a) }` are right, and the grammar wants a separator
        if self._closed():
            self.emit(";", start, start)
        return self.emit(canonical or word, start, start + len(word), word)

    # ------------------------------------------------------------ the loop
    def read(self) -> int:
        """Read to the end of the text, or to the `)` that ends a nested script; the offset of that end."""
        text, limit = self.text, self.words.limit
        while self.at < limit:
            at, char = self.at, text[self.at]
            blank = _BLANK.match(text, at, limit)
            if blank:
                self.at = blank.end()
            elif char == "\n":
                self._loose_prefixes()
                self.separate(at, at + 1)
                self.at = self.reader.heredocs(at + 1)
            elif char == "#":
                self._comment(at)
            elif self.patterns:
                self._arm(at)
            elif char == ")":
                if "(" in self.open:
                    while self.open.pop() != "(":
                        pass
                elif self.nested:
                    self._loose_prefixes()
                    return at
                self.reserved(")", at)
                self._redirections(at + 1)
            elif char in ";&|":
                self._operator(at)
            elif char == "(":
                self._parenthesis(at)
            else:
                self._command(at)
        self._loose_prefixes()
        if self.nested:
            raise UnclosedError("a substitution is never closed", self.start - 2)
        return limit

    def _loose_prefixes(self) -> None:
        if self.prefixes:
            kind, _, start = self.prefixes[0]
            self.prefixes = []
            self.emit("_", start, self.at, draft=SimpleDraft(start, self.at, fault=f"no command behind `{kind}`"))

    def _comment(self, at: int) -> None:
        end = self.text.find("\n", at, self.words.limit)
        self.at = self.words.limit if end < 0 else end
        self.reader.reading.comments.append((self.text[at : self.at], self.source.span(at, self.at)))

    def _operator(self, at: int) -> None:
        text = self.text
        self._loose_prefixes()
        for op in (";;&", ";;", ";&", "&&", "||", "|&"):
            if text.startswith(op, at, self.words.limit):
                break
        else:
            op = text[at]
            if text.startswith("&>", at, self.words.limit):
                self._simple(at)
                return
        self.at = at + len(op)
        if op == ";":
            self.separate(at, self.at)
        elif op in (";;", ";&", ";;&"):
            self.patterns = bool(self.open) and self.open[-1] == "case"
            if self.patterns:
                self.emit(";;", at, self.at, op)
            else:
                self.emit("_", at, self.at, draft=SimpleDraft(at, self.at, fault=f"`{op}` outside a case"))
        else:
            self.emit("|" if op == "|&" else op, at, self.at, op)

    def _parenthesis(self, at: int) -> None:
        if self.text.startswith("((", at, self.words.limit):
            end = self.words.arithmetic_end(at + 2)
            if end is not None:
                draft = SimpleDraft(at, end)
                draft.special = ArithmeticCommand(self.text[at + 2 : end - 2], self.source.span(at, end))
                self._special(draft)
                return
        self._push("(")
        self.emit("(", at, at + 1)
        self.at = at + 1

    def _push(self, kind: str) -> None:
        self.open.append(kind)
        if len(self.open) > DEPTH_LIMIT:
            raise TooDeepError

    # ------------------------------------------------------------ commands
    def _command(self, at: int) -> None:
        match = _KEYWORD.match(self.text, at, self.words.limit)
        word = match.group() if match else ""
        if not word:
            function = _FUNCTION.match(self.text, at, self.words.limit)
            if function:
                self._function(function.group(1), at, function.end())
            else:
                self._simple(at)
        elif word in _OPENERS:
            if word in ("then", "elif", "else", "do"):
                self._loose_prefixes()
            self.reserved(word, at, "while" if word == "until" else word)
            self.at = at + len(word)
        elif word in _CLOSERS:
            self._close(word, at)
        elif word in ("!", "time"):
            self._prefix(word, at)
        elif word == "[[":
            self._conditional(at)
        elif word == "function":
            blank = self._skip(at + len(word))
            name = _FUNCTION_NAME.match(self.text, blank, self.words.limit)
            if name:
                self._function(name.group(1), at, name.end())
            else:
                self._simple(at)
        elif word == "coproc":
            self._coproc(at)
        elif word == "case":
            self._case(at)
        else:
            self._for(word, at)

    def _close(self, word: str, at: int) -> None:
        self._loose_prefixes()
        if word == "esac" and self.open and self.open[-1] == "case":
            self.open.pop()
        self.reserved(word, at)
        self._redirections(at + len(word))

    def _prefix(self, word: str, at: int) -> None:
        after = self._skip(at + len(word))
        following = self.text[after : min(after + 1, self.words.limit)]
        option = _TIME_OPTION.match(self.text, after, self.words.limit) if word == "time" else None
        if word == "time" and (following in ("", "\n", ";", "&", "|", ")") or (following == "-" and not option)):
            self._simple(at)  # the program of that name, or bash's `time` of nothing
            return
        self.prefixes.append(Prefix(word, "", at))
        self.at = option.end() if option else after

    def _function(self, name: str, at: int, end: int) -> None:
        self.prefixes.append(Prefix("function", name, at))
        self.at = self._skip(end, newlines=True)

    def _coproc(self, at: int) -> None:
        after = self._skip(at + len("coproc"))
        name = _COPROC_NAME.match(self.text, after, self.words.limit)
        if name:
            after = self._skip(name.end())
        if _COMPOUND.match(self.text, after, self.words.limit):
            self.prefixes.append(Prefix("coproc", "", at))
            self.at = after
        else:
            self._simple(at)
            token = self.tokens[-1]
            if token.draft:
                token.draft.fault = "a coprocess"

    def _for(self, word: str, at: int) -> None:
        text, limit = self.text, self.words.limit
        after = self._skip(at + len(word))
        if word == "for" and text.startswith("((", after, limit):
            end = self.words.arithmetic_end(after + 2)
            if end is not None:
                token = self.reserved("for", at, "while")
                token.op, token.name = "for((", text[after + 2 : end - 2]
                self.emit("_", after, end, draft=SimpleDraft(after, end, fault="the header of an arithmetic for"))
                self.at = self._skip(end)
                self.emit(";", end, end)
                if text[self.at : self.at + 1] == ";" and self.at < limit:
                    self.at += 1
                return
        name = _NAME.match(text, after, limit)
        token = self.reserved(word, at, "for")
        if not name:
            self.at = at + len(word)
            return
        token.name = name.group()
        self.emit("_", after, name.end())
        self.at = self._skip(name.end(), newlines=True)
        keyword = _IN.match(text, self.at, limit)
        if keyword:
            words: list[Word] = []
            at = self._skip(keyword.end())
            while at < limit:
                one, end = self.words.word(at)
                if end == at or text[at] == "#":
                    break
                words.append(one)
                self.at = end
                at = self._skip(end)
            else:
                self.at = at
            self.at = max(self.at, keyword.end())
            token.words = tuple(words)
        elif text[self.at : self.at + 1] == ";" and self.at < limit:
            self.at += 1
        elif not _DO.match(text, self.at, limit):
            return
        if not keyword:
            self.emit(";", self.at, self.at)
        else:
            self.emit("in", keyword.start(), keyword.end())
            self.emit("_", keyword.end(), self.at)
            self.at = self._skip(self.at)
            if text[self.at : self.at + 1] in (";", "\n") and self.at < limit:
                self.emit(";", self.at, self.at + 1)
                self.at = self.reader.heredocs(self.at + 1) if text[self.at] == "\n" else self.at + 1

    def _case(self, at: int) -> None:
        text, limit = self.text, self.words.limit
        after = self._skip(at + len("case"))
        token = self.reserved("case", at)
        word, end = self.words.word(after)
        self.at = end
        if end == after:
            return
        token.words = (word,)
        self.emit("_", after, end)
        self.at = self._skip(end, newlines=True)
        keyword = _IN.match(text, self.at, limit)
        if keyword:
            self.emit("in", self.at, keyword.end())
            self.at = keyword.end()
            self._push("case")
            self.patterns = True

    def _arm(self, start: int) -> None:
        """The patterns of a case arm, or the `esac` in their place."""
        text, limit = self.text, self.words.limit
        self.patterns = False
        at = start
        keyword = _KEYWORD.match(text, at, limit)
        if keyword and keyword.group() == "esac":
            self._close("esac", at)
            return
        if text[at] == "(":
            at = self._skip(at + 1)
        patterns: list[Word] = []
        while at < limit:
            word, end = self.words.word(at)
            if end == at:
                break
            patterns.append(word)
            at = self._skip(end)
            following = text[at : min(at + 1, limit)]
            if following == ")":
                token = self.emit("_", start, end, "arm")
                token.words = tuple(patterns)
                self.emit(")", at, at + 1, "arm)")
                self.at = at + 1
                return
            if following != "|":
                break
            at = self._skip(at + 1)
        self.at = max(at, start + 1)
        self.emit("_", start, self.at, draft=SimpleDraft(start, self.at, fault="not the patterns of a case"))

    # ------------------------------------------------------------ simple commands
    def _simple(self, start: int) -> None:
        text, limit = self.text, self.words.limit
        draft = SimpleDraft(start, start)
        at = start
        while at < limit:
            at = self._skip(at)
            if at >= limit or text[at] in "\n;|()":
                break
            redirect = _REDIRECT.match(text, at, limit)
            if redirect:
                at = self._redirection(redirect, draft)
            elif text[at] == "&" or text[at] == "#":
                break
            else:
                assignment = None if draft.words else _ASSIGNMENT.match(text, at, limit)
                at = self._assignment(assignment, draft) if assignment else self._word(at, draft)
            draft.end = at
        if draft.end == start:
            draft.end = start + 1
            draft.fault = "not a command"
        self.emit("_", start, draft.end, draft=draft)
        self.at = draft.end

    def _word(self, at: int, draft: SimpleDraft) -> int:
        assignment = _ASSIGNMENT.match(self.text, at, self.words.limit)
        if assignment and self.text.startswith("(", assignment.end(), self.words.limit):
            elements, end = self._elements(assignment.end())
            parts: list[Part] = [Literal(assignment.group() + "(", False, self.source.span(at, assignment.end() + 1))]
            for number, element in enumerate(elements):
                if number:
                    gap = self.source.span(elements[number - 1].span.end, element.span.start)
                    parts.append(Literal(" ", True, gap))
                parts.extend(element.parts)
            parts.append(Literal(")", False, self.source.span(end - 1, end)))
            draft.words.append(Word(tuple(parts), self.source.span(at, end)))
            return end
        word, end = self.words.word(at)
        draft.words.append(word)
        return end

    def _assignment(self, match: re.Match[str], draft: SimpleDraft) -> int:
        name, index, plus = match.groups()
        value: Word | None = None
        elements: tuple[Word, ...] | None = None
        if self.text.startswith("(", match.end(), self.words.limit):
            elements, end = self._elements(match.end())
        else:
            value, end = self.words.word(match.end())
        span = self.source.span(match.start(), end)
        draft.assignments.append(Assignment(name, value, span, bool(plus), elements, index))
        return end

    def _elements(self, opening: int) -> tuple[tuple[Word, ...], int]:
        """The words of an array's `( … )`, and the offset behind it."""
        text, limit = self.text, self.words.limit
        words: list[Word] = []
        at = self._skip(opening + 1, newlines=True)
        while at < limit and text[at] != ")":
            word, end = self.words.word(at)
            if end == at:
                break
            words.append(word)
            at = self._skip(end, newlines=True)
        if at >= limit or text[at] != ")":
            raise UnclosedError("an array is never closed", opening)
        return tuple(words), at + 1

    def _redirection(self, match: re.Match[str], draft: SimpleDraft) -> int:
        number, plain, both = match.groups()
        op = plain or both
        fd = int(number) if number and number.isdigit() and len(number) < 10 else None
        if number and fd is None:
            op = number + op
        at = self._skip(match.end())
        target, end = self.words.word(at)
        if end == at:
            draft.fault = "a redirection without a target"
            end = match.end()
        redirection = Redirection(op, fd, target, match.start(), end)
        draft.redirections.append(redirection)
        if op.endswith(("<<", "<<-")):
            redirection.target = None
            raw = self.text[at:end]
            quoted = any(char in raw for char in "'\"\\")
            heredoc = _Heredoc(redirection, _unquoted(raw) if quoted else raw, quoted, op.endswith("-"))
            self.reader.expect(heredoc)
        return end

    def _redirections(self, at: int) -> None:
        """Redirections behind a compound command; they stay with the token that closes it."""
        draft = SimpleDraft(at, at)
        self.at = at
        while True:
            at = self._skip(self.at)
            match = _REDIRECT.match(self.text, at, self.words.limit)
            if not match:
                break
            self.at = self._redirection(match, draft)
        self.tokens[-1].redirections = draft.redirections
        if draft.fault:
            self.reader.reading.opaque.append(Opaque(self.source.span(draft.start, self.at), draft.fault))

    def _special(self, draft: SimpleDraft) -> None:
        token = self.emit("_", draft.start, draft.end, draft=draft)
        self._redirections(draft.end)
        draft.redirections, token.redirections = token.redirections, []

    def _conditional(self, start: int) -> None:
        """`[[ … ]]`; behind `=~`, parentheses and bars belong to the word."""
        text, limit = self.text, self.words.limit
        words: list[Word] = []
        at = start + 2
        while True:
            at = self._skip(at, newlines=True)
            if at >= limit:
                raise UnclosedError("a [[ is never closed", start)
            end = at
            for op in ("&&", "||", "(", ")", "<", ">"):
                if text.startswith(op, at, limit) and not text.startswith(("<(", ">("), at, limit):
                    end = at + len(op)
                    span = self.source.span(at, end)
                    words.append(Word((Literal(op, False, span),), span))
                    break
            else:
                if words and words[-1].literal == "=~":
                    word, end = self._regex(at)
                else:
                    word, end = self.words.word(at)
                if end > at and word.span.text == "]]":
                    break
                words.append(word)
            if end == at:
                raise UnclosedError("a [[ is never closed", start)
            at = end
        draft = SimpleDraft(start, end)
        draft.special = Conditional(tuple(words), self.source.span(start, end))
        self._special(draft)

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

    # ------------------------------------------------------------ white space
    def _skip(self, at: int, *, newlines: bool = False) -> int:
        """The offset behind blanks and line continuations (with `newlines`: line ends and comments too)."""
        text, limit = self.text, self.words.limit
        while at < limit:
            match = _BLANK.match(text, at, limit)
            if match:
                at = match.end()
            elif newlines and text[at] == "\n":
                at = self.reader.heredocs(at + 1)
            elif newlines and text[at] == "#":
                self._comment(at)
                at = self.at
            else:
                break
        return at


def _unquoted(raw: str) -> str:
    """A here-document's delimiter without its quotes; nothing in it is expanded."""
    return re.sub(r"\\(.)|'([^']*)'|\"([^\"]*)\"", lambda match: "".join(part or "" for part in match.groups()), raw)


def simple(draft: SimpleDraft, source: Source) -> Command:
    """The node of a simple command."""
    span = source.span(draft.start, draft.end)
    if draft.fault:
        return Opaque(span, draft.fault)
    redirects = tuple(one.node(source) for one in draft.redirections)
    return Simple(tuple(draft.assignments), tuple(draft.words), redirects, span)
