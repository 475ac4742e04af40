"""Workflow commands that make annotations on a pull request's lines.

docs.github.com, "Workflow commands for GitHub Actions", and actions/toolkit's packages/core/src/command.ts for
what is escaped: `%`, CR and LF in data; `:` and `,` in properties, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.outcomes import notes
from stoplint.report import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoplint.finding import Finding
    from stoplint.outcomes import Note
    from stoplint.report import View

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(findings: Sequence[Finding], view: View) -> str:
    """One command a line, notices for images of which something else is to be said; nothing where all is well."""
    said = [_command(finding, view) for finding in findings]
    said += [_notice(note, view) for note in notes(view.outcomes)]
    return "".join(f"{line}\n" for line in said)


def _notice(note: Note, view: View) -> str:
    """One for all images with the same note: a run shows ten notices at most."""
    title = "stop not known" if note.kind == "unknown" else "nothing to report"
    first = note.outcomes[0]
    properties = {"title": title, "file": view.shown(first.path), "line": str(first.line)}
    message = note.text if len(note.outcomes) == 1 else f"{note.named(view.shown)}: {note.text}"
    return f"::notice {_said(properties)}::{_escaped(visible(message), '')}"


def _command(finding: Finding, view: View) -> str:
    properties = {"title": f"{finding.code} {finding.name}", "file": view.shown(finding.path)}
    span = finding.span
    if span is not None:
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # columns are refused for more than one line
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    lines = [finding.message]
    lines += [f"at stop: {finding.consequence}"] * bool(finding.consequence)
    lines += [f"{view.shown(other.span.path)}:{other.span.line}: {other.label}" for other in finding.related]
    help_ = finding.fix.title if finding.fix else finding.help
    lines += [f"do: {help_}"] * bool(help_)
    return f"::{LEVELS[finding.severity]} {_said(properties)}::{_escaped(chr(10).join(map(visible, lines)), '')}"


def _said(properties: Mapping[str, str]) -> str:
    return ",".join(f"{key}={_escaped(visible(value), ':,')}" for key, value in properties.items())


def _escaped(text: str, more: str) -> str:
    for char in "%\r\n" + more:  # `%` first: it stands in what the others become
        text = text.replace(char, f"%{ord(char):02X}")
    return text
