"""SL304: the base image chose the stop signal for another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.dockerfile_lines import stop_signal
from stoplint.faults import wrong_signal
from stoplint.finding import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`FROM php:8-fpm` brings SIGQUIT along, `php artisan serve` does not know it."""
    for case in wrong_signal.misfits(subject.traces, "inherited"):
        got, wanted = f"SIG{case.detail('got')}", wrong_signal.wanted(case)
        base = wrong_signal.inherited_from(case)
        related = (Related(case.image.from_span, f"{base} sets STOPSIGNAL {got}"), *case.related)
        help_ = (
            f"{wrong_signal.advice(case)}: STOPSIGNAL {wanted}"
            if wanted
            else "run it behind an init (docker run --init, tini): then the default action ends it"
        )
        fix = stop_signal(subject.dockerfile, case.image, case.detail("wants")) if wanted else None
        yield Problem(
            case.span, f"{case.app} is stopped with {got}, which {base} chose: it {case.detail('does')}",
            f"gets {got}", related, wrong_signal.consequence(case), help_, case.verdict, wrong_signal.severity(case),
            wrong_signal.confidence(case), fix,
        )  # fmt: skip
