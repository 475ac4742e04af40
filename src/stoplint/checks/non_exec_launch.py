"""SL201: a start script stays in front of the application instead of becoming it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject

# `sh -c …` strings and pipelines have rules of their own.
SCRIPTED = frozenset({"foreground", "subshell"})


def check(subject: Subject) -> Iterator[Problem]:
    """One problem for each launch of an application that a script without a trap waits for."""
    for fault in faults(subject, "shell-in-front"):
        span = fault.cause.span
        if span is None or fault.details.get("how") not in SCRIPTED:
            continue
        script = span.path.rsplit("/", 1)[-1]
        yield Problem(
            span=span,
            message=f"{script} stays in front of {fault.cause.subject}, which never gets {fault.signal}",
            label="started as a child of the script",
            related=fault.related,
            consequence=fault.consequence,
            help=f"let the script become the application: exec {span.text}" if "\n" not in span.text else "",
            verdict=fault.run.verdict,
            severity=fault.severity,
        )
