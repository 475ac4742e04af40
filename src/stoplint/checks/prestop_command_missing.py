"""SL504: a hook whose command is not in the image, so that it never runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.hooks import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.model.workload.hooks import Effect, Missing
    from stoplint.model.workload.service import Hook, Service


def check(subject: Subject) -> Iterator[Problem]:
    """The runtime can't start it, and the stop signal comes as if there were no hook."""
    for found in hooks(subject.traces):
        from stoplint.model.workload.hooks import effect, missing  # noqa: PLC0415 - few containers have any

        hook, does = found.hook, effect(found.hook)
        lacks = missing(hook, found.trace.image)
        if (does.faults or lacks is None) and hook.kind != "tcp":
            continue
        reported = found.service.orchestrator == "kubernetes"
        yield Problem(
            lacks.word.span if lacks is not None else hook.span,
            _message(lacks, found.service),
            _LABELS[lacks.kind] if lacks is not None else "never runs",
            consequence=_REPORTED if reported else found.when_it_fails,
            help=_help(lacks, hook, does),
            verdict=found.trace.verdict,
        )


_LABELS = {"absent": "not in the image", "mode": "not executable", "interpreter": "can't be started"}
_REPORTED = "Kubernetes reports FailedPreStopHook, and the stop signal comes at once: what the hook was to wait for, or to prepare, is left out"


def _message(lacks: Missing | None, service: Service) -> str:
    if lacks is None:
        return f"the hook of {service.name} never runs: Kubernetes has no hooks of the kind tcpSocket"
    if lacks.kind == "mode":
        return f"the hook of {service.name} can't be started: {lacks.path} is not executable"
    if lacks.kind == "interpreter":
        return f"the hook of {service.name} can't be started: {lacks.word.value} wants {lacks.path}, which is not in the image"
    return f"the hook of {service.name} can't be started: {lacks.path} is not in the image"


def _help(lacks: Missing | None, hook: Hook, does: Effect) -> str:
    if lacks is not None and lacks.kind == "mode":
        return "make it executable: COPY --chmod=755 in the Dockerfile, defaultMode: 0755 of a ConfigMap's volume"
    seconds = does.seconds
    if seconds and math.isfinite(seconds) and not does.tells and not does.unknown and hook.in_grace:
        return f"let Kubernetes wait by itself, which needs no program (1.30): preStop: {{sleep: {{seconds: {math.ceil(seconds)}}}}}"
    return "put the program into the image, or let the application do the same itself when it gets the stop signal"
