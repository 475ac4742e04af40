"""SL501: a grace period of nothing: the stop signal and SIGKILL come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`stop_grace_period: 0s`, `terminationGracePeriodSeconds: 0`."""
    for trace in subject.traces:
        service = trace.workload.service
        grace = service.grace if service is not None else None
        if service is None or not isinstance(grace, Fact) or grace.span is None or grace.value > 0 or not service.lasts:
            continue
        if not any(run.default and run.applications for run in trace.runs):
            continue
        kubernetes = service.orchestrator == "kubernetes"
        yield Problem(
            grace.span,
            f"{service.name} has no time to shut down: SIGKILL follows the stop signal at once",
            "no time at all",
            consequence="every process is killed at once, in the middle of its work"
            + (", and the pod's name may be taken before it is gone" if kubernetes else ""),
            help="leave it out (30 s), or give it the time that the application needs"
            if kubernetes
            else "leave it out (10 s), or give it the time that the application needs",
            verdict=trace.verdict,
        )
