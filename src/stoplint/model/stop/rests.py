"""Places where PID 1 rests: what it waits for there, and what says that this stays or ends."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.short_lived import ends_first, ends_with_input
from stoplint.model.container.programs import starts_more
from stoplint.model.image.globs import is_glob
from stoplint.model.processes import frames
from stoplint.model.processes.events import NothingToRead, ParameterUnset
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.shell.control import acts_on_answer, commands_left, what_is_left
from stoplint.model.stop.left_to_do import asks_status
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World

ANSWERS, PASSING, OPEN, STAYS = 1, 2, 3, 4
LIMIT = 600.0  # seconds that a `timeout` may give a step of the start
PAUSE = 120.0  # seconds that people give another program to start: longer, a stop finds the container there
LONG = 20.0  # seconds: a sleep of this length is a place where a stop is likely to find the container


@dataclass
class Rest:
    """A settled world. `rank`: how sure it stays.

    0: it ended. ANSWERS: a program of which only an answer is wanted, within a time. PASSING: a bounded sleep. OPEN: not known. STAYS.
    """

    world: World
    rank: int
    site: object
    number: int
    waits: bool = False  # in the `wait` builtin
    applications: frozenset[int] = frozenset()  # those that are running, by their pids
    endless: bool = False  # a loop of builtins
    asked: bool = False  # what is in the foreground was asked for its status, here or before: it ends
    waited: frozenset[int] = frozenset()  # what PID 1, in `wait`, names as what it waits for
    sleeps: bool = False  # only a long sleep is waited for
    pauses: bool = False  # only one that is no longer than what a step may take
    serves: bool = (
        False  # the image names a port, and an interpreter's program in the foreground is all that may listen at it
    )
    left: bool = False  # PID 1, or what stands for it, has something to do behind it
    returned: int | None = None  # the state it goes on in when what it waits for ends
    # shells beside PID 1's own line that wait for something: by pid, how sure that stays, and where it was started
    beside: dict[int, tuple[int, object]] = field(default_factory=dict)
    further: list[tuple[int, int]] = field(default_factory=list)  # (pid, the state when what that shell waits for ends)
    program: str = ""  # the one of which nothing is known that a script waits for, with something left to do behind it
    explained: bool = False  # PID 1 only says something behind it, and exits
    mourning: bool = False  # PID 1 waits for it because something failed, and exits
    keyword: str = ""  # the word for which the script started what it waits for, and that is no program's
    handled: bool = False  # in `wait`, with a handler for what comes meanwhile
    hooked: bool = False  # it waits for what a pattern of file names matches: hooks of its user
    unfollowed: bool = False  # there are too many states to see what comes behind what such a shell waits for


def line_of(world: World, process: Process) -> set[int]:
    """The processes that PID 1 waits for, it among them."""
    found: set[int] = set()
    todo = [process]
    while todo:
        one = todo.pop()
        if one.pid in found:
            continue
        found.add(one.pid)
        pids = one.block.pids if isinstance(one, Shell) and one.block is not None else ()
        pids = (one.child,) if isinstance(one, Wrapping) else pids
        todo += [world.processes[pid] for pid in pids if pid in world.processes]
    return found


def application_pids(world: World) -> frozenset[int]:
    return frozenset(p.pid for p in world.living() if isinstance(p, Running) and p.role == "application")


def serves_others(world: World, pids: AbstractSet[int]) -> bool:
    """Whether these programs are all only there for another one's sake: an X server, cron, a syslog daemon."""
    facts = [getattr(world.processes[pid], "facts", None) for pid in pids]
    return all(known is not None and known.row.companion for known in facts)


def waits(world: World, process: Process) -> bool:
    """True if PID 1, or what stands for it behind inits, sits in the `wait` builtin."""
    return _wait_of(world, process) is not None


def waited(world: World, process: Process) -> frozenset[int]:
    """The processes that PID 1, or what stands for it, waits for by name: `wait $pid`."""
    block = _wait_of(world, process)
    return frozenset(block.pids) if block is not None and not block.all_jobs else frozenset()


def is_handled(world: World, process: Process) -> bool:
    """Whether PID 1, or what stands for it, waits for a program by name, with a handler for a signal: that is for this one."""
    shell = behind_wrappers(world, process)
    named = waited(world, process)
    if not named or not isinstance(shell, Shell) or any(isinstance(world.processes[pid], Shell) for pid in named):
        return False
    return bool(shell.handlers())


def are_hooks(world: World, leaves: list[int]) -> bool:
    """Whether these are what a pattern of file names matches, one after the other: `for f in /hooks/*.sh; do "$f"; done`."""
    names = [world.processes[pid].argv[0] for pid in leaves if world.processes[pid].argv]
    return bool(names) and all(is_glob(name) and name[0] != "$" for name in names)


