"""Builtins for signals and jobs: trap, wait, kill, fg, disown, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.values import Value, unknown
from stoplint.model.processes.world import OK, Block, Status, Trap
from stoplint.model.shell import dialects
from stoplint.model.shell.interpreter import exit_shell
from stoplint.model.shell.kill import kill

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell, World
    from stoplint.syntax.shell_nodes import Simple


FAILED = Status(1)


def trap(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], early: set[str], *_: Any) -> None:
    words = fields[1:]
    if words and words[0].text == "--":
        words = words[1:]
    sh.status = OK
    if not words or words[0].text in ("-p", "-l"):
        sh.mortal = True  # bash: even listing the traps installs its handlers
        if words and sh.dialect != "bash":
            exit_shell(m, w, sh, Status(2, place=node.span, text=node.span.text))
        return
    body, names = words[0], words[1:]
    place = node.span
    if not names:
        # `trap TERM`: reset
        names, body = [body], Value("-")
        known = dialects.trap_name(sh.dialect, names[0].text)
        if sh.dialect == "bash" and sh.posix and not names[0].text.isdigit():
            exit_shell(m, w, sh, Status(2, place=node.span, text=node.span.text))
            return
        if known is None:
            sh.status = Status(1, text=node.span.text, place=node.span)
            return
    for word in names:
        name = dialects.trap_name(sh.dialect, word.text) if word.known else None
        if name is None:
            w.note("trap-refused", (sh.dialect, word.text, place, sh.pid))
            sh.status = FAILED
            if sh.dialect == "dash":
                return  # "bad trap": the names behind it are not set either
            continue
        if name in ("KILL", "STOP"):
            w.note("trap-uncatchable", (name, place))
            continue
        if body.text == "-" and body.known:
            if sh.traps.pop(name, None) is not None:
                sh.forgotten |= {name}
            if name not in sh.deaf:
                sh.ignored -= {name}
            continue
        if name in sh.deaf:
            continue  # ignored when the shell was started: cannot be trapped
        sh.ignored -= {name}
        if body.known and body.text == "":
            sh.traps[name] = Trap(None, place)
            continue
        if not body.known:
            w.note("trap-unknown", (body.text, place))
        if body.known and not body.text.strip():
            sh.traps[name] = Trap(Value(":"), place)
        else:
            sh.traps[name] = Trap(body, place, frozenset(early))
        sh.trapped = True
        sh.mortal = sh.mortal or name == "EXIT"


def wait(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = [field for field in fields[1:] if field.text != "--"]
    any_one = False
    while words and words[0].text.startswith("-") and words[0].known:
        if sh.dialect == "dash" or (words[0].text != "-n" and sh.dialect != "bash"):
            sh.status = Status(2, text=node.span.text, place=node.span)
            return
        any_one = any_one or words[0].text == "-n"
        words = words[2:] if words[0].text == "-p" else words[1:]
    kept = sh.disowned if sh.dialect == "bash" else ()
    if not words:
        pids = tuple(pid for pid in sh.jobs if _alive(w, pid) and pid not in kept)
        if not pids:
            sh.status = OK if not any_one or sh.dialect == "ash" else Status(127)
            sh.jobs = ()
            return
        sh.block = Block("wait", pids, node.span, any_one)
        return
    chosen: list[int] = []
    sh.status = OK
    for word in words:
        if not word.known:
            w.doubts = (*w.doubts, f"{node.span}: which process {word.text} is can't be known")
            continue
        pid = job_pid(w, sh, word.text)
        if pid is None:
            sh.status = Status(2 if sh.dialect != "bash" else 1, text=node.span.text, place=node.span)
            return
        if pid in kept or (pid not in sh.jobs and pid not in sh.statuses):
            sh.status = Status(127 if pid not in kept else 0, text=node.span.text, place=node.span)
            continue
        if not _alive(w, pid):
            remembered = pid in sh.jobs or (sh.dialect == "bash" and not sh.posix)
            sh.status = sh.statuses.get(pid, Status(127)) if remembered else Status(127)
        # a pipeline's last member stands for the whole job
        members = [p.pid for p in w.processes.values() if p.alive and p.job == pid and p.ppid == sh.pid]
        chosen.extend(members or ([pid] if _alive(w, pid) else []))
        if not members:
            sh.jobs = tuple(p for p in sh.jobs if p != pid or _alive(w, pid))
    if chosen:
        last = chosen[-1]
        chosen.sort(key=lambda p: p == last)
        sh.block = Block("wait", tuple(chosen), node.span, any_one and sh.dialect != "ash")


def _alive(w: World, pid: int) -> bool:
    return pid in w.processes and w.processes[pid].alive


def job_pid(w: World, sh: Shell, text: str) -> int | None:
    """The process that a pid or `%job` means; None if the text is neither."""
    if text.isdigit():
        return int(text)
    if text in ("%%", "%+", "%"):
        return sh.last_background
    if text.startswith("%") and text[1:].isdigit():
        leaders = sorted({w.processes[pid].job or pid for pid in sh.jobs if pid in w.processes})
        number = int(text[1:])
        return leaders[number - 1] if 0 < number <= len(leaders) else None
    return None


def kill_(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = kill(w, sh, fields[1:], node.span)


def fg(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    if "m" not in sh.options or sh.dialect != "bash":
        sh.status = Status(2 if sh.dialect != "bash" else 1, text=node.span.text, place=node.span)
        return
    target = job_pid(w, sh, fields[1].text) if len(fields) > 1 else sh.last_background
    if target is None or not _alive(w, target):
        sh.status = Status(1, text=node.span.text, place=node.span)
        return
    m.wait_for(sh, (target,), node.span)


def disown(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK
    if any(field.text == "-h" for field in fields):
        return
    named = [job_pid(w, sh, field.text) for field in fields[1:] if not field.text.startswith("-")]
    pids = [pid for pid in named if pid is not None] or ([sh.last_background] if sh.last_background else [])
    if any(field.text in ("-a", "-r", "-ar") for field in fields):
        pids = list(sh.jobs)
    sh.disowned = (*sh.disowned, *pids)


def read(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    names = [f.text for f in fields[1:] if not f.text.startswith("-") and f.text.replace("_", "a").isalnum()]
    for name in names:
        sh.variables[name] = unknown(f"${name}")
    redirected = any(r.op.startswith("<") for r in node.redirects)
    piped = sh.started in ("pipe", "substitution") or _redirected_input(sh)
    if redirected and any(r.op == "<" for r in node.redirects):
        sh.status = Status(None, text=node.span.text, place=node.span)
        w.note("reads", (node.span,))
    elif redirected or piped:
        sh.status = Status(None, text=node.span.text, place=node.span)
    else:
        sh.status = Status(1, text=node.span.text, place=node.span)  # a container without -i has no input


def _redirected_input(sh: Shell) -> bool:
    return any(name == "(input)" for name in sh.variables)
