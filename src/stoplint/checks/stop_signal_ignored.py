"""SL214: the signal is switched off with `trap ''`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import for_several
from stoplint.model.stop.causes import IgnoredByShell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """An ignored signal stays ignored in everything that the shell starts."""
    for fault in faults(subject.traces, IgnoredByShell):
        message = f"{fault.holder} ignores {fault.signal}, so {fault.app} never gets it"
        label = f"switches {fault.signal} off, for the script and for all it starts"
        advice = "leave this trap out, and start the application with exec"
        yield subject.problem(fault, message, label, for_several(fault) or advice)
