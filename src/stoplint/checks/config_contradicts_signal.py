"""SL307: a configuration that takes the stop signal its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults import wrong_signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Consul with leave_on_terminate off, uwsgi without die-on-term, a wrong stopsignal in supervisord.conf."""
    for case in wrong_signal.misfits(subject.traces, "config"):
        got, wanted = f"SIG{case.detail('got')}", wrong_signal.wanted(case)
        does = case.detail("does")
        if case.detail("supervised"):
            message = f"{case.detail('by')} stops {case.app} with {got}: it {does}"
            help_ = (
                f"{wrong_signal.advice(case)}: stopsignal={case.detail('wants')}"
                if wanted
                else f"{case.app} knows no signal to stop it"
            )
        else:
            message = f"with `{case.detail('config')}` {case.app} {does} on {got}"
            help_ = wrong_signal.advice(case) if wanted else "change the setting"
        if case.detail("note"):
            help_ += f" ({case.detail('note')})"
        yield Problem(
            case.span, message, f"gets {got}", case.related, wrong_signal.consequence(case), help_, case.verdict,
            wrong_signal.severity(case), wrong_signal.confidence(case),
        )  # fmt: skip
