"""SL222: a wrapper passes the signal to a shell of its own, which dies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import ShellBehindWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`su -c app`, `sudo sh -c …`: the wrapper starts a shell, which gets the signal in place of the application."""
    for fault in faults(subject.traces, ShellBehindWrapper):
        wrapper = fault.cause.wrapper
        message = f"{wrapper} passes {fault.signal} to its shell, not to {fault.app}, {fault.which}"
        label = f"a child of {fault.holder}, which ends at once on {fault.signal}"
        first = fault.first_line
        advice = f"put exec in front of the command that {wrapper} is given: exec {first}"
        if fault.span is not None and fault.app not in fault.span.text:
            advice = f"put exec in front of the command that {wrapper} is given"
        yield subject.problem(fault, message, label, advice)
