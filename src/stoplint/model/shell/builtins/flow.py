"""Builtins that change what is done next: eval, `.`, exit, return, break, continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes import frames
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value, spaced, unknown
from stoplint.model.shell.control import MAX_DEPTH, calls, exit_shell, is_above, run_text, skip_to
from stoplint.model.shell.launch import external
from stoplint.model.shell.substitution import search_path
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Script


def eval_(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Run the text; one that is not known is taken for a program's name, or for an exec of one."""
    text = spaced(call.fields[1:])
    if text.known:
        sh.status = OK
        run_text(host, sh, text, cond=call.cond)
    elif _begins(call).lstrip(' "').startswith("exec "):
        # what is not known of it stands in the text as it is written, and is not known when it is run either
        run_text(host, sh, Value(text.text))
    else:
        external(host, w, sh, call.node, [unknown(text.text)], {}, "never")


def _begins(call: Call) -> str:
    """What is known of the beginning of the text that `eval` is given."""
    first = call.fields[1]
    if first.known:
        return f"{first.text} "
    return call.node.words[1].start if len(call.node.words) > 1 else ""


def source(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Read a file and run its commands; one that is not known is taken to set variables only."""
    fields = call.fields
    if len(fields) < 2:
        sh.status = Status(2)
        return
    name = fields[1]
    sh.status = Status(None, presumed=0, text=call.place.text, place=call.place)
    if not name.known:
        return
    path = absolute(name.text, sh.cwd)
    if path in w.files and w.files[path].known:
        _read_file(sh, call, path, host.scripts.parse(w.files[path]).script)
        return
    found = host.lookup(path)
    if "/" not in name.text and not isinstance(found, File):
        found = host.which(name.text, search_path(sh), sh.cwd or "/")
    if isinstance(found, Absent):
        sh.status = Status(2 if sh.dialect == "dash" else 1, place=call.place, text=call.place.text)
        if sh.dialect != "bash" or sh.posix:
            exit_shell(host, w, sh, sh.status)  # a special builtin's error ends a POSIX shell
        return
    if isinstance(found, Unknown) or found.source is None:
        return
    if calls(sh) > MAX_DEPTH:
        w.doubt(f"{call.place}: files include each other without end")
        sh.lost = "recursion"
        return
    _read_file(sh, call, path, host.scripts.parse_source(found.source).script)


def _read_file(sh: Shell, call: Call, path: str, script: Script) -> None:
    """Run the commands of a file in this shell."""
    sh.push(frames.Return(sh.arguments, (), "source", path))
    if len(call.fields) > 2 and sh.dialect != "dash":
        sh.arguments = tuple(call.fields[2:])
    sh.push(frames.Commands(script.items, 0, "never", call.cond))
    sh.status = OK


def exit_(host: Host, w: World, sh: Shell, call: Call) -> None:
    status = _said(call) if len(call.fields) > 1 else sh.status
    exit_shell(host, w, sh, status._replace(place=call.place))


def _said(call: Call) -> Status:
    """The status that the operand of `exit` or `return` says."""
    word = call.fields[1]
    return Status(int(word.text) & 255 if word.known and word.text.isdigit() else None, place=call.place)


def return_(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Go on behind the function, the file or the handler; a POSIX shell that is in none of them ends."""
    if len(call.fields) > 1:
        sh.status = _said(call)._replace(text=call.place.text)
    frame: frames.Frame | None
    if sh.handling and not is_above(sh, frames.Return, frames.TrapDone):
        frame = skip_to(sh, frames.TrapDone)
    else:
        frame = skip_to(sh, frames.Return)
        if frame is None and (sh.dialect != "bash" or sh.posix):
            exit_shell(host, w, sh, sh.status)
    if frame is not None:
        sh.push(frame)


def break_(host: Host, w: World, sh: Shell, call: Call) -> None:
    skip_to(sh, frames.WhileTest, frames.ForNext, count=_count(call))
    sh.status = OK


def continue_(host: Host, w: World, sh: Shell, call: Call) -> None:
    frame = skip_to(sh, frames.WhileTest, frames.ForNext, count=_count(call))
    if frame is not None:
        sh.push(frame)
    sh.status = OK


def _count(call: Call) -> int:
    return int(call.fields[1].text) if len(call.fields) > 1 and call.fields[1].text.isdigit() else 1
