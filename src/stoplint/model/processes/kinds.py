"""The kinds of process: a shell that is interpreted, a program that runs, and those that keep other processes.

They are mutable; a world copies them where a run forks. Times are in seconds since the stop signal was sent.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.processes.frames import stack_key
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import NONE, Value
from stoplint.paths import absolute
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.processes.status import Status

    # Gives a pid's number among the living processes.
    Order = Callable[[int], int]

    from stoplint.model.catalog.programs import Known
    from stoplint.model.catalog.rows import Action
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.model.processes.frames import Block, Frame, Stack
    from stoplint.model.processes.world import Condition, World
    from stoplint.syntax.shell_nodes import Command
    from stoplint.text import Source, Span

# How a process came to be: by the runtime, by exec in place of its shell, as a child in the foreground or background,
# in a pipeline, in a command or process substitution.
Started = Literal["launch", "exec", "fork", "background", "pipe", "substitution"]
Role = Literal["application", "shell", "init", "wrapper", "keep-alive", "helper"]
# How it ended: "finished" (in its orderly way), "cut" (at once, by a signal), "killed" (by the kernel or SIGKILL),
# "exited" (by itself), "stays" (not before SIGKILL); "": it has not.
Fate = Literal["", "finished", "cut", "killed", "exited", "stays"]
# Who gets a supervisor's signal: the process itself, its process group, it and all that descends from it, every process.
Reach = Literal["child", "group", "tree", "all"]
# How long a program stays: for good, not known (it may return), for some seconds, as long as somebody writes to it.
Stays = Literal["forever", "open", "timed", "filter"]

# What a trap may be for that no stop sends: conditions of the shell itself (POSIX XCU trap, bash(1)), and a child that ended.
NO_STOP = frozenset({"EXIT", "ERR", "DEBUG", "RETURN", "CHLD"})


class Trap(NamedTuple):
    """A trap's action: its body as a Source (None: ignored), where `trap` was called, and facts on its text."""

    body: Value | None
    place: Span
    # the word was expanded when the trap was set, with these names still empty
    early: frozenset[str] = NONE


@dataclass
class Process:
    """What every process has. `argv` is for people, and so is `does`: nothing decides by them."""

    pid: int
    ppid: int
    pgid: int
    sid: int
    argv: tuple[str, ...]
    place: Span | None
    started: Started
    ignored: frozenset[str] = NONE
    alive: bool = True
    receives: tuple[str, ...] = ()
    fate: Fate = ""
    does: str = ""
    killer: int = 0  # the pid of the wrapper or supervisor that sent it SIGKILL
    deadline: float | None = None
    forked: Span | None = None  # the place that forked it (`place` is what it became by exec)
    job: int = 0  # the pid of the job's leader, for wait on pipelines
    output: int = 0  # the substitution (its subshell's pid) that reads what it writes, and so waits for its end
    feeds: int = 0  # the pipeline (its job) that it still writes to, though it is none of its parts: a daemon
    unread: str = ""  # why nobody knows what it does with a signal: its text or its configuration is not known

    @property
    def is_daemon(self) -> bool:
        """Whether it has gone into the background by itself."""
        return self.sid == self.pid != 1

    def copy(self) -> Process:
        raise NotImplementedError

    @property
    def is_told(self) -> bool:
        """Whether it has heard of the stop."""
        return bool(self.receives)

    def key(self, order: Order) -> tuple[object, ...]:
        """What tells two states apart (history and words for people left out); pids as `order` numbers them."""
        return (
            order(self.pid), order(self.ppid), order(self.pgid), order(self.sid), order(self.job), self._words(order), self.ignored,
            self.deadline, order(self.output),
        )  # fmt: skip

    def _words(self, _order: Order) -> tuple[str, ...]:
        return self.argv


