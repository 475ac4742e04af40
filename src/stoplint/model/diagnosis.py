"""Why a run is not graceful: the one place where the signal's way ends.

`cause_of` walks from PID 1 to the application that suffers and names the first process that breaks the way.
Its kinds are what the rules in `checks` are about:

- "shell-in-front": a shell without a trap waits for its child ("foreground", "pipeline", "subshell",
  "substitution", "wait" or "loop" says how);
- "trap-refused", "trap-misses", "trap-late", "trap-deferred", "trap-early", "trap-silent", "trap-leaves",
  "kill-refused", "handler-recursion": what is wrong with the trap;
- "ignored-by-shell": a trap that ignores the signal;
- "wrapper-blocks", "wrapper-kills", "shell-behind-wrapper", "shell-behind-init";
- "keep-alive", "beside", "never-ends": who PID 1 is instead of the application;
- "application-ignores", "application-cut": the signal arrives and is the wrong one;
- "daemonizes", "background-end", "no-input", "required", "ended": it ends by itself;
- "not-started": it cannot start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.process import Cause
from stoplint.model.world import Running, Shell, Trap, Wrapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.process import Verdict
    from stoplint.model.stop import Stopped
    from stoplint.model.world import Process, World
    from stoplint.text import Span


def cause_of(stopped: Stopped, signal: str) -> Cause | None:
    """The cause of a verdict that is neither graceful nor unknown."""
    if stopped.verdict == "fails-to-start":
        return _not_started(stopped)
    if stopped.verdict == "exits-early":
        return _ended(stopped)
    app = _victim(stopped)
    if app is None:
        return None
    steady, end = stopped.steady, stopped.end
    chain = chain_to(steady, app.pid)
    found: Cause | None = None
    for process, following in zip(chain, chain[1:], strict=False):
        if isinstance(process, Shell):
            found = _shell(stopped, signal, process, following, app, chain)
        elif isinstance(process, Wrapping):
            found = _wrapper(stopped, signal, process, following, app)
        else:
            found = _beside(process, app)
        if found is not None:
            return found
    return _application(end, app, signal, stopped.verdict)


def _victim(stopped: Stopped) -> Running | None:
    """The application that the verdict is about: the first whose fate is not graceful, else the first."""
    fates = [pid for pid, fate in stopped.fates if fate != "graceful"] or [pid for pid, _ in stopped.fates]
    for pid in fates:
        process = stopped.steady.processes[pid]
        if isinstance(process, Running):
            return process
    return None


def chain_to(world: World, pid: int) -> list[Process]:
    """The processes from PID 1 down to `pid`."""
    chain: list[Process] = []
    seen: set[int] = set()
    while pid in world.processes and pid not in seen:
        seen.add(pid)
        process = world.processes[pid]
        chain.append(process)
        pid = process.ppid
    return chain[::-1]


def name_of(process: Process) -> str:
    """How a process is called in messages: the command's first words, without the path of the program."""
    words = [word for word in process.argv if word]
    if not words:
        return "the application"
    base = words[0].rstrip("/").rsplit("/", 1)[-1]
    if isinstance(process, Running) and process.program in ("node", "python", "java", "php", "ruby", "perl", "deno", "bun"):
        rest = [word for word in words[1:] if not word.startswith("-")][:1]
        return " ".join([base, *rest])
    return base


def _places(chain: Iterable[Process]) -> tuple[tuple[Span, str], ...]:
    out = []
    for process in chain:
        if process.place is not None and process.place.source.path not in ("(computed)", "arguments"):
            out.append((process.place, _label(process)))
    return tuple(out)


def _label(process: Process) -> str:
    who = "runs as PID 1" if process.pid == 1 else "runs"
    base = process.argv[0].rsplit("/", 1)[-1] if process.argv else "it"
    return f"{base} {who}"


