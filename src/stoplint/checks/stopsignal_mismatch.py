"""SL301: the stop signal is not the one on which the program shuts down in an orderly way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.services import with_stop_signal
from stoplint.faults import remarks
from stoplint.faults.stages import worse_by_default
from stoplint.faults.wording import set_stop_signal
from stoplint.faults.wrong_signal import wrong_signals
from stoplint.lazy_dataclass import replace
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.causes import Outwaited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault
    from stoplint.faults.wrong_signal import WrongSignal
    from stoplint.finding import Fix


def check(subject: Subject) -> Iterator[Problem]:
    """Each has its own: nginx wants SIGQUIT, Apache SIGWINCH, systemd SIGRTMIN+3."""
    for fault in wrong_signals(subject.traces, "mismatch", "sent"):
        reaction, wanted = fault.cause.reaction, fault.wanted
        message = f"on {fault.got} {fault.app} {reaction.does}"
        if wanted:
            message += f": {wanted} is its signal for an orderly stop" if reaction.finishes else f"; {wanted} ends it"
        fix = None
        advice = (
            f"{fault.advice}: {set_stop_signal(fault.trace, wanted)}"
            if wanted
            else f"{fault.app} knows no signal to stop it"
        )
        label = f"gets {fault.got}"
        if fault.kind == "sent":
            label, advice = f"gets {fault.got} from {reaction.by}", f"{fault.advice}: let {reaction.by} send that"
        elif wanted and fault.by_trap:
            advice = f"{fault.advice}: let the trap that passes {fault.got} on to it send that"
        elif wanted:
            fix = _for_all(fault, with_stop_signal(subject.dockerfile, fault.trace, reaction.wants))
        yield subject.problem(fault, message, label, advice, fix=fix)
    seen = set()
    for remark in remarks(subject.traces, Outwaited):
        if remark.verdict == "graceful" and remark.span not in seen and not _is_better_so(remark):
            seen.add(remark.span)
            yield _outwaited(subject, remark)


def _for_all(fault: WrongSignal, fix: Fix | None) -> Fix | None:
    """The fix, which is the image's, whatever is started in it: not safe where that may be something else."""
    if fix is None or not fix.safe or fault.trace.workload.service is not None or not fault.starts_others:
        return fix
    return replace(fix, title=f"{fix.title}; whatever else is started in the image gets it, too", safe=False)


def _is_better_so(remark: Fault[Outwaited]) -> bool:
    reaction = remark.cause.reaction
    return not reaction.by and worse_by_default(remark, f"SIG{reaction.wants}")


def _outwaited(subject: Subject, remark: Fault[Outwaited]) -> Problem:
    """It ends as it should while nobody is connected: postgres, which waits for idle clients too."""
    reaction = remark.cause.reaction
    got, wanted = f"SIG{reaction.got}", f"SIG{reaction.wants}"
    message = f"on {got} {remark.app} {reaction.does}: {wanted} " + (
        "is its signal for an orderly stop" if reaction.finishes else "ends it"
    )
    launch = remark.trace.launch
    times = [] if remark.cause.limit is None else [remark.cause.limit]
    times += [launch.grace.value] if isinstance(launch, Launch) else []
    grace = f"{min(times):g} s" if times else "the grace period"
    fix = None if reaction.by else with_stop_signal(subject.dockerfile, remark.trace, reaction.wants)
    label = f"gets {got} from {reaction.by}" if reaction.by else f"gets {got}"
    advice = f"on {wanted} {remark.app} {reaction.would}: " + (
        reaction.set_by or f"let {reaction.by} send that" if reaction.by else set_stop_signal(remark.trace, wanted)
    )
    return subject.problem(
        remark, message, label, advice, fix=fix,
        severity="info" if reaction.assumes else min(remark.severity, "warning", key=("info", "warning", "error").index),
        consequence=f"while a client is connected nothing happens for {grace}, then {remark.app} is killed in the middle of its work",
    )  # fmt: skip
