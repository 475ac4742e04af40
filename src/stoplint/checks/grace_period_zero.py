"""SL501: a grace period of nothing: the stop signal and SIGKILL come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.model.fact import Fact
from stoplint.model.workload.launch import least_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.finding import Severity


def check(subject: Subject) -> Iterator[Problem]:
    """`stop_grace_period: 0s`, `terminationGracePeriodSeconds: 0`."""
    for trace in subject.traces:
        service = trace.workload.service
        grace = service.grace if service is not None else None
        if service is None or not isinstance(grace, Fact) or grace.span is None or grace.value > 0 or not service.lasts:
            continue
        if not any(run.default and run.applications for run in trace.runs):
            continue
        least = f"{least_of(trace.workload, grace.value):g} s"
        if service.orchestrator == "kubernetes":
            message = f"{service.name} has {least} to shut down, whatever it needs: SIGKILL follows the stop signal"
            consequence = f"what is not done after {least} is killed in the middle of its work, and the pod's name may be taken before it is gone"
            advice = "leave it out (30 s), or give it the time that the application needs"
        else:
            message = f"{service.name} has no time to shut down: SIGKILL follows the stop signal at once"
            consequence = "every process is killed at once, in the middle of its work"
            advice = "leave it out (10 s), or give it the time that the application needs"
        apps = [each for run in trace.runs if run.default for each in run.applications]
        severity: Severity = "info" if apps and all(each.develops for each in apps) else "warning"
        yield Problem(
            grace.span,
            message,
            f"{grace.value:g} s",
            consequence=consequence,
            help=advice,
            verdict=trace.verdict,
            severity=severity,
        )
