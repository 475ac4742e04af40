"""Builtins that declare variables and take them away: export, readonly, local, declare, typeset, unset."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins as catalog
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import EMPTY, Value, unknown
from stoplint.model.shell.control import call_of, exit_shell, refuse_write
from stoplint.model.shell.evaluation.arrays import keys_of, set_variable, unset_element
from stoplint.model.shell.evaluation.assignments import attributed

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Return, Stack
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host

_ELEMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]")


def export(host: Host, w: World, sh: Shell, call: Call) -> None:
    """`export` and `readonly`: a name without a value keeps the one that it has."""
    letters, words = _options(call)
    if letters and not _takes(sh, letters):
        _refuse(host, w, sh)
        return
    _declare(host, w, sh, call, letters | ({"x"} if call.fields[0].text == "export" else {"r"}), words)


def local(host: Host, w: World, sh: Shell, call: Call) -> None:
    """`local`, `declare`, `typeset`: in a function, a variable of its own. tests/model/worlds/builtins-of-variables.txt.

    That has no value yet, but in dash it begins with the outer one.
    """
    letters, words = _options(call)
    sh.status = OK
    function = call_of(sh)
    if call.fields[0].text == "local" and function is None and sh.locals is None:
        _refuse(host, w, sh, bash=1)
        return
    if letters and sh.dialect != "bash":
        _refuse(host, w, sh)  # no options: "bad variable name"
        return
    if letters & {"f", "F", "p"}:
        return  # they are listed
    if (function is not None or sh.locals is not None) and "g" not in letters:
        fresh = _keep(sh, function, [word.text.partition("=")[0].rstrip("+") for word in words])
        for name in fresh if sh.dialect != "dash" else ():
            if all(word.text.partition("=")[0] != f"{name}+" for word in words):
                sh.drop_elements(name)
                sh.variables[name] = EMPTY
        letters -= {"r"}  # for as long as the function runs, and a script that writes it there has an error anyway
    for word in words:
        if letters & {"a", "A"} and word.text.isidentifier() and word.text not in sh.variables:
            sh.variables[f"{word.text}[@]"] = sh.variables[word.text] = EMPTY
    _declare(host, w, sh, call, letters, words)


def _options(call: Call) -> tuple[set[str], list[Value]]:
    """The letters of the options, those behind a `+` in the form "+x", and the words behind them."""
    letters: set[str] = set()
    words = call.fields[1:]
    while words and words[0].known and words[0].text[:1] in ("-", "+") and len(words[0].text) > 1:
        word = words.pop(0).text
        if word == "--":
            break
        letters |= set(word[1:]) if word[0] == "-" else {f"+{letter}" for letter in word[1:]}
    return letters, words


def _takes(sh: Shell, letters: set[str]) -> bool:
    """Whether this shell's `export` or `readonly` has these options."""
    return letters <= {"dash": {"p"}, "ash": {"p", "n"}}.get(sh.dialect, {"p", "n", "f", "a", "A"})


def _refuse(host: Host, w: World, sh: Shell, bash: int = 2) -> None:
    """An option that it has not, or no function around it: the end of dash and BusyBox, and a status of bash."""
    sh.status = Status(bash if sh.dialect == "bash" else 2)
    if sh.dialect != "bash":
        exit_shell(host, w, sh, sh.status)


def _declare(host: Host, w: World, sh: Shell, call: Call, letters: set[str], words: list[Value]) -> None:
    """Set the variables that are given a value, and mark all."""
    for word in words:
        name, equals, text = word.text.partition("=")
        appends = name.endswith("+")
        name = name.removesuffix("+")
        if not name.replace("_", "a").isalnum():
            sh.supplied |= not word.known
            continue  # what is not known, or is no name
        if appends and sh.dialect != "bash":
            refuse_write(host, w, sh)  # "bad variable name"
            return
        if name in sh.readonly and equals:
            if sh.dialect == "bash" and not catalog.is_special(call.fields[0].text):
                sh.status = Status(1)  # declare and local
            else:
                refuse_write(host, w, sh)
            return
        sh.attributes |= {(name, letter) for letter in letters & {"A", "i", "l", "u"}}
        if equals:
            value = Value(text, word.known, word.taint, word.filled and bool(text))
            set_variable(sh, name, attributed(sh, name, value, sh.variables.get(name) if appends else None))
        if "r" in letters:
            sh.readonly |= {name}
        if "n" in letters and call.fields[0].text != "export":
            sh.variables[name] = unknown(f"${name}")  # another name of a variable
        if {"n", "+x"} & letters and ("+x" in letters or call.fields[0].text == "export"):
            sh.exported -= {name}
        elif "x" in letters:
            sh.exported |= {name}
    sh.status = OK


def _keep(sh: Shell, function: Return | None, names: list[str]) -> list[str]:
    """Note what variables hold, to be set again where the function returns: those that are not its own yet, nor readonly.

    A shell that was forked in the function ends with it.
    """
    own = {name for name, _ in function.saved} if function is not None else sh.locals or frozenset()
    fresh = [name for name in names if name not in own and name not in sh.readonly and name.isidentifier()]
    if function is None:
        sh.locals = frozenset((*own, *fresh))
        return fresh
    held = [key for name in fresh for key in keys_of(sh, name)]
    above = []
    stack = sh.stack
    while stack is not None and stack[0] is not function:
        above.append(stack[0])
        stack = stack[1]
    saved = (*function.saved, *((key, sh.variables.get(key)) for key in held))
    rebuilt: Stack = (function._replace(saved=saved), stack[1] if stack is not None else None)
    for frame in reversed(above):
        rebuilt = (frame, rebuilt)
    sh.stack = rebuilt
    return fresh


def unset(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Variables, elements of arrays, functions; bash takes a name for a function's where there is no such variable."""
    letters, words = _options(call)
    sh.status = OK
    for word in words:
        name = word.text
        element = _ELEMENT.fullmatch(name)
        if "f" in letters:
            sh.functions = sh.functions.without(name)
        elif element is not None:
            if sh.dialect != "bash":
                _refuse(host, w, sh)  # "bad variable name"
                return
            unset_element(sh, element[1], element[2] if word.known else None)
        elif name in sh.readonly:
            sh.status = Status(1)  # bash goes on with the next, in its POSIX mode as well
            if sh.dialect != "bash":
                exit_shell(host, w, sh, Status(2))
                return
        elif name in sh.variables or f"{name}[@]" in sh.variables or sh.dialect != "bash" or "v" in letters:
            sh.drop_elements(name)
            sh.variables.pop(name, None)
            sh.attributes = frozenset(each for each in sh.attributes if each[0] != name)
        else:
            sh.functions = sh.functions.without(name)
