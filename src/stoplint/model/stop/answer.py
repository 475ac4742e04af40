"""The answer for one image: runs, the processes of a run, and its verdict."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.workload import Workload

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.image import Argument, Image
    from stoplint.model.processes.kinds import Fate, Role, Started
    from stoplint.model.processes.world import Condition
    from stoplint.model.stop.causes import Cause, Remark
    from stoplint.model.workload.hooks.effect import Effect
    from stoplint.text import Source, Span

Verdict = Literal[
    "graceful", "lost", "killed", "partial", "ignored", "abrupt", "hangs", "exits-early", "fails-to-start", "unknown"
]

# Why a run is no ground for a finding: not even the usual run is known ("undecided"); nothing runs in it that serves
# anybody ("idle"); the script goes on to hand over by exec ("hands-over"); a server is only set up in it ("set-up");
# what runs in it is not what usually does ("unusual"); it takes another user than the image itself says ("other-user"); whoever
# starts it waits until it ends by itself ("job").
Passing = Literal["undecided", "idle", "hands-over", "set-up", "unusual", "other-user", "job"]

# What an answer may rest on although nothing shows it: that a program of which nothing is known heeds its signal
# ("handles"); that a script which was not read ends, and the one that waits for it goes on ("returns"); that the base image's
# ENTRYPOINT runs the command that it is given ("hands-over"); that a base image of which nothing is known sets no stop signal
# of its own ("stop-signal"); that a Dockerfile of the same repository makes the base image ("built-from"); that the program's own
# command for it, which a handler runs, stops it, and comes back when it has ended ("stops"); that a file of the repository is
# what the image starts at a path where nobody knows what is there ("stands-for").
Assumed = Literal["handles", "returns", "hands-over", "stop-signal", "built-from", "stops", "stands-for"]

# Worst first: of several runs of a default (undecidable) kind the worst is told.
VERDICTS: tuple[Verdict, ...] = (
    "fails-to-start", "lost", "killed", "ignored", "partial", "hangs", "abrupt", "exits-early", "unknown", "graceful",
)  # fmt: skip


@dataclass(frozen=True)
class TracedProcess:
    """A node of the process tree at the steady state.

    `id` is the process's number in its PID namespace (PID 1 is 1), `parent` its parent's (0 for PID 1).
    `argv` are the words, as far as known ("$X" stands where a value is not). `span` is the place that started
    it, `program` the name in the catalog, or None, `name` how people call it. `ends_anyhow`: it is known to have no orderly
    stop, and loses as much when it is told. `job`: the first part's number for one of a pipeline, else 0; `stopped_by`: what stops
    it, where a control script has left it behind; `keeper`: the supervisor that has started it, or what left it behind. `develops`:
    only somebody who develops runs it, or what keeps it. `trapped`: a shell with a trap for the stop signal. `receives` are the signals it got during the stop (in order); `does`
    is a phrase for people: "drops SIGTERM: a shell without a trap", "shuts down in an orderly way, then exits".
    """

    id: int
    parent: int
    argv: tuple[str, ...]
    span: Span | None
    started: Started
    role: Role
    program: str | None = None
    receives: tuple[str, ...] = ()
    does: str = ""
    fate: Fate = ""
    # for a shell: the text it runs; for a program: what it gets to see of the environment, as far as known
    script: Source | None = None
    environment: tuple[tuple[str, str], ...] = ()
    name: str = ""
    ends_anyhow: bool = False
    job: int = 0
    stopped_by: str = ""
    keeper: int = 0
    develops: bool = False
    trapped: bool = False


@dataclass(frozen=True)
class Assumption:
    """Something that is taken to be so. `subject` is the program, as people call it, or the base image.

    `signal` is the one that the program gets (SIGTERM), or that is taken to be the stop signal; "" where none matters.
    `process` is the program's number in its PID namespace, 0 for an image. `path` is the Dockerfile that is taken to make
    the image, or the file that is taken to be the program, `evidence` what speaks for it ("compose.yaml:7"). `command` is the one that is taken to stop the program.
    """

    kind: Assumed
    subject: str
    signal: str = ""
    process: int = 0
    path: str = ""
    evidence: str = ""
    command: str = ""


@dataclass(frozen=True)
class Run:
    """One way through the start scripts to a steady state, and what the stop does there."""

    default: bool
    conditions: tuple[Condition, ...]
    verdict: Verdict
    reason: str
    processes: tuple[TracedProcess, ...]
    cause: Cause | None = None
    # why it is no run to speak of: another one only passes it, or nothing certain is known
    passing: Passing | None = None
    # what the stop would do if that cause were repaired, where something else would be wrong then
    then: Run | None = None
    # the interpreter that would be PID 1 then, which ends on the stop signal only if its program handles it: nobody read that
    on_its_program: str = ""
    # the program that would be it, of which nothing is known
    on_unknown: str = ""
    # likewise the script that would be it, and that nobody read
    on_its_script: str = ""
    # in such a run: who no longer holds the signal up on its way to this cause
    freed: tuple[str, ...] = ()
    # and which signal the application gets then, by which it shuts down in an orderly way, as SIGQUIT
    given: str = ""
    # the `id` of the application that the cause is about; 0 where it is about none
    victim: int = 0
    # what is wrong beside the verdict (a trap that exec throws away, a trap on KILL)
    remarks: tuple[Remark, ...] = ()
    # the programs in it that are taken to heed their signal: whatever the verdict, where they got it
    assumes: tuple[Assumption, ...] = ()
    # how often something was asked on the way that nothing here answers; `conditions` tells each once
    asked: int = 0
    # a script that is run as a step ended with an error of its own, whose status nobody asks for
    gave_up: bool = False

    @property
    def applications(self) -> tuple[TracedProcess, ...]:
        """The processes that the container is there for."""
        return tuple(each for each in self.processes if each.role == "application")


@dataclass(frozen=True)
class Launch:
    """What the runtime starts and how it stops it: the argv that becomes PID 1, stop signal, grace period (s).

    `hands_over`: why the base image's ENTRYPOINT is not known, where it is taken to hand over to CMD (`exec "$@"`).
    """

    argv: tuple[Argument, ...]
    stop_signal: Fact[str]
    grace: Fact[float]
    init: bool = False
    hands_over: Unknown | None = None


@dataclass(frozen=True)
class ImageTrace:
    """An image's answer: that of its default run, and the other runs.

    `assumes`: what its verdict rests on and nothing shows; none where the verdict is `unknown`. `context`: the build context,
    where another file says which one it is (`context_said_by`).
    """

    image: Image
    launch: Launch | Unknown
    verdict: Verdict
    reason: str
    runs: tuple[Run, ...] = ()
    workload: Workload = field(default_factory=Workload)
    assumes: tuple[Assumption, ...] = ()
    context: str = ""
    context_said_by: str = ""
    # what the hooks of the container do before the stop signal, in their order
    before: tuple[Effect, ...] = ()

    @cached_property
    def by_signal(self) -> dict[str, ImageTrace]:
        """The same image stopped with other signals, as far as anybody asked (see `trace.with_stop_signal`)."""
        return {}

    @cached_property
    def by_sh(self) -> dict[Dialect, ImageTrace]:
        """The same image with other shells, as far as anybody asked (see `trace.with_sh`)."""
        return {}
