"""SL502: the stop takes longer than the grace period."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.services import with_grace
from stoplint.faults import faults
from stoplint.faults.wording import set_grace
from stoplint.model.stop.causes import MayOutlast, TooSlow
from stoplint.model.workload.launch import grace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.text import Span


def check(subject: Subject) -> Iterator[Problem]:
    """What the stop is known to need: pauses in a handler, a hook before it, a limit that the application has been given."""
    for fault in faults(subject.traces, TooSlow):
        cause, grace = fault.cause, grace_of(fault.trace.workload)
        # who runs the image by hand may give it any time
        severity = fault.severity if grace.said_by != "default" else "warning"
        yield subject.problem(
            fault,
            f"the stop of {cause.subject} {cause.takes}, and SIGKILL comes after {cause.grace:g} s ({grace.said_by})",
            f"is still running after {cause.grace:g} s",
            f"give it more time: {set_grace(fault.trace, _enough(cause.needs))}; or shorten what it waits for",
            span=grace.span if grace.span is not None else fault.span,
            severity=severity,
            fix=with_grace(fault.trace, _enough(cause.needs)),
        )
    for trace in subject.traces:
        yield from _may_outlast(trace)


def _may_outlast(trace: ImageTrace) -> Iterator[Problem]:
    """An application that gives its work a certain time, and is not given as much."""
    service = trace.workload.service
    grace = grace_of(trace.workload)
    if service is None or not service.lasts or grace.value <= 0:
        return
    place: Span | None = grace.span or (service.hooks[0].span if service.hooks else None)
    told: set[str] = set()
    for run in trace.runs:
        for remark in run.remarks if run.default and run.verdict == "graceful" else ():
            if not isinstance(remark, MayOutlast) or remark.subject in told or not (remark.asked or place is not None):
                continue
            told.add(remark.subject)
            enough = _enough(remark.needs + (grace.value - remark.grace))
            left = (
                f"{remark.grace:g} s"
                if remark.grace == grace.value
                else f"{remark.grace:g} s of {grace.value:g} s are left behind the hook"
            )
            yield Problem(
                place or service.span,
                f"{remark.subject} gives its work up to {remark.needs:g} s, and is killed before: {left} ({grace.said_by})",
                "shorter than that" if place is not None else "has the usual time",
                consequence=f"work that takes longer than {remark.grace:g} s is cut off, although {remark.subject} would wait for it",
                fix=with_grace(trace, enough),
                help=f"give it more time: {set_grace(trace, enough)}",
                verdict=run.verdict,
                severity="warning" if remark.asked else "info",
            )


def _enough(seconds: float) -> int:
    """Somewhat more than is known to be needed."""
    return math.ceil(seconds) + 5
