"""SL211: a signal name that this shell does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults_with_any_sh
from stoplint.model.stop.causes import TrapRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """dash, the /bin/sh of Debian and Ubuntu, knows TERM and not SIGTERM."""
    for fault in faults_with_any_sh(subject.traces, TrapRefused):
        word = fault.cause.word
        shell = fault.cause.dialect
        message = (
            f"{shell} refuses the signal name {word}, so this trap is not set and {fault.app} never gets {fault.signal}"
        )
        if fault.assumed:
            message = f"where /bin/sh is dash, the signal name {word} is refused and this trap is not set"
        label = f"{shell}: trap: {word}: bad trap"
        short = word.upper().removeprefix("SIG")
        advice = f"write {short}: every shell knows the name without SIG"
        yield subject.problem(fault, message, label, advice)
