"""The tokens of a script's canonical text, and the drafts of the commands they stand for.

Drafts, because a here-document's body is read after its line, when the command it belongs to is already there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.syntax.shell_nodes import Opaque, Redirect, Simple

if TYPE_CHECKING:
    from stoplint.syntax.shell_nodes import Assignment, Command, Word
    from stoplint.text import Source


class Redirection:
    """A redirection whose here-document may not have been read yet."""

    __slots__ = ("body", "end", "fd", "op", "start", "target")

    def __init__(self, op: str, fd: int | None, target: Word | None, start: int, end: int) -> None:
        self.op = op
        self.fd = fd
        self.target = target
        self.start = start
        self.end = end
        self.body: Word | None = None

    def node(self, source: Source) -> Redirect:
        return Redirect(self.op, self.fd, self.target, source.span(self.start, self.end), self.body)


class SimpleDraft:
    """A simple command, `[[ … ]]` or `(( … ))` (`special`), or text that is none (`fault` says why)."""

    __slots__ = ("assignments", "end", "fault", "redirections", "special", "start", "words")

    def __init__(self, start: int, end: int, fault: str | None = None, special: Command | None = None) -> None:
        self.start = start
        self.end = end
        self.fault = fault
        self.special = special
        self.assignments: list[Assignment] = []
        self.words: list[Word] = []
        self.redirections: list[Redirection] = []

    def node(self, source: Source) -> Command:
        """The node of a simple command."""
        span = source.span(self.start, self.end)
        if self.fault:
            return Opaque(span, self.fault)
        redirects = tuple(one.node(source) for one in self.redirections)
        return Simple(tuple(self.assignments), tuple(self.words), redirects, span)


class Prefix(NamedTuple):
    """What stands in front of a pipeline (`!`, `time`, `coproc`) or of a body (`function`, with its name)."""

    kind: str
    name: str
    start: int


class Token:
    """A token of the canonical text: `text` as the grammar sees it, `op` what stands there, and what it carries.

    `words` are those of `for`, `case` and the patterns of an arm, `name` is the variable of `for` or the header of
    an arithmetic one; `redirections` follow the token that closes a compound command.
    """

    __slots__ = ("draft", "end", "name", "op", "prefixes", "redirections", "start", "text", "words")

    def __init__(self, text: str, start: int, end: int, op: str, draft: SimpleDraft | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.op = op
        self.draft = draft
        self.redirections: list[Redirection] = []
        self.prefixes: list[Prefix] = []
        self.words: tuple[Word, ...] | None = None
        self.name = ""
