"""The rule pages: found, and read when asked for. One page is the manual, the SARIF help and the test of a rule."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, cast

from stoplint.rule import Rule

if TYPE_CHECKING:
    from stoplint.finding import Severity

_HERE = os.path.dirname(os.path.abspath(__file__))
HEADINGS = ("## Bad", "## Fixed", "## Good")


class PageError(ValueError):
    """A rule page that is not as it must be: our own fault, not the user's."""


@cache
def folder() -> str:
    """Where the pages are: in the installed package, or in the repository when that is installed editable."""
    for place in (os.path.join(_HERE, "rules"), os.path.join(os.path.dirname(os.path.dirname(_HERE)), "rules")):
        if os.path.isdir(place):
            return place
    raise PageError("the rule pages are missing from the installation")


@cache
def names() -> tuple[str, ...]:
    """The names of all rules, in order of the alphabet; reads no page."""
    return tuple(sorted(name.removesuffix(".md") for name in os.listdir(folder()) if name.endswith(".md")))


@cache
def rule(name: str) -> Rule:
    """The rule of this name, from its page alone. Raises PageError for a page with a bad head."""
    with open(os.path.join(folder(), f"{name}.md"), encoding="utf-8") as file:
        return parse(name, file.read())


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in order of their codes; reads all pages."""
    return tuple(sorted(map(rule, names()), key=lambda rule: rule.code))


def find(code_or_name: str) -> Rule | None:
    """The rule with this name (`non-exec-launch`) or code (`SL201`), in any case."""
    wanted = code_or_name.strip()
    if wanted.lower() in names():
        return rule(wanted.lower())
    return next((rule for rule in rules() if rule.code == wanted.upper()), None)


def parse(name: str, page: str) -> Rule:
    """The rule that the text of a page says.

    The head stands between two `---` lines: `code`, `severity` (the highest the rule gives) and `summary`, each
    on one line. The prose is what comes between the head and the first `## Bad`, `## Fixed` or `## Good`.
    """
    start, head, body = page.split("---\n", 2) if page.count("---\n") >= 2 else ("?", "", "")
    said = dict(line.split(":", 1) for line in head.splitlines() if ":" in line)
    said = {key.strip(): value.strip() for key, value in said.items()}
    if start or said.keys() != {"code", "severity", "summary"} or said["severity"] not in {"error", "warning", "info"}:
        raise PageError(f"{name}.md: the head must say code, severity (error, warning or info) and summary")
    lines = body.splitlines(keepends=True)
    first = next((at for at, line in enumerate(lines) if line.startswith(HEADINGS)), len(lines))
    return Rule(
        code=said["code"],
        name=name,
        severity=cast("Severity", said["severity"]),
        summary=said["summary"],
        prose="".join(lines[:first]).strip(),
        fixable=any(line.startswith("## Fixed") for line in lines),
        page=body.strip() + "\n",
    )
