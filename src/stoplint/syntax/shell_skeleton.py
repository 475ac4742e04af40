"""The skeleton of a script: what is left for a grammar when each simple command is one token.

tree-sitter-bash reads the structure of scripts well and some things of theirs not at all: redirections bind to
whole lists (`a && b >f`), words behind a target vanish into it (`cmd >f word`), `<<<` in front of `&`, two
here-documents on a line, `for x do`, `f() while …`, `! a | b`, `} fi`, `((a); b)`, CRLF. So everything
below the level of commands is read here, with the places of its text, and the grammar is given a canonical text of
words `_`, operators and reserved words, each traced to where it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import ArithmeticCommand
from stoplint.syntax.shell_reading import DEPTH_LIMIT, TooDeepError, UnclosedError
from stoplint.syntax.shell_simple import SimpleReader
from stoplint.syntax.shell_tokens import Prefix, SimpleDraft, Token
from stoplint.syntax.shell_words import WordReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.syntax.shell_nodes import Script, Word
    from stoplint.syntax.shell_reading import Reading
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
_FUNCTION = re.compile(r"([^ \t\n\\'\"`$;&|<>()=#]+)[ \t]*\([ \t]*\)")
_FUNCTION_NAME = re.compile(r"([^ \t\n\\'\"`$;&|<>()#]+)(?:[ \t]*\([ \t]*\))?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*" + _END)
_OPENERS = frozenset(("if", "then", "elif", "else", "do", "while", "until", "{"))
_CLOSERS = frozenset(("fi", "done", "esac", "}", ")"))


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
        self.simple = SimpleReader(source, reading, self.words)
        self._structure = structure

    # ------------------------------------------------------------ scripts
    def whole(self) -> Script:
        """The script of the whole text."""
        region = _Region(self, 0)
        try:
            end = region.read()
        except UnclosedError as fault:
            end = len(self.text)
            start = max([region.at, *(token.end for token in region.tokens[-1:])])
            region.emit("_", start, end, draft=SimpleDraft(start, end, fault=fault.what))
        return self._structure(self.source, region.tokens, 0, end)

    def _nested(self, at: int) -> tuple[Script, int]:
        """The script of a substitution whose inside starts at `at`, and the offset of its `)`."""
        self.reading.enter()
        outer, self.simple.pending = self.simple.pending, []
        try:
            region = _Region(self, at, nested=True)
            end = region.read()
            return self._structure(self.source, region.tokens, at, end), end
        finally:
            # A here-document that the substitution did not hold itself follows the outer line; its text is no command.
            for late in self.simple.pending:
                late.redirection = None
            self.simple.pending = outer + self.simple.pending
            self.reading.leave()


class _Region:
    """One script being cut into tokens."""

    def __init__(self, reader: SkeletonReader, start: int, *, nested: bool = False) -> None:
        self.reader = reader
        self.words = reader.words
        self.simple = reader.simple
        self.source = reader.source
        self.text = reader.text
        self.start = self.at = start
        self.nested = nested
        self.tokens: list[Token] = []
        self.open: list[str] = []  # "(" and "case"
        self.patterns = False  # at the patterns of a case arm
        self.prefixes: list[Prefix] = []

    # ------------------------------------------------------------ tokens
    def emit(self, text: str, start: int, end: int, op: str = "", draft: SimpleDraft | None = None) -> Token:
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
            behind = self.tokens[-1].end
            self.emit(";", behind, behind)
        return self.emit(canonical or word, start, start + len(word), word)

    # ------------------------------------------------------------ the loop
    def read(self) -> int:
        """Read to the end of the text, or to the `)` that ends a nested script; the offset of that end."""
        text, limit = self.text, self.words.limit
        while self.at < limit:
            at, char = self.at, text[self.at]
            if char in " \t" or text.startswith("\\\n", at, limit):
                self.at = self.simple.skip(at)
            elif char == "\n":
                self._loose_prefixes()
                self.separate(at, at + 1)
                self.at = self.simple.heredocs(at + 1)
            elif char == "#":
                self.at = self.simple.comment(at)
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
                node = ArithmeticCommand(self.text[at + 2 : end - 2], self.source.span(at, end))
                self._special(SimpleDraft(at, end, special=node))
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
            self._special(self.simple.conditional(at))
        elif word == "function":
            blank = self.simple.skip(at + len(word))
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
        after = self.simple.skip(at + len(word))
        following = self.text[after : min(after + 1, self.words.limit)]
        option = _TIME_OPTION.match(self.text, after, self.words.limit) if word == "time" else None
        if word == "time" and (following in ("", "\n", ";", "&", "|", ")") or (following == "-" and not option)):
            self._simple(at)  # the program of that name, or bash's `time` of nothing
            return
        self.prefixes.append(Prefix(word, "", at))
        self.at = option.end() if option else after

    def _function(self, name: str, at: int, end: int) -> None:
        self.prefixes.append(Prefix("function", name, at))
        if len(self.prefixes) > DEPTH_LIMIT:
            raise TooDeepError
        self.at = self.simple.skip(end, newlines=True)

    def _coproc(self, at: int) -> None:
        after = self.simple.skip(at + len("coproc"))
        name = _COPROC_NAME.match(self.text, after, self.words.limit)
        if name:
            after = self.simple.skip(name.end())
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
        after = self.simple.skip(at + len(word))
        if word == "for" and text.startswith("((", after, limit):
            end = self.words.arithmetic_end(after + 2, semicolons=True)
            if end is not None:
                token = self.reserved("for", at, "while")
                token.op, token.name = "for((", text[after + 2 : end - 2]
                self.emit("_", after, end, draft=SimpleDraft(after, end, fault="the header of an arithmetic for"))
                self.at = self.simple.skip(end)
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
        self.at = self.simple.skip(name.end(), newlines=True)
        keyword = _IN.match(text, self.at, limit)
        if keyword:
            words: list[Word] = []
            at = self.simple.skip(keyword.end())
            while at < limit:
                one, end = self.words.word(at)
                if end == at or text[at] == "#":
                    break
                words.append(one)
                self.at = end
                at = self.simple.skip(end)
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
            self.at = self.simple.skip(self.at)
            if text[self.at : self.at + 1] in (";", "\n") and self.at < limit:
                self.emit(";", self.at, self.at + 1)
                self.at = self.simple.heredocs(self.at + 1) if text[self.at] == "\n" else self.at + 1

    def _case(self, at: int) -> None:
        text, limit = self.text, self.words.limit
        after = self.simple.skip(at + len("case"))
        token = self.reserved("case", at)
        word, end = self.words.word(after)
        self.at = end
        if end == after:
            return
        token.words = (word,)
        self.emit("_", after, end)
        self.at = self.simple.skip(end, newlines=True)
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
            at = self.simple.skip(at + 1)
        patterns: list[Word] = []
        while at < limit:
            word, end = self.words.word(at)
            if end == at:
                break
            patterns.append(word)
            at = self.simple.skip(end)
            following = text[at : min(at + 1, limit)]
            if following == ")":
                token = self.emit("_", start, end, "arm")
                token.words = tuple(patterns)
                self.emit(")", at, at + 1, "arm)")
                self.at = at + 1
                return
            if following != "|":
                break
            at = self.simple.skip(at + 1)
        self.at = max(at, start + 1)
        self.emit("_", start, self.at, draft=SimpleDraft(start, self.at, fault="not the patterns of a case"))

    # ------------------------------------------------------------ simple commands
    def _simple(self, at: int) -> None:
        draft = self.simple.simple(at)
        self.emit("_", at, draft.end, draft=draft)
        self.at = draft.end

    def _special(self, draft: SimpleDraft) -> None:
        """`[[ … ]]` or `(( … ))`."""
        self.emit("_", draft.start, draft.end, draft=draft)
        draft.redirections, self.at = self.simple.redirections(draft.end)

    def _redirections(self, at: int) -> None:
        """Redirections behind a compound command; they stay with the token that closes it."""
        self.tokens[-1].redirections, self.at = self.simple.redirections(at)
