"""SARIF 2.1.0 (OASIS standard), for code scanning: rules with their pages as help, related places, fixes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stoplint.finding import Edit
from stoplint.fingerprint import fingerprints
from stoplint.outcomes import notes
from stoplint.report import as_object, uri

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoplint.finding import Finding, Fix
    from stoplint.report import View
    from stoplint.rule import Rule
    from stoplint.text import Span

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(findings: Sequence[Finding], view: View) -> str:
    """One run. `rules` holds the pages of the rules that found something; places are relative to `SRCROOT`."""
    codes = sorted({finding.code for finding in findings})
    indexes = {code: index for index, code in enumerate(codes)}
    names = {finding.code: finding.name for finding in findings}
    results = [
        _result(finding, fingerprint, indexes, view)
        for finding, fingerprint in zip(findings, fingerprints(findings, view.shown), strict=True)
    ]
    driver: dict[str, Any] = {
        "name": "stoplint",
        "rules": [_rule(code, names[code], view.rules.get(code)) for code in codes],
    }
    if view.version:
        driver |= {"version": view.version, "semanticVersion": view.version}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(view)],
        "results": results,
        "properties": {"images": [_readable(as_object(outcome, view)) for outcome in view.outcomes]},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"


def _invocation(view: View) -> dict[str, Any]:
    """What there is to say of the run itself: the images of which nothing is known, or nothing found in spite of all."""
    said = [
        {
            "level": "note",
            "message": {"text": _text(note.text)},
            "descriptor": {"id": "stop-not-known" if note.kind == "unknown" else "nothing-to-report"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _artifact(each.path, view),
                        "region": {"startLine": each.line},
                    }
                }
                for each in note.outcomes
            ],
        }
        for note in notes(view.outcomes)
    ]
    return {"executionSuccessful": view.complete, "toolExecutionNotifications": said}


def _rule(code: str, name: str, rule: Rule | None) -> dict[str, Any]:
    described: dict[str, Any] = {"id": code, "name": name}
    if rule is not None:
        described |= {
            "shortDescription": {"text": rule.summary},
            "fullDescription": {"text": rule.prose.strip() or rule.summary},
            "help": {"text": rule.page, "markdown": rule.page},
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
        }
    return described


def _result(finding: Finding, fingerprint: str, indexes: Mapping[str, int], view: View) -> dict[str, Any]:
    lines = [finding.message]
    lines += [f"At stop: {finding.consequence}"] * bool(finding.consequence)
    lines += [finding.help] * bool(finding.help)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": indexes[finding.code],
        "level": LEVELS[finding.severity],
        "message": {"text": _text("\n".join(lines))},
        "locations": [{"physicalLocation": _location(finding.path, finding.span, view)}],
        "partialFingerprints": {"stoplint/v1": fingerprint},
        "properties": {"confidence": finding.confidence, "verdict": finding.verdict},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(related.span.path, related.span, view),
                "message": {"text": _text(related.label)},
            }
            for number, related in enumerate(finding.related, 1)
        ]
    fix = _fix(finding.fix, view) if finding.fix else None
    return result | ({"fixes": [fix]} if fix else {})


def _fix(fix: Fix, view: View) -> dict[str, Any] | None:
    """None for a fix with something in it that SARIF cannot say (a file mode): a fix is whole or not at all."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        if not isinstance(edit, Edit):
            return None
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": _text(edit.text)}}
        changes.setdefault(edit.span.path, []).append(replacement)
    return {
        "description": {"text": _text(fix.title)},
        "artifactChanges": [
            {"artifactLocation": _artifact(path, view), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }


def _location(path: str, span: Span | None, view: View) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(path, view)}
    return location | ({"region": _region(span)} if span else {})


def _artifact(path: str, view: View) -> dict[str, str]:
    shown = view.shown(path)
    reference = uri(shown)
    return {"uri": f"file://{reference}"} if shown.startswith("/") else {"uri": reference, "uriBaseId": "SRCROOT"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    """The document with nothing in its texts that readers refuse."""
    plain: dict[str, Any] = json.loads(_text(json.dumps(document, ensure_ascii=False)))
    return plain


def _text(text: str) -> str:
    """JSON holds any text but lone surrogates, which readers refuse."""
    return text.encode("utf-8", "replace").decode()
