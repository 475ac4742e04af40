"""SL503: the hook takes all the time that the stop has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.services import with_grace
from stoplint.faults.hooks import hooks
from stoplint.faults.wording import set_grace
from stoplint.model.workload.launch import LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.faults.hooks import FoundHook


def check(subject: Subject) -> Iterator[Problem]:
    """The grace period begins with the hook: when it is used up, two seconds are all that is left for the stop signal."""
    for found in hooks(subject.traces):
        seconds = found.effect.seconds
        if not found.hook.in_grace or seconds is None or seconds < found.grace.value or found.grace.value <= 0:
            continue
        if found.is_told and math.isinf(seconds):
            continue  # it waits until the application is gone
        if found.is_told:
            yield _cut_short(found, seconds)
            continue
        takes = "never returns" if math.isinf(seconds) else f"takes {seconds:g} s"
        said = f"the grace period of {found.grace.value:g} s ({found.grace.said_by})"
        yield Problem(
            found.hook.span,
            f"the hook {takes}, {said} is over by then: {LEAST:g} s are left to shut down",
            f"{takes}",
            consequence=f"the stop signal comes when the grace period is over, and SIGKILL {LEAST:g} s later",
            help=f"give the pod more time ({set_grace(found.trace, _enough(seconds))}), or shorten the hook"
            if not math.isinf(seconds)
            else "let the hook return",
            verdict=found.trace.verdict,
            fix=None if math.isinf(seconds) else with_grace(found.trace, _enough(seconds)),
        )


def _enough(seconds: float) -> int:
    """The hook's time, and the usual thirty seconds for the application itself."""
    return math.ceil(seconds) + 30


def _cut_short(found: FoundHook, seconds: float) -> Problem:
    """A hook that tells somebody to stop, and waits for that: it ends with the container, or with the grace period."""
    enough = math.ceil(seconds) + 5
    return Problem(
        found.hook.span,
        f"the hook waits {seconds:g} s for the shutdown that it begins, and the grace period of {found.grace.value:g} s ({found.grace.said_by}) is over before",
        f"waits {seconds:g} s",
        consequence=f"what takes longer than {found.grace.value:g} s is cut off: the stop signal comes then, and SIGKILL {LEAST:g} s later",
        help=f"give the pod the time that the hook waits: {set_grace(found.trace, enough)}",
        verdict=found.trace.verdict,
        severity="warning",
        fix=with_grace(found.trace, enough),
    )
