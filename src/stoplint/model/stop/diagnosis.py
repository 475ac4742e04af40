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

`remarks.remarks_of` finds what is wrong although the verdict is not its doing: "traps-lost", "trap-uncatchable",
"wrapper-cuts".
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint.model.processes.world import Running, Shell, Supervising, Wrapping
from stoplint.model.stop import wrong_signal
from stoplint.model.stop.answer import Cause
from stoplint.model.stop.naming import chain_to, name_of, places_of, victim_of
from stoplint.model.stop.shell_causes import PACKAGE_RUNNERS, shell_cause
from stoplint.paths import base_name
from stoplint.signals import UNCATCHABLE

if TYPE_CHECKING:
    from stoplint.model.processes.world import Process, World
    from stoplint.model.stop.stop import Stopped


def cause_of(stopped: Stopped, signal: str) -> Cause | None:
    """The cause of a verdict that is neither graceful nor unknown."""
    if stopped.verdict == "fails-to-start":
        return _not_started(stopped)
    if stopped.verdict == "exits-early":
        return _ended(stopped)
    if signal in UNCATCHABLE:
        return Cause("uncatchable", stopped.steady.processes[1].place, signal)
    app = victim_of(stopped)
    if app is None:
        return None
    steady = stopped.steady
    chain = chain_to(steady, app.pid)
    found: Cause | None = None
    for process, following in pairwise(chain):
        if isinstance(process, Shell):
            found = shell_cause(stopped, signal, process, following, app, chain)
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
        return Cause("beside", app.place, name_of(app), name_of(first), places_of((first,), stopped.end), details)
    return wrong_signal.cause(stopped, app, signal, name_of(app), places_of((app,)))


# ---------------------------------------------------------------- wrappers and others
def _wrapper(stopped: Stopped, wrapper: Wrapping, child: Process, app: Running) -> Cause | None:
    end = stopped.end
    chain = chain_to(stopped.steady, wrapper.pid)
    related = places_of(chain if wrapper.place is None else chain[:-1], end)
    base = name_of(wrapper)
    last = end.processes[child.pid]
    details = (
        ("note", wrapper.wrapper.wrapper.note), ("first", "1" if wrapper.pid == 1 else ""),
        ("heard", "1" if end.processes[app.pid].receives else ""), ("does", end.processes[wrapper.pid].does),
    )  # fmt: skip
    if base in PACKAGE_RUNNERS and (not last.receives or wrapper.wrapper.kind == "forward-kill"):
        if last.receives and not (
            end.processes[app.pid].fate == "killed" and (child.pid == app.pid or end.processes[app.pid].receives)
        ):
            return None
        breaks = "kills" if last.receives else "blocks"
        return Cause(
            "package-runner",
            wrapper.place,
            name_of(app),
            base,
            related,
            (*details, ("wrapper", base), ("breaks", breaks)),
        )
    forwards = wrapper.wrapper.kind == "forward-kill" or (
        wrapper.wrapper.kind in ("init", "forward") and child.pid != app.pid
    )
    ends = not forwards and not end.processes[wrapper.pid].alive
    if not last.receives or (ends and end.processes[app.pid].fate == "killed"):
        leaves = "" if end.processes[wrapper.pid].alive else "1"
        return Cause("wrapper-blocks", wrapper.place, name_of(app), base, related, (*details, ("leaves", leaves)))
    if (
        wrapper.wrapper.kind == "forward-kill"
        and end.processes[app.pid].fate == "killed"
        and (child.pid == app.pid or end.processes[app.pid].receives)
    ):
        after = f"{wrapper.wrapper.kill_after or 0:g}"
        return Cause("wrapper-kills", wrapper.place, name_of(app), base, related, (*details, ("after", after)))
    return None


def _supervisor(stopped: Stopped, signal: str, process: Supervising, child: Process, app: Running) -> Cause | None:
    """A program that keeps several: does it tell them, and does it wait?"""
    end = stopped.end
    base, last = name_of(process), end.processes[process.pid]
    related = places_of(chain_to(stopped.steady, process.pid)[:-1], end)
    if not end.processes[child.pid].receives:
        if not last.receives:
            return None
        if last.alive:
            return wrong_signal.cause(stopped, process, signal, base, related)
        details = (("first", "1" if process.pid == 1 else ""), ("heard", ""), ("does", last.does), ("leaves", "1"))
        return Cause("wrapper-blocks", process.place, name_of(app), base, related, details)
    kept = next((each for turn in process.turns for each in turn if each.pid == child.pid), None)
    if (
        kept is not None
        and kept.limit is not None
        and end.processes[app.pid].fate == "killed"
        and "; killed by" in end.processes[app.pid].does
    ):
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
    return Cause("beside", app.place, name_of(app), name_of(process), places_of((process,)), (("role", role),))


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
        return path, "shell" if base_name(rest.partition(",")[0]) == "sh" else "interpreter"
    for words, fault in _FAULTS.items():
        path, found, _ = why.partition(words)
        if found:
            return path, "shell" if fault == "missing" and path in ("/bin/sh", "sh") else fault
    return "", ""


def _ended(stopped: Stopped) -> Cause:
    world = stopped.steady
    for kind, value in world.notes:
        # a script that starts a daemon for its set-up and gives up with an error meant something else
        if kind == "daemonized" and (value[0] == 1 or world.exit_status.code == 0 or world.exit_status.presumed == 0):
            related = places_of((world.processes[1],))
            return Cause("daemonizes", value[3], base_name(value[2][0]), "", related, _foreground(world, value[1]))
        if kind == "empty-stdin":
            return Cause("no-input", value[1], "a shell", "", (), ())
    left = [
        p for p in world.processes.values()
        if isinstance(p, Running) and p.role == "application" and p.fate == "killed" and p.started != "substitution"
    ]  # fmt: skip
    # a script that gives up with an error on its way elsewhere means to
    if left and (world.default or world.exit_status.code in (0, None)):
        return Cause(
            "background-end",
            left[0].place,
            name_of(left[0]),
            name_of(world.processes[1]),
            places_of((world.processes[1],)),
            (),
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
    said = (
        next((each.text for each in facts.reasons if each.path is not None or each.word is not None), "")
        if facts
        else ""
    )
    return (
        ("program", program),
        ("flag", flag),
        ("setting", setting),
        ("said", said),
        ("note", facts.note if facts else ""),
    )


# ---------------------------------------------------------------- words
def explain(stopped: Stopped, signal: str) -> str:
    """One sentence for the verdict."""
    app = victim_of(stopped)
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
