"""SL213: a program that starts the application keeps the signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.model.stop.causes import WrapperBlocks
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A wrapper that waits for its child without a handler does not pass signals on."""
    for fault in faults(subject.traces, WrapperBlocks):
        message = f"{fault.holder} does not pass {fault.signal} on, so {fault.app} never gets it"
        if fault.cause.heard:
            message = f"{fault.holder} does not wait for {fault.app}, {fault.which}"
        label = f"stays in front of {fault.app}"
        if fault.cause.leaves:
            label = f"ends on {fault.signal} at once"
        advice = f"start {fault.app} without {fault.holder}, or with a wrapper that becomes the program (env, nice, setpriv, gosu)"
        if fault.cause.supervises:
            advice = (
                f"start {fault.app} in a container of its own, or {fault.holder} from a script with a trap for {fault.signal} "
                "that stops the services and waits for them"
            )
        if fault.cause.call:
            label = f"started as a child of {fault.holder}"
            program = fault.cause.program
            words = f'["sh", "-c", "... exec {fault.app} ..."]' if program == "sh" else f'["{base_name(program)}", ...]'
            advice = f'let {fault.holder} become {fault.app}: os.execvp("{program}", {words}) in place of {fault.cause.call}(...)'
        yield subject.problem(fault, message, label, fault.cause.advice or advice)
