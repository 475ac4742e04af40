"""The container's processes at one moment: the state that the simulation moves.

Worlds are mutable and copied where a run forks; everything that leaves the simulation (`process.Run`) is
frozen. Time is in seconds since the stop signal was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.processes.values import NONE, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    # Gives a pid's number among the living processes.
    Order = Callable[[int], int]

    from stoplint.model.catalog.shells import Dialect
    from stoplint.syntax.shell_nodes import Command
    from stoplint.text import Source, Span

# A control stack: (frame, rest) pairs; None is the bottom. A frame is (operation, operands …).
Stack = Any


class Status(NamedTuple):
    """An exit status. `code` None: not known; `presumed`: what the default run presumes (None: either)."""

    code: int | None = 0
    taint: frozenset[str] = NONE
    presumed: int | None = None
    text: str = ""
    place: Span | None = None


OK = Status(0)


class Trap(NamedTuple):
    """A trap's action: its body as a Source (None: ignored), where `trap` was called, and facts on its text."""

    body: Value | None
    place: Span
    # the word was expanded when the trap was set, with these names still empty
    early: frozenset[str] = NONE


@dataclass
class Process:
    """What every process has. `argv` is for people; `role` and `fate` as in `model.process.Process`."""

    pid: int
    ppid: int
    pgid: int
    sid: int
    argv: tuple[str, ...]
    place: Span | None
    started: str
    ignored: frozenset[str] = NONE
    alive: bool = True
    receives: tuple[str, ...] = ()
    fate: str = ""
    does: str = ""
    deadline: float | None = None
    forked: Span | None = None  # the place that forked it (`place` is what it became by exec)
    job: int = 0  # the pid of the job's leader, for wait on pipelines

    def copy(self) -> Process:
        raise NotImplementedError

    def key(self, order: Order) -> tuple[object, ...]:
        """What tells two states apart (history and words for people left out); pids as `order` numbers them."""
        return (
            order(self.pid), order(self.ppid), order(self.pgid), order(self.sid), order(self.job), self.argv, self.ignored,
            self.deadline,
        )  # fmt: skip


@dataclass
class Running(Process):
    """A program that is no shell and starts nothing that matters: the application, a helper, a keep-alive."""

    role: str = "application"
    program: str | None = None
    actions: dict[str, str] = field(default_factory=dict)
    others: str = "graceful"
    # how long it stays: "forever" (known), "open" (not known: it may return), "timed" (`seconds`)
    stays: str = "open"
    seconds: float = 0.0
    draining: bool = False
    drain: float = 0.6  # seconds that an orderly shutdown takes
    facts: Any = None
    # what in its configuration or on its command line decides about signals, with the place when it has one
    reasons: tuple[tuple[Span | None, str], ...] = ()
    handler: str = ""  # "none" when its source shows that it sets no handler
    environment: tuple[tuple[str, str], ...] = ()  # sorted; "$X" stands for a value that is not known

    def copy(self) -> Running:
        return replace(self)

    def key(self, order: Order) -> tuple[object, ...]:
        return (*super().key(order), self.draining, self.program)


@dataclass
class Wrapping(Process):
    """A program that started another one and stays: an init, sudo, timeout, su, npm."""

    wrapper: Any = None
    child: int = 0
    role: str = "wrapper"
    told: bool = False

    def copy(self) -> Wrapping:
        return replace(self)

    def key(self, order: Order) -> tuple[object, ...]:
        return (*super().key(order), order(self.child), self.told)


class Kept(NamedTuple):
    """A process that a supervisor keeps, and how it tells it to stop.

    `signal` without SIG ("": the one that the supervisor gets). `limit`: seconds until SIGKILL (None: no limit).
    `to`: "child", "group" (its process group) or "tree" (it and all that descends from it). `said` is the place that
    says the signal, `place` the one that starts it.
    """

    pid: int
    signal: str = "TERM"
    limit: float | None = None
    to: str = "child"
    said: Span | None = None
    place: Span | None = None


