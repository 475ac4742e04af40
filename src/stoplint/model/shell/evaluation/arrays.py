"""Bash's arrays: their elements, and those that the shell keeps of its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.frames import Return, frames
from stoplint.model.processes.values import EMPTY, Value, unknown

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.syntax.shell_nodes import Parameter


def elements_of(sh: Shell, name: str) -> list[Value] | None:
    """The elements of an array; None if these are not known one by one."""
    whole = sh.variables.get(f"{name}[@]")
    count = sh.variables.get(f"{name}[#]")
    if name not in sh.variables and (whole is None or whole.known or count is not None):
        return []  # not set, or no more
    if count is not None and count.known:
        places = [f"{name}[{i}]" for i in range(int(count.text))]
        return [sh.variables[place] for place in places if place in sh.variables]  # one may have been unset
    if whole is None or not whole.known:
        return None
    # elements are kept joined by newlines (see `assignments.assign`)
    return [Value(text, taint=whole.taint) for text in whole.text.split("\n")] if whole.text else []


def is_sparse(sh: Shell, name: str) -> bool:
    """Whether an element in front of the last one was unset: those behind it keep their places."""
    count = sh.variables.get(f"{name}[#]")
    return count is not None and len(elements_of(sh, name) or ()) < int(count.text)


def keys_of(sh: Shell, name: str) -> list[str]:
    """Under what a variable is kept: its name, and those of its elements."""
    return [name, *(key for key in sh.variables if key.startswith(f"{name}["))]


def of_array(part: Parameter, elements: list[Value]) -> Value:
    """`${a[0]}`, `${#a[@]}`, `$a` of an array whose elements are known."""
    if part.op == "length" and part.index in ("@", "*"):
        return Value(str(len(elements)))
    if part.op == "" and (part.index is None or part.index.isdigit()):
        at = int(part.index or 0)
        return elements[at] if at < len(elements) else EMPTY
    return unknown(part.span.text, filled=bool(elements))


def call_stack(shell: Shell, name: str) -> list[Value] | None:
    """Bash's FUNCNAME and BASH_SOURCE, innermost first; None where they cannot be said."""
    if shell.pid != shell.main or shell.script is None:
        return None
    calls = [frame for frame in frames(shell.stack) if isinstance(frame, Return)]
    if name == "FUNCNAME":
        # "main" is the script itself; outside of functions and sourced files there is none
        return [Value(call.name) for call in calls] + ([Value("main")] if calls else [])
    sources = [Value(call.path) if call.path is not None else None for call in calls]
    if any(call.path is not None for call in calls) and None in sources:
        return None  # in which file a function was defined is not kept
    return [*(source or shell.name for source in sources), shell.name]
