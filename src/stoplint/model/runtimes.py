"""Interpreters: their program decides what a signal does, and sometimes its source tells.

Where it does not, the program is taken to handle its signals; what the interpreter itself does with a signal in
any case (Java prints its threads on SIGQUIT) holds nevertheless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.tables import STAYS
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from stoplint.model.machine import Machine
    from stoplint.model.start import Start
    from stoplint.model.values import Value
    from stoplint.model.world import Running


def react(m: Machine, s: Start, process: Running, argv: tuple[Value, ...]) -> None:
    """Set what signals do to a process that runs an interpreter's program."""
    known = process.facts
    when = known.row.when
    if when is not None and (when.flags or when.settings):
        return  # what an option says about signals (`java -Xrs`) holds whatever the program does
    process.actions = {
        **dict.fromkeys(HARMLESS, "default"),
        **{signal: action for signal, action in known.signals.items() if action in STAYS},
    }
    process.others = "graceful"
