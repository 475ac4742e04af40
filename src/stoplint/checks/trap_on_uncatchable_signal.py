"""SL210: nobody can trap KILL and STOP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import cases, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The shells take the names without a word; the trap never runs."""
    found = [(case, case.severity) for case in cases(subject.traces, "trap-uncatchable")]
    found += [(case, "info") for case in remarks(subject.traces, "trap-uncatchable")]
    seen = set()
    for case, severity in found:
        if case.span in seen:
            continue
        seen.add(case.span)
        name = case.detail("names")
        message = f"a trap for {name} never runs: no process can catch SIG{name}"
        label = "has no effect"
        advice = f"trap the signal with which the container is stopped: {case.signal.removeprefix('SIG')}"
        if severity == "info":
            consequence, advice = "no harm: the stop does not depend on this name", f"leave {name} out"
            yield Problem(case.span, message, label, (), consequence, advice, "", "info")
        else:
            yield Problem(
                case.span, message, label, case.related, case.consequence, advice, case.verdict, case.severity
            )
