"""The rules as a list, and one rule's page for a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stoplint.report import painted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.report import View
    from stoplint.rule import Rule


def listing(rules: Sequence[Rule], view: View, form: str) -> str:
    """All rules: `code name severity summary`, one a line; as a Markdown table; or as JSON."""
    if form == "json":
        return json.dumps({"version": 1, "rules": [_described(rule) for rule in rules]}, indent=2) + "\n"
    if form == "markdown":
        rows = "".join(f"| {rule.code} | [{rule.name}](rules/{rule.name}.md) | {rule.summary} |\n" for rule in rules)
        return f"| code | name | what is wrong |\n|---|---|---|\n{rows}"
    wide = max((len(rule.name) for rule in rules), default=0)
    return "".join(f"{painted(rule.code, 'bold', view)}  {rule.name.ljust(wide)}  {rule.summary}\n" for rule in rules)


def page(rule: Rule, view: View, form: str) -> str:
    """One rule's page; as text the marks of Markdown are gone and code is indented."""
    if form == "json":
        return json.dumps(_described(rule) | {"page": rule.page}, indent=2) + "\n"
    head = f"{rule.code} {rule.name} ({rule.severity}{', fixable' if rule.fixable else ''})"
    if form == "markdown":
        return f"# {head}\n\n{rule.summary}\n\n{rule.page}"
    lines = [painted(head, "bold", view), rule.summary, ""]
    fenced = False
    for line in rule.page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            lines.append(painted(f"    {line}".rstrip(), "code", view))
        elif line.startswith("#"):
            lines.append(painted(line.lstrip("# "), "bold", view))
        else:
            lines.append(
                line.replace("`", "") if not line.endswith(":") else painted(line.replace("`", ""), "faint", view)
            )
    return "\n".join(lines) + "\n"


def _described(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": rule.summary,
        "fixable": rule.fixable,
    }
