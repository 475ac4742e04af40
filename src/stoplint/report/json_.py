"""JSON for programs: `{"version": 1, "findings": […], "images": […]}`. Keys are only ever added within a version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stoplint.finding import Edit
from stoplint.report import as_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding, Fix
    from stoplint.report import View
    from stoplint.text import Span

VERSION = 1


def render(findings: Sequence[Finding], view: View) -> str:
    """All findings, and how the stop of each target image ends.

    Lines and columns are 1-based, in characters; the end is exclusive.
    """
    document = {
        "version": VERSION,
        "findings": [_finding(finding, view) for finding in findings],
        "images": [as_object(outcome, view) for outcome in view.outcomes],
    }
    # Whatever a file holds, the text is ASCII; and `##[` is a command to some log readers.
    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"


def _finding(finding: Finding, view: View) -> dict[str, Any]:
    place = _place(finding.span) if finding.span else dict.fromkeys(("line", "column", "end_line", "end_column"))
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "path": view.shown(finding.path),
        **place,
        "label": finding.label,
        "related": [
            {"path": view.shown(related.span.path), **_place(related.span), "label": related.label}
            for related in finding.related
        ],
        "consequence": finding.consequence,
        "help": finding.help,
        "verdict": finding.verdict,
        "fix": _fix(finding.fix, view) if finding.fix else None,
    }


def _fix(fix: Fix, view: View) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [
            {"path": view.shown(edit.span.path), **_place(edit.span), "text": edit.text}
            if isinstance(edit, Edit)
            else {"path": view.shown(edit.path), "mode": "executable"}
            for edit in fix.edits
        ],
    }


def _place(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}
