"""SL210: nobody can trap KILL and STOP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults, remarks
from stoplint.model.stop.causes import TrapUncatchable, UncatchableName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The shells take the names without a word; the trap never runs."""
    seen = set()
    for fault in faults(subject.traces, TrapUncatchable):
        seen.add(fault.span)
        advice = f"trap the signal with which the container is stopped: {fault.signal.removeprefix('SIG')}"
        yield subject.problem(fault, _message(fault.cause.name), "has no effect", advice)
    for remark in remarks(subject.traces, UncatchableName):
        if remark.span in seen:
            continue
        seen.add(remark.span)
        name = remark.cause.name
        yield subject.problem(
            remark, _message(name), "has no effect", f"leave {name} out", related=(), verdict="", severity="info",
            consequence="no harm: the stop does not depend on this name",
        )  # fmt: skip


def _message(name: str) -> str:
    return f"a trap for {name} never runs: no process can catch SIG{name}"
