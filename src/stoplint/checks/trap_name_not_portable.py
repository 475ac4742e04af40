"""SL211: a signal name that this shell does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases_with_any_sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """dash, the /bin/sh of Debian and Ubuntu, knows TERM and not SIGTERM."""
    for case in cases_with_any_sh(subject.traces, "trap-refused"):
        word = case.detail("word")
        shell = case.detail("dialect")
        message = (
            f"{shell} refuses the signal name {word}, so this trap is not set and {case.app} never gets {case.signal}"
        )
        if case.assumed:
            message = f"where /bin/sh is dash, the signal name {word} is refused and this trap is not set"
        label = f"{shell}: trap: {word}: bad trap"
        short = word.upper().removeprefix("SIG")
        advice = f"write {short}: every shell knows the name without SIG"
        yield Problem(
            case.span,
            message,
            label,
            case.related,
            case.consequence,
            advice,
            case.verdict,
            case.severity,
            case.confidence,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
