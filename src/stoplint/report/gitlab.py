"""GitLab's code quality report (docs.gitlab.com, "Code Quality report format"): a JSON array."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stoplint.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.report import View

SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def render(findings: Sequence[Finding], view: View) -> str:
    """All findings; fingerprints stay the same while the marked text does."""
    document = [
        {
            "description": f"{finding.code}: {finding.message}",
            "check_name": finding.name,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": view.shown(finding.path),
                "lines": {
                    "begin": finding.span.line if finding.span else 1,
                    "end": finding.span.end_line if finding.span else 1,
                },
            },
        }
        for finding, fingerprint in zip(findings, fingerprints(findings, view.shown), strict=True)
    ]
    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"
