"""SL507: the hook sends what the runtime sends anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.hooks import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`kill -TERM 1` in front of SIGTERM changes nothing, and hides that it is not needed."""
    for found in hooks(subject.traces):
        tells = found.effect.tells
        if not tells or found.effect.unknown or found.effect.waits != 0 or any(each.after > 0 for each in tells):
            continue
        if found.signal and all(each.signal == found.signal and found.reaches(each) for each in tells):
            yield Problem(
                found.hook.span,
                f"the hook sends SIG{found.signal} to {found.first}, and the runtime sends the same at once behind it",
                "not needed",
                consequence="it is stopped as it would be without the hook",
                help="leave the hook out; to give load balancers the time to notice, let it sleep instead",
                verdict="",
                severity="info",
            )
