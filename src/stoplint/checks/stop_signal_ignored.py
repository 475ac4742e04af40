"""SL214: the signal is switched off with `trap ''`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """An ignored signal stays ignored in everything that the shell starts."""
    for case in cases(subject.traces, "ignored-by-shell"):
        message = f"{case.holder} ignores {case.signal}, so {case.app} never gets it"
        label = f"switches {case.signal} off, for the script and for all it starts"
        advice = "leave this trap out, and start the application with exec"
        yield Problem(case.span, message, label, case.related, case.consequence, advice, case.verdict, case.severity)
