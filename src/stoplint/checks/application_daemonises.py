"""SL305: a server that goes into the background takes the container with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import faults_at_launch
from stoplint.model.stop.causes import Daemonizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The process that was started ends as soon as its daemon runs, and with PID 1 the container ends."""
    for fault in faults_at_launch(subject.traces, Daemonizes):
        if fault.run.passing == "unusual":
            continue
        setting = f"`{fault.cause.setting}` in its configuration" if fault.cause.setting else ""
        how = ", or ".join(filter(None, (fault.cause.flag, setting)))
        how = how or (fault.cause.asked and f"without {fault.cause.asked}")
        advice = f"keep it in the foreground: {how}" if how else "keep it in the foreground"
        if fault.cause.by_script:
            form = f"in the form that stays in the foreground{f' ({how})' if how else ', if it has one'}"
            advice = f"start {fault.app} itself, {form}: what starts it leaves it in the background"
        message = f"{fault.app} goes into the background, and the container ends with the process that was started"
        yield subject.problem(fault, message, "ends as soon as its daemon runs", advice)
