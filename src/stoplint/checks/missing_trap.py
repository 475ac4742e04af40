"""SL203: the application is in the background, and the script waits for it without a trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.advice import by_its_own_word, for_several
from stoplint.model.stop.causes import NoTrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`wait` in a shell without a trap: the signal is dropped, or ends the shell and nothing else."""
    for fault in faults(subject.traces, NoTrap):
        message = f"{fault.holder} starts {fault.app} in the background and sets no trap, so {fault.app} never gets {fault.signal}"
        label = "started in the background"
        advice = for_several(fault, behind=True) or (
            f"set a trap that passes {fault.signal} on and waits (see `stoplint rule SL203`), "
            "or, if it is the only program, start it with exec instead of &"
        )
        if fault.cause.keeps:
            advice = (
                f"start {fault.cause.keeps} in the background, too, set a trap that passes {fault.signal} on, and wait "
                f"(see `stoplint rule SL203`): while {fault.cause.keeps} runs in the foreground no trap does"
            )
        if fault.cause.stopped_by:
            advice = by_its_own_word(fault)
        if fault.cause.blocker:
            advice += f"; but {fault.cause.blocker} does not pass {fault.signal} on: {fault.cause.ways}"
        yield subject.problem(fault, message, label, advice)