@dataclass
class Running(Process):
    """A program that is no shell and starts nothing that matters: the application, a helper, a keep-alive."""

    role: Role = "application"
    program: str | None = None
    actions: dict[str, Action] = field(default_factory=dict)
    others: Action = "graceful"
    stays: Stays = "open"
    seconds: float = 0.0  # inf: a length that is not known
    draining: bool = False
    drain: float = 0.6  # seconds that an orderly shutdown takes
    left: bool = False  # while it shuts down, whoever had started it has ended: nobody waits for it by name any more
    facts: Known | None = None
    # what in its configuration or on its command line decides about signals, with the place when it has one
    reasons: tuple[tuple[Span | None, str], ...] = ()
    described: bool = False  # `argv` tells in words what it is: the command stands nowhere
    for_the_stop: bool = False  # a handler's command, or one that came behind: it was started during the stop
    maybe: str = ""  # why nobody knows whether it is there at all
    handles_none: bool = False  # its source shows that it sets no handler
    sets_handler: bool = False  # its source shows that it sets one
    taken_in_front: bool = (
        False  # a supervisor keeps it, so that it is taken to stay in the foreground: nobody read whether
    )
    interpreter: str = ""  # what runs it, where no more is known than how it was installed
    puzzles: dict[str, str] = field(default_factory=dict)  # signals of which nobody knows what it does with them: why
    environment: tuple[tuple[str, str], ...] = ()  # sorted; "$X" stands for a value that is not known
    cwd: str | None = None  # where it was started
    stop: tuple[str, ...] = ()  # the init script or control program that has started it, with its word for a stop

    @property
    def is_unknown(self) -> bool:
        """Whether no table says what the program does: an interpreter's own program is none of them."""
        return self.facts is None or self.facts.kind == "runtime"

    def reaction(self, signal: str) -> Action:
        """What a signal does to it, unless it is ignored."""
        return self.actions.get(signal, self.others)

    def copy(self) -> Running:
        return replace(self)

    @property
    def is_told(self) -> bool:
        """Whether it has heard of the stop: by a signal, or by a command of its own for that."""
        return bool(self.receives) or self.draining

    def key(self, order: Order) -> tuple[object, ...]:
        return (*super().key(order), self.draining, self.left, self.program)

    def _words(self, order: Order) -> tuple[str, ...]:
        """The command line; an older process that it names (`server -sf $pid`) as `order` numbers that."""
        if self.stays == "timed":
            return self.argv
        return tuple(
            f"pid {order(int(word))}" if is_number(word) and int(word) < self.pid else word for word in self.argv
        )


class StartCall(NamedTuple):
    """How a script that is none of a shell starts a program: `name` is "subprocess.run", `program` what it gives to it.

    `catches`: it does something yet when it is interrupted; what that is nobody knows.
    """

    name: str
    program: str
    place: Span
    catches: bool = False


@dataclass
class Wrapping(Process):
    """A program that started another one and stays: an init, sudo, timeout, su, npm."""

    wrapped: Wrapped = None  # type: ignore[assignment]  # always given: only defaults may follow defaults
    child: int = 0
    role: Role = "wrapper"
    told: bool = False
    script: str = ""  # the script that it runs: an interpreter is called by that
    call: StartCall | None = None
    steps: bool = False  # it runs another script of package.json first: `prestart`
    # an applet that `ash -c` runs in itself as PID 1, without execve(2): its handler for SIGINT is still there
    in_ash: bool = False

    def copy(self) -> Wrapping:
        return replace(self)

    def key(self, order: Order) -> tuple[object, ...]:
        return (*super().key(order), order(self.child), self.told)


class Way(NamedTuple):
    """What a program may start: `become` makes it so. `departs`: it is not what the image as it stands comes to."""

    become: Callable[[World], None]
    conditions: tuple[Condition, ...]
    departs: bool = False


@dataclass
class Choosing(Process):
    """A program that becomes, or starts, one of several others: the world forks as soon as it is at its turn."""

    ways: tuple[Way, ...] = ()

    def copy(self) -> Choosing:
        return replace(self)


class Kept(NamedTuple):
    """A process that a supervisor keeps, and how it tells it to stop.

    `signal` without SIG ("": the one that the supervisor gets). `limit`: seconds until SIGKILL (None: no limit).
    `to`: "child", "group" (its process group), "tree" (it and all that descends from it) or "all" (whatever is left, as
    kill(2) does with -1; `pid` is 0). `said` is the place that
    says the signal, `place` the one that starts it. `by`: who sends SIGKILL, where it is another one.
    """

    pid: int
    signal: str = "TERM"
    limit: float | None = None
    to: Reach = "child"
    said: Span | None = None
    place: Span | None = None
    by: str = ""


