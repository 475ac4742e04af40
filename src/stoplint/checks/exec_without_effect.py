"""SL202: `exec` in a child of the script does not replace the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import out_of_pipeline
from stoplint.model.stop.causes import ExecInChild

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`exec` replaces the process it runs in; in a pipeline, a subshell or the background that is a copy of the shell."""
    for fault in faults(subject.traces, ExecInChild):
        match fault.cause.how:
            case "pipeline":
                where, advice = "a pipeline", out_of_pipeline(fault)
            case "subshell":
                where, advice = "a subshell", "put the exec outside the subshell"
            case "substitution":
                where, advice = "a command substitution", "put the exec outside the command substitution"
            case _:
                where = "the background"
                advice = "leave out the & (and the wait), or set a trap that passes the signal on"
        message = f"exec in {where} does not replace {fault.holder}: it stays in front of {fault.app}, {fault.which}"
        label = f"replaces only a copy of the shell, in {where}"
        yield subject.problem(fault, message, label, advice)
