"""SL308: a package runner in front of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.advice import keeps_runner
from stoplint.faults.wrong_signal import faults_at_launch
from stoplint.model.catalog.development import is_for_development
from stoplint.model.stop.causes import PackageRunner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.faults import Fault


def check(subject: Subject) -> Iterator[Problem]:
    """A runner like npm signals the shell that it starts, Yarn 1 does not wait, run-p keeps the signal."""
    for fault in faults_at_launch(subject.traces, PackageRunner):
        runner = fault.cause.wrapper
        said = {
            "shell": f"{runner} passes {fault.signal} to its shell, which dies of it",
            "kills": f"{runner} passes {fault.signal} on, and does not wait",
            "blocks": f"{runner} does not pass {fault.signal} on",
        }[fault.cause.breaks]
        label = f"{runner} stands between the runtime and {fault.app}"
        yield subject.problem(fault, f"{said}: {fault.app} is killed in the middle of its work", label, _advice(fault))


def _advice(fault: Fault[PackageRunner]) -> str:
    """To start what the runner ends in, and not what is a runner again."""
    cause, end = fault.cause, fault.cause.end
    if end.several:
        return (
            f"several programs run ({', '.join(end.several)}): start each in a container of its own, or from a script that "
            f"sets a trap for {fault.signal}, stops each and waits for all (see `stoplint rule SL203`)"
        )
    if end.without:
        why = ": leave restarts to the runtime (docker run --restart, Kubernetes)"
        if is_for_development((end.without,)):
            why = ", which is for development"
        return f"start {fault.app} itself, without {cause.wrapper}, and without {end.without}{why}"
    if keeps_runner(fault):
        # there npm's PATH has node_modules/.bin, wherever that is
        command = end.command.replace("node_modules/.bin/", "", 1)
        return (
            f"put exec in front of it in package.json: exec {command}; {cause.wrapper} passes {fault.signal} to it then"
        )
    is_there = end.folder == fault.image.workdir.value
    where = f", in {end.folder}" if end.folder and not is_there else ""
    if (cause.steps or end.steps) and end.command:
        return f"start the program itself, behind its steps: a script that ends in exec {end.command}{where}"
    form = ", in exec form" if fault.line is not None else ""
    return f"start the program itself{form}" + (f": {end.command}{where}" if end.command else "")
