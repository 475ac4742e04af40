"""Builtins that set variables, options and arguments: echo, cd, export, local, unset, set, shift, getopts, shopt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins as catalog
from stoplint.model.catalog.shells import OPTION_LETTERS
from stoplint.model.processes.frames import Return
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.model.shell.control import exit_shell, refuse_write
from stoplint.model.shell.evaluation.saying import said
from stoplint.model.shell.redirections import writes_elsewhere, written_file
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Stack
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host


def echo(host: Host, w: World, sh: Shell, call: Call) -> None:
    node = call.node
    if call.fields[0].text == "printf" and len(call.fields) > 2 and call.fields[1].text == "-v":
        sh.variables[call.fields[2].text] = unknown(f"${call.fields[2].text}")
        sh.status = OK
        return
    text, end = said(call.fields[0].text, sh.dialect, call.fields[1:])
    target = written_file(sh, node)
    if target is not None:
        w.files[target[0]] = text if not target[1] else unknown(f"$(cat {target[0]})")
    elif sh.output == sh.pid and sh.captured.known and not writes_elsewhere(node):
        # nobody reads what the others say: it must not make the rounds of a loop differ
        sh.captured = joined([sh.captured, text, Value(end)])
    sh.status = OK


def cd(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    words = [f for f in fields[1:] if f.text not in ("-P", "-L", "--")]
    sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
    if not words or not words[0].known or words[0].text == "-":
        sh.cwd = None if words and not words[0].known else "/root"
        return
    target = words[0].text
    sh.cwd = absolute(target, sh.cwd) if sh.cwd is not None or target.startswith("/") else None


def export(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    exporting = fields[0].text == "export" or any(f.text.startswith("-") and "x" in f.text for f in fields[1:])
    for field in fields[1:]:
        if field.text.startswith("-"):
            continue
        name, equals, text = field.text.partition("=")
        if name.endswith("+"):
            name = name[:-1]
            text = sh.variables.get(name, EMPTY).text + text
        if not name.replace("_", "a").isalnum():
            continue  # what is not known, or is no name
        if field.text.partition("=")[0].endswith("+") and sh.dialect != "bash":
            refuse_write(host, w, sh)  # "bad variable name"
            return
        if name in sh.readonly and equals:
            if sh.dialect == "bash" and not catalog.is_special(fields[0].text):
                sh.status = Status(1)  # declare and local
            else:
                refuse_write(host, w, sh)
            return
        if fields[0].text == "readonly":
            sh.readonly |= {name}
        if equals:
            source = None
            sh.variables[name] = Value(text, field.known, field.taint, field.filled and bool(text), source)
        if exporting:
            sh.exported |= {name}
    sh.status = OK


def _keep(sh: Shell, names: list[str]) -> None:
    """Note what these variables hold, to be set again where the function returns (`declare -g` notes nothing)."""
    above = []
    stack = sh.stack
    while stack is not None and not isinstance(stack[0], Return):
        above.append(stack[0])
        stack = stack[1]
    if stack is None or not isinstance(stack[0], Return):
        return
    call = stack[0]
    saved = (*call.saved, *((name, sh.variables.get(name)) for name in names))
    rebuilt: Stack = (call._replace(saved=saved), stack[1])
    for frame in reversed(above):
        rebuilt = (frame, rebuilt)
    sh.stack = rebuilt


def local(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    names = [field.text.partition("=")[0] for field in fields[1:] if not field.text.startswith("-")]
    if not any(field.text.startswith("-") and "g" in field.text for field in fields[1:]):
        _keep(sh, names)
    for name, field in zip(names, (f for f in fields[1:] if not f.text.startswith("-")), strict=False):
        if "=" not in field.text:
            sh.variables[name] = EMPTY
    export(host, w, sh, call)


def unset(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    functions = any(f.text == "-f" for f in fields[1:])
    sh.status = OK
    for field in fields[1:]:
        if field.text == "-f":
            continue
        if field.text in sh.readonly and not functions:
            sh.status = Status(1)
            if sh.dialect != "bash":
                exit_shell(host, w, sh, Status(2))
                return
            continue  # bash goes on with the next, in its POSIX mode as well
        sh.variables.pop(field.text, None)
        if functions:
            sh.functions.pop(field.text, None)


def set_(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    sh.status = OK
    words = fields[1:]
    i = 0
    while i < len(words):
        word = words[i]
        if not word.known or word.text[:1] not in ("-", "+") or (len(word.text) < 2 and word.text != "-"):
            break
        i += 1
        if word.text == "-":  # the end of the options, and of -x and -v: bash(1) "set", dash as well
            sh.options -= {"x", "v"}
            break
        if word.text == "--":
            sh.arguments = tuple(words[i:])
            return
        names = []
        for c in word.text[1:]:
            if c == "o":
                if i < len(words):
                    name = words[i].text
                    i += 1
                    if name == "pipefail" and sh.dialect == "dash":
                        exit_shell(host, w, sh, Status(2))
                        return
                    names.append(OPTION_LETTERS.get(name, name))
            else:
                names.append(c)
        sh.options = sh.options | set(names) if word.text[0] == "-" else sh.options - set(names)
    if i < len(words):
        sh.arguments = tuple(words[i:])


def shift(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    count = int(fields[1].text) if len(fields) > 1 and fields[1].known and fields[1].text.isdigit() else 1
    if count > len(sh.arguments):
        sh.status = Status(1)
        if sh.dialect == "dash":
            exit_shell(host, w, sh, Status(2))
        return
    if sh.arguments and not sh.arguments[0].known and sh.arguments[0].splits:
        sh.status = OK
        return
    sh.arguments = sh.arguments[count:]
    sh.status = OK


def getopts(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    sh.status = Status(None, text=node.span.text, place=node.span)
    if len(fields) > 2:
        sh.variables[fields[2].text] = unknown(f"${fields[2].text}", filled=True)
    if not sh.arguments:
        sh.status = Status(1)


def shopt(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    names = {field.text for field in fields[1:] if not field.text.startswith("-")}
    if any(field.text == "-s" for field in fields):
        sh.options |= names
    elif any(field.text == "-u" for field in fields):
        sh.options -= names
    sh.status = OK
