"""SL306: the program is PID 1, and has no handler for the stop signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.services import with_init
from stoplint.faults.advice import behind_init, handled
from stoplint.faults.wrong_signal import wrong_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """For PID 1 the kernel drops what has no handler: node and python without one never end on SIGTERM."""
    for fault in wrong_signals(subject.traces, "deaf"):
        reaction = fault.cause.reaction
        if not reaction.first or reaction.inherited:
            continue
        message = f"{fault.app} is PID 1 and has no handler for {fault.got}: it ignores it"
        advice = f"handle {fault.got} in the program (best), or {behind_init(reaction.got, fault.trace)}"
        if reaction.foreign:
            advice = f"{behind_init(reaction.got, fault.trace)}: then the default action ends it"
        if reaction.action != "default":  # an init would change nothing
            message = f"{fault.app} gets {fault.got} and {reaction.does}"
            advice = reaction.note or handled(reaction)
        advice = reaction.instead or advice
        if reaction.fronts:
            message = f"{fault.app} stays in front of {reaction.fronts}, which never gets {fault.got}"
        # behind an init it ends at once: no more than its own handler would be, and no less than the kill that it gets now
        helps = reaction.action == "default" and not reaction.fronts and not reaction.instead
        fix = with_init(fault.trace) if helps else None
        yield subject.problem(fault, message, f"PID 1, gets {fault.got}", advice, fix=fix)
