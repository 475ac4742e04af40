"""SL307: a configuration that takes the stop signal its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import wrong_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


# How a keeper of services is told which signal stops one: supervisord.conf; s6-supervise(8), down-signal; runsv(8), control/t.
_KEEPERS = {
    "supervisord": "stopsignal={signal}",
    **dict.fromkeys(
        ("s6-svscan", "s6-supervise", "s6-overlay", "init"), "SIG{signal} in a file down-signal beside its run"
    ),
    **dict.fromkeys(
        ("my_init", "runsvdir", "runsv", "runit-init"), "a script control/t beside its run that sends SIG{signal}"
    ),
}


def _asked_of(keeper: str, signal: str) -> str:
    return _KEEPERS.get(keeper, "have {keeper} send SIG{signal}").format(keeper=keeper, signal=signal)


def check(subject: Subject) -> Iterator[Problem]:
    """Consul with leave_on_terminate off, uwsgi without die-on-term, a wrong stopsignal in supervisord.conf."""
    for fault in wrong_signals(subject.traces, "config"):
        reaction = fault.cause.reaction
        if reaction.supervised:
            message = f"{reaction.by} stops {fault.app} with {fault.got}: it {reaction.does}"
            advice = f"{fault.app} knows no signal to stop it"
            if fault.wanted:
                advice = f"{fault.advice}: {_asked_of(reaction.by, reaction.wants)}"
        else:
            message = f"with `{reaction.config}` {fault.app} {reaction.does} on {fault.got}"
            advice = fault.advice if fault.wanted else "change the setting"
        if reaction.note:
            advice += f" ({reaction.note})"
        yield subject.problem(fault, message, f"gets {fault.got}", advice)
