"""SL219: a spelling of `kill` that this shell does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import faults_with_any_sh
from stoplint.faults.hooks import hooks
from stoplint.model.stop.causes import KillRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """dash, and bash when called as sh, know kill -TERM and not kill -SIGTERM."""
    for fault in faults_with_any_sh(subject.traces, KillRefused):
        word = fault.cause.word
        shell: str = fault.cause.dialect
        shell = f"{shell}, called as sh," if shell == "bash" else shell
        message = f"{shell} refuses `kill {word}`, so {fault.app} never gets {fault.signal}"
        label = "sends nothing"
        yield subject.problem(fault, message, label, _advice(word))
    seen = set()
    for found in hooks(subject.traces):
        for refused in found.effect.refused:
            if refused.place in seen:
                continue
            seen.add(refused.place)
            yield Problem(
                refused.place,
                f"the shell of the hook refuses `kill {refused.text}`, so {found.first} is told nothing by it",
                "sends nothing",
                consequence="the stop signal comes when the hook has ended, as if it had sent nothing",
                help=_advice(refused.text),
                verdict=found.trace.verdict,
            )


def _advice(word: str) -> str:
    if word == "--":
        return "leave out the --, or write kill -s TERM -- …"
    if word in ("-s", "-n"):
        return "write kill -TERM: every shell knows the name without SIG"
    return f"write kill -{word.lstrip('-').upper().removeprefix('SIG')}: every shell knows the name without SIG"
