"""The runs in the order in which they are told, and what each would be when its faults are repaired one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.faults.places import is_own
from stoplint.model.stop import causes
from stoplint.model.stop.trace import with_stop_signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.faults import Fault
    from stoplint.model.stop.answer import ImageTrace, Run

# Causes that lie between PID 1 and the application: what they say is so whoever else holds the signal up.
HOLDING = (causes.AtShell, causes.WrapperBlocks, causes.WrapperKills, causes.PackageRunner)

# What tells a script on which machine it is, and the names of the most usual one: uname(1), dpkg --print-architecture.
_MACHINE = re.compile(r"uname -[mp]\b|\barch\b|--print-arch|\$\{?TARGETARCH\b")
_USUAL = frozenset({"x86_64", "amd64"})


def by_likelihood(runs: Iterable[Run]) -> list[Run]:
    """The default run first, then those that take the fewest conditions: where several have a fault, that one is told.

    Of several machines the most usual one.
    """
    return sorted(runs, key=lambda run: (not run.default, _is_on_another_machine(run), len(run.conditions)))


def _is_on_another_machine(run: Run) -> bool:
    asked = [each.answer for each in run.conditions if each.answer.startswith("is ") and _MACHINE.search(each.subject)]
    return any(_USUAL.isdisjoint(answer[3:].split(" or ")) for answer in asked)


def stages(trace: ImageTrace) -> Iterator[tuple[Run, Run | None]]:
    """Each run, and then what it would be when its faults are repaired one by one, with the run as it is today.

    What a base image's script holds up the user can't repair: nothing is said of what would come then.
    """
    for run in by_likelihood(trace.runs):
        yield run, None
        each = run
        while each.cause is not None and each.then is not None and run.passing is None:
            hands_on = isinstance(each.cause, causes.PackageRunner)  # what it is given is the user's
            if isinstance(each.cause, HOLDING) and not hands_on and not is_own(trace.image, each.cause.span):
                break
            each = each.then
            yield each, run


def unrepaired(fault: Fault[causes.Cause]) -> Run:
    """The run in which all that runs is to be counted: none of what goes wrong beside this fault is repaired in it yet.

    That is today's, or the first one in which nobody stands in the way any more.
    """
    each = fault.today
    while each is not None and each.freed != fault.run.freed:
        each = each.then
    return each or fault.run


def worse_by_default(fault: Fault[causes.Cause], signal: str) -> bool:
    """Whether another stop signal, for the sake of a run that is not the default one, would be wrong for what that runs."""
    if fault.run.default:
        return False
    other = with_stop_signal(fault.trace, signal)
    if other.verdict not in (fault.trace.verdict, "graceful"):
        return True
    # what nobody read is taken to handle SIGTERM, and no other
    rests = signal != "SIGTERM" and any(run.default and run.assumes for run in other.runs)
    return rests or not _hit_by_default(other) <= _hit_by_default(fault.trace)


def _hit_by_default(trace: ImageTrace) -> set[tuple[type[causes.Cause], str]]:
    """The applications of the default run that the stop signal is wrong for, as it is or once other faults are repaired."""
    received = (causes.ApplicationIgnores, causes.ApplicationCut, causes.Outwaited)
    runs = [run for run, _ in stages(trace) if run.default]
    found = [each for run in runs for each in (run.cause, *run.remarks)]
    return {(type(each), each.subject) for each in found if isinstance(each, received)}
