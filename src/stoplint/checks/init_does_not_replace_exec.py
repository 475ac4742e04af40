"""SL216: tini or dumb-init in front of a script that does not exec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.exec_words import itself, with_exec
from stoplint.faults import faults
from stoplint.faults.advice import for_several, on_signal, out_of_pipeline
from stoplint.faults.launch_form import exec_form
from stoplint.model.stop.causes import ShellBehindInit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The init passes the signal to the script; the script dies of it, and the application with the container."""
    for fault in faults(subject.traces, ShellBehindInit):
        init = fault.cause.wrapper
        message = f"{init} passes {fault.signal} to {fault.holder}, not to {fault.app}, {fault.which}"
        service = fault.trace.workload.service
        if service is not None and service.shares_pid is not None and service.shares_pid.value:
            message = f"{fault.holder} is not PID 1 here, and ends on {fault.signal}: its child {fault.app} never hears of the stop"
        if fault.cause.heard:
            message = fault.ends_with(init)
        label = f"a child of {fault.holder}, which {on_signal(fault)}"
        advice = f"let {fault.holder} become the application: {with_exec(fault.span, fault.app)}"
        if fault.cause.unseen:
            advice = f"put exec in front of the last command of the text that {fault.holder} is given"
        elif fault.cause.execs:
            advice = itself(fault.span, fault.holder)
        if fault.line is not None and fault.line[1].form == "shell":
            advice = exec_form(fault.line[0], fault.line[1].words[0].value)
        if fault.cause.how == "background":
            advice = (
                for_several(fault, behind=True)
                or "set a trap that passes the signal on and waits, or start the application with exec"
            )
        elif fault.cause.how == "pipeline":
            advice = (
                f"{out_of_pipeline(fault)}; or start that with & and set a trap that passes the signal on and waits"
            )
        yield subject.problem(fault, message, label, advice)
