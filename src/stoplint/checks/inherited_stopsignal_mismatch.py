"""SL304: the base image chose the stop signal for another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.dockerfile_lines import stop_signal
from stoplint.faults.advice import behind_init
from stoplint.faults.wording import set_stop_signal
from stoplint.faults.wrong_signal import wrong_signals
from stoplint.finding import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`FROM php:8-fpm` brings SIGQUIT along, `php artisan serve` does not know it."""
    for fault in wrong_signals(subject.traces, "inherited"):
        reaction, base = fault.cause.reaction, fault.inherited_from
        related = (Related(fault.image.base_span, f"{base} sets STOPSIGNAL {fault.got}"), *fault.related)
        advice = f"{behind_init(reaction.got, fault.trace)}: then the default action ends it"
        if reaction.note:
            advice += f" ({reaction.note})"
        fix = None
        if fault.wanted:
            advice = f"{fault.advice}: {set_stop_signal(fault.trace, fault.wanted)}"
            fix = stop_signal(subject.dockerfile, fault.image, reaction.wants)
        message = f"{fault.app} is stopped with {fault.got}, which {base} chose: it {reaction.does}"
        yield subject.problem(fault, message, f"gets {fault.got}", advice, related=related, fix=fix)
