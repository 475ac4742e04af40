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
    """Message, label and advice."""
    supervises = isinstance(cause, WrapperKills) and cause.supervises
    if isinstance(cause, WrapperKills) and cause.at_once:
        return (
            f"{fault.holder} stops {fault.app} with SIGKILL",
            f"{fault.app} hears nothing of {fault.signal}",
            f"take stopsignal=KILL out, or set it to a signal that {fault.app} handles"
            if fault.holder == "supervisord"
            else f"let {fault.holder} send a signal that {fault.app} handles",
        )
    if supervises and fault.holder == "supervisord":
        advice = f"set stopwaitsecs to the seconds that {fault.app} needs to finish its work"
    elif supervises:
        advice = f"start {fault.app} in a container of its own"
    else:
        advice = cause.advice or f"start {fault.app} itself, without {fault.holder}"
    other = cause.sends and f"SIG{cause.sends}" != fault.signal
    on = f"sends SIG{cause.sends} on" if other else f"passes {fault.signal} on"
    return (
        f"{fault.holder} kills {fault.app} {cause.after:g} s after {fault.signal}, whatever the grace period is",
        f"{on}, and leaves {cause.after:g} s for it",
        advice,
    )
