"""Bash's arrays: their elements, and those that the shell keeps of its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.frames import Return, frames
from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.text import is_number

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
    # elements are kept joined by newlines (see `keep_elements`)
    return [Value(text, taint=whole.taint) for text in whole.text.split("\n")] if whole.text else []


def is_sparse(sh: Shell, name: str) -> bool:
    """Whether an element in front of the last one was unset: those behind it keep their places."""
    count = sh.variables.get(f"{name}[#]")
    return count is not None and count.known and len(elements_of(sh, name) or ()) < int(count.text)


def keys_of(sh: Shell, name: str) -> list[str]:
    """Under what a variable is kept: its name, and those of its elements."""
    return [name, *(key for key in sh.variables if key.startswith(f"{name}["))]


def keep_elements(sh: Shell, name: str, elements: list[Value], *, apart: bool = False) -> None:
    """Set an array to these: joined by newlines if that tells them apart, else (or if `apart`) one by one."""
    sh.drop_elements(name)
    if (
        not apart
        and [element.text for element in elements] != [""]
        and all(element.known and "\n" not in element.text for element in elements)
    ):
        taint: frozenset[str] = frozenset().union(*(element.taint for element in elements))
        whole = Value("\n".join(element.text for element in elements), taint=taint)
    else:
        whole = unknown(f"${{{name}[@]}}", splits=True)
        for i, element in enumerate(elements):
            sh.variables[f"{name}[{i}]"] = element
        sh.variables[f"{name}[#]"] = Value(str(len(elements)))
    sh.variables[f"{name}[@]"] = whole
    sh.variables[name] = elements[0] if elements else Value("")


def set_variable(sh: Shell, name: str, value: Value) -> bool:
    """Give a variable a value, an array its first element; False, with nothing done, where it is readonly."""
    if name in sh.readonly:
        return False
    elements = elements_of(sh, name) if f"{name}[@]" in sh.variables else []
    sh.variables[name] = value
    if "a" in sh.options:
        sh.exported |= {name}
    if elements and not is_sparse(sh, name):
        keep_elements(sh, name, [value, *elements[1:]])
    elif elements or elements is None:
        forget_elements(sh, name)
    return True


def forget_elements(sh: Shell, name: str) -> None:
    """Take the elements of an array as unknown."""
    sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
    sh.variables.pop(f"{name}[#]", None)


def set_element(sh: Shell, name: str, at: int | None, value: Value, *, append: bool = False) -> None:
    """Give one element a value, in front of the first gap (`at` None: which one is not known)."""
    elements = (
        elements_of(sh, name) if f"{name}[@]" in sh.variables or name not in sh.variables else [sh.variables[name]]
    )
    known = at is not None and elements is not None and not is_sparse(sh, name) and not sh.has_keys(name)
    if not known or at is None or elements is None or not -len(elements) <= at <= len(elements):
        forget_elements(sh, name)
        if at in (None, 0) or name not in sh.variables:
            sh.variables[name] = unknown(f"${{{name}[0]}}")
        return
    old = elements[at] if at < len(elements) else EMPTY
    value = joined([old, value]) if append else value
    keep_elements(sh, name, [*elements[:at], value, *elements[at:][1:]] if at < len(elements) else [*elements, value])


def unset_element(sh: Shell, name: str, index: str | None) -> None:
    """Take away one element, by what stands between the brackets (None: not known); those behind it keep their places."""
    if index in ("@", "*"):
        sh.drop_elements(name)
        sh.variables.pop(name, None)
        return
    elements = elements_of(sh, name) if f"{name}[@]" in sh.variables else [sh.variables.get(name, EMPTY)]
    if elements is None or is_sparse(sh, name) or index is None or not index.removeprefix("-").isdecimal():
        if f"{name}[@]" in sh.variables:
            forget_elements(sh, name)
            sh.variables[name] = unknown(f"${name}")  # which is the first one
        return
    at = int(index) + (len(elements) if index[0] == "-" else 0)
    if not 0 <= at < len(elements):
        return
    if at == len(elements) - 1:
        keep_elements(sh, name, elements[:at])
        return
    keep_elements(sh, name, elements, apart=True)
    del sh.variables[f"{name}[{at}]"]
    if at == 0:
        sh.variables[name] = EMPTY


def of_array(part: Parameter, elements: list[Value]) -> Value:
    """`${a[0]}`, `${#a[@]}`, `$a` of an array whose elements are known."""
    if part.op == "length" and part.index in ("@", "*"):
        return Value(str(len(elements)))
    if part.op == "" and (part.index is None or is_number(part.index)):
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