class Idle(NamedTuple):
    """A program that a supervisor starts only when it is asked to, by its name or its group's; `run` does it."""

    name: str
    group: str
    run: Callable[[World], None]


@dataclass
class Supervising(Running):
    """A program that started other ones and stays: supervisord, s6-svscan, honcho.

    `actions` say what a signal does to it: on "graceful" it stops what it keeps, turn after turn, and ends. `turns`
    are told one after the other, each as a whole; `turn` is the one it is at (-1: not stopping). `together`: when one
    ends, the others are stopped. `leader`: with the end of this one it stops the others (0: none). `restarts`: it
    starts all of them again when the last turn is over, and stays. `waits`: whose end the turn waits for. `idle`: what it
    starts when it is asked to. `listens`: whether its client can ask it for something by the file at `configured`; None: not known.
    """

    turns: tuple[tuple[Kept, ...], ...] = ()
    turn: int = -1
    got: str = ""
    since: float = 0.0
    together: bool = False
    leader: int = 0
    restarts: bool = False
    waits: frozenset[int] = frozenset()
    idle: tuple[Idle, ...] = ()
    listens: bool | None = None
    configured: str = ""
    needs: str = ""  # what else it takes that a signal which it is told to send is the one that its service gets

    def copy(self) -> Supervising:
        return replace(self)

    def key(self, order: Order) -> tuple[object, ...]:
        return (
            *super().key(order),
            self.turn,
            self.restarts,
            tuple(order(each.pid) for turn in self.turns for each in turn),
        )


@dataclass
class Mended(Supervising):
    """What stands for a shell whose trap was mended: it tells all that it started, and waits for them (`model.stop.repair`).

    `trapped`: it has one today, for this signal.
    """

    trapped: bool = False


class Functions(dict[str, "Command"]):  # a dict that nobody changes
    """The functions that a shell knows. They are shared by all copies of it: a new one makes new `Functions`."""

    def with_(self, name: str, body: Command) -> Functions:
        return Functions({**self, name: body})

    def without(self, name: str) -> Functions:
        return Functions({key: body for key, body in self.items() if key != name}) if name in self else self

    @cached_property
    def key(self) -> frozenset[tuple[str, int]]:
        """The functions for comparing; bodies by identity, as in `stack_key`: of one name there may be several."""
        return frozenset((name, id(body)) for name, body in self.items())


