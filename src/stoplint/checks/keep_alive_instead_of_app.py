"""SL215: PID 1 watches a command that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.exec_words import with_exec
from stoplint.faults import faults
from stoplint.faults.advice import as_last_command, behind_init, by_its_pid, for_several, foreground, several
from stoplint.faults.harmless import is_toolbox
from stoplint.faults.places import is_own, line_at
from stoplint.faults.wording import execs
from stoplint.model.fact import Unknown
from stoplint.model.stop.causes import Beside, KeepAlive
from stoplint.model.workload.launch import grace_of
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault
    from stoplint.text import Span


# Nobody minds waiting so many seconds.
_SHORT = 5.0


def check(subject: Subject) -> Iterator[Problem]:
    """`tail -f /dev/null` keeps the container alive, and the stop signal from the application."""
    for fault in faults(subject.traces, KeepAlive):
        cause = fault.cause
        label = _label(fault)
        message = f"the container waits for {cause.keeps} instead of {fault.app}, {fault.which}"
        advice = _with_log(fault, as_last_command(fault))
        severity = fault.severity
        if cause.trap:
            advice = f"start {cause.keeps} in the background and `wait` for it: a signal interrupts `wait`, and the trap runs"
        else:
            advice = for_several(fault) or advice
        if cause.rounds and not cause.idle and not cause.trap:
            advice = _between_rounds(fault)
        if cause.apart:
            advice = f"{by_its_pid(fault, f'set a trap for {fault.signal}')}, "
            advice += f"and wait for {cause.keeps} in the background (`… & wait $!`)"
        if cause.idle:
            message = f"the container waits for {cause.keeps}; what else runs in it never gets {fault.signal}"
            if cause.passed:
                message = f"the container waits for {cause.passed} if that stays, else for {cause.keeps}: what runs in it never gets {fault.signal}"
            elif cause.left:
                message = f"the container waits for {cause.keeps} instead of {cause.left[-1]}, which never gets {fault.signal}"
            advice = _with_log(fault, _instead(fault))
            severity = "warning"
        if cause.asked_by and not (cause.trap or cause.apart or cause.stopped_by):
            advice = _around(fault)
        if is_toolbox(fault):
            if grace_of(fault.trace.workload).value <= _SHORT:
                continue  # whoever keeps it has thought of that
            message = f"nothing but {cause.keeps} is known to run in the container, and it never gets {fault.signal}"
            advice = f"if a stop is to be quick, {behind_init(fault.signal.removeprefix('SIG'), fault.trace)}; what `{execs(fault.trace)}` starts is not told of it"
            severity = "info"
        if cause.idle and (cause.rounds or cause.pause):
            message = f"{fault.holder} does not end on {fault.signal} while it waits for {cause.keeps}"
            advice = f"set a trap that ends the script, and wait for {cause.keeps} in the background (`sleep 60 & wait $!`): a "
            advice += "signal interrupts `wait` at once, and what is under way is finished first"
        given = None if cause.trap or cause.apart or cause.idle or cause.rounds else _given(fault)
        if given is not None and not for_several(fault):
            yield subject.problem(fault, message, label, _of_command(fault), severity=severity, span=given)
            continue
        if cause.daemon and not (
            cause.trap or cause.asked_by or cause.stopped_by or cause.rounds or foreground(fault) or for_several(fault)
        ):
            advice += ", with its option that keeps it there"
        yield subject.problem(fault, message, label, advice, severity=severity)
    for beside in faults(subject.traces, Beside):
        if beside.cause.role == "keep-alive" and not beside.cause.feeds:
            message = f"the container waits for {beside.holder} instead of {beside.app}, {beside.which}"
            label = f"started beside {beside.holder}, which is PID 1"
            advice = for_several(beside) or _with_log(beside, as_last_command(beside))
            given = _given(beside)
            if given is not None and not for_several(beside):
                label, advice = _label(beside), _of_command(beside)
                yield subject.problem(beside, message, label, advice, span=given)
                continue
            yield subject.problem(beside, message, label, advice)


def _label(fault: Fault[KeepAlive] | Fault[Beside]) -> str:
    """What the command that the container waits for is there for."""
    cause = fault.cause
    if isinstance(cause, KeepAlive):
        if cause.trap:
            return "holds the trap back as long as it runs"
        if cause.rounds:
            return "waits for the next round of the loop"
        if cause.pause:
            return "a pause between two steps of the script"
    return "only shows the log" if cause.shows else "keeps the container alive, and does nothing else"


def _with_log(fault: Fault[KeepAlive] | Fault[Beside], advice: str) -> str:
    """What to do in place of what shows a log: with that alone, the container's output would be lost."""
    if not fault.cause.shows:
        return advice
    if fault.cause.stopped_by:
        return advice
    keeps = _keeps(fault)
    return f"{advice}; the log that {keeps} shows has to go to /proc/1/fd/1 then, or {keeps} into the background"


