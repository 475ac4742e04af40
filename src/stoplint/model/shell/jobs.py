"""The children of a shell: forked, in the background, in pipelines and process substitutions, named by `%job`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running, Shell
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import NONE, Value, unknown
from stoplint.model.shell import dialects, redirections
from stoplint.model.shell.control import call_of
from stoplint.model.shell.evaluation.arrays import forget_elements
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import process_substitutions
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stoplint.model.processes.kinds import Process, Started
    from stoplint.model.processes.status import Status
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Redirect
    from stoplint.text import Span

MOST_PROCESSES = 400
_MOST_ALIKE = 4  # jobs of one line that run side by side


def fork(w: World, sh: Shell, place: Span, started: Started, *, silent: bool = False) -> Shell:
    """A copy of the shell as its child: same variables and functions, traps reset (ignored ones stay).

    `silent`: its standard output is not the shell's.
    """
    if started != "background":
        sh.ventures()
        release(sh)
    child = sh.copy()
    child.pid = w.new_pid()
    child.ppid = sh.pid
    child.place = child.forked = place
    child.started = started
    function = call_of(sh)
    if function is not None:
        child.locals = frozenset(name for name, _ in function.saved)
    child.stack = None
    child.block = None
    child.pending = ()
    child.handling = ()
    child.jobs = child.slots = ()
    child.statuses = {}
    child.heard = 0
    child.results = {}
    child.receives = ()
    child.does = child.dropped = ""
    child.fate = child.guessed = ""
    child.captured = Value("")
    child.trapped = child.mortal = child.starved = child.piped = child.hardened = False
    child.reads = None
    child.forgotten = child.guards = NONE
    child.job = child.pid
    child.output = child.pid if started == "substitution" else 0 if silent else sh.output
    child.traps = {name: trap for name, trap in sh.traps.items() if trap.body is None}
    child.ignored = sh.ignored | frozenset(child.traps)
    w.processes[child.pid] = child
    if child.output != child.pid:
        says_something(w, child.output)
    if len(w.processes) > MOST_PROCESSES:
        w.doubt("it starts processes without end")
        child.unread = sh.unread = "too many processes"
    return child


def says_something(w: World, substitution: int, *, perhaps: frozenset[str] = NONE) -> None:
    """What a command substitution reads is not known any more; `perhaps`: it rests on these names, and is known without."""
    reader = w.processes.get(substitution)
    if isinstance(reader, Shell):
        said = reader.captured
        reader.captured = said._replace(taint=said.taint | perhaps) if perhaps else unknown("$(…)")


def writes_to(sh: Shell, node: ast.Command) -> None:
    """While a command runs whose output is redirected, what the shell itself says goes elsewhere, too."""
    if sh.output and redirections.writes_elsewhere(node):
        sh.push(frames.Output(sh.output))
        sh.output = 0


def reads_from(sh: Shell, redirects: Iterable[Redirect]) -> None:
    """While a command runs that is given something to read, what is in it reads that."""
    if not sh.fed and redirections.feeds(redirects):
        sh.push(frames.Fed())
        sh.fed = True


def begin(child: Shell, node: ast.Command, *, cond: bool) -> None:
    """Give a forked shell one command to run: the body of a pipeline's element or of a background job."""
    if isinstance(node, ast.Subshell):
        child.push(frames.Commands(node.body.items, 0, dialects.tail_of_child(child.dialect, "subshell"), cond))
        return
    child.push(frames.Command(node, dialects.tail_of_child(child.dialect, "group"), cond))
    if isinstance(node, ast.Pipeline) and node.negated and len(node.commands) == 1 and child.dialect == "bash":
        child.push(frames.Command(node.commands[0], "simple", cond))


def monitored(sh: Shell) -> bool:
    """True if job control is on: each job has a process group of its own (without a terminal in bash only)."""
    return "m" in sh.options and sh.dialect == "bash"


