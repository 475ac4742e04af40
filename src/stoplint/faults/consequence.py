"""What happens at `docker stop`, and under which conditions: the same sentences for all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.conditions import whole
from stoplint.faults.harmless import is_toolbox, only_develops
from stoplint.faults.stages import HOLDING, unrepaired
from stoplint.faults.wording import execs
from stoplint.model.processes.world import NAMELESS
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.standing import NEVER_RUN
from stoplint.model.workload.launch import least_of

if TYPE_CHECKING:
    from stoplint.faults import Fault
    from stoplint.model.processes.world import Condition
    from stoplint.model.stop.answer import Run
    from stoplint.text import Span

# No sentence is longer than 300 characters, and none has more than two conditions.
_CONDITIONS, _CONDITION, _JOINED, _PLACED = 2, 60, 100, 180


def consequence_of(fault: Fault[causes.Cause]) -> str:
    """What becomes of the application, with what has to hold for it."""
    told = _of_time(fault.cause) if isinstance(fault.cause, causes.TooSlow) else _of_verdict(fault)
    if fault.freed and isinstance(fault.cause, HOLDING) and not fault.run.given:  # else the message says it
        told = f"{fault.freed}: {told}"
    if only_develops(fault):
        told = f"{told}; only somebody who develops runs that: little is lost"
    if fault.assumed:
        return f"where /bin/sh is {fault.assumed}: {told}"
    return under_conditions(fault, told)


def under_conditions(fault: Fault[causes.Cause], told: str) -> str:
    """A sentence about a run, with what has to hold for that."""
    asked = _asked(fault)
    if not asked or (fault.run.default and not (fault.otherwise or _elsewhere(fault))):
        return told
    told_of = [each._replace(subject=_short(whole(each))) for each in _decisive(fault, asked)]
    shown = " and ".join(map(str, told_of))
    if len(shown) > _PLACED:
        shown = " and ".join(str(each._replace(place=None)) for each in told_of if each.subject != NAMELESS)
    if not shown:
        return told
    more = ", among others" if len(asked) > len(told_of) or _is_met_otherwise(fault) else ""
    return f"if {shown}{more}: {told}"


def _short(text: str) -> str:
    """The text in one line, cut where it gets long; what `||` joins is shown whole, up to a longer one."""
    line = " ".join(text.split())
    longest = _JOINED if " || " in line else _CONDITION
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


# ---------------------------------------------------------------- what has to hold
def _asked(fault: Fault[causes.Cause]) -> tuple[Condition, ...]:
    """What has to hold for it: fewer things where the same goes ill in a run that takes less, beside something else.

    What the usual runs take as well, as that a variable is set without which the script ends, tells nothing of another one.
    """
    usual = [run for run in fault.trace.runs if run.default and run.passing is None]
    if usual and not fault.run.default and all(_is_lost_in(fault, run) for run in usual):
        return ()
    ways = [run.conditions for run in fault.trace.runs if _is_in(fault, run)] if fault.today is None else []
    asked = min(ways, key=len, default=fault.run.conditions)
    if not usual or fault.run.default:
        return asked
    return tuple(each for each in asked if not all(_takes(run, each) for run in usual)) or asked


def _takes(run: Run, condition: Condition) -> bool:
    return any(each[:3] == condition[:3] for each in run.conditions)


def _elsewhere(fault: Fault[causes.Cause]) -> list[Run]:
    """The runs that are as usual as this one, on another branch of the script, and never come to the fault's place."""
    own = (fault.today or fault.run).conditions
    if not own or fault.span is None:
        return []
    return [
        each
        for each in fault.trace.runs
        if each.default
        and each.passing is None
        and each.verdict not in NEVER_RUN
        and any(one.contradicts(other) for one in own for other in each.conditions)
        and not _comes_to(each, fault.span)
    ]


def _comes_to(run: Run, place: Span) -> bool:
    """Whether a run, or what it would be without its faults, has something at this place: a process, or what is wrong."""
    each: Run | None = run
    while each is not None:
        spans = [process.span for process in each.processes]
        if each.cause is not None:
            spans += [each.cause.span, *(span for span, _ in each.cause.related)]
        if place in spans:
            return True
        each = each.then
    return False


def _is_in(fault: Fault[causes.Cause], other: Run) -> bool:
    """Whether the application goes the same way in another run, which some of this one's conditions lead to."""
    if (type(other.cause), other.verdict) != (type(fault.cause), fault.verdict) or other.passing is not None:
        return False
    own, its = (
        {(each.argv, each.fate) for each in run.applications if each.span == fault.span} for run in (fault.run, other)
    )
    return bool(own & its) and set(other.conditions) < set(fault.run.conditions)


def _is_met_otherwise(fault: Fault[causes.Cause]) -> bool:
    """Whether runs with another answer to the same question come to this very line: `eval "$@"` of a function that each calls."""
    own, span = (fault.today or fault.run).conditions, fault.span
    if span is None or not own or span.located == span:
        return False
    for run in fault.trace.runs:
        other = run.cause.span if type(run.cause) is type(fault.cause) and run.passing is None else None
        alike = other is not None and other.located == span.located and run.verdict == fault.verdict
        if alike and any(
            one.subject == each.subject and one.answer != each.answer for one in own for each in run.conditions
        ):
            return True
    return False


