"""SL219: a spelling of `kill` that this shell does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases_with_any_sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """dash, and bash when called as sh, know kill -TERM and not kill -SIGTERM."""
    for case in cases_with_any_sh(subject.traces, "kill-refused"):
        word = case.detail("word")
        shell = case.detail("dialect")
        shell = f"{shell}, called as sh," if shell == "bash" else shell
        message = f"{shell} refuses `kill {word}`, so {case.app} never gets {case.signal}"
        label = "sends nothing"
        advice = f"write kill -{word.lstrip('-').upper().removeprefix('SIG')}: every shell knows the name without SIG"
        if word == "--":
            advice = "leave out the --, or write kill -s TERM -- …"
        elif word in ("-s", "-n"):
            advice = "write kill -TERM: every shell knows the name without SIG"
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
