"""SL215: PID 1 watches a command that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`tail -f /dev/null` keeps the container alive, and the stop signal from the application."""
    for case in cases(subject.traces, "keep-alive", "beside"):
        if case.cause.kind == "beside" and case.detail("role") != "keep-alive":
            continue
        keeps = case.detail("keeps") or case.holder
        message = f"the container waits for {keeps} instead of {case.app}, {case.which}"
        label = "keeps the container alive, and does nothing else"
        if case.cause.kind == "beside":
            label = f"started beside {keeps}, which is PID 1"
        elif case.detail("trap"):
            label = "holds the trap back as long as it runs"
        advice = f"start {case.app} in the foreground, as the last command: exec {case.app} …"
        severity = case.severity
        if case.detail("idle"):
            message = f"the container waits for {keeps}; what else runs in it never gets {case.signal}"
            advice = f"start the application in the foreground, as the last command, instead of {keeps}"
            severity = "warning"
        if case.detail("daemon"):
            advice += "; servers have an option for it (nginx -g 'daemon off;', httpd -DFOREGROUND, php-fpm -F)"
        yield Problem(
            case.span,
            message,
            label,
            case.related,
            case.consequence,
            advice,
            case.verdict,
            severity,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
