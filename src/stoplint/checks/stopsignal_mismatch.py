"""SL301: the stop signal is not the one on which the program shuts down in an orderly way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.dockerfile_lines import stop_signal
from stoplint.faults import wrong_signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Each has its own: nginx wants SIGQUIT, Apache SIGWINCH, systemd SIGRTMIN+3."""
    for case in wrong_signal.misfits(subject.traces, "mismatch", "sent"):
        got, wanted = f"SIG{case.detail('got')}", wrong_signal.wanted(case)
        message = f"on {got} {case.app} {case.detail('does')}"
        if wanted:
            message += (
                f": {wanted} is its signal for an orderly stop" if case.detail("finishes") else f"; {wanted} ends it"
            )
        fix = None
        help_ = (
            f"{wrong_signal.advice(case)}: STOPSIGNAL {wanted}" if wanted else f"{case.app} knows no signal to stop it"
        )
        label = f"gets {got}"
        if wrong_signal.kind_of(case) == "sent":
            sender = case.detail("by")
            label, help_ = f"gets {got} from {sender}", f"{wrong_signal.advice(case)}: let {sender} send that"
        elif wanted:
            fix = stop_signal(subject.dockerfile, case.image, case.detail("wants"))
        yield Problem(
            case.span, message, label, case.related, wrong_signal.consequence(case), help_, case.verdict,
            wrong_signal.severity(case), wrong_signal.confidence(case), fix,
        )  # fmt: skip
