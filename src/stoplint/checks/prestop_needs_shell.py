"""SL505: a hook that is written for a shell, and read by none."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.hooks import hooks
from stoplint.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.model.workload.hooks import HookFault
    from stoplint.model.workload.service import Hook


def check(subject: Subject) -> Iterator[Problem]:
    """The words of a hook are handed to the kernel as they stand."""
    for found in hooks(subject.traces):
        from stoplint.model.workload.hooks import effect  # noqa: PLC0415 - few containers have any

        fault = next(iter(effect(found.hook).faults), None)
        if fault is None or fault.kind == "tcp":
            continue
        sh = found.trace.image.sh
        yield Problem(
            fault.place,
            _message(fault, found.hook),
            "no shell reads it" if fault.kind != "split" else "all that the shell runs",
            consequence=_CONSEQUENCE.get(fault.kind) or found.when_it_fails,
            help=_help(fault, found.hook, has_none=isinstance(sh, Fact) and sh.value is None),
            verdict=found.trace.verdict,
        )


_CONSEQUENCE = {
    "operator": "what stands behind it never runs",
    "variable": "the hook does something else than it says, or fails",
    "split": "the words behind it are lost, and the hook may fail",
}


def _message(fault: HookFault, hook: Hook) -> str:
    text = " ".join(fault.text.split())
    text = text if len(text) <= 60 else f"{text[:59]}…"
    program = hook.argv[0].value
    if fault.kind == "words":
        return f"the hook's first word is the name of a program, and there is none called `{text}`"
    if fault.kind == "operator":
        return f"no shell reads the hook: {program} is given `{text}` as it stands"
    if fault.kind == "variable":
        return f"no shell reads the hook: nothing expands {text}"
    if fault.kind == "builtin":
        return f"the hook can't be started: {text} is no program, only a shell has it"
    return f"{program} -c runs `{text}` alone: the words behind it are its $0, $1, …"


def _help(fault: HookFault, hook: Hook, *, has_none: bool) -> str:
    words = [word.value for word in hook.argv]
    text = " ".join(words)
    if fault.kind == "split":
        at = words.index(fault.text)
        return f"write the command as one text: {json.dumps([*words[:at], ' '.join(words[at:])], ensure_ascii=False)}"
    if fault.kind == "words" and not set(text) & set("&|;<>$`'\"*?(){}[]~#\\"):
        return f"give each word a place of its own: {json.dumps(text.split(), ensure_ascii=False)}"
    if has_none:
        return "the image has no shell: write one program with its words, or let the application do the same itself on the stop signal"
    # `$(NAME)` is Kubernetes' way to write a variable, and a command to a shell; dash has no `source`
    text = re.sub(r"\$\(([A-Z_][A-Z0-9_]*)\)", r"$\1", re.sub(r"^source ", ". ", text))
    return f"let a shell read it: {json.dumps(['/bin/sh', '-c', text], ensure_ascii=False)}"
