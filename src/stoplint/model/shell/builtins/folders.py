"""Builtins that change the working directory: cd, and bash's stack of them (pushd, popd, dirs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value, unknown
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host


def cd(host: Host, w: World, sh: Shell, call: Call) -> None:
    """`cd folder`, back with `-`, home without one. That it succeeds is presumed."""
    words = _operands(call)
    if len(words) > 1 and sh.dialect == "bash":
        sh.status = Status(1)
        return
    sh.status = Status(None, presumed=0, text=call.node.span.text, place=call.place)
    if not words:
        _go(sh, _home(host, sh))
    elif words[0].known and words[0].text == "-":
        _go(sh, _held(sh, "OLDPWD"))
    else:
        _go(sh, _folder(sh, words[0]))


def _operands(call: Call) -> list[Value]:
    """The words behind the options (-L, -P)."""
    words = call.fields[1:]
    while words and words[0].known and words[0].text[:1] == "-" and words[0].text not in ("-", "-n"):
        if _number(words[0]) is not None:
            break
        if words.pop(0).text == "--":
            break
    return words


def _go(sh: Shell, folder: str | None) -> None:
    for name, path in (("OLDPWD", sh.cwd), ("PWD", folder)):
        sh.variables[name] = Value(path) if path is not None else unknown(f"${name}", filled=True)
    sh.cwd = folder


def _folder(sh: Shell, word: Value) -> str | None:
    """The path of a folder that a word names; None if that is not known."""
    if not word.known or word.splits or (not word.text.startswith("/") and _looked_for(sh, word.text)):
        return None
    return sh.path(word.text) if word.text else sh.cwd


def _looked_for(sh: Shell, text: str) -> bool:
    """Whether the shell looks for the folder in CDPATH."""
    path = sh.variables.get("CDPATH")
    return path is not None and path.text != "" and text.split("/", maxsplit=1)[0] not in (".", "..")


def _held(sh: Shell, name: str) -> str | None:
    value = sh.variables.get(name)
    return value.text if value is not None and value.known and value.text.startswith("/") else None


def _home(host: Host, sh: Shell) -> str | None:
    """HOME; without one the runtime takes it from the user's line in /etc/passwd, which says /root of root alone."""
    if "HOME" in sh.variables:
        return _held(sh, "HOME") or (sh.cwd if sh.variables["HOME"].text == "" else None)
    user = sh.user if sh.user is not None else Value(host.user)
    return "/root" if user.known and user.text.split(":")[0] in ("", "root", "0") else None


def pushd(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Go to a folder and remember where that was from; without one, change places with the last one remembered."""
    words = _operands(call)
    sh.status = OK
    if words and (words[0].text == "-n" or _number(words[0]) is not None):
        _unclear(sh)
    elif words:
        sh.status = Status(None, presumed=0, text=call.node.span.text, place=call.place)
        below = (sh.cwd, *sh.folders)
        _go(sh, _held(sh, "OLDPWD") if words[0].known and words[0].text == "-" else _folder(sh, words[0]))
        sh.folders = below
    elif sh.folders:
        below = (sh.cwd, *sh.folders[1:])
        _go(sh, sh.folders[0])
        sh.folders = below
    else:
        sh.status = Status(1)  # "no other directory"


def popd(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Go back to the last folder that pushd remembered."""
    words = _operands(call)
    if not sh.folders:
        sh.status = Status(1)  # "directory stack empty"
        return
    sh.status = OK
    if words:
        _unclear(sh)
        return
    folder, *below = sh.folders
    _go(sh, folder)
    sh.folders = tuple(below)


def dirs(host: Host, w: World, sh: Shell, call: Call) -> None:
    """List them; `-c` forgets them."""
    sh.status = OK
    if any(word.text == "-c" for word in call.fields[1:]):
        sh.folders = ()


def _number(word: Value) -> int | None:
    """`+2`, `-1`: a place in the stack."""
    text = word.text
    return int(text) if word.known and text[:1] in ("+", "-") and is_number(text[1:]) else None


def _unclear(sh: Shell) -> None:
    """The stack is turned or changed in the middle, which is not followed."""
    _go(sh, None)
    sh.folders = tuple(None for _ in sh.folders)
