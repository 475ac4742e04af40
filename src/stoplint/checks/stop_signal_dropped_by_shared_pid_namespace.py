"""SL509: a hook that sends a signal to PID 1, which is somebody else in a shared process namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.hooks import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """With `shareProcessNamespace: true` PID 1 is the pause process of the pod."""
    for found in hooks(subject.traces):
        shared = found.service.shares_pid
        told = next((each for each in found.effect.tells if each.whom.name == "1"), None)
        if shared is None or not shared.value or told is None or found.service.orchestrator != "kubernetes":
            continue
        ends = told.signal in ("TERM", "INT")
        yield Problem(
            found.hook.span,
            f"the hook signals PID 1, which is not {found.first} here: the containers of the pod share their processes",
            "reaches the pause process",
            consequence=f"the pause process ends on SIG{told.signal}, and every process of the pod is killed with it"
            if ends
            else f"the pause process drops SIG{told.signal}, and the application is not told",
            help="name the program (pkill -x), or leave shareProcessNamespace out",
            verdict=found.trace.verdict,
        )
