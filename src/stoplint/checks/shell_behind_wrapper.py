"""SL222: a wrapper passes the signal to a shell of its own, which dies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.exec_words import itself, with_exec
from stoplint.faults import faults
from stoplint.faults.advice import on_signal, out_of_pipeline
from stoplint.faults.wrong_signal import wrong_signals
from stoplint.model.stop.causes import ShellBehindWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`su -c app`, `sudo sh -c …`: the wrapper starts a shell, which gets the signal in place of the application."""
    for fault in faults(subject.traces, ShellBehindWrapper):
        wrapper = fault.cause.wrapper
        message = f"{wrapper} passes {fault.signal} to its shell, not to {fault.app}, {fault.which}"
        if fault.cause.heard:
            message = fault.ends_with(wrapper)
        label = f"a child of {fault.holder}, which {on_signal(fault)}"
        advice = f"put exec in front of the command that {wrapper} is given"
        if fault.cause.execs:
            advice = itself(fault.span, fault.holder)
        elif fault.cause.how == "pipeline":
            advice = out_of_pipeline(fault)
        elif not fault.cause.unseen:
            advice = f"{advice}: {with_exec(fault.span, fault.app)}"
        yield subject.problem(fault, message, label, advice)
    for wrong in wrong_signals(subject.traces, "fronts"):
        reaction = wrong.cause.reaction
        message = f"{wrong.app} is a shell script, and ends on {wrong.got}: {reaction.fronts} behind it never gets that"
        if reaction.by:
            message = f"{reaction.by} passes {wrong.got} to {wrong.app}, not to {reaction.fronts}, which never gets {wrong.got}"
        yield subject.problem(wrong, message, f"stays in front of {reaction.fronts}", reaction.instead)
