"""SL506: the hook begins an orderly shutdown, returns at once, and the stop signal behind it ends that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import wrong_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`nginx -s quit` only asks for the shutdown: SIGTERM comes as soon as the command has returned."""
    for fault in wrong_signals(subject.traces, "hook"):
        service = fault.trace.workload.service
        if service is None:
            continue
        told, signal = fault.told_before, fault.signal
        if fault.stopped_by_hook:
            yield subject.problem(
                fault,
                f"the hook stops {fault.app} with {told}: it {fault.cause.reaction.does}",
                "stops it at once",
                f"let the hook ask for an orderly stop ({fault.wanted}) and wait for it, or leave it out: the stop signal is {signal}"
                if fault.wanted
                else f"leave the hook out: the stop signal is {signal}",
                span=service.hooks[0].span,
                consequence=f"{fault.app} is stopped by the hook, and what it was working on is dropped",
                severity="error" if fault.run.default else "warning",
                fix=None,
            )
            continue
        yield subject.problem(
            fault,
            f"the hook sends {told} to {fault.app} and does not wait: {signal} follows at once and ends what it began",
            "returns at once",
            f"let the hook wait until {fault.app} is gone (`while pgrep -x {fault.app}; do sleep 1; done`), or leave it out and stop the image with {told}",
            span=service.hooks[0].span,
            consequence=f"{fault.app} begins to shut down, and stops at once on the {signal} behind it: what it was still working on is dropped",
            severity="error" if fault.run.default else "warning",
            fix=None,
        )
