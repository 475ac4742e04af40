"""What dash, ash and bash do when they come to one of their builtin commands, as far as it matters here.

Each function takes (host, world, shell, call); what else is asked about builtins is in `model.catalog.builtins`.
Behaviour that differs between shells is asked of the kernel in tests/kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import NONE
from stoplint.model.shell.builtins.declarations import export, local, unset
from stoplint.model.shell.builtins.flow import break_, continue_, eval_, exit_, return_, source
from stoplint.model.shell.builtins.folders import cd, dirs, popd, pushd
from stoplint.model.shell.builtins.getopts import getopts
from stoplint.model.shell.builtins.jobs import disown, fg, kill_, trap, wait
from stoplint.model.shell.builtins.reading import mapfile, read
from stoplint.model.shell.builtins.variables import echo, let, set_, shift, shopt
from stoplint.model.shell.evaluation import assignments, test_command
from stoplint.model.shell.launch import execute, external
from stoplint.model.shell.substitution import exists

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host


def _done(host: Host, w: World, sh: Shell, call: Call) -> None:
    sh.status = OK


def _false(host: Host, w: World, sh: Shell, call: Call) -> None:
    sh.status = Status(1)


def _either(host: Host, w: World, sh: Shell, call: Call) -> None:
    """It says something about the shell, and whether there was something to say."""
    sh.status = Status(None, presumed=0, text=call.node.span.text, place=call.place)


def _test(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    words = fields[1:]
    if fields[0].text == "[":
        if not words or words[-1].text != "]":
            sh.status = Status(2)
            return
        words = words[:-1]
    sh.status = test_command.test(host, w, sh, words, node.span)
    gone = assignments.taint_of_vanished(sh, node.words) if len(fields) < len(node.words) else NONE
    if gone:  # `[ ! $X ]`: it would be another test
        sh.status = sh.status._replace(
            taint=sh.status.taint | gone, text=" ".join(node.span.text.split()), place=node.span
        )


def _command(host: Host, w: World, sh: Shell, call: Call) -> None:
    """`command -v name` asks; `command name` runs a builtin or a program, but no function."""
    node, words = call.node, call.fields[1:]
    if words and words[0].text in ("-v", "-V"):
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        if len(words) > 1 and words[1].known:
            # presumed, not known: what a base image installs is not in the files
            sh.status = Status(0 if exists(host, sh, words[1].text) else 1)
        return
    while words and words[0].text in ("-p", "--"):
        words = words[1:]
    run = FUNCTIONS.get(words[0].text) if words and words[0].known else None
    if not words:
        sh.status = OK
    elif words[0].known and words[0].text == "exec":
        execute(host, w, sh, node, words[1:], {})
    elif run is not None:
        run(host, w, sh, call._replace(fields=words))
    else:
        external(host, w, sh, node, words, {}, call.tail)


def _type(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, names = call.node, [field for field in call.fields[1:] if not field.text.startswith("-")]
    if names and all(name.known for name in names):
        there = all(exists(host, sh, name.text) for name in names)
        sh.status = Status(0 if there else 1)
    else:
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)


def _hash(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Look for programs, as `type` does; without a name nothing is asked for."""
    sh.status = OK
    if len(call.fields) > 1 and not call.fields[1].text.startswith("-"):
        _type(host, w, sh, call)


FUNCTIONS: dict[str, Callable[[Host, World, Shell, Call], None]] = {
    ":": _done, "true": _done, "false": _false, "echo": echo, "printf": echo, "cd": cd, "export": export,
    "readonly": export, "local": local, "declare": local, "typeset": local, "unset": unset, "set": set_,
    "shift": shift, "eval": eval_, ".": source, "source": source, "exit": exit_, "return": return_,
    "break": break_, "continue": continue_, "trap": trap, "wait": wait, "kill": kill_, "fg": fg, "bg": _done,
    "disown": disown, "read": read, "test": _test, "[": _test, "command": _command, "builtin": _command,
    "type": _type, "hash": _hash, "getopts": getopts, "umask": _done, "ulimit": _done, "times": _done,
    "alias": _done, "unalias": _done, "let": let, "shopt": shopt, "pushd": pushd, "popd": popd, "pwd": _done,
    "jobs": _done, "enable": _done, "mapfile": mapfile, "readarray": mapfile, "chdir": cd, "dirs": dirs, "bind": _done,
    "complete": _done, "help": _done, "history": _done, "fc": _done, "compgen": _either, "compopt": _either,
    "caller": _either,
    # refused by a shell without job control, and by one that nobody logged in to
    "suspend": _false, "logout": _false,
}  # fmt: skip
