"""SL219: a spelling of `kill` that this shell does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults_with_any_sh
from stoplint.model.stop.causes import KillRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """dash, and bash when called as sh, know kill -TERM and not kill -SIGTERM."""
    for fault in faults_with_any_sh(subject.traces, KillRefused):
        word = fault.cause.word
        shell: str = fault.cause.dialect
        shell = f"{shell}, called as sh," if shell == "bash" else shell
        message = f"{shell} refuses `kill {word}`, so {fault.app} never gets {fault.signal}"
        label = "sends nothing"
        advice = f"write kill -{word.lstrip('-').upper().removeprefix('SIG')}: every shell knows the name without SIG"
        if word == "--":
            advice = "leave out the --, or write kill -s TERM -- …"
        elif word in ("-s", "-n"):
            advice = "write kill -TERM: every shell knows the name without SIG"
        yield subject.problem(fault, message, label, advice)
