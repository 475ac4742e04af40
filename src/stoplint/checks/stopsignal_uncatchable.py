"""SL302: a stop signal that no program can handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.services import with_stop_signal
from stoplint.faults.wording import stop_signal_key
from stoplint.model.fact import Unknown
from stoplint.signals import UNCATCHABLE, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """SIGKILL ends the container at once, SIGSTOP freezes it until it is killed."""
    for trace in subject.traces:
        said = trace.image.stop_signal
        if isinstance(said, Unknown) or said.span is None or canonical(said.value) not in UNCATCHABLE:
            continue
        name = f"SIG{canonical(said.value)}"
        consequence = "every process is killed at once, in the middle of its work"
        if name == "SIGSTOP":
            consequence = "the processes are frozen, and killed when the grace period is over"
        yield Problem(
            said.span,
            f"no program can handle {name}: nothing shuts down in an orderly way",
            "the kernel acts on it, the program never sees it",
            consequence=consequence,
            help=f"leave {stop_signal_key(trace)} out (SIGTERM), or name the signal that the application shuts down on",
            verdict=trace.verdict,
            fix=with_stop_signal(subject.dockerfile, trace, "TERM"),
        )
