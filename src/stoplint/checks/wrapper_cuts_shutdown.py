"""SL220: a wrapper that kills the application before the grace period is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The wrapper su gives its child 2 s after SIGTERM, `timeout -k 1` one second."""
    found = [(case, True) for case in cases(subject.traces, "wrapper-kills")]
    found += [(case, False) for case in remarks(subject.traces, "wrapper-cuts") if case.verdict == "graceful"]
    seen = set()
    for case, cut in found:
        if case.span in seen:
            continue
        seen.add(case.span)
        after = case.detail("after")
        message = f"{case.holder} kills {case.app} {after} s after {case.signal}, whatever the grace period is"
        label = f"passes {case.signal} on, and leaves {after} s for it"
        consequence = (
            case.consequence if cut else f"{case.app} is killed if it needs more than {after} s to finish its work"
        )
        advice = "use setpriv, gosu or su-exec: they become the program"
        if case.holder == "timeout":
            advice = "give it more time (-k), or leave the -k out"
        verdict, severity = case.verdict, case.severity if cut else "warning"
        fix = mending(subject.dockerfile, case.trace, case.run, case.cause)
        yield Problem(case.span, message, label, case.related, consequence, advice, verdict, severity, fix=fix)