def goes_on(world: World, process: Process, leaves: list[int]) -> bool:
    """Whether PID 1, or what stands for it behind inits, is a shell that has something left to do with what a filter says.

    No known server keeps it: only filters, and a program of which nothing is known. What a trap's handler asks for is no
    answer that anything waits for.
    """
    process = behind_wrappers(world, process)
    known = any(getattr(world.processes[pid], "program", None) for pid in leaves if pid in application_pids(world))
    filtered = any(getattr(world.processes[pid], "stays", None) == "filter" for pid in leaves)
    handling = any(
        _is_handling(each) for pid in line_of(world, process) if isinstance(each := world.processes[pid], Shell)
    )
    left = handling or (isinstance(process, Shell) and filtered and any(True for _ in commands_left(process)))
    return left and not known


def step_of(world: World, process: Process, leaves: list[int]) -> str:
    """The program of which nothing is known that a script waits for before it goes on; "" if it is none."""
    leaf = world.processes[leaves[0]] if len(leaves) == 1 else None
    if not isinstance(leaf, Running) or leaf.facts is not None or leaf.started != "fork" or not leaf.argv:
        return ""
    shells = [each for pid in line_of(world, process) if isinstance(each := world.processes[pid], Shell)]
    left = any(True for shell in shells for _ in commands_left(shell))
    return base_name(leaf.argv[0]) if left else ""


def serves(world: World, leaves: list[int]) -> bool:
    """Whether it is an interpreter's program, alone, that is waited for: who else would listen at the image's port?"""
    if application_pids(world) != set(leaves):
        return False
    return all(getattr(getattr(world.processes[pid], "facts", None), "kind", "") == "runtime" for pid in leaves)


def behind_wrappers(world: World, process: Process) -> Process:
    """What the wrappers in front of a process started in the end."""
    while isinstance(process, Wrapping) and process.child in world.processes:
        process = world.processes[process.child]
    return process


def _wait_of(world: World, process: Process) -> frames.Block | None:
    process = behind_wrappers(world, process)
    block = process.block if isinstance(process, Shell) else None
    return block if block is not None and block.kind == "wait" else None


def is_sleep(process: Process) -> bool:
    """Whether it ends after a time that its command line says."""
    return isinstance(process, Running) and process.stays == "timed"


def is_pause(process: Process) -> bool:
    """Whether it is a sleep no longer than what a step of a script may take."""
    return isinstance(process, Running) and is_sleep(process) and process.seconds <= LIMIT


def focus(world: World, process: Process) -> tuple[int, object, list[int]]:
    """What a process waits for in the end: how sure that stays, where it was started, and the processes it is."""
    if isinstance(process, Running):
        if process.deadline is not None:
            return PASSING, process.place, [process.pid]  # the script itself told it to stop, and waits for that
        feeder = next((p for p in world.living() if process.job and p.feeds == process.job), None)
        if feeder is not None and process.stays == "filter":
            return focus(world, feeder)  # as long as this one writes
        rank = {"forever": STAYS, "timed": PASSING, "filter": PASSING}.get(process.stays, OPEN)
        if process.stays == "timed" and process.seconds >= LONG:
            keeps = bool(application_pids(world)) and process.seconds < inf and not _is_pause(world, process)
            rank = STAYS if keeps else OPEN
        if process.stays != "timed" and answers(world, process):
            rank = ANSWERS  # and the filters behind it end when it does
        if process.pid == 1 and rank == OPEN:
            rank = STAYS
        return rank, process.place, [process.pid]
    if isinstance(process, Wrapping):
        child = world.processes.get(process.child)
        if child is None or not child.alive:
            return STAYS, process.place, []
        inner = focus(world, child)
        return (ANSWERS, *inner[1:]) if inner[0] == OPEN and _is_limited(process) else inner
    if not isinstance(process, Shell):
        return STAYS, process.place, []
    if process.unread and process.pid != 1:
        return OPEN, process.place, [process.pid]
    if process.unread or process.block is None or process.block.kind == "forever":
        return STAYS, process.block.place if process.block else process.place, []
    if process.block.kind == "read":
        return PASSING, process.block.place, []
    rank = 0
    leaves: list[int] = []
    site: object = process.block.place
    # `main & wait $!`: where the shell of the function is says how far it has come
    for_one = process.block.kind == "wait" and not process.block.all_jobs and len(process.block.pids) == 1
    for pid in process.block.pids:
        child = world.processes.get(pid)
        if child is None or not child.alive:
            continue
        one, where, its = focus(world, child)
        if one > rank and (process.block.kind == "foreground" or (for_one and isinstance(child, Shell))):
            site = where
        rank = max(rank, one)
        leaves += its
    if rank == OPEN and process.block.kind == "foreground" and _is_handling(process):
        rank = ANSWERS
    return rank or STAYS, site, leaves


def _is_pause(world: World, sleep: Running) -> bool:
    """Whether a script has something else to do behind it, that is no other round of a loop: `app & sleep 20; trap … TERM; wait`."""
    shell = world.processes.get(sleep.ppid)
    short = sleep.started == "fork" and sleep.seconds <= PAUSE
    if not short or not isinstance(shell, Shell) or what_is_left(shell) != "commands":
        return False
    return not any(isinstance(frame, frames.ForNext) for frame in frames.frames(shell.stack))


