"""The shells' builtin commands, as far as they matter for processes, signals and what is known.

Each takes (machine, world, shell, node, fields, early, tail, cond); `fields[0]` is the name. Behaviour that
differs between shells is asked of the kernel in tests/kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.values import NONE
from stoplint.model.processes.world import OK, Status
from stoplint.model.shell import test_command
from stoplint.model.shell.builtins_flow import break_, continue_, eval_, exit_, return_, source
from stoplint.model.shell.builtins_jobs import disown, fg, kill_, read, trap, wait
from stoplint.model.shell.builtins_variables import cd, echo, export, getopts, local, set_, shift, shopt, unset

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.container.container import Machine
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import Shell, World
    from stoplint.model.shell import dialects
    from stoplint.syntax.shell_nodes import Simple


def _done(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK


def _false(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = Status(1, text="false", place=node.span)


def _test(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = fields[1:]
    if fields[0].text == "[":
        if not words or words[-1].text != "]":
            sh.status = Status(2, text=node.span.text, place=node.span)
            return
        words = words[:-1]
    sh.status = test_command.test(m, w, sh, words, node.span)


def _command(
    m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], early: set[str], tail: dialects.Tail, cond: bool
) -> Any:
    from stoplint.model.shell.substitution import exists

    words = fields[1:]
    if words and words[0].text in ("-v", "-V"):
        if len(words) > 1 and words[1].known:
            there = exists(m, sh, words[1].text)
            # presumed, not known: what a base image installs is not in the files
            sh.status = Status(0 if there else 1, NONE, None, node.span.text, node.span)
        else:
            sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        return None
    while words and words[0].text in ("-p", "--"):
        words = words[1:]
    if not words:
        sh.status = OK
        return None
    from stoplint.model.shell.simple_command import execute, external

    if words[0].known and words[0].text == "exec":
        return execute(m, w, sh, node, words[1:], {})
    builtin = BUILTINS.get(words[0].text) if words[0].known else None
    if builtin is not None:
        return builtin(m, w, sh, node, words, early, tail, cond)
    return external(m, w, sh, node, words, {}, tail)


def _type(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    from stoplint.model.shell.substitution import exists

    names = [f for f in fields[1:] if not f.text.startswith("-")]
    if names and all(f.known for f in names):
        sh.status = Status(0 if all(exists(m, sh, f.text) for f in names) else 1, text=node.span.text, place=node.span)
    else:
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)


BUILTINS: dict[str, Callable[..., Any]] = {
    ":": _done, "true": _done, "false": _false, "echo": echo, "printf": echo, "cd": cd, "export": export,
    "readonly": export, "local": local, "declare": local, "typeset": local, "unset": unset, "set": set_,
    "shift": shift, "eval": eval_, ".": source, "source": source, "exit": exit_, "return": return_,
    "break": break_, "continue": continue_, "trap": trap, "wait": wait, "kill": kill_, "fg": fg, "bg": _done,
    "disown": disown, "read": read, "test": _test, "[": _test, "command": _command, "builtin": _command,
    "type": _type, "hash": _done, "getopts": getopts, "umask": _done, "ulimit": _done, "times": _done,
    "alias": _done, "unalias": _done, "let": _done, "shopt": shopt, "pushd": cd, "popd": _done, "pwd": _done,
    "jobs": _done, "enable": _done, "mapfile": _done, "readarray": _done,
}  # fmt: skip
QUICK_BUILTINS = frozenset(BUILTINS) - {"eval", ".", "source", "exit", "wait", "fg", "command", "builtin", "trap", "kill", "set",
                                        "read", "exec", "return", "break", "continue"}  # fmt: skip