# ---------------------------------------------------------------- shells
def _shell(stopped: Stopped, signal: str, shell: Shell, child: Process, app: Running, chain: list[Process]) -> Cause | None:
    end = stopped.end
    last = end.processes[shell.pid]
    trap = shell.traps.get(signal)
    related = _places(chain[: chain.index(child)])
    subject = name_of(app)
    how = _how(shell, child)

    def cause(kind: str, span: Span | None, **details: str) -> Cause:
        return Cause(kind, span, subject, name_of(shell), related, (("how", how), *details.items()))

    keeps = _keep_alive(stopped, shell, app)
    if trap is None:
        behind = _behind(stopped, shell, child, related, subject, how)
        if behind is not None and shell.pid != 1:
            return behind
        refused = _refused_trap(stopped.steady, shell, signal)
        if refused is not None:
            return cause("trap-refused", refused[1], word=refused[0], dialect=shell.dialect)
        if keeps is not None:
            return Cause("keep-alive", keeps.place, subject, name_of(keeps), related, (("how", how),))
        late = _later_trap(shell, signal)
        if late is not None:
            return cause("trap-late", late)
        others = [(name, t) for name, t in shell.traps.items() if t.body is not None and name not in ("EXIT", "ERR", "DEBUG", "RETURN")]
        if others:
            return cause("trap-misses", others[0][1].place, names=" ".join(name for name, _ in others))
        if "EXIT" in shell.traps and shell.dialect == "bash" and not last.alive:
            return cause("trap-leaves", shell.traps["EXIT"].place, names="EXIT")
        return cause("shell-in-front", child.place if not _started_elsewhere(child) else child.place)
    if trap.body is None:
        return cause("ignored-by-shell", trap.place)
    if signal not in [value[1] for kind, value in end.notes if kind == "trap-ran" and value[0] == shell.pid]:
        if keeps is not None:
            return Cause("keep-alive", keeps.place, subject, name_of(keeps), related, (("how", how), ("trap", "1")))
        return cause("trap-deferred", trap.place, child=_place(child))
    return _trap(stopped, signal, shell, trap, app, cause, keeps, related, how)


def _trap(stopped, signal, shell, trap: Trap, app, cause, keeps, related, how) -> Cause | None:  # type: ignore[no-untyped-def]  # noqa: ANN001, PLR0913
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
            return cause("kill-refused", refused[0][2], word=refused[0][1], dialect=shell.dialect)
        return cause("trap-silent", trap.place, leaves="1" if end.ended else "")
    if stopped.verdict == "hangs":
        if keeps is not None:
            return Cause("keep-alive", keeps.place, name_of(app), name_of(keeps), related, (("how", how), ("trap", "1"), ("hangs", "1")))
        return cause("never-ends", shell.block.place if shell.block else trap.place)
    if last.fate == "killed":
        return cause("trap-leaves", trap.place)
    return None


def _place(process: Process) -> str:
    return str(process.place) if process.place is not None else ""


def _started_elsewhere(child: Process) -> bool:
    return child.started == "launch"


def _how(shell: Shell, child: Process) -> str:
    if child.started in ("pipe", "substitution", "background"):
        return {"pipe": "pipeline", "substitution": "substitution", "background": "background"}[child.started]
    if isinstance(child, Shell) and child.main != child.pid and child.started == "fork":
        return "subshell"
    if shell.script is None or shell.script.host is None or _is_string(shell):
        return "string" if _is_string(shell) else "foreground"
    return "foreground"


def _is_string(shell: Shell) -> bool:
    """True for `sh -c …`."""
    return any(word.startswith("-") and "c" in word and not word.startswith("--") for word in shell.argv[1:3])


def _behind(stopped: Stopped, shell: Shell, child: Process, related: tuple[tuple[Span, str], ...], subject: str, how: str) -> Cause | None:
    """A shell that is not PID 1 died of the signal: whose shell is it?"""
    parent = stopped.steady.processes.get(shell.ppid)
    if not isinstance(parent, Wrapping):
        return None
    kind = "shell-behind-init" if parent.wrapper.kind == "init" else "shell-behind-wrapper"
    place = child.place if kind == "shell-behind-init" or not _is_string(shell) else parent.place
    return Cause(kind, place, subject, name_of(parent), related, (("how", how), ("shell", name_of(shell))))


def _keep_alive(stopped: Stopped, shell: Shell, app: Running) -> Process | None:
    """What the shell waits for, if that is a keep-alive and not the application."""
    if shell.block is None or app.role == "keep-alive":
        return None
    for pid in shell.block.pids:
        process = stopped.steady.processes.get(pid)
        if isinstance(process, Running) and process.role == "keep-alive":
            return process
    return None


def _refused_trap(world: World, shell: Shell, signal: str) -> tuple[str, Span] | None:
    for kind, value in world.notes:
        if kind == "trap-refused" and value[3] == shell.pid and value[1].upper().removeprefix("SIG") == signal:
            return value[1], value[2]
    return None


def _later_trap(shell: Shell, signal: str) -> Span | None:
    """A `trap` for the signal that stands further down than the place where the shell waits."""
    from stoplint.model.shells import trap_name
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


