"""Really starts build contexts as PID 1 of a PID namespace, really stops them, and tells what happened.

`stop` and `stop_many` are the doors; `Outcome` is what they return. No Docker: a C program of two hundred
kilobytes (`contain.c`) makes the namespaces, and a stand-in application (`stub.c`) logs what reaches it.
"""

from __future__ import annotations

from kernel.container import AGAIN, Case, HarnessError, Outcome, calmly, stop, stop_many, unavailable
from kernel.machine import missing
from kernel.stub import VARIANTS, Stub
from kernel.verdict import Application, Facts, verdict

__all__ = [
    "AGAIN",
    "VARIANTS",
    "Application",
    "Case",
    "Facts",
    "HarnessError",
    "Outcome",
    "Stub",
    "calmly",
    "missing",
    "stop",
    "stop_many",
    "unavailable",
    "verdict",
]
