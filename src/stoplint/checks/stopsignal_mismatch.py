"""SL301: the stop signal is not the one on which the program shuts down in an orderly way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.dockerfile_lines import stop_signal
from stoplint.faults.wrong_signal import wrong_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Each has its own: nginx wants SIGQUIT, Apache SIGWINCH, systemd SIGRTMIN+3."""
    for fault in wrong_signals(subject.traces, "mismatch", "sent"):
        reaction, wanted = fault.cause.reaction, fault.wanted
        message = f"on {fault.got} {fault.app} {reaction.does}"
        if wanted:
            message += f": {wanted} is its signal for an orderly stop" if reaction.finishes else f"; {wanted} ends it"
        fix = None
        advice = f"{fault.advice}: STOPSIGNAL {wanted}" if wanted else f"{fault.app} knows no signal to stop it"
        label = f"gets {fault.got}"
        if fault.kind == "sent":
            label, advice = f"gets {fault.got} from {reaction.by}", f"{fault.advice}: let {reaction.by} send that"
        elif wanted:
            fix = stop_signal(subject.dockerfile, fault.image, reaction.wants)
        yield subject.problem(fault, message, label, advice, fix=fix)