def _is_lost_in(fault: Fault[causes.Cause], other: Run) -> bool:
    """Whether the application goes the same way in a usual run, which tells of another one: no condition makes it so."""
    if other.verdict != fault.verdict:
        return False
    own = {(each.argv, each.fate) for each in fault.run.applications if each.span == fault.span}
    its = {(each.argv, each.fate) for each in other.applications if each.span == fault.span and each.id != other.victim}
    return bool(own & its)


def _decisive(fault: Fault[causes.Cause], asked: tuple[Condition, ...]) -> list[Condition]:
    """The conditions that are told: the last ones by which the run leaves the default one, where there are many."""
    if fault.run.default:  # what the run in which nothing is wrong, or not this, was answered otherwise
        other = [each for run in (*fault.otherwise, *_elsewhere(fault)) for each in run.conditions]
        return [each for each in asked if any(each.contradicts(one) for one in other)][:_CONDITIONS] or [*asked[:1]]
    # what a loop asks again and answers otherwise tells nothing
    plain = [each for each in asked if not any(each.contradicts(other) for other in asked)] or [*asked]
    # that some command fails, without a place, tells nothing either
    plain = [each for each in plain if each.subject != NAMELESS or each.place is not None]
    # nor what a step asked whose exit status is all that is left of it, but for what says that it ends at all
    plain = [each for each in plain if not each.is_of_step or (each.ends_loop and each.departs)] or plain
    if len(plain) > _CONDITIONS:
        plain = [each for each in plain if each.departs][-_CONDITIONS:] or plain
    return plain[:_CONDITIONS]


# ---------------------------------------------------------------- what happens
def _of_time(cause: causes.TooSlow) -> str:
    return f"{cause.subject} is killed after {cause.grace:g} s, while the stop is still under way"


def _of_verdict(fault: Fault[causes.Cause]) -> str:
    launch, run, app, cause = fault.trace.launch, fault.run, fault.app, fault.cause
    time = least_of(fault.trace.workload, launch.grace.value) if isinstance(launch, Launch) else 0.0
    grace = f"{time:g} s" if isinstance(launch, Launch) else "the grace period"
    match fault.verdict:
        case "lost" if any(each.id == run.victim and each.ends_anyhow for each in run.processes):
            return f"nothing happens for {grace}, then {app} is killed: it has no orderly stop, and would lose as much if it were told"
        case "lost" if is_toolbox(fault):
            return f"nothing happens for {grace}, then the container is killed: nothing is lost but what `{execs(fault.trace)}` has started in it"
        case "lost":
            return f"nothing happens for {grace}, then {app} is killed in the middle of its work"
        case "killed" if cause.heard:
            return f"{app} begins to shut down, and is killed before it has finished"
        case "killed" if isinstance(cause, causes.ShellBehindWrapper) and cause.lingers:
            return f"{app} is killed {cause.after:g} s later, without having heard of the stop"
        case "killed":
            return f"{app} is killed at once, without having heard of the stop"
        case "partial":
            what = "is killed in the middle of its work"
            if isinstance(cause, causes.AtShell) and cause.cut:
                what = "stops at once, dropping its work"
            elif cause.heard:
                what = "begins to shut down, and is killed before it has finished"
            return f"{app} {what}{_beside(fault)}"
        case "hangs" if fault.starts_again:
            return f"{app} starts again what it has stopped, and that is killed in the middle of its work after {grace}"
        case "hangs":
            return f"{app} shuts down in time, but the container stays until it is killed after {grace}"
        case "ignored" if isinstance(cause, causes.ApplicationIgnores) and cause.reaction.fronts:
            return f"nothing happens for {grace}, then {cause.reaction.fronts} is killed in the middle of its work"
        case "ignored":
            return f"{app} goes on working for {grace}, then it is killed"
        case "exits-early":
            return "there is nothing left to stop: the container has ended by itself, right after its start"
        case "fails-to-start":
            return "there is nothing to stop: the container does not start"
        case _:
            return run.reason


def _beside(fault: Fault[causes.Cause]) -> str:
    """What the others do: today, unless the sentence is about what comes behind another fault."""
    now = unrepaired(fault)
    told = [each for each in now.applications if each.fate == "finished"]
    if not told:
        return ""
    by_id = {each.id: each for each in now.processes}
    victim = by_id.get(now.victim)
    own = victim.keeper if victim is not None else 0
    named = (by_id.get(each.keeper if each.keeper != own else 0, each) for each in told if each.id != now.victim)
    names = dict.fromkeys(each.name for each in named)
    others = "the rest" if len(now.applications) - len(told) < 2 or len(names) != 1 else next(iter(names))
    assumed = {each.process: each.signal for each in now.assumes if each.kind == "handles"}
    if all(each.id in assumed for each in told):  # nobody knows what they make of it
        return "" if fault.cause.heard else f", while {others} gets {assumed[told[0].id]}"
    return f", while {others} shuts down in an orderly way"