# ---------------------------------------------------------------- wrappers and others
def _wrapper(stopped: Stopped, signal: str, wrapper: Wrapping, child: Process, app: Running) -> Cause | None:
    end = stopped.end
    related = _places(chain_to(stopped.steady, wrapper.pid))
    base = name_of(wrapper)
    last = end.processes[child.pid]
    note = wrapper.wrapper.wrapper.note
    if not last.receives:
        return Cause("wrapper-blocks", wrapper.place, name_of(app), base, related, (("note", note), ("leaves", "1" if end.ended else "")))
    if wrapper.wrapper.kind == "forward-kill" and end.processes[app.pid].fate == "killed" and (
        child.pid == app.pid or end.processes[app.pid].receives
    ):
        return Cause("wrapper-kills", wrapper.place, name_of(app), base, related, (("note", note), ("after", f"{wrapper.wrapper.kill_after or 0:g}")))
    return None


def _beside(process: Process, app: Running) -> Cause | None:
    """PID 1 is a program, and the application that suffers runs beside or below it."""
    if process.pid == app.pid:
        return None
    return Cause("beside", app.place, name_of(app), name_of(process), _places((process,)), ())


def _application(end: World, app: Running, signal: str, verdict: Verdict) -> Cause:
    last = end.processes[app.pid]
    related = _places((app,))
    inherited = "1" if signal in app.ignored else ""
    details = (("program", app.program or ""), ("first", "1" if app.pid == 1 else ""), ("inherited", inherited))
    if verdict == "abrupt" or last.fate == "cut":
        action = app.actions.get(signal, app.others)
        return Cause("application-cut", app.place, name_of(app), "", related, (*details, ("action", action)))
    action = app.actions.get(signal, app.others)
    return Cause("application-ignores", app.place, name_of(app), "", related, (*details, ("action", action)))


# ---------------------------------------------------------------- no stop at all
def _not_started(stopped: Stopped) -> Cause:
    world = stopped.steady
    place = world.fail_place
    why = world.failed
    for kind, value in world.notes:
        if kind in ("failed", "exec-failed", "not-started"):
            place = place or (value[2] if kind == "failed" else value[1])
            why = why or (value[1] if kind == "failed" else value[0].text)
    return Cause("not-started", place, why or stopped.reason, "", (), (("why", why or stopped.reason),))


def _ended(stopped: Stopped) -> Cause:
    world = stopped.steady
    for kind, value in world.notes:
        if kind == "daemonized":
            return Cause("daemonizes", value[3], value[2][0].rsplit("/", 1)[-1], "", _places((world.processes[1],)), ())
        if kind == "empty-stdin":
            return Cause("no-input", value[1], "a shell", "", (), ())
    left = [p for p in world.processes.values() if isinstance(p, Running) and p.role == "application" and p.fate == "killed"]
    if left:
        return Cause("background-end", left[0].place, name_of(left[0]), name_of(world.processes[1]), _places((world.processes[1],)), ())
    for kind, value in world.notes:
        if kind == "required":
            return Cause("required", value[1], value[0], "", (), ())
    return Cause("ended", world.processes[1].place, name_of(world.processes[1]), "", (), ())


# ---------------------------------------------------------------- words
def explain(stopped: Stopped, signal: str) -> str:
    """One sentence for the verdict."""
    app = _victim(stopped)
    who = name_of(app) if app is not None else "the application"
    last = stopped.end.processes.get(app.pid) if app is not None else None
    first = stopped.end.processes.get(1)
    holder = name_of(first) if first is not None else "PID 1"
    verdict = stopped.verdict
    if verdict == "graceful":
        if len(stopped.fates) > 1:
            return f"every application gets its signal and shuts down in an orderly way before {holder} ends"
        got = last.receives[0] if last is not None and last.receives else signal
        return f"{who} gets SIG{got} and has the grace period to shut down"
    if verdict == "lost":
        return f"{who} never gets the signal: it is killed at the end of the grace period"
    if verdict == "killed":
        told = " while it is shutting down" if last is not None and last.receives else " without a warning"
        if last is not None and stopped.end.ended and first is not None and first.pid != (app.pid if app else 0):
            return f"{holder} ends first, and the kernel kills {who}{told}"
        return f"{who} is killed{told}"
    if verdict == "partial":
        return f"some applications shut down in an orderly way, but {who} does not"
    if verdict == "ignored":
        return f"{who} {last.does}" if last is not None and last.does else f"{who} does nothing on SIG{signal}"
    if verdict == "abrupt":
        return f"{who} {last.does}" if last is not None and last.does else f"{who} stops without finishing its work"
    if verdict == "hangs":
        return f"{who} shuts down in an orderly way, but {holder} stays until it is killed"
    return verdict
