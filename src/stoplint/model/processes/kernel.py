"""What the kernel does with processes and signals in a PID namespace: deliver, end, reparent.

pid_namespaces(7): the namespace's init gets only signals for which it has a handler; when it ends, the kernel
kills all the others. signal(7): dispositions across fork and exec.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.rows import HEEDS, WORDS
from stoplint.model.processes.frames import Commands, frames
from stoplint.model.processes.kinds import Running, Shell, Supervising, Wrapping
from stoplint.model.processes.status import Status
from stoplint.signals import HARMLESS, number_of

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Action
    from stoplint.model.processes.kinds import Fate, Process
    from stoplint.model.processes.world import World


def deliver(world: World, pid: int, signal: str, *, outside: bool = False) -> None:
    """Send `signal` (without SIG) to one process. `outside`: by the runtime, from the parent namespace."""
    process = world.processes.get(pid)
    if process is None or not process.alive:
        return
    if signal in ("KILL", "STOP"):
        if pid == 1 and not outside:
            return
        if signal == "KILL":
            end(world, process, Status(137), "killed")
        return
    process.receives = (*process.receives, signal)
    if process.unread:
        world.doubt(process.unread)
        process.does = process.does or f"gets SIG{signal}; what it does then is not known"
    elif isinstance(process, Shell):
        _to_shell(world, process, signal)
    elif signal in process.ignored and not _takes(process, signal):
        process.does = process.does or f"ignores SIG{signal} (it was ignored when the program was started)"
    elif isinstance(process, Supervising):
        from stoplint.model.processes import supervisor_stop  # noqa: PLC0415 - few images have a supervisor

        supervisor_stop.tell(_CALLS, world, process, signal)
    elif isinstance(process, Running):
        _to_program(world, process, signal)
    elif isinstance(process, Wrapping):
        _to_wrapper(world, process, signal)


def _takes(process: Process, signal: str) -> bool:
    """True if a signal reaches a process that was started with it ignored: it has a handler, or waits for it."""
    if isinstance(process, Wrapping):
        forwards = process.wrapped.row.forwards
        return process.wrapped.kind in ("init", "forward", "forward-kill") and ("*" in forwards or signal in forwards)
    return isinstance(process, Running) and handles(process, signal)


def handles(process: Running, signal: str) -> bool:
    """True if the program installs a handler for the signal (an inherited "ignore" does not matter then)."""
    return process.reaction(signal) != "default"


def default_action(world: World, process: Process, signal: str) -> None:
    """No handler: nothing for PID 1 and for signals that don't end a process, else the process ends."""
    if process.pid == 1:
        process.does = (
            process.does or f"has no handler for SIG{signal}, and PID 1 has no default action: nothing happens"
        )
    elif signal not in HARMLESS:
        number = number_of(signal) or 0
        process.does = process.does or f"has no handler for SIG{signal}: ended at once by the default action"
        end(world, process, Status(128 + number), "cut")


def _to_program(world: World, process: Running, signal: str) -> None:
    action = process.reaction(signal)
    if process.draining:
        if _is_cut(world, process, action):
            process.does = f"is cut off by another SIG{signal} while it shuts down"
            end(world, process, Status(1), "cut")
        return
    if signal in process.puzzles:
        world.doubt(process.puzzles[signal])
        process.does = f"gets SIG{signal}; what it does then is not known"
    elif action in HEEDS:
        process.draining = True
        process.does = f"gets SIG{signal} and {WORDS[action]}"
        process.deadline = world.clock + process.drain
    elif action in ("fast", "abort"):
        process.does = f"gets SIG{signal} and {WORDS[action]}"
        end(world, process, Status(0), "cut")
    elif action == "default":
        default_action(world, process, signal)
    else:
        process.does = f"gets SIG{signal} and {WORDS[action]}: it keeps running"


