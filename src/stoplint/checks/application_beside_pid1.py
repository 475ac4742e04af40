"""SL217: an application that runs beside PID 1 hears of no stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.faults import faults
from stoplint.faults.advice import foreground
from stoplint.faults.stages import unrepaired
from stoplint.model.stop.causes import Beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault


# What becomes of the two, by what it is that PID 1 waits for.
_TOGETHER = {
    "supervisor": "as one of the programs that {holder} keeps",
    "keep-alive": "in place of {holder}",
    "": "from a script that passes the signal on to it and to {holder}, and waits for both",
}


def check(subject: Subject) -> Iterator[Problem]:
    """`worker & exec app`: the signal goes to the app alone, and its end is the worker's."""
    for fault in faults(subject.traces, Beside):
        if fault.cause.feeds or fault.cause.role == "keep-alive":
            continue
        message = f"{fault.app} runs beside {fault.holder}, which alone gets {fault.signal}"
        if any(each.receives and each.name not in (fault.app, fault.holder) for each in unrepaired(fault).applications):
            message = f"{fault.app} runs beside {fault.holder}, and never gets {fault.signal}"
        if fault.app == fault.holder:
            message = f"this {fault.app} runs beside another one, which alone gets {fault.signal}"
        label = "runs in the background; nobody passes the signal on to it"
        if fault.cause.heard:
            message = f"{fault.holder} does not wait for {fault.app}, which is killed while it is shutting down"
            label = "runs in the background; nobody waits for it"
        advice = "one container each, or a script that keeps both PIDs, passes the signal on to both and waits for both"
        several = len(unrepaired(fault).applications) > 2
        if several:
            advice = (
                "one container each, or a script that keeps all PIDs, passes the signal on to all and waits for all"
            )
        if fault.cause.stopped_by:
            advice = _by_its_own_word(fault)
        elif fault.cause.daemon:
            known = foreground(fault)
            form = f"in the form that stays in the foreground{f' ({known})' if known else ', if it has one'}"
            together = _TOGETHER[fault.cause.keeps].format(holder=fault.holder)
            if several and not fault.cause.keeps:
                together = "from a script that passes the signal on to all and waits for all"
            advice = f"start {fault.app} {form}, {together}"
        parts: dict[str, Any] = {}
        # another finding tells of what is told, and stops at once
        hit = [each for each in fault.run.applications if each.fate not in ("finished", "cut")]
        if fault.cause.volatile and len({each.program for each in hit}) == 1:
            parts["severity"] = "info"
            parts["consequence"] = f"{fault.app} is killed: what it holds would be gone after an orderly end as well"
        yield subject.problem(fault, message, label, advice, **parts)


def _by_its_own_word(fault: Fault[Beside]) -> str:
    """How what has no PID to be kept is stopped with the rest."""
    by = fault.cause.stopped_by
    if any(each.trapped and each.name == fault.holder for each in fault.run.processes):
        return f"call what stops {fault.app} ({by}) in the trap of {fault.holder} for {fault.signal}, too"
    return (
        f"start {fault.holder} from a script that keeps its PID: its trap for {fault.signal} passes the signal on to it, waits, "
        f"and calls what stops the rest ({by})"
    )
