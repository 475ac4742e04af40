"""What a Dockerfile consists of. No Docker meaning: words are as written, variables unexpanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.syntax.opaque import Opaque
    from stoplint.text import Source, Span


@dataclass(frozen=True)
class DockerfileWord:
    """One word: `text` as written (quotes and escapes kept), `value` decoded where it was a JSON string."""

    text: str
    value: str
    span: Span


@dataclass(frozen=True)
class Flag:
    """`--name=value` (or `--name`: value is None) in front of an instruction's arguments."""

    name: str
    value: str | None
    span: Span


@dataclass(frozen=True)
class Heredoc:
    """`<<NAME … NAME`: `body` is the text between, with tabs stripped for `<<-`; `expand` is False when quoted.

    `span` covers the body and the closing NAME; `<<NAME` itself is one of the instruction's words.
    """

    name: str
    expand: bool
    strip_tabs: bool
    body: Source
    span: Span


@dataclass(frozen=True)
class Instruction:
    """One instruction.

    `name` is upper case. `span` covers the whole instruction from its first letter to the last character of
    its last line (heredoc bodies included, the line end not); `value_span` covers the arguments behind the
    name and flags. `value` is a Source: the arguments with continuation lines joined, escapes and comment
    lines in between removed, each character traced to the file by `offsets`. `json` is the decoded exec form
    (None when the arguments are not a valid JSON array of strings, as BuildKit decides it). `words` are
    the arguments split at white space (quotes respected), as ENV, COPY, FROM, … read them. For `ONBUILD X`,
    `name` is ONBUILD and `inner` is X. `line` and `end_line` come from the span.
    """

    name: str
    span: Span
    name_span: Span
    value_span: Span
    value: Source
    flags: tuple[Flag, ...] = ()
    words: tuple[DockerfileWord, ...] = ()
    json: tuple[DockerfileWord, ...] | None = None
    heredocs: tuple[Heredoc, ...] = ()
    inner: Instruction | None = None


@dataclass(frozen=True)
class Directive:
    """A parser directive at the top: `# syntax=`, `# escape=`, `# check=`."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True)
class Comment:
    """A comment line outside heredocs; `text` starts at `#`."""

    text: str
    span: Span


@dataclass(frozen=True)
class Dockerfile:
    """A whole file. `escape` is the escape character in force. `comments` include those inside continuations."""

    source: Source
    instructions: tuple[Instruction, ...]
    directives: tuple[Directive, ...] = ()
    comments: tuple[Comment, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    escape: str = "\\"