def _is_cut(world: World, process: Running, action: Action) -> bool:
    """Whether a further signal ends what shuts down already, sooner or later."""
    outlasts = process.facts.row.outlasts if process.facts is not None else None
    if outlasts is None:
        return action in ("fast", "abort")
    return process.deadline is not None and process.deadline - world.clock > outlasts


def _to_shell(world: World, shell: Shell, signal: str) -> None:
    if signal in shell.traps:
        if shell.traps[signal].body is None:
            shell.does = f"ignores SIG{signal}"
            return
        if signal not in shell.pending:
            shell.pending = (*shell.pending, signal)
        return
    if signal in shell.ignored:
        shell.does = f"ignores SIG{signal}"
        return
    if signal in HARMLESS:
        return
    if shell.guessed and _is_at_its_last(shell):
        world.doubt(shell.guessed)
    _untrapped(world, shell, signal)


def _is_at_its_last(shell: Shell) -> bool:
    """Whether it waits for the last command that it has: another shell would have become that."""
    waits = shell.block is not None and shell.block.kind == "foreground"
    return waits and not any(isinstance(frame, Commands) for frame in frames(shell.stack))


def _untrapped(world: World, shell: Shell, signal: str) -> None:
    """A signal without a trap, at a shell (tests/kernel asks each line of each shell)."""
    kind = shell.block.kind if shell.block is not None else "none"
    status = Status(128 + (number_of(signal) or 0))
    bash = shell.dialect == "bash"
    first = shell.pid == 1
    if shell.dialect in ("ksh", "zsh") and signal == "HUP":
        world.doubt(f"what {shell.dialect} does with SIGHUP is not known")
    if shell.dialect == "ksh" and signal in _MKSH_HANDLES:
        # it has handlers of its own, also below PID 1, and comes to them when its child has ended, or at `wait`
        shell.does = (
            f"ends on SIG{signal} only when its child has ended" if kind == "foreground" else f"ends on SIG{signal}"
        )
        if kind != "foreground":
            _leave(shell, status)
        return
    if shell.hardened and signal in ("INT", "QUIT"):
        shell.does = f"ignores SIG{signal}"
        return
    if signal == "INT" and kind == "foreground" and not (bash and "m" in shell.options and not first):
        if not bash:
            # held back; the shell ends when the child has ended
            shell.pending = (*shell.pending, "INT")
            shell.does = "ends on SIGINT only when its child has ended"
        elif not first:
            shell.interrupted = True
        return
    if signal == "QUIT" and not first and shell.dialect != "dash" and shell.main == shell.pid:
        shell.does = "ignores SIGQUIT"
        return
    if bash and shell.mortal and signal in _BASH_TERMINATING:
        shell.does = f"runs its EXIT trap on SIG{signal} and ends"
        _leave(shell, status)
    elif (bash and first and signal == "INT" and "INT" in shell.forgotten and kind in ("wait", "read", "forever")) or (
        signal == "INT" and first and shell.dialect not in ("bash", "zsh")
    ):
        shell.does = "ends on SIGINT"
        _leave(shell, status)
    elif first:
        shell.dropped = shell.dropped or signal
        shell.does = shell.does or f"drops SIG{signal}: a shell without a trap for it"
    else:
        shell.does = shell.does or f"has no trap for SIG{signal}: ends at once"
        end(world, shell, status, "cut")


def _leave(shell: Shell, status: Status) -> None:
    """The shell is told to end: the interpreter runs its EXIT trap when there is one."""
    shell.block = None
    shell.stack = None
    shell.pending = ()
    shell.status = status


# mksh 59c; tests/model/worlds/mksh-and-zsh.txt asks it
_MKSH_HANDLES = frozenset({"TERM", "QUIT"})
# bash 5.2 sig.c, terminating_signals
_BASH_TERMINATING = frozenset({"HUP", "INT", "TERM", "USR1", "USR2", "ALRM", "PIPE", "XCPU", "VTALRM", "PROF"})