@dataclass
class Supervising(Running):
    """A program that started other ones and stays: supervisord, s6-svscan, honcho.

    `actions` say what a signal does to it: on "graceful" it stops what it keeps, turn after turn, and ends. `turns`
    are told one after the other, each as a whole; `turn` is the one it is at (-1: not stopping). `together`: when one
    ends, the others are stopped. `leader`: with the end of this one it stops the others (0: none). `waits`: whose
    end the turn waits for.
    """

    turns: tuple[tuple[Kept, ...], ...] = ()
    turn: int = -1
    got: str = ""
    since: float = 0.0
    together: bool = False
    leader: int = 0
    waits: frozenset[int] = frozenset()

    def copy(self) -> Supervising:
        return replace(self)

    def key(self, order: Order) -> tuple[object, ...]:
        return (*super().key(order), self.turn, tuple(order(each.pid) for turn in self.turns for each in turn))


def stack_key(stack: Stack) -> tuple[object, ...]:
    """A control stack for comparing: nodes by identity (they live as long as their parsed script)."""
    out: list[object] = []
    while stack is not None:
        frame, stack = stack
        # how often a loop went round does not make two states different
        operands = frame
        if frame[0] in ("while-test", "while-decide"):
            operands = (frame[0], frame[1], frame[3])
        elif frame[0] == "collect":
            operands = frame[:2]
        for operand in operands:
            if operand is None or isinstance(operand, (str, int, bool)):
                out.append(operand)
            elif isinstance(operand, Status):
                out.append(operand.code)
            elif isinstance(operand, tuple) and operand and isinstance(operand[0], Value):
                out.append(operand)
            elif isinstance(operand, tuple) and not operand:
                out.append(0)
            else:
                out.append(id(operand))
    return tuple(out)


class Block(NamedTuple):
    """What a shell waits for.

    `kind`: "foreground" (a child; traps are held back), "wait" (the builtin; traps interrupt it), "read",
    "forever" (a loop of builtins). `pids` are the children that must end (any one of them if `any_one`).
    """

    kind: str
    pids: tuple[int, ...]
    place: Span | None
    any_one: bool = False


@dataclass
class Shell(Process):
    """A shell that interprets: its control stack and everything a command may ask."""

    dialect: Dialect = "dash"
    posix: bool = False  # called as sh
    stack: Stack = None
    variables: dict[str, Value] = field(default_factory=dict)
    exported: frozenset[str] = NONE
    name: Value = Value("sh")
    arguments: tuple[Value, ...] = ()
    functions: dict[str, Command] = field(default_factory=dict)
    traps: dict[str, Trap] = field(default_factory=dict)
    options: frozenset[str] = NONE
    status: Status = OK
    last_background: int | None = None
    jobs: tuple[int, ...] = ()
    disowned: tuple[int, ...] = ()
    statuses: dict[int, Status] = field(default_factory=dict)
    block: Block | None = None
    pending: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    cwd: str | None = "/"
    main: int = 0  # $$
    captured: Value = Value("")
    results: dict[int, Value] = field(default_factory=dict)  # of command substitutions, by node
    trapped: bool = False  # a trap was set at some time (ash does not exec implicitly any more)
    piped: bool = False  # in a pipeline, with something in front of it
    starved: bool = False  # in a pipeline behind a command whose output goes to a file: nobody writes to it
    interrupted: bool = False  # bash got INT while a foreground child runs
    deaf: frozenset[str] = NONE  # signals that were ignored when this shell program was started: it can't trap them
    forgotten: frozenset[str] = NONE  # signals whose trap was taken back with `trap -`
    mortal: bool = False  # bash installed its handlers for the signals that end it (an EXIT trap, `trap -p`)
    script: Source | None = None
    role: str = "shell"
    lost: str = ""  # why it cannot be followed any further

    def copy(self) -> Shell:
        twin = replace(self)
        twin.variables = dict(self.variables)
        twin.functions = dict(self.functions)
        twin.traps = dict(self.traps)
        twin.statuses = dict(self.statuses)
        twin.results = dict(self.results)
        return twin

    def key(self, order: Order) -> tuple[object, ...]:
        block = self.block
        waits: tuple[object, ...] | None = None
        if block is not None:
            waits = (block.kind, tuple(order(pid) for pid in block.pids), block.place, block.any_one)
        return (
            *super().key(order), stack_key(self.stack), self.arguments, tuple(self.functions), tuple(sorted(self.traps)),
            tuple(trap.place for _, trap in sorted(self.traps.items())), self.options, self.status.code,
            order(self.last_background or 0), tuple(map(order, self.jobs)), waits, self.pending, self.handling, self.cwd,
            self.captured,
        )  # fmt: skip

    def push(self, *frames: tuple[Any, ...]) -> None:
        """Put frames on the control stack; the first one given is done first."""
        for frame in reversed(frames):
            self.stack = (frame, self.stack)


