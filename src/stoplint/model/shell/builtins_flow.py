"""Builtins that change what is done next: eval, `.`, exit, return, break, continue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.model.processes.world import OK, Status
from stoplint.model.shell.interpreter import exit_shell, run_text, skip_to
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell, World
    from stoplint.syntax.shell_nodes import Simple


def eval_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> None:
    text = (
        joined([v for i, f in enumerate(fields[1:]) for v in ([Value(" "), f] if i else [f])])
        if len(fields) > 1
        else EMPTY
    )
    if not text.known:
        if text.text.startswith("exec ") or text.text.startswith('"exec'):
            run_text(m, sh, Value(text.text), "never")
            return
        from stoplint.model.shell.simple_command import external

        external(m, w, sh, node, [unknown(text.text)], {}, "never")
        return
    sh.status = OK
    run_text(m, sh, text, "never", cond=_ignored(rest))


def _ignored(rest: tuple[Any, ...]) -> bool:
    """True where `set -e` does not count: in a condition (the last argument of every builtin)."""
    return bool(rest and rest[-1])


def source(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> Any:
    if len(fields) < 2:
        sh.status = Status(2)
        return None
    name = fields[1]
    if not name.known:
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        w.note("sourced-unknown", (name.text, node.span))
        return None
    path = absolute(name.text, sh.cwd)
    found = m.lookup(path)
    if "/" not in name.text and not isinstance(found, File):
        found = m.which(name.text, _path(sh), sh.cwd or "/")
    if isinstance(found, Absent):
        status = Status(2 if sh.dialect == "dash" else 1, place=node.span, text=node.span.text)
        sh.status = status
        if sh.dialect != "bash" or sh.posix:
            exit_shell(m, w, sh, status)  # a special builtin's error ends a POSIX shell
        return None
    if isinstance(found, Unknown) or found.source is None:
        # settings of the image or of a volume: taken to set variables only
        w.note("sourced-unknown", (name.text, node.span))
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        return None
    depth = 0
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        depth += frame[0] == "return"
    if depth > 60:
        w.doubts = (*w.doubts, f"{node.span}: files include each other without end")
        sh.lost = "recursion"
        return None
    script = m.parse_source(found.source)
    sh.push(("return", sh.arguments, (), "source", path))
    if len(fields) > 2 and sh.dialect != "dash":
        sh.arguments = tuple(fields[2:])
    sh.push(("sequence", script.script.items, 0, "never", _ignored(rest)))
    sh.status = OK
    return None


def _path(sh: Shell) -> str:
    path = sh.variables.get("PATH")
    return path.text if path is not None and path.known else "/usr/local/bin:/usr/bin:/bin"


def exit_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    status = sh.status
    if len(fields) > 1:
        status = (
            Status(int(fields[1].text) & 255, place=node.span)
            if fields[1].known and fields[1].text.isdigit()
            else Status(None, place=node.span)
        )
    exit_shell(m, w, sh, status._replace(place=node.span))


def return_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    if len(fields) > 1:
        known = fields[1].known and fields[1].text.isdigit()
        sh.status = (
            Status(int(fields[1].text) & 255, text=node.span.text, place=node.span)
            if known
            else Status(None, text=node.span.text, place=node.span)
        )
    if sh.handling and not _inside(sh, "return", "trap-done"):
        frame = skip_to(sh, ("trap-done",))
        if frame is not None:
            sh.push(frame)
        return
    frame = skip_to(sh, ("return",))
    if frame is not None:
        sh.push(frame)
    elif sh.dialect != "bash" or sh.posix:
        exit_shell(m, w, sh, sh.status)


def _inside(sh: Shell, first: str, second: str) -> bool:
    """True if a `first` frame stands above the next `second` frame."""
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] == first:
            return True
        if frame[0] == second:
            return False
    return False


_LOOPS = ("while-test", "for-next")


def break_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].text.isdigit() else 1
    skip_to(sh, _LOOPS, count)
    sh.status = OK


def continue_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].text.isdigit() else 1
    frame = skip_to(sh, _LOOPS, count)
    if frame is not None:
        sh.push(frame)
    sh.status = OK
