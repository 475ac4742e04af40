"""Checkstyle XML: what editors and CI plug-ins read that know no other format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from stoplint.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.report import View


def render(findings: Sequence[Finding], view: View) -> str:
    """One `file` element for each file with findings."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(view.shown(finding.path), []).append(finding)
    body = "".join(
        f"  <file{_attributes(name=path)}>\n{''.join(map(_error, found))}  </file>\n" for path, found in files.items()
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="4.3">\n{body}</checkstyle>\n'


def _error(finding: Finding) -> str:
    line, column = (finding.span.line, finding.span.column) if finding.span else (1, 1)
    return "    <error{}/>\n".format(
        _attributes(
            line=str(line),
            column=str(column),
            severity=finding.severity,
            message=finding.message,
            source=f"stoplint.{finding.code}",
        )
    )


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(visible(value))}" for name, value in values.items())