@dataclass
class World:
    """All processes, the clock, what was decided on the way, and small files that scripts wrote.

    `default` is True for the default run; `conditions` are what had to hold for a run to come here.
    """

    processes: dict[int, Process] = field(default_factory=dict)
    clock: float = 0.0
    next_pid: int = 1
    default: bool = True
    conditions: tuple[str, ...] = ()
    decided: dict[object, bool] = field(default_factory=dict)
    files: dict[str, Value] = field(default_factory=dict)
    removed: frozenset[str] = NONE
    stopping: bool = False
    ended: bool = False
    exit_status: Status = OK
    notes: tuple[tuple[str, Any], ...] = ()
    doubts: tuple[str, ...] = ()  # why the end cannot be known, when the simulation had to guess
    asked_to_stop: tuple[str, ...] = ()  # commands that may stop the application in their own way
    steps: int = 0
    turns: int = 0  # how often something was decided by what may be set from outside
    failed: str = ""  # PID 1 could not start: why
    fail_place: Any = None

    def copy(self) -> World:
        """A world that may go another way."""
        twin = replace(self)
        twin.processes = {pid: process.copy() for pid, process in self.processes.items()}
        twin.decided = dict(self.decided)
        twin.files = dict(self.files)
        return twin

    def new_pid(self) -> int:
        pid = self.next_pid
        self.next_pid += 1
        return pid

    def shell(self, pid: int) -> Shell:
        """The process `pid`, which is a shell; TypeError if it is none."""
        process = self.processes[pid]
        if not isinstance(process, Shell):
            raise TypeError(pid)
        return process

    def living(self) -> list[Process]:
        """The processes that are alive, oldest first."""
        return [process for process in self.processes.values() if process.alive]

    def note(self, kind: str, value: Any) -> None:
        """Remember something that explains the verdict later."""
        self.notes = (*self.notes, (kind, value))

    def key(self) -> tuple[object, ...]:
        """What tells two worlds apart, variables left out."""
        order = self._order()
        return (
            self.default, self.ended, self.clock, tuple(p.key(order) for p in self.processes.values() if p.alive),
            tuple(sorted(self.files)), self.removed,
        )  # fmt: skip

    def _order(self) -> Order:
        """Numbers the living processes from 1; the dead are all alike (-1), so that rounds of a loop can be equal."""
        numbers = {pid: i for i, pid in enumerate((p.pid for p in self.processes.values() if p.alive), 1)}
        numbers[0] = 0
        return lambda pid: numbers.get(pid, -1)

    def remembered(self) -> tuple[object, ...]:
        """The variables of all living shells, for comparing; values that are pids as `key` numbers them."""
        order = self._order()
        out = []
        for pid, variables in self.memory():
            values = frozenset(
                (
                    name,
                    ("pid", order(int(v.text)))
                    if v.known and v.text.isdigit() and int(v.text) in self.processes
                    else v,
                )
                for name, v in variables.items()
            )
            out.append((order(pid), values))
        return tuple(out)

    def memory(self) -> tuple[tuple[int, dict[str, Value]], ...]:
        """The variables of all living shells."""
        return tuple((p.pid, p.variables) for p in self.processes.values() if p.alive and isinstance(p, Shell))
