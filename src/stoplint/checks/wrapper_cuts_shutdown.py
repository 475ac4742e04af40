"""SL220: a wrapper that kills the application before the grace period is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults, remarks
from stoplint.model.stop.causes import WrapperCuts, WrapperKills

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault
    from stoplint.model.stop.causes import Cause


def check(subject: Subject) -> Iterator[Problem]:
    """The wrapper su gives its child 2 s after SIGTERM, `timeout -k 1` one second."""
    seen = set()
    for fault in faults(subject.traces, WrapperKills):
        if fault.span not in seen:
            yield subject.problem(fault, *_said(fault, fault.cause))
        seen.add(fault.span)
    for remark in remarks(subject.traces, WrapperCuts):
        if remark.verdict == "graceful" and remark.span not in seen:
            seen.add(remark.span)
            after = f"{remark.cause.after:g}"
            consequence = f"{remark.app} is killed if it needs more than {after} s to finish its work"
            said = _said(remark, remark.cause)
            yield subject.problem(remark, *said, consequence=consequence, severity="warning")


def _said(fault: Fault[Cause], cause: WrapperKills | WrapperCuts) -> tuple[str, str, str]:
    return (
        f"{fault.holder} kills {fault.app} {cause.after:g} s after {fault.signal}, whatever the grace period is",
        f"passes {fault.signal} on, and leaves {cause.after:g} s for it",
        cause.advice or "use setpriv, gosu or su-exec: they become the program",
    )
