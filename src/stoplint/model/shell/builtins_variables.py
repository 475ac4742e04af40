"""Builtins that set variables, options and arguments: echo, cd, export, local, unset, set, shift, getopts, shopt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.model.processes.world import OK, Status
from stoplint.model.shell.interpreter import exit_shell
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell, World
    from stoplint.syntax.shell_nodes import Simple


def echo(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = fields[1:]
    if fields[0].text == "printf":
        words = words[1:] if len(words) > 1 and words[0].text in ("%s", "%s\\n", "%d", "%d\\n") else words
    while words and words[0].text in ("-n", "-e", "-E", "-ne"):
        words = words[1:]
    text = joined([v for i, f in enumerate(words) for v in ([Value(" "), f] if i else [f])]) if words else EMPTY
    target = _written_file(m, sh, node)
    if target is not None:
        w.files[target[0]] = text if not target[1] else unknown(f"$(cat {target[0]})")
    elif sh.started == "substitution" and sh.captured.known and not any(">" in r.op for r in node.redirects):
        # nobody reads what the others say: it must not make the rounds of a loop differ
        sh.captured = joined([sh.captured, text]) if sh.captured.text else text
    sh.status = OK


def _written_file(m: Machine, sh: Shell, node: Simple) -> tuple[str, bool] | None:
    """The file that the command's output goes to, and whether it is appended."""
    from stoplint.model.shell.expansion import Expansion

    for redirect in node.redirects:
        if redirect.op in (">", ">|", ">>", "1>", "1>>") and redirect.target is not None and redirect.fd in (None, 1):
            name = Expansion(sh, {}).single(redirect.target)
            if name.known and name.text:
                return absolute(name.text, sh.cwd), ">>" in redirect.op
            return "", True
    return None


def cd(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = [f for f in fields[1:] if f.text not in ("-P", "-L", "--")]
    sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
    if not words or not words[0].known or words[0].text == "-":
        sh.cwd = None if words and not words[0].known else "/root"
        return
    target = words[0].text
    sh.cwd = absolute(target, sh.cwd) if sh.cwd is not None or target.startswith("/") else None


def export(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    exporting = fields[0].text == "export" or any(f.text.startswith("-") and "x" in f.text for f in fields[1:])
    for field in fields[1:]:
        if field.text.startswith("-"):
            continue
        name, equals, text = field.text.partition("=")
        if name.endswith("+"):
            name = name[:-1]
            text = sh.variables.get(name, EMPTY).text + text
        if not name.replace("_", "a").isalnum():
            continue
        if f"readonly {name}" in sh.options and equals:
            _refuse_write(m, w, sh, node)
            return
        if fields[0].text == "readonly":
            sh.options |= {f"readonly {name}"}
        if equals:
            source = None
            sh.variables[name] = Value(text, field.known, field.taint, field.filled and bool(text), source)
        if exporting:
            sh.exported |= {name}
    sh.status = OK


def _refuse_write(m: Machine, w: World, sh: Shell, node: Simple) -> None:
    """Assigning a readonly variable ends a POSIX shell; bash goes on."""
    sh.status = Status(1 if sh.dialect == "bash" else 2, text=node.span.text, place=node.span)
    if sh.dialect != "bash" or sh.posix:
        exit_shell(m, w, sh, sh.status)


def _keep(sh: Shell, names: list[str]) -> None:
    """Note what these variables hold, to be set again where the function returns (`declare -g` notes nothing)."""
    stack = sh.stack
    frames = []
    while stack is not None and stack[0][0] != "return":
        frames.append(stack[0])
        stack = stack[1]
    if stack is None:
        return
    operation, arguments, saved, *where = stack[0]
    saved = (*saved, *((name, sh.variables.get(name)) for name in names))
    rebuilt: Any = ((operation, arguments, saved, *where), stack[1])
    for frame in reversed(frames):
        rebuilt = (frame, rebuilt)
    sh.stack = rebuilt


def local(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> None:
    names = [field.text.partition("=")[0] for field in fields[1:] if not field.text.startswith("-")]
    if not any(field.text.startswith("-") and "g" in field.text for field in fields[1:]):
        _keep(sh, names)
    for name, field in zip(names, (f for f in fields[1:] if not f.text.startswith("-")), strict=False):
        if "=" not in field.text:
            sh.variables[name] = EMPTY
    export(m, w, sh, node, fields, *rest)


def unset(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    for field in fields[1:]:
        if field.text == "-f":
            continue
        sh.variables.pop(field.text, None)
        if any(f.text == "-f" for f in fields[1:]):
            sh.functions.pop(field.text, None)
    sh.status = OK


_LETTERS = {"errexit": "e", "monitor": "m", "nounset": "u", "allexport": "a", "pipefail": "pipefail", "xtrace": "x",
            "noexec": "n", "noglob": "f"}  # fmt: skip


def set_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK
    words = fields[1:]
    i = 0
    while i < len(words):
        word = words[i]
        if not word.known or word.text[:1] not in ("-", "+") or len(word.text) < 2:
            break
        i += 1
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
                        exit_shell(m, w, sh, Status(2, place=node.span, text="set: Illegal option -o pipefail"))
                        return
                    names.append(_LETTERS.get(name, name))
            else:
                names.append(c)
        sh.options = sh.options | set(names) if word.text[0] == "-" else sh.options - set(names)
    if i < len(words):
        sh.arguments = tuple(words[i:])


def shift(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].known and fields[1].text.isdigit() else 1
    if count > len(sh.arguments):
        sh.status = Status(1)
        if sh.dialect == "dash":
            exit_shell(m, w, sh, Status(2, place=node.span))
        return
    if sh.arguments and not sh.arguments[0].known and sh.arguments[0].splits:
        sh.status = OK
        return
    sh.arguments = sh.arguments[count:]
    sh.status = OK


def getopts(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = Status(None, text=node.span.text, place=node.span)
    if len(fields) > 2:
        sh.variables[fields[2].text] = unknown(f"${fields[2].text}", filled=True)
    if not sh.arguments:
        sh.status = Status(1, text=node.span.text, place=node.span)


def shopt(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    names = {field.text for field in fields[1:] if not field.text.startswith("-")}
    if any(field.text == "-s" for field in fields):
        sh.options |= names
    elif any(field.text == "-u" for field in fields):
        sh.options -= names
    sh.status = OK