def pipeline(w: World, sh: Shell, commands: Sequence[ast.Command], *, cond: bool, background: bool) -> tuple[int, ...]:
    """Start the elements of a pipeline, each as a child of this shell; their pids."""
    pids: list[int] = []
    for part in commands:
        silent = part is not commands[-1] or redirections.writes_elsewhere(part)
        child = fork(w, sh, part.span, "pipe", silent=silent)
        if background:
            _set_apart(sh, child, part, group=pids[0] if pids else child.pid)
        begin(child, part, cond=cond)
        child.piped = bool(pids)
        child.starved = bool(pids) and redirections.writes_file(commands[len(pids) - 1])
        pids.append(child.pid)
    for pid in pids:
        w.processes[pid].job = pids[-1]
    return tuple(pids)


def background(w: World, sh: Shell, item: ast.Item) -> None:
    """`command &`: a child of its own, which ignores INT and QUIT unless there is job control; `$!` is its last part."""
    node = item.command
    _forget_alike(w, sh, item.span)
    # the `!` of a pipeline is nothing to bash here: no shell of its own stands in front of it
    if isinstance(node, ast.Pipeline) and len(node.commands) > 1 and (not node.negated or sh.dialect == "bash"):
        pids = pipeline(w, sh, node.commands, cond=False, background=True)
    else:
        child = fork(w, sh, item.span, "background", silent=redirections.writes_elsewhere(node))
        _set_apart(sh, child, node, group=child.pid)
        child.options -= {"m"} if monitored(sh) else NONE
        begin(child, node, cond=False)
        pids = (child.pid,)
    sh.jobs = (*sh.jobs, *pids)
    _enter(sh, pids[-1])
    sh.status = OK


def _enter(sh: Shell, pid: int) -> None:
    """A new job takes the first number that is free in dash and BusyBox, in bash the one behind the highest.

    A job keeps its own when another one is gone: bash's jobs.c, stop_pipeline; tests/model/worlds/tables-of-jobs.txt.
    """
    slots = [*release(sh)]
    reuses = sh.dialect in ("dash", "ash")
    while slots and not slots[-1] and not reuses:
        slots.pop()
    at = slots.index(0) if reuses and 0 in slots else len(slots)
    sh.slots = (*slots[:at], pid, *slots[at + 1 :])
    sh.last_background = pid


def release(sh: Shell) -> tuple[int, ...]:
    """Take the jobs out of the table that were waited for, before one enters it: dash and BusyBox only the first of them.

    ash.c and dash's jobs.c, makejob; bash lets go of them at once.
    """
    gone = [at for at, each in enumerate(sh.slots) if each not in sh.jobs]
    gone = gone[:1] if sh.dialect in ("dash", "ash") else gone
    sh.slots = tuple(0 if at in gone else each for at, each in enumerate(sh.slots))
    return sh.slots


def _forget_alike(w: World, sh: Shell, place: Span) -> None:
    """Leave out the oldest of many jobs that one line started: a loop that starts one each round comes back to where it was.

    Not in a `for`, which goes through its words once. While the container is stopped those stay that ran before: of what the
    stop itself starts, the youngest is left out.
    """
    rounds = (each for each in frames.frames(sh.stack) if isinstance(each, (frames.WhileTest, frames.ForNext)))
    if not isinstance(next(rounds, None), frames.WhileTest):
        return
    alike = [
        process
        for process in w.processes.values()
        if process.alive and process.ppid == sh.pid and process.started == "background" and process.forked == place
    ]
    most = 2 * _MOST_ALIKE if w.stopping else _MOST_ALIKE
    if len(alike) < most or not isinstance(alike[0], Running):
        return
    gone = alike[-1 if w.stopping else 0].pid
    del w.processes[gone]
    sh.jobs = tuple(pid for pid in sh.jobs if pid != gone)
    sh.slots = tuple(pid for pid in sh.slots if pid != gone)


def coprocess(w: World, sh: Shell, node: ast.Coprocess) -> None:
    """`coproc NAME command`: a background job with its pid in NAME_PID, and pipes in NAME.

    bash's own copy of itself runs it, that ignores INT and QUIT but leaves that to no program. tests/kernel
    """
    child = fork(w, sh, node.span, "background", silent=True)
    if monitored(sh):
        child.pgid = child.pid
        child.options -= {"m"}
    else:
        child.hardened = True
    begin(child, node.command, cond=False)
    sh.jobs = (*sh.jobs, child.pid)
    _enter(sh, child.pid)
    sh.variables[f"{node.name}_PID"] = Value(str(child.pid))
    forget_elements(sh, node.name)
    sh.status = OK