def _to_wrapper(world: World, process: Wrapping, signal: str) -> None:
    wrapped = process.wrapped
    row = wrapped.row
    since = dict(row.since).get(signal)
    if since is not None:
        world.doubt(f"{row.names[0]} passes SIG{signal} on since {since}, and which version runs is not known")
    if wrapped.kind in ("init", "forward", "forward-kill") and ("*" in row.forwards or signal in row.forwards):
        _pass_on(world, process, signal)
        return
    if signal == "INT" and process.call is not None and process.call.catches and signal in row.dies:
        world.doubt(f"what {process.script} does when SIGINT interrupts it is not known")
        process.does = "gets SIGINT; what it does then is not known"
        return
    if signal in row.dies or (signal == "INT" and process.in_ash):
        process.does = f"ends at once on SIG{signal} without telling its child"
        end(world, process, Status(128 + (number_of(signal) or 0)), "exited")
        return
    if signal in row.swallows or "*" in row.swallows:
        process.does = f"catches SIG{signal} and does not pass it on"
        return
    if process.pid == 1:
        process.does = process.does or f"does not pass SIG{signal} on"
    default_action(world, process, signal)


def _pass_on(world: World, process: Wrapping, signal: str) -> None:
    wrapped = process.wrapped
    sent = wrapped.sends or dict(wrapped.rewrites).get(signal, signal)
    child = world.processes.get(process.child)
    if sent in ("", "0") or child is None:
        process.does = f"drops SIG{signal}"
        return
    if process.pid in world.passing:
        return  # one of those that it tells tells it in turn: two runners in one process group
    process.does = f"passes SIG{signal} on" if sent == signal else f"sends SIG{sent} on"
    if wrapped.row.full_wait and process.told and child.alive:
        # what it sleeps through is over with the second signal: util-linux su-common.c, run_shell (sleep(2), kill)
        process.does = f"kills its command at once on a second signal, SIG{signal}"
        child.killer = process.pid
        end(world, child, Status(137), "killed")
        end(world, process, Status(143), "exited")
        return
    others = [p for p in world.living() if p.pid != process.pid]
    if wrapped.to == "child":
        others = [child]
    elif wrapped.to == "group":
        others = [p for p in others if p.pgid == child.pgid]
    elif wrapped.to == "session":
        others = [p for p in others if p.sid == child.sid]
    outlives = wrapped.row.raises and process.pid == 1
    if wrapped.kind == "forward-kill" and not process.told and not outlives:
        process.told = True
        after = wrapped.kill_after or 0.0
        process.deadline = world.clock + after
        process.does += f" and kills what is left after {after:g} s" if after else " and leaves without waiting"
    world.passing |= {process.pid}
    for target in others:
        deliver(world, target.pid, sent)
    world.passing -= {process.pid}


def end(world: World, process: Process, status: Status, fate: Fate) -> None:
    """A process ends: its children go to PID 1, its parent hears of it; the namespace ends with PID 1."""
    if not process.alive:
        return
    process.alive = False
    process.fate = process.fate or fate
    process.deadline = None
    if isinstance(process, Shell) and process.started == "fork" and process.main == process.pid and not process.output:
        world.step_ended(process)
    if process.pid == 1:
        world.ended = True
        world.exit_status = status
        for other in world.living():
            other.fate = other.fate or "killed"
        return
    for other in world.living():
        if other.ppid == process.pid:
            other.ppid = 1
            if isinstance(other, Running) and other.draining:
                other.left = True
    _end_of_input(world, process)
    _tell_supervisors(world, process)
    _tell_wrappers(world, process, status)
    parent = world.processes.get(process.ppid)
    if parent is None or not parent.alive:
        return
    if isinstance(parent, Wrapping):
        if parent.child == process.pid:
            _without_child(world, parent, process, status)
    elif isinstance(parent, Shell):
        parent.statuses[process.pid] = status


