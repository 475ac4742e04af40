"""Why a run is not graceful: the one place where the signal's way ends.

`cause_of` walks from PID 1 to the application that suffers and names the first process that breaks the way.
Its kinds are what the rules in `checks` are about:

- "shell-in-front": a shell without a trap waits for a child in the foreground; "exec-in-child": that child is a
  forked shell which said `exec`; "no-trap": the shell sits in `wait` or in a loop of builtins;
- "trap-refused", "trap-misses", "trap-uncatchable", "trap-late", "trap-deferred", "trap-early", "trap-silent",
  "trap-leaves", "kill-refused", "handler-recursion": what is wrong with the trap;
- "ignored-by-shell": a trap that ignores the signal;
- "wrapper-blocks", "wrapper-kills", "shell-behind-wrapper", "shell-behind-init";
- "keep-alive", "beside", "never-ends": who PID 1 is instead of the application;
- "application-ignores", "application-cut": the signal arrives and is the wrong one (details: `model.reaction`);
  "uncatchable": the stop signal is one that no program can handle;
- "package-runner": npm and its like break the way; "breaks" says how ("shell", "kills", "blocks");
- "daemonizes", "background-end", "no-input", "required", "ended": it ends by itself;
- "not-started": it cannot start; the detail "fault" says why ("mode", "shebang", "crlf", "interpreter", "shell",
  "missing" or ""), "path" is the file.

Details that shells' causes have in common: "how" the child was started ("foreground", "background", "pipeline",
"subshell", "substitution"), "text" ("string" for `sh -c`, else "script"), "dialect", "first" ("1" for PID 1),
"heard" ("1" when the application got a signal), "behind" (what the shell has to do afterwards: "loop", "commands",
"trap" or ""), "daemon" ("1" when the application went to the background by itself).

`remarks_of` finds what is wrong although the verdict is not its doing: "traps-lost", "trap-uncatchable",
"wrapper-cuts".
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint.model import reaction
from stoplint.model.process import Cause
from stoplint.model.world import Running, Shell, Supervising, Wrapping
from stoplint.signals import UNCATCHABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stoplint.model.stop import Stopped
    from stoplint.model.world import Process, Trap, World
    from stoplint.text import Span


# What runs the scripts of a package.json. (nodemon and pm2 are watchers and supervisors: other words fit these.)
PACKAGE_RUNNERS = frozenset({
    "npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx", "bun", "bunx", "deno", "run-s", "run-p", "npm-run-all", "npm-run-all2",
})  # fmt: skip


def cause_of(stopped: Stopped, signal: str) -> Cause | None:
    """The cause of a verdict that is neither graceful nor unknown."""
    if stopped.verdict == "fails-to-start":
        return _not_started(stopped)
    if stopped.verdict == "exits-early":
        return _ended(stopped)
    if signal in UNCATCHABLE:
        return Cause("uncatchable", stopped.steady.processes[1].place, signal)
    app = _victim(stopped)
    if app is None:
        return None
    steady = stopped.steady
    chain = chain_to(steady, app.pid)
    found: Cause | None = None
    for process, following in pairwise(chain):
        if isinstance(process, Shell):
            found = _shell(stopped, signal, process, following, app, chain)
        elif isinstance(process, Wrapping):
            found = _wrapper(stopped, process, following, app)
        elif isinstance(process, Supervising):
            found = _supervisor(stopped, signal, process, following, app)
        else:
            found = _beside(stopped.end, process, following, app)
        if found is not None:
            return found
    last = stopped.end.processes[app.pid]
    if last.fate == "killed" and isinstance(last, Running) and last.draining and stopped.end.ended and app.pid != 1:
        # it heard of the stop, and PID 1 left before it was done
        first = steady.processes[1]
        details = (("heard", "1"), ("role", getattr(first, "role", "")))
        return Cause("beside", app.place, name_of(app), name_of(first), _places((first,), stopped.end), details)
    return reaction.cause(stopped, app, signal, name_of(app), _places((app,)))


def _victim(stopped: Stopped) -> Running | None:
    """The application that the verdict is about: the first whose fate is not graceful, else the first."""
    fates = [pid for pid, fate in stopped.fates if fate != "graceful"] or [pid for pid, _ in stopped.fates]
    # of several, the one that PID 1 has in its foreground
    first = stopped.steady.processes.get(1)
    if isinstance(first, Shell) and first.block is not None and first.block.kind == "foreground":
        waited = set(first.block.pids)
        fates.sort(key=lambda pid: not waited & {each.pid for each in chain_to(stopped.steady, pid)})
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
    if isinstance(process, Shell) and not _is_string(process) and process.name.known and process.script is not None:
        words = [process.name.text, *words[1:]]
    if words[0].startswith(("$(", "`")):
        return "the application"
    base = words[0].split()[0].rstrip("/").rsplit("/", 1)[-1]
    if base in ("service", "rc-service") and len(words) > 1:
        return words[1]
    if base == "systemctl" and len(words) > 2:
        return words[2].removesuffix(".service")
    if isinstance(process, Running) and process.program in ("node", "python", "java", "php", "ruby", "perl", "deno", "bun"):
        rest = [word for word in words[1:] if not word.startswith("-")][:1]
        return " ".join([base, *rest])
    return base


def _places(chain: Iterable[Process], end: World | None = None) -> tuple[tuple[Span, str], ...]:
    return tuple(
        (process.place, _label(process, end))
        for process in chain
        if process.place is not None and _written(process.place)
    )


def _written(place: Span | None) -> bool:
    """False for a place in a text that stands in no file: what variables became, arguments of `docker run`."""
    return place is not None and place.source.path not in ("(computed)", "arguments")


def _label(process: Process, end: World | None) -> str:
    who = "runs as PID 1" if process.pid == 1 else "runs"
    last = end.processes.get(process.pid) if end is not None else None
    told = f", {last.does}" if last is not None and last.does and last.does != "ends" else ""
    if told.endswith(": a shell without a trap for it"):
        told = f", sets no trap{told.removesuffix(': a shell without a trap for it')}"
    if isinstance(process, Shell) and isinstance(last, Shell) and not told and end is not None:
        ran = any(kind == "trap-ran" and value[0] == process.pid for kind, value in end.notes)
        told = ", runs its trap" + (" and goes on" if last.alive else " and ends") if ran else ""
        if last.alive and last.pending:
            told = ", has to keep its trap for later"
    return f"{name_of(process)} {who}{told}"


# ---------------------------------------------------------------- shells
def _shell(stopped: Stopped, signal: str, shell: Shell, child: Process, app: Running, chain: list[Process]) -> Cause | None:
    end = stopped.end
    trap = shell.traps.get(signal)
    how = _how(shell, child)
    blocked = shell.block.kind if shell.block is not None else ""
    wait = shell.block.place if shell.block is not None and blocked == "wait" else None
    start = _start_of(shell, child)
    holders = _places(chain[: chain.index(child)], end)
    common = (
        ("how", how), ("text", "string" if _is_string(shell) else "script"), ("dialect", shell.dialect),
        ("first", "1" if shell.pid == 1 else ""), ("heard", "1" if end.processes[app.pid].receives else ""),
        ("behind", _behind(shell)), ("daemon", "1" if app.sid == app.pid != 1 and app.ppid == 1 else ""),
    )  # fmt: skip

    def cause(kind: str, span: Span | None, **details: str) -> Cause:
        span = span if _written(span) else shell.place
        further = [(start, _started(app, child, how))] if start is not None and _written(start) and start != span else []
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
        return cause("package-runner", parent.place, wrapper=name_of(parent), breaks="shell", note=parent.wrapper.wrapper.note)
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
    others = [(name, t) for name, t in shell.traps.items() if t.body is not None and name not in ("ERR", "DEBUG", "RETURN")]
    if others:
        return cause("trap-misses", others[0][1].place, names=" ".join(name for name, _ in others))
    return cause("no-trap", start, waits=blocked)


def _trap(
    stopped: Stopped, signal: str, shell: Shell, trap: Trap, app: Running, cause: Callable[..., Cause], keeps: Process | None
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
        return cause("never-ends", block.place if block else trap.place, keeps=name_of(keeps) if keeps is not None else "")
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
    from stoplint.syntax.shell_nodes import Simple  # noqa: PLC0415

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


def _is_string(shell: Shell) -> bool:
    """True for `sh -c …`."""
    words = iter(shell.argv[1:])
    for word in words:
        if word[:1] not in ("-", "+"):
            return False
        if word[:1] == "-" and "c" in word and not word.startswith("--"):
            return True
        if word[-1:] in ("o", "O"):
            next(words, None)
    return False


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
    from stoplint.model.shells import trap_name  # noqa: PLC0415 - only for a cause

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
    from stoplint.model.shells import trap_name  # noqa: PLC0415 - only for a cause
    from stoplint.syntax.shell_nodes import Simple  # noqa: PLC0415

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
def _wrapper(stopped: Stopped, wrapper: Wrapping, child: Process, app: Running) -> Cause | None:
    end = stopped.end
    chain = chain_to(stopped.steady, wrapper.pid)
    related = _places(chain if wrapper.place is None else chain[:-1], end)
    base = name_of(wrapper)
    last = end.processes[child.pid]
    details = (
        ("note", wrapper.wrapper.wrapper.note), ("first", "1" if wrapper.pid == 1 else ""),
        ("heard", "1" if end.processes[app.pid].receives else ""), ("does", end.processes[wrapper.pid].does),
    )  # fmt: skip
    if base in PACKAGE_RUNNERS and (not last.receives or wrapper.wrapper.kind == "forward-kill"):
        if last.receives and not (end.processes[app.pid].fate == "killed" and (child.pid == app.pid or end.processes[app.pid].receives)):
            return None
        breaks = "kills" if last.receives else "blocks"
        return Cause("package-runner", wrapper.place, name_of(app), base, related, (*details, ("wrapper", base), ("breaks", breaks)))
    forwards = wrapper.wrapper.kind == "forward-kill" or (wrapper.wrapper.kind in ("init", "forward") and child.pid != app.pid)
    ends = not forwards and not end.processes[wrapper.pid].alive
    if not last.receives or (ends and end.processes[app.pid].fate == "killed"):
        leaves = "" if end.processes[wrapper.pid].alive else "1"
        return Cause("wrapper-blocks", wrapper.place, name_of(app), base, related, (*details, ("leaves", leaves)))
    if wrapper.wrapper.kind == "forward-kill" and end.processes[app.pid].fate == "killed" and (
        child.pid == app.pid or end.processes[app.pid].receives
    ):
        after = f"{wrapper.wrapper.kill_after or 0:g}"
        return Cause("wrapper-kills", wrapper.place, name_of(app), base, related, (*details, ("after", after)))
    return None


def _supervisor(stopped: Stopped, signal: str, process: Supervising, child: Process, app: Running) -> Cause | None:
    """A program that keeps several: does it tell them, and does it wait?"""
    end = stopped.end
    base, last = name_of(process), end.processes[process.pid]
    related = _places(chain_to(stopped.steady, process.pid)[:-1], end)
    if not end.processes[child.pid].receives:
        if not last.receives:
            return None
        if last.alive:
            return reaction.cause(stopped, process, signal, base, related)
        details = (("first", "1" if process.pid == 1 else ""), ("heard", ""), ("does", last.does), ("leaves", "1"))
        return Cause("wrapper-blocks", process.place, name_of(app), base, related, details)
    kept = next((each for turn in process.turns for each in turn if each.pid == child.pid), None)
    if kept is not None and kept.limit is not None and end.processes[app.pid].fate == "killed" and "; killed by" in end.processes[app.pid].does:
        limit = (("after", f"{kept.limit:g}"), ("first", "1" if process.pid == 1 else ""))
        return Cause("wrapper-kills", kept.said or process.place, name_of(app), base, related, limit)
    return None


def _beside(end: World, process: Process, following: Process, app: Running) -> Cause | None:
    """PID 1 is a program, and the application that suffers runs beside or below it."""
    if end.processes[following.pid].receives:
        return None  # a supervisor: it has told its child
    role = process.role if isinstance(process, Running) else ""
    if following.started == "substitution":
        role = "feeds"  # `read x < <(command)`, `exec > >(tee log)`: it lives by the pipe
    return Cause("beside", app.place, name_of(app), name_of(process), _places((process,)), (("role", role),))


# ---------------------------------------------------------------- no stop at all
def _not_started(stopped: Stopped) -> Cause:
    world = stopped.steady
    place = world.fail_place
    why = world.failed
    for kind, value in world.notes:
        if kind in ("failed", "exec-failed", "not-started"):
            place = place or (value[2] if kind == "failed" else value[1])
            why = why or (value[1] if kind == "failed" else value[0].text)
    why = why or stopped.reason
    path, fault = _fault(why)
    return Cause("not-started", place, why, "", (), (("why", why), ("path", path), ("fault", fault)))


_FAULTS = {
    " is not executable": "mode", " has no #! line": "shebang", " has Windows line ends": "crlf", " names no interpreter": "shebang",
    " is not in the image: it has no shell": "shell", " is not in the image": "missing",
}  # fmt: skip


def _fault(why: str) -> tuple[str, str]:
    """The file that a failure to start is about, and what is wrong with it."""
    path, wants, rest = why.partition(" wants ")
    if wants:
        return path, "shell" if rest.partition(",")[0].rsplit("/", 1)[-1] == "sh" else "interpreter"
    for words, fault in _FAULTS.items():
        path, found, _ = why.partition(words)
        if found:
            return path, "shell" if fault == "missing" and path in ("/bin/sh", "sh") else fault
    return "", ""


def _ended(stopped: Stopped) -> Cause:
    world = stopped.steady
    for kind, value in world.notes:
        if kind == "daemonized":
            related = _places((world.processes[1],))
            return Cause("daemonizes", value[3], value[2][0].rsplit("/", 1)[-1], "", related, _foreground(world, value[1]))
        if kind == "empty-stdin":
            return Cause("no-input", value[1], "a shell", "", (), ())
    left = [
        p for p in world.processes.values()
        if isinstance(p, Running) and p.role == "application" and p.fate == "killed" and p.started != "substitution"
    ]  # fmt: skip
    # a script that gives up with an error on its way elsewhere means to
    if left and (world.default or world.exit_status.code in (0, None)):
        return Cause(
            "background-end", left[0].place, name_of(left[0]), name_of(world.processes[1]), _places((world.processes[1],)), ()
        )
    for kind, value in world.notes:
        if kind == "required":
            return Cause("required", value[1], value[0], "", (), ())
    return Cause("ended", world.processes[1].place, name_of(world.processes[1]), "", (), ())


def _foreground(world: World, pid: int) -> tuple[tuple[str, str], ...]:
    """What keeps a daemon in the foreground: the flag and the setting that the tables name."""
    daemon = world.processes.get(pid)
    facts = daemon.facts if isinstance(daemon, Running) else None
    row = facts.row if facts is not None else None
    program = daemon.program or "" if isinstance(daemon, Running) else ""
    flag = row.foreground[0].strip("*") if row is not None and row.foreground else ""
    setting = row.foreground_settings[0] if row is not None and row.foreground_settings else ""
    setting = "nodaemon" if program == "supervisord" else setting
    said = next((each.text for each in facts.reasons if each.path is not None or each.word is not None), "") if facts else ""
    return (("program", program), ("flag", flag), ("setting", setting), ("said", said), ("note", facts.note if facts else ""))


# ---------------------------------------------------------------- remarks
def remarks_of(stopped: Stopped, signal: str, grace: float) -> tuple[Cause, ...]:
    """What is wrong although this run's verdict is not its doing."""
    return tuple(_remarks(stopped, signal, grace))


def _remarks(stopped: Stopped, signal: str, grace: float) -> Iterator[Cause]:
    steady = stopped.steady
    app = _victim(stopped)
    subject = name_of(app) if app is not None else "the application"
    for kind, value in steady.notes:
        if kind == "trap-uncatchable":
            yield Cause("trap-uncatchable", value[1], subject, "", (), (("names", value[0]),))
        elif kind == "traps-lost":
            pid, names, places, place = value
            for name, at in zip(names, places, strict=True):
                if name in (signal, "EXIT") and pid in steady.processes:
                    related = ((place, f"the shell becomes {name_of(steady.processes[pid])}: its traps are gone"),)
                    yield Cause("traps-lost", at, name_of(steady.processes[pid]), "", related, (("names", name),))
    for process in steady.living():
        if isinstance(process, Wrapping) and process.wrapper.kind == "forward-kill":
            after = process.wrapper.kill_after
            last = stopped.end.processes[process.pid]
            if after is not None and after < grace and isinstance(last, Wrapping) and last.told:
                details = (("after", f"{after:g}"), ("first", "1" if process.pid == 1 else ""))
                yield Cause("wrapper-cuts", process.place, subject, name_of(process), (), details)


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
