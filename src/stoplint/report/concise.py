"""One line a finding: `path:line:column: severity code name: message`, as compilers write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.report import line_start, summary, told, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.report import View


def render(findings: Sequence[Finding], view: View) -> str:
    """The findings, one a line, what is to be said of other images, and the summary line."""
    notes = "".join(f"{each}\n" for each in told(view))
    return "".join(f"{line(finding, view)}\n" for finding in findings) + notes + summary(findings, view) + "\n"


def line(finding: Finding, view: View) -> str:
    """One finding without a line end."""
    path = line_start(visible(view.shown(finding.path)))
    place = f"{path}:{finding.span.line}:{finding.span.column}" if finding.span else path
    return f"{place}: {finding.severity} {finding.code} {finding.name}: {visible(finding.message)}"
