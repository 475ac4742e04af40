"""Builtins that read: read, and bash's mapfile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes.frames import Block
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import EMPTY, Value, unknown
from stoplint.model.shell.control import refuse_write
from stoplint.model.shell.evaluation.arrays import forget_elements, keep_elements, set_variable
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.evaluation.splitting import WHITE, split_at
from stoplint.model.shell.files import content
from stoplint.model.shell.redirections import is_written, own_pipes

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Simple

# The options of `read`, and those with a value: dash 0.5.12, BusyBox 1.35, bash 5.2.
_READ = {"dash": ("r", "p"), "ash": ("rs", "pntud"), "bash": ("res", "pnNtudai")}
_MAPFILE = ("t", "dnOsucC")
_LONGEST = 5000  # characters of a file that is read
_MOST = 50  # lines of it


def read(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Set variables to a line; without a pipe or a redirection there is none (a container without -i)."""
    node = call.node
    letters, values, words = _options(call, _READ.get(sh.dialect, _READ["bash"]))
    if letters is None or (not words and sh.dialect == "dash"):
        sh.status = Status(2)  # no such option, no name
        return
    names = [word.text for word in words if word.known and word.text.isidentifier()]
    array = values["a"].text if "a" in values and values["a"].known else None
    text = _read(host, w, sh, call) if "u" not in letters else unknown("$(cat)")
    code = None if text is not None else 1
    if text is None:
        text = EMPTY
    elif text.known and letters <= {"r", "p", "s", "e", "a"} and ("r" in letters or "\\" not in text.text):
        code = 0 if "\n" in text.text else code
        text = text._replace(text=text.text.partition("\n")[0], source=None)
    else:
        text = unknown("$(cat)")
    presumed = 0 if text.known and code is None else None
    sh.status = Status(code, presumed=presumed, text=node.span.text, place=node.span)
    if array is not None:
        _set_array(sh, array, _fields(text, call, sh) if text.known else None)
    elif names:
        _set_names(sh, names, text, call)
    else:
        sh.variables["REPLY"] = text if text.known else unknown("$REPLY")
    refused = {*names, array} & sh.readonly
    if refused and sh.dialect == "bash" and "e" in sh.options:
        refuse_write(host, w, sh)
        return
    if refused:
        sh.status = Status(1 if sh.dialect == "bash" else 2)
    if _waits(w, sh, node, values) and "t" not in letters and not is_written(host, w, sh):
        # opened for both directions, a named pipe has a writer, and never ends: pipe(7)
        sh.block = Block("read", (), node.span)


def _waits(w: World, sh: Shell, node: Simple, values: dict[str, Value]) -> bool:
    """Whether it reads from a named pipe that the shell itself holds open for both directions."""
    descriptor = values["u"].text if "u" in values else "0"
    redirected = any(str(redirect.fd or 0) == descriptor and redirect.op.startswith("<") for redirect in node.redirects)
    return descriptor in (own_pipes(w, sh, node) if redirected else sh.own_pipes)


def mapfile(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Make the lines the elements of an array: with their ends, if it is not for `-t`."""
    letters, _, words = _options(call, _MAPFILE)
    sh.status = OK
    name = words[0].text if words and words[0].known else "MAPFILE"
    if letters is None or not name.isidentifier():
        sh.status = Status(2 if letters is None else 1)
        return
    text = _read(host, w, sh, call)
    if name in sh.readonly:
        sh.status = Status(1)
    lines = _lines(text.text, ends="t" not in letters) if text is not None and text.known else []
    if (text is not None and not text.known) or letters - {"t"} or len(lines) > _MOST:
        _set_array(sh, name, None)
    else:
        _set_array(sh, name, [Value(line, taint=text.taint if text is not None else EMPTY.taint) for line in lines])


def _lines(text: str, *, ends: bool) -> list[str]:
    """The lines: they end at newlines alone, not at a carriage return, nor at what Unicode takes for an end."""
    *lines, rest = text.split("\n")
    return [f"{line}\n" if ends else line for line in lines] + ([rest] if rest else [])


def _options(call: Call, known: tuple[str, str]) -> tuple[set[str] | None, dict[str, Value], list[Value]]:
    """The letters of the options (None: one that there is not), the values that they take, the words behind them."""
    letters: set[str] = set()
    values: dict[str, Value] = {}
    words = call.fields[1:]
    while words and words[0].text[:1] == "-" and len(words[0].text) > 1:
        word = words.pop(0)
        if word.text == "--":
            break
        for at, letter in enumerate(word.text[1:], 2):
            letters.add(letter)
            if letter in known[1]:
                rest = word.text[at:]
                values[letter] = word._replace(text=rest) if rest else words.pop(0) if words else EMPTY
                break
            if letter not in known[0]:
                return None, values, words
    return letters, values, words


def _read(host: Host, w: World, sh: Shell, call: Call) -> Value | None:
    """What there is to read, with the ends of the lines as far as they are known; None for nothing."""
    for redirect in reversed(call.node.redirects):
        if redirect.fd not in (None, 0) or not redirect.op.startswith("<"):
            continue
        if redirect.op in ("<<", "<<-") and redirect.body is not None:
            return Expansion(sh, {}).single(redirect.body)
        if redirect.target is None:
            break
        target = Expansion(sh, {}).single(redirect.target)
        if redirect.op == "<<<":
            return target._replace(text=target.text + "\n") if target.known else target
        if redirect.op == "<" and target.known and target.text == "/dev/null":
            return None
        path = sh.path(target.text) if redirect.op == "<" and target.known else None
        text = content(host, w, path) if path is not None and path not in w.pipes else _ANY
        return text._replace(source=None) if text.known and len(text.text) <= _LONGEST else _ANY
    return _ANY if sh.fed or sh.started in ("pipe", "substitution") else None


_ANY = unknown("$(cat)")


def _fields(text: Value, call: Call, sh: Shell) -> list[Value] | None:
    """The line split at IFS; None where another IFS is given."""
    ifs = call.assigned.get("IFS", sh.variables.get("IFS"))
    if ifs is not None and not ifs.known:
        return None
    return [Value(piece, taint=text.taint) for piece in split_at(text.text, ifs.text if ifs is not None else WHITE)]


def _set_names(sh: Shell, names: list[str], text: Value, call: Call) -> None:
    """The fields one by one, the last name gets all that is left."""
    fields = _fields(text, call, sh) if text.known else None
    ifs = call.assigned.get("IFS", sh.variables.get("IFS"))
    for at, name in enumerate(names):
        if fields is None:
            set_variable(sh, name, unknown(f"${name}"))
        elif len(fields) > len(names) and at == len(names) - 1:
            # what is left, as it stands: blanks alone are told from other separators here
            by_blanks = ifs is None or ifs.text == WHITE
            set_variable(sh, name, _left(text, at) if by_blanks else unknown(f"${name}", filled=True))
        else:
            set_variable(sh, name, fields[at] if at < len(fields) else Value("", taint=text.taint))


def _left(text: Value, at: int) -> Value:
    return text._replace(text=re.split(r"[ \t]+", text.text.strip(" \t"), maxsplit=at)[at], source=None)


def _set_array(sh: Shell, name: str, elements: list[Value] | None) -> None:
    if name in sh.readonly:
        return
    sh.drop_elements(name)
    if elements is None:
        sh.variables[name] = unknown(f"${{{name}[0]}}")
        forget_elements(sh, name)
    else:
        keep_elements(sh, name, elements)
