"""Where a Dockerfile's instructions begin and end, and the plain text that a simple reader can read.

Follows `Parse` of moby/buildkit, frontend/dockerfile/parser/parser.go, line for line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.syntax.dockerfile_heredoc import openings
from stoplint.syntax.dockerfile_line import JoinedLine, command_of
from stoplint.syntax.dockerfile_nodes import Directive, Heredoc
from stoplint.syntax.dockerfile_spaces import SPACES
from stoplint.syntax.opaque import Opaque
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.syntax.dockerfile_heredoc import Opening

BOM = "\ufeff"
_DIRECTIVES = frozenset({"syntax", "escape", "check"})


@dataclass(frozen=True)
class OutlinedInstruction:
    """One logical line and the here-documents behind it, in the file from `start` to `end`.

    `start` is on the line that BuildKit counts: a continuation mark alone on a line begins an instruction.
    """

    line: JoinedLine
    heredocs: tuple[Heredoc, ...]
    start: int
    end: int


@dataclass
class Outline:
    """`entries` by the 0-based line they begin on.

    `plain` has the same lines as the file, and each logical line whole on the first of them; continuation
    lines, here-documents and all that is no ASCII are blanked out. Comment lines are as they were.
    """

    entries: dict[int, OutlinedInstruction] = field(default_factory=dict)
    directives: list[Directive] = field(default_factory=list)
    opaque: list[Opaque] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    escape: str = "\\"


def outline_of(source: Source) -> Outline:
    """Reads the lines of `source`, in time linear in its length."""
    return _OutlineReader(source).read()


class _OutlineReader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._outline = Outline(plain=[""] * len(source.line_starts))
        self._at = 0  # the line to be read next
        self._seen: set[str] = set()
        self._directives_over = False

    def read(self) -> Outline:
        while self._at < len(self._source.line_starts):
            start, end = self._bounds(self._at)
            if self._at == 0 and self._text.startswith(BOM):
                start += 1
            start = self._behind_spaces(start, end)
            if not self._directives_over:
                self._read_directive(start, end)
            if start == end:
                self._at += 1
            elif self._text[start] == "#":
                self._note_comment(self._at, start, end)
                self._at += 1
            else:
                self._read_entry(start, end)
        return self._outline

    def _bounds(self, number: int) -> tuple[int, int]:
        """Offsets of a line's first character and behind its last one, line end not counted."""
        starts = self._source.line_starts
        start = starts[number]
        end = starts[number + 1] if number + 1 < len(starts) else len(self._text)
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def _behind_spaces(self, start: int, end: int) -> int:
        while start < end and self._text[start] in SPACES:
            start += 1
        return start

    def _note_comment(self, number: int, start: int, end: int) -> None:
        self._outline.plain[number] = _ascii(self._text[start:end])

    def _read_directive(self, start: int, end: int) -> None:
        """A directive is the first of its name, above everything that is none; anything else ends them."""
        match = re.match(r"#\s*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.+)\Z", self._text[start:end], re.DOTALL)
        name = match.group(1).lower() if match else ""
        if not match or name not in _DIRECTIVES:
            self._directives_over = True
            return
        if name in self._seen:
            return
        self._seen.add(name)
        value = match.group(2).strip("\t\n\f\r ")
        self._outline.directives.append(Directive(name, value, self._source.span(start, end)))
        if name == "escape" and value in ("\\", "`"):
            self._outline.escape = value

    def _read_entry(self, start: int, end: int) -> None:
        first = self._at
        pieces: list[tuple[int, int]] = []
        while True:
            self._at += 1
            cut = self._continued(start, end)
            pieces.append((start, end if cut is None else cut))
            last_end = end
            if cut is None:
                break
            found = self._next_piece()
            if found is None:
                break
            start, end = found
        line = JoinedLine.joined(self._source, pieces)
        heredocs: list[Heredoc] = []
        if "<<" in line.text:
            command = command_of(line, 0, len(line.text), self._outline.escape)
            for opening in openings(command, self._outline.escape):
                heredoc = self._read_heredoc(opening)
                if heredoc is None:
                    break
                heredocs.append(heredoc)
                last_end = heredoc.span.end
        self._outline.plain[first] = _ascii(line.text)
        self._outline.entries[first] = OutlinedInstruction(line, tuple(heredocs), pieces[0][0], last_end)

    def _next_piece(self) -> tuple[int, int] | None:
        """The next line that carries on; comments and blank lines between do not end a continuation."""
        while self._at < len(self._source.line_starts):
            start, end = self._bounds(self._at)
            content = self._behind_spaces(start, end)
            if content < end and self._text[content] != "#":
                return start, end
            if content < end:
                self._note_comment(self._at, content, end)
            self._at += 1
        return None

    def _continued(self, start: int, end: int) -> int | None:
        """Where the line is cut if it ends in an escape character that is not escaped itself."""
        while end > start and self._text[end - 1] in " \t":
            end -= 1
        escape = self._outline.escape
        if end == start or self._text[end - 1] != escape or (end - 2 >= start and self._text[end - 2] == escape):
            return None
        return end - 1

    def _read_heredoc(self, opening: Opening) -> Heredoc | None:
        first = self._at
        starts = self._source.line_starts
        body_start = starts[first] if first < len(starts) else len(self._text)
        while self._at < len(starts):
            start, end = self._bounds(self._at)
            self._at += 1
            if start == len(self._text):
                break  # behind the last newline there is no line
            mark = self._text[start:end]
            if (mark.lstrip("\t") if opening.strip_tabs else mark) == opening.name:
                body = self._body(body_start, start, opening.strip_tabs)
                return Heredoc(
                    opening.name, opening.expand, opening.strip_tabs, body, self._source.span(body_start, end)
                )
        self._outline.opaque.append(
            Opaque(self._source.span(body_start, len(self._text)), f"the here-document {opening.name} is never ended")
        )
        return None

    def _body(self, start: int, end: int, strip_tabs: bool) -> Source:
        text = self._text[start:end]
        host = self._source.span(start, end)
        if not strip_tabs or "\t" not in text:
            return Source(self._source.path, text, host, tuple(range(start, end + 1)))
        offsets: list[int] = []
        out: list[str] = []
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            kept = line.lstrip("\t")
            offsets.extend(range(start + len(line) - len(kept), start + len(line)))
            out.append(kept)
            start += len(line)
        return Source(self._source.path, "".join(out), host, (*offsets, end))


def _ascii(text: str) -> str:
    """The same length in printable ASCII without escape characters, which would continue the line."""
    return re.sub(r"[^\t\v\f\r -~]|[\\`]", "?", text)
