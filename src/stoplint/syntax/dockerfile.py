"""Dockerfiles read: text in, nodes with spans out. The one door to `dockerfile-parse`.

`dockerfile-parse` says which lines are instructions and comments. It has never heard of here-documents, a BOM,
blank lines in continuations and other corners (2 % of real files), so it gets the plain form of the file that
`dockerfile_outline` makes. All spans and values come from the file's own text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.dockerfile_line import (
    command_of,
    healthcheck_arguments,
    key_value_words,
    quoted_words,
    separated_words,
)
from stoplint.syntax.dockerfile_nodes import Comment, Dockerfile, Instruction
from stoplint.syntax.dockerfile_outline import outline_of
from stoplint.syntax.dockerfile_spaces import SPACES
from stoplint.syntax.opaque import Opaque
from stoplint.syntax.templates import MARKS

if TYPE_CHECKING:
    from stoplint.syntax.dockerfile_line import RawInstruction
    from stoplint.syntax.dockerfile_nodes import DockerfileWord, Heredoc
    from stoplint.syntax.dockerfile_outline import Outline, OutlinedInstruction
    from stoplint.text import Source, Span

INSTRUCTIONS = frozenset(
    {
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    }
)  # fmt: skip


def read(source: Source) -> Dockerfile:
    """The nodes of a Dockerfile. Never raises: what no Docker frontend would read is an Opaque."""
    if "\0" in source.text:
        return Dockerfile(source, (), opaque=(Opaque(source.whole, "this is no text: it has NUL bytes"),))
    outline = outline_of(source)
    instructions: list[Instruction] = []
    comments: list[Comment] = []
    opaque = list(outline.opaque)
    directive_starts = {directive.span.start for directive in outline.directives}
    for number, keyword in _structure(outline):
        entry = outline.entries.get(number)
        if entry is None:
            comment = _comment(source, number)
            if comment.span.start not in directive_starts:
                comments.append(comment)
            continue
        command = command_of(entry.line, 0, len(entry.line.text), outline.escape)
        if keyword in INSTRUCTIONS:
            instructions.append(_instruction(command, entry, outline.escape))
        else:
            opaque.append(_unread(command, entry))
    return Dockerfile(
        source,
        tuple(instructions),
        tuple(outline.directives),
        tuple(comments),
        tuple(sorted(opaque, key=lambda region: region.span.start)),
        outline.escape,
    )


def _structure(outline: Outline) -> list[tuple[int, str]]:
    """The 0-based first line and the upper-case name of each instruction; COMMENT lines are among them."""
    from dockerfile_parse import DockerfileParser  # noqa: PLC0415 - takes 9 ms, and a run may find no Dockerfile

    structure = DockerfileParser(fileobj=_Lines(outline.plain)).structure
    return [(entry["startline"], entry["instruction"]) for entry in structure]


class _Lines:
    """As much of a file as `dockerfile-parse` asks for."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def seek(self, _offset: int) -> None:
        """Goes back to the start, where this always is."""

    def readlines(self) -> list[bytes]:
        """Lines with their ends."""
        return [line.encode("ascii") + b"\n" for line in self._lines]


def _comment(source: Source, number: int) -> Comment:
    line_start = source.line_starts[number]
    text = source.line_text(number + 1)
    at = text.index("#")
    return Comment(text[at:], source.span(line_start + at, line_start + len(text)))


def _span(entry: OutlinedInstruction) -> Span:
    """From the first line's first letter (or continuation mark) to the last character that is no white space."""
    source = entry.line.source
    if entry.heredocs:
        return source.span(entry.start, entry.end)
    return source.span(entry.start, entry.start + len(source.text[entry.start : entry.end].rstrip(SPACES)))


def _unread(command: RawInstruction, entry: OutlinedInstruction) -> Opaque:
    start, end = command.name
    name = command.line.text[start:end]
    if name.startswith(MARKS):
        return Opaque(_span(entry), "template syntax, which no Docker frontend reads")
    shown = name if len(name) <= 20 else name[:20] + "…"
    return Opaque(_span(entry), f"`{shown}` is no Dockerfile instruction", command.line.span(start, end))


def _instruction(command: RawInstruction, entry: OutlinedInstruction, escape: str) -> Instruction:
    span = _span(entry)
    inner = None
    if command.keyword == "ONBUILD":
        inner_command = command_of(command.line, *command.arguments, escape)
        if inner_command.keyword in INSTRUCTIONS:
            name_start = command.line.span(*inner_command.name).start
            inner_span = span.source.span(name_start, span.end)
            inner = _node(inner_command, inner_span, entry.heredocs, escape, None)
    return _node(command, span, entry.heredocs, escape, inner)


def _node(
    command: RawInstruction, span: Span, heredocs: tuple[Heredoc, ...], escape: str, inner: Instruction | None
) -> Instruction:
    line = command.line
    return Instruction(
        name=command.keyword,
        span=span,
        name_span=line.span(*command.name),
        value_span=line.span(*command.arguments),
        value=line.part(*command.arguments),
        flags=command.flags,
        words=_words(command, escape),
        json=command.json,
        heredocs=heredocs,
        inner=inner,
    )


def _words(command: RawInstruction, escape: str) -> tuple[DockerfileWord, ...]:
    line, (start, end) = command.line, command.arguments
    if command.keyword in ("ENV", "LABEL"):
        return key_value_words(line, start, end, escape)
    if command.json is not None:
        if command.keyword != "HEALTHCHECK":
            return command.json
        kind = separated_words(line, start, healthcheck_arguments(line.text, start, end))
        return (*kind, *command.json)
    if command.keyword in ("FROM", "COPY", "ADD", "EXPOSE", "VOLUME"):
        return separated_words(line, start, end)
    return quoted_words(line, start, end, escape)
