"""JUnit XML as CI servers read it: a test case for each finding (failed), and one for each file without (passed).

An image of which nothing is known is a test that was skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from stoplint.outcomes import notes
from stoplint.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.outcomes import Note
    from stoplint.report import View


def render(findings: Sequence[Finding], view: View) -> str:
    """One suite named `stoplint`."""
    guilty = {view.shown(finding.path) for finding in findings}
    cases = [_failed(finding, view) for finding in findings]
    notes_of = {view.shown(each.path): note for note in notes(view.outcomes) for each in note.outcomes}
    cases += [_without(path, notes_of.get(path)) for path in view.paths if path not in guilty]
    cases += [_without(path, note) for path, note in notes_of.items() if path in guilty or path not in view.paths]
    skipped = sum(note.kind == "unknown" for note in notes_of.values())
    counts = _attributes(
        name="stoplint", tests=str(len(cases)), failures=str(len(findings)), errors="0", skipped=str(skipped)
    )
    body = "".join(f"    {case}\n" for case in cases)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<testsuites>\n  <testsuite{counts}>\n{body}  </testsuite>\n</testsuites>\n"
    )


def _without(path: str, note: Note | None) -> str:
    """A file that nothing was found in; what else there is to say of its image stands in it."""
    case = f"<testcase{_attributes(name='stoplint', classname=path)}"
    if note is None:
        return f"{case}/>"
    if note.kind == "unknown":
        return f"{case}><skipped{_attributes(message=note.text)}/></testcase>"
    return f"{case}><system-out>{escape(visible(note.text))}</system-out></testcase>"


def _failed(finding: Finding, view: View) -> str:
    path = view.shown(finding.path)
    line = finding.span.line if finding.span else 1
    case = _attributes(name=f"{finding.code} {finding.name}", classname=path, file=path, line=str(line))
    failure = _attributes(message=finding.message, type=finding.severity)
    lines = [f"{path}:{line}: {finding.message}"]
    lines += [f"at stop: {finding.consequence}"] * bool(finding.consequence)
    lines += [f"{view.shown(other.span.path)}:{other.span.line}: {other.label}" for other in finding.related]
    help_ = finding.fix.title if finding.fix else finding.help
    lines += [f"do: {help_}"] * bool(help_)
    return f"<testcase{case}><failure{failure}>{escape(chr(10).join(map(visible, lines)))}</failure></testcase>"


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(visible(value))}" for name, value in values.items())