@dataclass
class Shell(Process):
    """A shell that interprets: its control stack and everything a command may ask."""

    dialect: Dialect = "dash"
    posix: bool = False  # called as sh
    stack: Stack = None
    variables: dict[str, Value] = field(default_factory=dict)
    exported: frozenset[str] = NONE
    readonly: frozenset[str] = NONE
    attributes: frozenset[tuple[str, str]] = frozenset()  # variables, and letters of `declare`: A, i, l, u
    user: Value | None = None  # whom a wrapper changed to; None: the image's user
    name: Value = Value("sh")
    arguments: tuple[Value, ...] = ()
    functions: Functions = field(default_factory=Functions)
    # the variables that the function keeps for itself in which it was forked; None outside of functions
    locals: frozenset[str] | None = None
    traps: dict[str, Trap] = field(default_factory=dict)
    options: frozenset[str] = NONE
    status: Status = OK
    last_background: int | None = None
    jobs: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()  # its table of jobs: the last process of each, at the place that is its number
    disowned: tuple[int, ...] = ()
    statuses: dict[int, Status] = field(default_factory=dict)
    unremembered: frozenset[int] = frozenset()  # those that bash forgot when a `wait` without operands was over
    heard: int = 0  # how many of them ended before the last time it waited, or ran a tool: the rest end as it goes on
    block: Block | None = None
    pending: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    cwd: str | None = "/"
    folders: tuple[str | None, ...] = ()  # bash's stack of working directories below this one, the last one first
    main: int = 0  # $$
    captured: Value = Value("")
    results: dict[int, Value] = field(default_factory=dict)  # of command substitutions, by node
    guards: frozenset[str] = NONE  # traps that stood while something was run, or decided, on which the script may end
    trapped: bool = False  # a trap was set at some time (ash does not exec implicitly any more)
    piped: bool = False  # in a pipeline, with something in front of it
    reads: Value | None = None  # what that writes, where it is known
    fed: bool = False  # something around what it runs gives it something to read: `done < file`, `exec < file`
    starved: bool = False  # in a pipeline behind a command whose output goes to a file: nobody writes to it
    interrupted: bool = False  # bash got INT while a foreground child runs
    own_pipes: frozenset[str] = NONE  # descriptors of named pipes that it opened for both directions: they never end
    hardened: bool = False  # bash's own copy in the background, without job control: itself, it ignores INT and QUIT
    deaf: frozenset[str] = NONE  # signals that were ignored when this shell program was started: it can't trap them
    forgotten: frozenset[str] = NONE  # signals whose trap was taken back with `trap -`
    mortal: bool = False  # bash installed its handlers for the signals that end it (an EXIT trap, `trap -p`)
    script: Source | None = None
    replaced: int = 0  # how many shells it was before, each of which became the next one
    is_string: bool = False  # `sh -c …`: it runs a text, no file
    role: Role = "shell"
    guessed: str = ""  # why nobody knows whether it is this shell, or another that replaces itself
    dropped: str = ""  # the signal that it dropped as PID 1, having no trap for it
    keyword: str = ""  # its first argument, where that is no program's name, but what the script asks for
    supplied: bool = False  # it has run a text of which nothing is known: any variable may have been set there
    lent: str = ""  # a script that it has read with `.`, of which nothing is known: its functions may be called

    def copy(self) -> Shell:
        twin = replace(self)
        twin.variables = dict(self.variables)
        twin.traps = dict(self.traps)
        twin.statuses = dict(self.statuses)
        twin.results = dict(self.results)
        return twin

    def key(self, order: Order) -> tuple[object, ...]:
        block = self.block
        waits: tuple[object, ...] | None = None
        if block is not None:
            waits = (block.kind, tuple(order(pid) for pid in block.pids), block.place, block.any_one, block.all_jobs)
        return (
            *super().key(order), stack_key(self.stack), self.arguments, self.functions.key, tuple(sorted(self.traps)),
            tuple(trap.place for _, trap in sorted(self.traps.items())), self.options, self.status.code,
            order(self.last_background or 0), tuple(map(order, self.jobs)), tuple(map(order, self.slots)), waits, self.pending, self.handling, self.cwd,
            self.folders, self.captured, self.readonly, self.attributes, self.user, self.own_pipes, self.fed,
            self.supplied, bool(self.lent), self.trapped, self.reads,  # which file it was is for people
        )  # fmt: skip

    def handlers(self) -> list[Value]:
        """What its traps do when a signal comes that may be a stop."""
        bodies = (trap.body for name, trap in self.traps.items() if name not in NO_STOP)
        return [body for body in bodies if body is not None and body.text.strip()]

    def has_keys(self, name: str) -> bool:
        """Whether an array was declared that has texts in place of numbers: `declare -A`."""
        return (name, "A") in self.attributes

    def drop_elements(self, name: str) -> None:
        """Take away what is kept of an array's elements."""
        for key in [key for key in self.variables if key.startswith(name + "[")]:
            del self.variables[key]

    def path(self, text: str) -> str | None:
        """The absolute path that a text names; None where the working directory is not known."""
        return absolute(text, self.cwd) if text.startswith("/") or self.cwd is not None else None

    def ventures(self) -> None:
        """It runs something, or decides: the traps that stand now have a use, whatever comes behind."""
        self.guards |= frozenset(self.traps)

    def push(self, *frames: Frame) -> None:
        """Put frames on the control stack; the first one given is done first."""
        for frame in reversed(frames):
            self.stack = (frame, self.stack)
