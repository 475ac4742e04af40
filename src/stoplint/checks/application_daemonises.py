"""SL305: a server that goes into the background takes the container with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import faults_at_launch
from stoplint.model.stop.causes import Daemonizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject

_BEFORE = {"daemon=off": '-g "daemon off;"', "nodaemon": "-n, or nodaemon=true in its configuration"}


def check(subject: Subject) -> Iterator[Problem]:
    """The process that was started ends as soon as its daemon runs, and with PID 1 the container ends."""
    for fault in faults_at_launch(subject.traces, Daemonizes):
        if fault.run.passing == "unusual":
            continue
        setting = fault.cause.setting
        flag = _BEFORE.get(setting) or fault.cause.flag or setting.replace("=", " = ")
        advice = f"keep it in the foreground: {flag}" if flag else fault.cause.note or "keep it in the foreground"
        message = f"{fault.app} goes into the background, and the container ends with the process that was started"
        yield subject.problem(fault, message, "ends as soon as its daemon runs", advice)
