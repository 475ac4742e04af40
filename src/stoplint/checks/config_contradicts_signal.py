"""SL307: a configuration that takes the stop signal its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import wrong_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Consul with leave_on_terminate off, uwsgi without die-on-term, a wrong stopsignal in supervisord.conf."""
    for fault in wrong_signals(subject.traces, "config"):
        reaction = fault.cause.reaction
        if reaction.supervised:
            message = f"{reaction.by} stops {fault.app} with {fault.got}: it {reaction.does}"
            advice = f"{fault.app} knows no signal to stop it"
            if fault.wanted:
                other = f"keep it as a service whose signal can be set, or send it {fault.wanted} from what runs at the stop"
                advice = f"{fault.advice}: {reaction.set_by or other}"
        else:
            message = f"with `{reaction.config}`, on {fault.got} {fault.app} {reaction.does}"
            advice = fault.advice if fault.wanted else "change the setting"
        if reaction.note:
            advice += f" ({reaction.note})"
        yield subject.problem(fault, message, f"gets {fault.got}", advice)
