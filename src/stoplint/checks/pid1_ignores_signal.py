"""SL306: the program is PID 1, and has no handler for the stop signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import wrong_signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """For PID 1 the kernel drops what has no handler: node and python without one never end on SIGTERM."""
    for case in wrong_signal.misfits(subject.traces, "deaf"):
        if not case.detail("first") or case.detail("inherited"):
            continue
        got = f"SIG{case.detail('got')}"
        message = f"{case.app} is PID 1 and has no handler for {got}: it ignores it"
        if case.detail("action") != "default":
            message = f"{case.app} gets {got} and {case.detail('does')}"
        help_ = f"handle {got} in the program (best), or run it behind an init: docker run --init, init: true in Compose, or tini"
        yield Problem(
            case.span, message, f"PID 1, gets {got}", case.related, wrong_signal.consequence(case), help_, case.verdict,
            wrong_signal.severity(case), wrong_signal.confidence(case),
        )  # fmt: skip