def _without_child(world: World, wrapper: Wrapping, child: Process, status: Status) -> None:
    """The command of a wrapper has ended: so does the wrapper, unless it stays for its whole patience."""
    row = wrapper.wrapped.row
    if row.terminal:
        for other in world.living():
            if other.pgid == child.pgid:
                deliver(world, other.pid, "HUP")
    if row.waits_for_group and _group(world, child):
        return
    if not (wrapper.told and row.full_wait and (row.terminal or child.fate != "cut")):
        end(world, wrapper, status, "exited")


def _group(world: World, leader: Process) -> list[Process]:
    return [each for each in world.living() if each.pgid == leader.pgid]


def _tell_wrappers(world: World, process: Process, status: Status) -> None:
    """One that has waited for the last of its command's process group ends."""
    for other in world.living():
        if isinstance(other, Wrapping) and other.wrapped.row.waits_for_group and other.child != process.pid:
            child = world.processes.get(other.child)
            if child is not None and not child.alive and child.pgid == process.pgid and not _group(world, child):
                end(world, other, status, "exited")


def _tell_supervisors(world: World, process: Process) -> None:
    for other in world.living():
        if isinstance(other, Supervising) and other.alive:
            from stoplint.model.processes import supervisor_stop  # noqa: PLC0415 - few images have a supervisor

            supervisor_stop.ended(_CALLS, world, other, process)


def _end_of_input(world: World, process: Process) -> None:
    """The filters of a pipeline (`| tee log`) end when nobody writes to them any more."""
    job = process.job if process.started == "pipe" else process.feeds
    if not job or any(p.feeds == job for p in world.living()):
        return
    peers = [p for p in world.living() if p.job == job and p.pid != process.pid and p.started == "pipe"]
    filters = [p for p in peers if isinstance(p, Running) and p.stays == "filter"]
    if filters and len(filters) == len(peers):
        for peer in filters:
            end(world, peer, Status(None, presumed=0), "exited")  # what grep found nobody knows


def _awaits_all(world: World) -> bool:
    """Whether a supervisor has told all that is left, and waits for the end of whatever that is: s6-overlay's init, at last."""
    return any(
        isinstance(each, Supervising)
        and 0 <= each.turn < len(each.turns)
        and any(kept.to == "all" for kept in each.turns[each.turn])
        for each in world.living()
    )


def pass_time(world: World, limit: float) -> bool:
    """Move the clock to the next deadline and let it happen; False if there is none before `limit`.

    How long a shutdown takes nobody knows. Who waits for one waits as long as it takes; that one which nobody waits for is
    done before something else ends is not said: it comes last.
    """
    due = [p for p in world.living() if p.deadline is not None]
    if not due:
        return False
    awaited = _awaits_all(world)
    first = min(due, key=lambda p: (isinstance(p, Running) and p.left and not awaited, p.deadline, p.pid))
    if first.deadline is None or first.deadline > limit:
        world.overdue = True
        return False
    world.clock = max(world.clock, first.deadline)
    first.deadline = None
    if isinstance(first, Supervising):
        from stoplint.model.processes import supervisor_stop  # noqa: PLC0415 - few images have a supervisor

        supervisor_stop.overdue(_CALLS, world, first)
    elif isinstance(first, Running):
        end(world, first, Status(0), "finished" if first.draining else "exited")
    elif isinstance(first, Wrapping):
        child = world.processes.get(first.child)
        if child is not None and child.alive and first.wrapped.kill_after:
            # su and friends kill the child (only it), then leave
            child.does += f"; killed by {first.argv[0]}"
            child.killer = first.pid
            end(world, child, Status(137), "killed")
        end(world, first, Status(143), "exited")
    return True


class _Calls:
    """What a supervisor asks of the kernel: the two know each other, and only this one imports the other."""

    deliver = staticmethod(deliver)
    default_action = staticmethod(default_action)
    end = staticmethod(end)


_CALLS = _Calls()