def _keeps(fault: Fault[KeepAlive] | Fault[Beside]) -> str:
    return fault.cause.keeps if isinstance(fault.cause, KeepAlive) else fault.holder


def _instead(fault: Fault[KeepAlive]) -> str:
    """What to start where no application is known to run, but perhaps what came back."""
    if fault.cause.passed:
        instead = with_exec(fault.cause.passed_at, fault.cause.passed)
        return (
            f"if {fault.cause.passed} stays in the foreground, nothing is needed behind it: {instead}; if not, "
            f"start the application in the foreground, as the last command, instead of {fault.cause.keeps}"
        )
    left = fault.cause.left[::-1]
    beside = [each.name for each in fault.run.processes if each.role == "application" and each.name not in left]
    if left and len(left) + len(beside) > 1:
        return several((*left, *beside), fault.signal)
    return f"start the application in the foreground, as the last command, instead of {fault.cause.keeps}"


def _between_rounds(fault: Fault[KeepAlive]) -> str:
    """Where a loop looks after the application, or starts it anew: to become that would end the loop."""
    wait = f"wait for {fault.cause.keeps} in the background (`… & wait $!`): a signal interrupts `wait` at once"
    if for_several(fault):
        return f"{for_several(fault)}; {wait}"
    return f"set a trap for {fault.signal} that passes it on to {fault.app}, waits for that and exits, and {wait}"


def _given(fault: Fault[KeepAlive] | Fault[Beside]) -> Span | None:
    """The CMD that names what keeps the container alive, where the ENTRYPOINT's script runs what it is given."""
    entrypoint, cmd = fault.image.entrypoint, fault.image.cmd
    if isinstance(entrypoint, Unknown) or isinstance(cmd, Unknown) or entrypoint.value is None or cmd.value is None:
        return None
    words = tuple(word.value for word in cmd.value.words)
    keeps = any(each.role == "keep-alive" and each.argv == words for each in fault.run.processes)
    return cmd.value.span if keeps else None


def _of_command(fault: Fault[KeepAlive] | Fault[Beside]) -> str:
    """What to do where other commands start with the script as well: CMD naming the application would start it twice.

    Behind an init what keeps the container would end at once, and the application with it.
    """
    app, cause = fault.app, fault.cause
    keeps = next((each.span for each in fault.run.processes if each.role == "keep-alive" and each.span), None)
    where = "in a script, "
    if keeps is not None and is_own(fault.image, keeps):
        where = f"in {base_name(keeps.source.path)}, " if line_at(fault.image, keeps) is None else ""
    first = ""
    if cause.daemon and not cause.stopped_by:
        form = f" ({foreground(fault)})" if foreground(fault) else ""
        first = f"start {app} in the form that stays in the foreground{form} with & behind it, "
    tells = f"passes it on to {app} and to that"
    if cause.stopped_by:
        tells = f"calls what stops {app} ({cause.stopped_by}) and passes it on to that"
    instead = " in place of exec" if isinstance(cause, Beside) else ""
    waits = "wait" if cause.stopped_by else "wait for both"
    return (
        f"{where}{first}start what CMD names with & behind it{instead}, set a trap for {fault.signal} that {tells}, "
        f"and {waits} (see `stoplint rule SL203`)"
    )


def _around(fault: Fault[KeepAlive]) -> str:
    """Where the script needs the application to run already, before it comes to what keeps the container alive."""
    cause = fault.cause
    if cause.idle:
        return (
            f"{cause.asked_by} needs a server that runs already: set a trap for {fault.signal} that stops it and waits until it "
            f"is gone, and wait for {cause.keeps} in the background (`… & wait $!`): a signal interrupts `wait`"
        )
    form = f" in the form that stays in the foreground ({foreground(fault)})" if foreground(fault) else ""
    return (
        f"{cause.asked_by} needs {fault.app} to run already: start that{form} with & behind it, set a trap that passes "
        f"{fault.signal} on to it, and `wait` for it instead of {cause.keeps} (see `stoplint rule SL203`)"
    )
