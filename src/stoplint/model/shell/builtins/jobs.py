"""Builtins for signals and jobs: trap, wait, kill, fg, disown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.events import UncatchableTrapped, UnknownSignalTrapped
from stoplint.model.processes.frames import Block
from stoplint.model.processes.kinds import Trap
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value
from stoplint.model.shell import dialects
from stoplint.model.shell.control import exit_shell
from stoplint.model.shell.jobs import job_pid, parts_of, status_of, wait_for
from stoplint.model.shell.kill import kill
from stoplint.signals import UNCATCHABLE
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host


def trap(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    words = fields[1:]
    if words and words[0].text == "--":
        words = words[1:]
    sh.status = OK
    if not words or words[0].text in ("-p", "-l"):
        # bash: even listing the traps installs its handlers; listing the signals does not
        sh.mortal = sh.mortal or not words or words[0].text == "-p"
        if words and sh.dialect != "bash":
            exit_shell(host, w, sh, Status(2))
        return
    body, names = words[0], words[1:]
    place = node.span
    if not names:
        # `trap TERM`: reset
        names, body = [body], Value("-")
        known = dialects.trap_name(sh.dialect, names[0].text)
        if sh.dialect == "bash" and sh.posix and not is_number(names[0].text):
            exit_shell(host, w, sh, Status(2))
            return
        if known is None:
            sh.status = Status(2 if sh.dialect == "bash" else 1)
            return
    for at, word in enumerate(names):
        if not word.known:
            w.doubt(f"{place}: which signal {word.text} is can't be known")
            continue
        name = dialects.trap_name(sh.dialect, word.text)
        if name is None:
            behind = tuple(each.text for each in names[at + 1 :] if each.known) if sh.dialect == "dash" else ()
            w.note(UnknownSignalTrapped(sh.pid, sh.dialect, word.text, place, behind))
            sh.status = Status(1)
            if sh.dialect == "dash":
                return  # "bad trap": the names behind it are not set either
            continue
        if name in UNCATCHABLE:
            w.note(UncatchableTrapped(name, place, sh.pid))
            continue
        sh.guards -= {name}
        if body.text == "-" and body.known:
            sh.traps.pop(name, None)
            sh.forgotten |= {name}  # bash 5.2 installs a handler for INT here, whether there was a trap or not
            if name not in sh.deaf:
                sh.ignored -= {name}
            continue
        if name in sh.deaf:
            continue  # ignored when the shell was started: cannot be trapped
        sh.ignored -= {name}
        if body.known and body.text == "":
            sh.traps[name] = Trap(None, place)
            continue
        if body.known and not body.text.strip():
            sh.traps[name] = Trap(Value(":"), place)
        else:
            sh.traps[name] = Trap(body, place, call.early)
        sh.trapped = True
        sh.mortal = sh.mortal or name == "EXIT"


def wait(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    words = [field for field in fields[1:] if field.text != "--"]
    any_one = False
    while words and words[0].text.startswith("-") and words[0].known:
        if sh.dialect == "dash" or (words[0].text != "-n" and sh.dialect != "bash"):
            sh.status = Status(2)
            return
        any_one = any_one or words[0].text == "-n"
        words = words[2:] if words[0].text == "-p" else words[1:]
    kept = sh.disowned if sh.dialect == "bash" else ()
    if any_one and not words and sh.dialect == "bash" and (over := _just_over(w, sh)):
        sh.status = sh.statuses.get(over, OK)
        sh.jobs = tuple(pid for pid in sh.jobs if pid != over)
        return
    if not words:
        pids = tuple(pid for pid in sh.jobs if _alive(w, pid) and pid not in kept)
        if not pids and len(sh.statuses) > sh.heard:
            pids = tuple(pid for pid in sh.jobs if pid in sh.statuses)  # those it signalled just now
        if not pids:
            # BusyBox's fails only where its table of jobs is empty: ash.c, waitcmd
            sh.status = Status(127) if any_one and not (sh.dialect == "ash" and any(sh.slots)) else OK
            sh.jobs = ()
            sh.unremembered |= frozenset(sh.statuses)
            return
        sh.block = Block("wait", pids, node.span, any_one, all_jobs=not any_one)
        return
    chosen: list[int] = []
    guessed: list[int] = []  # it may be any of these: who goes on here without a wait says that the container ends
    sh.status = OK
    for word in words:
        if not word.known:
            w.doubt(f"{node.span}: which process {word.text} is can't be known")
            guessed = [pid for pid in sh.jobs if _alive(w, pid) and pid not in kept]
            continue
        pid = job_pid(w, sh, word.text)
        if pid is None:
            code = 2 if sh.dialect != "bash" else 127 if word.text.startswith("%") else 1
            sh.status = Status(code)
            if sh.dialect != "bash":
                return
            continue  # bash goes on with the next word
        if pid in kept or (pid not in sh.jobs and pid not in sh.statuses):
            sh.status = Status(127 if pid not in kept else 0)
            continue
        if not _alive(w, pid):
            sh.status = status_of(w, sh, pid, Status(127)) if _remembers(sh, pid) else Status(127)
        # a pipeline's last member stands for the whole job
        members = [p.pid for p in w.processes.values() if p.alive and p.job == pid and p.ppid == sh.pid]
        chosen.extend(members or ([pid] if _alive(w, pid) else []))
        if not members:
            sh.jobs = tuple(p for p in sh.jobs if p != pid or _alive(w, pid))
    chosen = chosen or guessed
    if chosen:
        last = chosen[-1]
        chosen.sort(key=lambda p: p == last)
        sh.block = Block("wait", tuple(chosen), node.span, any_one and sh.dialect != "ash")


def _just_over(w: World, sh: Shell) -> int:
    """A job that has ended and that bash still knows: the last one, and one that ended since it last waited; 0 for none.

    bash 5.2 jobs.c, wait_for_any_job and notify_of_job_status.
    """
    since = list(sh.statuses)[sh.heard :]
    ended = [pid for pid in sh.jobs if pid in sh.statuses and pid not in sh.disowned]
    over = [pid for pid in ended if not any(part.alive for part in parts_of(w, sh, pid))]
    return next((pid for pid in over if pid == sh.last_background or pid in since), 0)


def _remembers(sh: Shell, pid: int) -> bool:
    """Whether a shell still knows the status of a child that has ended.

    bash does, but for those of a `wait` for all (5.2 jobs.c, wait_for_background_pids: bgp_clear); dash and BusyBox until the
    job's number is taken again.
    """
    if sh.dialect == "bash":
        return pid in sh.jobs or (not sh.posix and pid not in sh.unremembered)
    return pid in (*sh.jobs, *sh.slots)


def _alive(w: World, pid: int) -> bool:
    return pid in w.processes and w.processes[pid].alive


def kill_(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    sh.status = kill(w, sh, fields[1:], node.span)


def fg(host: Host, w: World, sh: Shell, call: Call) -> None:
    node, fields = call.node, call.fields
    if "m" not in sh.options or sh.dialect != "bash":
        sh.status = Status(2 if sh.dialect != "bash" else 1)
        return
    target = job_pid(w, sh, fields[1].text) if len(fields) > 1 else sh.last_background
    if target is None or not _alive(w, target):
        sh.status = Status(1)
        return
    wait_for(sh, (target,), node.span)


def disown(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    sh.status = OK
    if any(field.text == "-h" for field in fields):
        return
    words = [field.text for field in fields[1:] if not field.text.startswith("-")]
    named = [job_pid(w, sh, word) for word in words] if words else [sh.last_background]
    pids = [pid for pid in named if pid is not None]
    if any(field.text in ("-a", "-r", "-ar") for field in fields):
        pids = list(sh.jobs)
    sh.disowned = (*sh.disowned, *pids)