def _is_handling(shell: Shell) -> bool:
    """Whether it runs a trap's handler: what that starts is there to clean up or to tell, and ends."""
    return any(isinstance(frame, frames.TrapDone) for frame in frames.frames(shell.stack))


def answers(world: World, process: Running) -> bool:
    """Whether only what the program says is wanted of it: a program whose output is taken ends, a server's as well.

    `x=$(app config | sed …)`, `app status | sort`, `tail -F log | grep -q started`: the reader has what it wants when, or
    before, the writer has ended. Only what runs in the background may be meant to stay.
    """
    peers = [
        p for p in world.processes.values() if p.job == process.job and p.started == "pipe" and p.pid > process.pid
    ]
    if any(ends_first(peer.argv) for peer in peers):
        return True
    if process.stays == "filter" and process.started == "pipe":
        return True
    if process.stays == "forever" and process.role != "application":
        return False
    if process.stays != "forever" and any(ends_with_input(peer.argv) for peer in peers):
        return True
    reader = next((p.output for p in (process, *peers) if p.output), 0)
    return reader != 0 and process.pid != 1 and process.started != "exec" and not _is_apart(world, process, reader)


def _is_apart(world: World, process: Process, reader: int) -> bool:
    """Whether something between the reader of its output and the process was put into the background."""
    one: Process | None = process
    while one is not None and one.pid != reader:
        if one.started == "background":
            return True
        one = world.processes.get(one.ppid) if one.pid != 1 else None
    return one is None


def _is_limited(wrapper: Wrapping) -> bool:
    """Whether the wrapper ends its command after a time of which people wait for the end: `timeout 30 tail -F log`."""
    if wrapper.wrapped.row.shape != "timeout" or not wrapper.wrapped.command:
        return False
    limit = seconds(wrapper.argv[wrapper.wrapped.command[0] - 1])
    return limit is not None and 0 < limit <= LIMIT


def is_asked(world: World, leaves: list[int]) -> bool:
    """Whether the status of what is waited for decides something, here or where the same program ran before.

    `until myinit; do sleep 1; done`: nobody asks a server how it ended before going on.
    """
    return any(base_name(world.processes[pid].argv[0]) in world.asked for pid in leaves if world.processes[pid].argv)


def asked_for(world: World, leaves: list[int]) -> frozenset[str]:
    """The names of the programs whose status the shell that waits for them decides by."""
    names = set()
    for pid in leaves:
        leaf = world.processes[pid]
        parent = world.processes.get(leaf.ppid)
        if leaf.argv and isinstance(parent, Shell) and (_decides(parent) or asks_status(parent)):
            names.add(base_name(leaf.argv[0]))
    return frozenset(names)


def are_asked(world: World, leaves: list[int]) -> bool:
    """Whether nothing is waited for but programs whose status decides what is done next, and something is."""
    asked = asked_for(world, leaves)
    return bool(leaves) and all(
        base_name(world.processes[pid].argv[0]) in asked and _is_acted_on(world, world.processes[pid]) for pid in leaves
    )


def _is_acted_on(world: World, leaf: Process) -> bool:
    parent = world.processes.get(leaf.ppid)
    return isinstance(parent, Shell) and acts_on_answer(parent)


def _decides(shell: Shell) -> bool:
    """Whether what it runs now is, alone or with others, the condition of an `if` or of a loop: `until ! a || b; do`."""
    for frame in frames.frames(shell.stack):
        done = isinstance(frame, frames.Commands) and frame.at >= len(frame.items)
        if not (done or isinstance(frame, (frames.Negate, frames.AndOrRight))):
            return isinstance(frame, (frames.IfDecide, frames.WhileDecide))
    return False


def became_program(end: World, rest: World, *, but: str = "") -> bool:
    """Whether a script that ended went on, behind a rest, to what it is for: a program that it became, or a shell for the user.

    `for hook in /hooks/*; do "$hook"; done; exec bash`: that this ends without a terminal says that the hooks do. Not to
    `but`, which is no program.
    """
    if any(isinstance(event, NothingToRead) for event in end.events[len(rest.events) :]):
        return True
    gone = [each for each in end.processes.values() if each.started == "exec" and not each.alive]
    execs = {each.pid for each in gone if not but or each.argv[:1] != (but,)}
    return any(rest.processes[pid].started != "exec" for pid in execs & rest.processes.keys())


def lacks_variable(end: World, rest: World) -> bool:
    """Whether a script ended, behind a rest, for want of a variable that must be set: the rest was a step on its way.

    Not where nothing is left to do but to tidy up: what fails then fails when the application has ended.
    """
    if not any(isinstance(event, ParameterUnset) for event in end.events[len(rest.events) :]):
        return False
    shell = behind_wrappers(rest, rest.processes[1])
    return not isinstance(shell, Shell) or starts_more(shell)
