"""SL217: an application that runs beside PID 1 hears of no stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.faults import faults
from stoplint.faults.advice import foreground
from stoplint.model.stop.causes import Beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


EXAMPLES = "nginx -g 'daemon off;', httpd -DFOREGROUND, php-fpm -F"
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
        if fault.app == fault.holder:
            message = f"this {fault.app} runs beside another one, which alone gets {fault.signal}"
        label = "runs in the background; nobody passes the signal on to it"
        if fault.cause.heard:
            message = f"{fault.holder} does not wait for {fault.app}, which is killed while it is shutting down"
            label = "runs in the background; nobody waits for it"
        advice = "one container each, or a script that keeps both PIDs, passes the signal on to both and waits for both"
        several = len(fault.run.applications) > 2
        if several:
            advice = (
                "one container each, or a script that keeps all PIDs, passes the signal on to all and waits for all"
            )
        if fault.cause.stopped_by:
            advice = f"start {fault.holder} from a script that keeps its PID: its trap for {fault.signal} passes the signal on to it, "
            advice += f"waits, and calls what stops the rest ({fault.cause.stopped_by})"
        elif fault.cause.daemon:
            form = "in the form that stays in the foreground "
            form += f"({foreground(fault) or EXAMPLES})"
            together = _TOGETHER[fault.cause.keeps].format(holder=fault.holder)
            if several and not fault.cause.keeps:
                together = "from a script that passes the signal on to all and waits for all"
            advice = f"start {fault.app} {form}, {together}"
        parts: dict[str, Any] = {}
        hit = [each for each in fault.run.applications if each.fate != "finished"]
        if fault.cause.volatile and len({each.program for each in hit}) == 1:
            parts["severity"] = "info"
            parts["consequence"] = f"{fault.app} is killed: what it holds would be gone after an orderly end as well"
        yield subject.problem(fault, message, label, advice, **parts)
