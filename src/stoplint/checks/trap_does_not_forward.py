"""SL206: a handler that does not tell the application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import by_its_pid, ended_by_wait, foreground
from stoplint.model.stop.causes import TrapSilent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault

# `& PID=$!` behind a launch.
_KEPT = re.compile(r"\s*&\s*(\w+)=\"?\$!")


def check(subject: Subject) -> Iterator[Problem]:
    """The handler runs in the shell; the application hears of the stop only if the handler tells it."""
    for fault in faults(subject.traces, TrapSilent):
        message = f"the handler for {fault.signal} does not pass the signal on to {fault.app}"
        label = f"{fault.app} is not told"
        kept = _kept(fault)
        advice = f'keep the PID ({fault.app} & pid=$!), and in the handler: kill "$pid"; wait "$pid"'
        if kept:
            advice = f'in the handler: kill "${kept}"; wait "${kept}"'
        if fault.cause.apart:
            advice = by_its_pid(fault, "and stop it in the handler")
        if fault.cause.daemon:
            known = f" ({foreground(fault)})" if foreground(fault) else ""
            form = f"start {fault.app} in the form that stays in the foreground{known}, with & behind it, and keep the PID (pid=$!)"
            advice = f'{form}; or let the handler run its own stop command. Then: kill "$pid"; wait "$pid"'
        if fault.cause.stopped_by:
            advice = f"let the handler run what stops it: {fault.cause.stopped_by}"
        if fault.cause.of_exit:
            message = f"bash runs its EXIT trap on {fault.signal} and ends, without telling {fault.app}"
        elif fault.cause.unlisted:
            label = f"in {fault.cause.dialect}, `jobs -p` prints nothing in $( )"
        elif fault.cause.job:
            label = f"{fault.cause.dialect} has no job control in scripts: there is no job {fault.cause.job}"
        if fault.cause.foreign:
            label = f"$! is the PID of {fault.cause.foreign} here, which the handler tells in place of {fault.app}"
            advice = f"move this line right behind the command that starts {fault.app}"
        if fault.cause.behind_wait:
            message = f"`{fault.cause.behind_wait}` is not reached on {fault.signal}, so {fault.app} is not told"
            label, advice = ended_by_wait(fault)
        yield subject.problem(fault, message, label, advice)


def _kept(fault: Fault[TrapSilent]) -> str:
    """The variable that keeps the PID of the application already, right behind its start; "" if none does."""
    for place, _ in fault.cause.related:
        behind = place.located.source.text[place.located.end :]
        if found := _KEPT.match(behind):
            return found[1]
    return ""
