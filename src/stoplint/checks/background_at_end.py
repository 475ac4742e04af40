"""SL110: the application is put in the background, and then the script is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import for_several
from stoplint.model.stop.causes import BackgroundEnd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """When PID 1 ends the kernel kills everything else in the container."""
    for fault in faults(subject.traces, BackgroundEnd):
        message = f"{fault.holder} puts {fault.app} in the background and ends, and the container with it"
        label = "started with & (or goes to the background), and nothing waits for it"
        advice = f"start it in the foreground, as the last command: exec {fault.app} …"
        advice = for_several(fault) or advice
        if fault.cause.wrapper:
            label = f"starts {fault.app} in another process, and does not wait for it"
            advice = f"leave {fault.holder} out, so that {fault.app} itself is PID 1"
        yield subject.problem(fault, message, label, advice)
