"""Faults by which nobody's work is lost: containers that are kept for `docker exec`, and tools for development."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.stop import causes
from stoplint.model.stop.standing import NEVER_RUN

if TYPE_CHECKING:
    from stoplint.faults import Fault


def is_toolbox(fault: Fault[causes.Cause]) -> bool:
    """Whether nothing but a command that does nothing runs, in no run: the image is there for what `docker exec` starts."""
    if not isinstance(fault.cause, causes.KeepAlive) or not fault.cause.alone:
        return False
    runs = fault.trace.runs
    alone = all(each.cause.alone for each in runs if isinstance(each.cause, causes.KeepAlive))
    return alone and not any(run.applications for run in runs)


def only_develops(fault: Fault[causes.Cause]) -> bool:
    """Whether nothing goes wrong in the run but with programs that only somebody runs who develops."""
    apps = fault.run.applications
    hit = [each for each in apps if each.fate != "finished"] or apps
    return fault.verdict not in NEVER_RUN and bool(hit) and all(each.develops for each in hit)
