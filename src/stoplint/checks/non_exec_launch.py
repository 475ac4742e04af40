"""SL201: a start script stays in front of the application instead of becoming it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.exec_words import with_exec
from stoplint.faults import faults
from stoplint.faults.advice import by_its_own_word, foreground, out_of_pipeline
from stoplint.model.stop.causes import ShellInFront

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault


def check(subject: Subject) -> Iterator[Problem]:
    """One problem for each launch of an application that a script without a trap waits for."""
    for fault in faults(subject.traces, ShellInFront):
        if fault.line is not None and fault.cause.is_string:
            continue  # ENTRYPOINT's and CMD's own shells have rules of their own
        message = f"{fault.holder} stays in front of {fault.app}, {fault.which}"
        how = fault.cause.how
        label = "started as a child of the script"
        first = with_exec(fault.span, fault.app)
        last = "" if first.startswith("put exec") else ", as its last command"
        advice = f"let the script become the application{last}: {first}"
        if fault.cause.copied:
            advice = f"let the copy of the script in the background become the application, as the last command there: {first}"
        if first.startswith("exec setsid "):
            first = f"exec {_without_setsid(first.removeprefix('exec '))}"
            advice = f"leave setsid out, and let the script become the application, as its last command: {first}"
        if fault.cause.is_string and how != "pipeline":
            label = f"{fault.app} runs as a child of this {fault.holder}"
            advice = f"start {fault.app} as the last command of the text that it is given, with exec in front of it"
        elif how == "pipeline":
            label = "started in a pipeline, as a child of the script"
            advice = out_of_pipeline(fault)
            if fault.cause.behind == "commands":
                advice = (
                    f"if what the script does afterwards is not needed, {advice}; if it is, start the pipeline in the "
                    f"background, pass {fault.signal} on to {fault.app} and wait (see `stoplint rule SL203`)"
                )
        elif how == "background" and fault.cause.daemon:
            label = "goes into the background by itself; nobody passes the signal on to it"
            form = foreground(fault)
            advice = (
                f"start {fault.app} in the form that stays in the foreground{f' ({form})' if form else ''}, with & behind it, set a trap that passes "
                f"{fault.signal} on to it, and wait (see `stoplint rule SL203`)"
            )
            if fault.cause.stopped_by:
                advice = by_its_own_word(fault)
        elif how == "background":  # a shell that waits in its foreground for what it started with & has called fg
            label = "started in the background, and brought to the foreground by fg"
            advice = (
                f"while fg waits no trap runs: set one that passes {fault.signal} on, and `wait` for "
                f"{fault.app} instead of `fg` (see `stoplint rule SL203`)"
            )
        elif how == "subshell" and fault.cause.behind:
            label = "started in a subshell, which the script waits for"
            advice = (
                "the script waits for the subshell, so exec in it would repair nothing: start it in the background, set a trap "
                f"that passes {fault.signal} on to {fault.app}, and wait (see `stoplint rule SL203`)"
            )
        elif fault.cause.behind == "loop":
            advice = _in_a_loop(fault, first)
        elif fault.cause.behind:
            advice = (
                f"if what the script does afterwards is not needed: {first}; "
                "if it is, start it in the background, pass the signal on and wait (see `stoplint rule SL203`)"
            )
        elif how == "substitution":
            label = "started in a command substitution, as a child of the script"
            advice = f"start it as a command of its own: {first}"
        elif how == "subshell":
            label = "started in a subshell, as a child of the script"
            advice = f"leave the subshell out, and {first}"
        yield subject.problem(fault, message, label, advice)


def _in_a_loop(fault: Fault[ShellInFront], first: str) -> str:
    """What to do where a loop starts it: anew when it has ended, or time and again as a job, which nobody's restart would do."""
    once = f"start it once, and leave restarts to the runtime (docker run --restart, Kubernetes): {first}"
    job = (
        f"start it and the pause with & behind them, `wait` for each, and set a trap that passes {fault.signal} on, waits "
        "and exits (see `stoplint rule SL203`)"
    )
    if fault.cause.pace == "asked":
        return f"the loop decides when it runs, which exec would end: {job}"
    if fault.cause.pace:
        return f"if the loop only restarts it: {first}, and the runtime restarts it (docker run --restart); if it is a job: {job}"
    return once


def _without_setsid(line: str) -> str:
    words = line.split()[1:]
    while words and words[0].startswith("-"):
        del words[0]
    return " ".join(words)
