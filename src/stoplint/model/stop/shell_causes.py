"""Why a shell on the signal's way breaks it: what it waits for, and what is wrong with its trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.world import Running, Shell, Supervising, Wrapping
from stoplint.model.stop.answer import Cause
from stoplint.model.stop.naming import is_string, is_written, name_of, places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.processes.world import Process, Trap, World
    from stoplint.model.stop.stop import Stopped
    from stoplint.text import Span

# What runs the scripts of a package.json. (nodemon and pm2 are watchers and supervisors: other words fit these.)
PACKAGE_RUNNERS = frozenset({
    "npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx", "bun", "bunx", "deno", "run-s", "run-p", "npm-run-all", "npm-run-all2",
})  # fmt: skip


def shell_cause(
    stopped: Stopped, signal: str, shell: Shell, child: Process, app: Running, chain: list[Process]
) -> Cause | None:
    """The cause that lies with `shell`, on the way from PID 1 through `child` to `app`; None if it passes the signal on."""
    end = stopped.end
    trap = shell.traps.get(signal)
    how = _how(shell, child)
    blocked = shell.block.kind if shell.block is not None else ""
    wait = shell.block.place if shell.block is not None and blocked == "wait" else None
    start = _start_of(shell, child)
    holders = places_of(chain[: chain.index(child)], end)
    common = (
        ("how", how), ("text", "string" if is_string(shell) else "script"), ("dialect", shell.dialect),
        ("first", "1" if shell.pid == 1 else ""), ("heard", "1" if end.processes[app.pid].receives else ""),
        ("behind", _behind(shell)), ("daemon", "1" if app.sid == app.pid != 1 and app.ppid == 1 else ""),
    )  # fmt: skip

    def cause(kind: str, span: Span | None, **details: str) -> Cause:
        span = span if is_written(span) else shell.place
        further = (
            [(start, _started(app, child, how))] if start is not None and is_written(start) and start != span else []
        )
        if wait is not None and wait != span:
            further.append((wait, f"{name_of(shell)} waits here"))
        subject = name_of(child if isinstance(child, Supervising) else app)
        return Cause(kind, span, subject, name_of(shell), (*holders, *further), (*common, *details.items()))

    keeps = _keep_alive(stopped.steady, shell, app)
    if trap is None:
        return _untrapped(stopped, signal, shell, child, cause, keeps, start, blocked)
    if trap.body is None:
        return cause("ignored-by-shell", trap.place)
    if signal not in [value[1] for kind, value in end.notes if kind == "trap-ran" and value[0] == shell.pid]:
        if keeps is not None:
            return cause("keep-alive", keeps.place, keeps=name_of(keeps), trap="1")
        if _is_idle(stopped, child):
            return cause("trap-deferred", trap.place, keeps=name_of(child), idle="1")
        return cause("trap-deferred", trap.place, keeps=name_of(child))
    if end.processes[child.pid].receives and not end.processes[app.pid].receives:
        return None  # it forwarded: what its child makes of that is the child's
    return _trap(stopped, signal, shell, trap, app, cause, keeps)


def _untrapped(
    stopped: Stopped, signal: str, shell: Shell, child: Process, cause: Callable[..., Cause], keeps: Process | None,
    start: Span | None, blocked: str,
) -> Cause | None:  # fmt: skip
    """A shell that has no trap for the signal."""
    parent = stopped.steady.processes.get(shell.ppid)
    if shell.pid != 1 and isinstance(parent, Supervising):
        return cause("shell-behind-init", start, wrapper=name_of(parent))
    if shell.pid != 1 and isinstance(parent, Wrapping) and name_of(parent) in PACKAGE_RUNNERS:
        return cause(
            "package-runner", parent.place, wrapper=name_of(parent), breaks="shell", note=parent.wrapper.wrapper.note
        )
    if shell.pid != 1 and isinstance(parent, (Wrapping, Running)):
        is_init = isinstance(parent, Wrapping) and parent.wrapper.kind == "init"
        kind = "shell-behind-init" if is_init else "shell-behind-wrapper"
        return cause(kind, start, wrapper=name_of(parent))
    refused = _refused_trap(stopped.steady, shell, signal)
    if refused is not None:
        return cause("trap-refused", refused[1], word=refused[0])
    if keeps is not None:
        return cause("keep-alive", keeps.place, keeps=name_of(keeps))
    if _is_idle(stopped, child):
        return cause("keep-alive", start, keeps=name_of(child), idle="1")
    late = _later_trap(shell, signal)
    if late is not None:
        return cause("trap-late", late)
    uncatchable = [value for kind, value in stopped.steady.notes if kind == "trap-uncatchable"]
    if uncatchable:
        return cause("trap-uncatchable", uncatchable[0][1], names=uncatchable[0][0])
    if "EXIT" in shell.traps and shell.dialect == "bash" and not stopped.end.processes[shell.pid].alive:
        trap = shell.traps["EXIT"]
        heard = stopped.end.processes[child.pid].receives
        return cause("trap-leaves" if heard else "trap-silent", trap.place, names="EXIT", leaves="1")
    if blocked == "foreground":
        return cause("exec-in-child" if _execs(shell, child) else "shell-in-front", start)
    if _execs(shell, child):
        return cause("exec-in-child", start)
    others = [
        (name, t) for name, t in shell.traps.items() if t.body is not None and name not in ("ERR", "DEBUG", "RETURN")
    ]
    if others:
        return cause("trap-misses", others[0][1].place, names=" ".join(name for name, _ in others))
    return cause("no-trap", start, waits=blocked)


def _trap(
    stopped: Stopped,
    signal: str,
    shell: Shell,
    trap: Trap,
    app: Running,
    cause: Callable[..., Cause],
    keeps: Process | None,
) -> Cause | None:
    """The trap for the signal ran: what it did not do."""
    end = stopped.end
    last = end.processes[app.pid]
    if any(kind == "recursion" and value[0] == signal for kind, value in end.notes):
        return cause("handler-recursion", trap.place)
    if not last.receives:
        if trap.early:
            return cause("trap-early", trap.place, names=" ".join(sorted(trap.early)))
        refused = [value for kind, value in end.notes if kind == "kill-refused"]
        if refused:
            return cause("kill-refused", refused[0][2], word=refused[0][1])
        return cause("trap-silent", trap.place, leaves="1" if end.ended else "")
    if stopped.verdict == "hangs":
        left = end.processes[shell.pid]
        block = left.block if isinstance(left, Shell) and left.block is not None else shell.block
        keeps = _keep_alive(stopped.end, left, app) if isinstance(left, Shell) else keeps
        return cause(
            "never-ends", block.place if block else trap.place, keeps=name_of(keeps) if keeps is not None else ""
        )
    if last.fate == "killed":
        return cause("trap-leaves", trap.place)
    return None


def _start_of(shell: Shell, child: Process) -> Span | None:
    """Where the shell starts the child: its place, unless it became something else in another file since."""
    if child.place is None or shell.script is None or child.place.source is shell.script or shell.block is None:
        return child.place
    if child.started == "exec" and shell.block.kind == "foreground" and child.pid in shell.block.pids:
        return shell.block.place or child.place
    return child.place


def _behind(shell: Shell) -> str:
    """What the shell still has to do when its child has ended: "loop", "commands", "trap" or ""."""
    from stoplint.syntax.shell_nodes import Simple

    found = "trap" if any(trap.body is not None for trap in shell.traps.values()) else ""
    stack = shell.stack
    while stack is not None:
        frame, stack = stack
        if frame[0].startswith(("while", "for")):
            return "loop"
        if frame[0] == "sequence":
            rest = [item.command for item in frame[1][frame[2] :]]
            if any(not (isinstance(node, Simple) and node.words and node.words[0].literal == "exit") for node in rest):
                found = "commands"
    return found


def _is_idle(stopped: Stopped, child: Process) -> bool:
    """True if the shell has a keep-alive in its foreground, and no application is known to run."""
    alone = all(process.role == "keep-alive" for process in stopped.steady.living() if isinstance(process, Running))
    return alone and isinstance(child, Running)


def _execs(shell: Shell, child: Process) -> bool:
    """True if the child is what a forked copy of the shell became by `exec`."""
    return child.started == "exec" and child.place is not None and child.place.source is shell.script


def _started(app: Running, child: Process, how: str) -> str:
    who = name_of(app) if child.pid == app.pid else name_of(child)
    return f"{who} is started here" + {"background": ", in the background", "pipeline": ", in a pipeline"}.get(how, "")


def _how(shell: Shell, child: Process) -> str:
    blocked = shell.block
    if child.started in ("pipe", "substitution", "background"):
        return {"pipe": "pipeline", "substitution": "substitution", "background": "background"}[child.started]
    if blocked is not None and blocked.kind != "foreground":
        return "background"
    if _execs(shell, child) and blocked is not None and blocked.place is not None:
        text = blocked.place.text
        return "pipeline" if "|" in text else "substitution" if text.startswith(("$(", "`")) else "subshell"
    if isinstance(child, Shell) and child.main != child.pid and child.started == "fork":
        return "subshell"
    return "foreground"


def _keep_alive(world: World, shell: Shell, app: Running) -> Process | None:
    """What the shell waits for, if that is a keep-alive and not the application."""
    if shell.block is None or app.role == "keep-alive":
        return None
    for pid in shell.block.pids:
        process = world.processes.get(pid)
        if isinstance(process, Running) and process.role == "keep-alive":
            return process
    return None


def _refused_trap(world: World, shell: Shell, signal: str) -> tuple[str, Span] | None:
    """A `trap` whose name for the signal the shell refused, or that dash did not get to behind a refused one."""
    from stoplint.model.shell.dialects import trap_name

    for kind, value in world.notes:
        if kind != "trap-refused" or value[3] != shell.pid:
            continue
        dialect, word, place, _ = value
        words = place.text.split()
        behind = words[words.index(word) + 1 :] if dialect == "dash" and word in words else []
        if word.upper().removeprefix("SIG") == signal or any(trap_name(dialect, each) == signal for each in behind):
            return word, place
    return None


def _later_trap(shell: Shell, signal: str) -> Span | None:
    """A `trap` for the signal that stands further down than the place where the shell waits."""
    from stoplint.model.shell.dialects import trap_name
    from stoplint.syntax.shell_nodes import Simple

    if shell.block is None or shell.block.place is None:
        return None
    stack = shell.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] != "sequence":
            continue
        for item in frame[1][frame[2] :]:
            node = item.command
            if isinstance(node, Simple) and node.words and node.words[0].literal == "trap":
                names = [word.literal or "" for word in node.words[2:]]
                if any(trap_name(shell.dialect, name) == signal for name in names):
                    return node.span
    return None
