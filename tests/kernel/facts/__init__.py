"""What is known about shells, traps, wrappers and launches, as rows that the kernel is asked about."""

from __future__ import annotations

from kernel.facts.launches import LAUNCH
from kernel.facts.shells import BACKGROUND, IMPLICIT, SCRIPT, UNTRAPPED
from kernel.facts.traps import SPELLING, TRAP, WAIT
from kernel.facts.wrappers import EXECS, INIT, STAYS, SUPERVISOR

__all__ = [
    "BACKGROUND", "EXECS", "IMPLICIT", "INIT", "LAUNCH", "SCRIPT", "SPELLING", "STAYS", "SUPERVISOR", "TRAP", "UNTRAPPED",
    "WAIT",
]  # fmt: skip