def _set_apart(sh: Shell, child: Shell, node: ast.Command, *, group: int) -> None:
    """A process group of its own with job control; without it, deaf to a terminal's keys (POSIX XCU 2.11)."""
    if monitored(sh):
        child.pgid = group
    elif sh.dialect != "bash" or _is_plain(node, sh):
        child.ignored |= {"INT", "QUIT"}
        if child.dialect != "bash":
            child.deaf |= {"INT", "QUIT"}
    else:
        child.hardened = True


def _is_plain(node: ast.Command, sh: Shell) -> bool:
    """A simple command that is a program: bash lets only these, in the background, ignore INT and QUIT."""
    if not isinstance(node, ast.Simple) or not node.words:
        return False
    return node.words[0].literal not in ({"exec", "eval", ".", "source"} | set(sh.functions))


def wait_for(sh: Shell, pids: tuple[int, ...], place: Span, foreground: frames.Foreground = "program") -> None:
    """Block until these foreground children end; traps are held back meanwhile."""
    sh.block = frames.Block("foreground", pids, place, foreground=foreground)


def status_of(w: World, sh: Shell, pid: int, default: Status = OK) -> Status:
    """The status of a job that ended: its last part's, with `pipefail` that of the last part that failed."""
    status = sh.statuses.get(pid, default)
    if "pipefail" not in sh.options:
        return status
    parts = [sh.statuses[other.pid] for other in w.processes.values() if other.job == pid and other.pid in sh.statuses]
    failed = [part for part in (*parts, status) if part.code != 0]
    known = [part for part in failed if part.code is not None]
    return (known or failed or [status])[-1]


def start_process_substitutions(w: World, sh: Shell, nodes: Iterable[object]) -> list[int]:
    """Start the commands of `>( … )` and `<( … )` in these words or redirections; their pids."""
    if sh.dialect == "dash":
        return []
    pids = []
    for node in process_substitutions(nodes):
        child = fork(w, sh, node.span, "substitution")
        if node.direction == ">":
            child.output = sh.output  # what it writes goes where the shell's own output goes
        child.push(frames.Commands(node.body.items, 0, dialects.tail_of_child(sh.dialect, "process"), cond=False))
        pids.append(child.pid)
    return pids


def job_pid(w: World, sh: Shell, text: str) -> int | None:
    """The process that a pid or `%job` means; None if the text is neither. bash(1), "JOB CONTROL"."""
    if is_number(text):
        return int(text)
    if not text.startswith("%"):
        return None
    said = text[1:]
    leaders = sorted({w.processes[pid].job or pid for pid in sh.jobs if pid in w.processes})
    if said in ("", "%", "+"):
        return sh.last_background if sh.last_background in (*sh.slots, *sh.jobs) else None
    if said == "-":
        others = [pid for pid in leaders if pid != sh.last_background and w.processes[pid].alive]
        return others[-1] if others else sh.last_background if sh.dialect == "bash" else None
    if is_number(said):
        number = int(said)
        pid = sh.slots[number - 1] if 0 < number <= len(sh.slots) else 0
        kept = pid and (pid in sh.jobs or sh.dialect in ("dash", "ash"))
        return pid if kept else None
    if sh.dialect != "bash":
        return None
    named = [pid for pid in leaders if w.processes[pid].alive and _is_called(w.processes[pid], said)]
    return named[0] if len(named) == 1 else None  # "ambiguous job spec" else


def parts_of(w: World, sh: Shell, pid: int) -> list[Process]:
    """The processes of a job that this shell started, in order: those too that have ended."""
    job = w.processes[pid].job
    found = [each for each in w.processes.values() if job and each.job == job and each.ppid == sh.pid]
    return sorted(found, key=lambda each: each.pid) or [w.processes[pid]]


def _is_called(process: Process, said: str) -> bool:
    """Whether the command of a job begins with a text (`%text`), or holds it (`%?text`)."""
    command = process.forked.text if process.forked is not None else ""
    return said[1:] in command if said[:1] == "?" else command.startswith(said)
