"""SL307: a configuration that takes the stop signal its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint import misfit
from stoplint.checks import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Consul with leave_on_terminate off, uwsgi without die-on-term, a wrong stopsignal in supervisord.conf."""
    for case in misfit.misfits(subject.traces, "config"):
        got, wanted = f"SIG{case.detail('got')}", misfit.wanted(case)
        does = case.detail("does")
        if case.detail("supervised"):
            message = f"{case.detail('by')} stops {case.app} with {got}: it {does}"
            help_ = (
                f"{misfit.advice(case)}: stopsignal={case.detail('wants')}"
                if wanted
                else f"{case.app} knows no signal to stop it"
            )
        else:
            message = f"with `{case.detail('config')}` {case.app} {does} on {got}"
            help_ = misfit.advice(case) if wanted else "change the setting"
        if case.detail("note"):
            help_ += f" ({case.detail('note')})"
        yield Problem(
            case.span, message, f"gets {got}", case.related, misfit.consequence(case), help_, case.verdict,
            misfit.severity(case), misfit.confidence(case),
        )  # fmt: skip
