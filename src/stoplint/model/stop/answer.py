"""The answer for one image: runs, the processes of a run, and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.image import Argument, Image
    from stoplint.text import Source, Span

Verdict = Literal[
    "graceful", "lost", "killed", "partial", "ignored", "abrupt", "hangs", "exits-early", "fails-to-start", "unknown"
]

# Worst first: of several runs of a default (undecidable) kind the worst is told.
VERDICTS: tuple[Verdict, ...] = (
    "fails-to-start", "lost", "killed", "ignored", "partial", "hangs", "abrupt", "exits-early", "unknown", "graceful",
)  # fmt: skip


@dataclass(frozen=True)
class Process:
    """A node of the process tree at the steady state.

    `id` is the process's number in its PID namespace (PID 1 is 1), `parent` its parent's (0 for PID 1).
    `argv` are the words, as far as known ("$X" stands where a value is not). `span` is the place that started
    it. `started` tells how: "launch" (by the runtime), "exec", "fork", "background", "pipe", "substitution".
    `program` is the name in the tables, or None. `role` is "application", "shell", "init", "wrapper",
    "keep-alive" or "helper". `receives` are the signals it got during the stop (in order); `does` is a phrase
    for people: "drops SIGTERM: a shell without a trap", "shuts down in an orderly way, then exits".
    `fate` is how it ended: "finished", "cut" (ended at once by a signal), "killed" (by the kernel or SIGKILL),
    "exited" (before the stop), "stays" (until SIGKILL at the end of the grace period).
    """

    id: int
    parent: int
    argv: tuple[str, ...]
    span: Span | None
    started: str
    role: str
    program: str | None = None
    receives: tuple[str, ...] = ()
    does: str = ""
    fate: str = ""
    # for a shell: the text it runs; for a program: what it gets to see of the environment, as far as known
    script: Source | None = None
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cause:
    """Why a run's verdict is not graceful: the one place where the signal's way ends.

    `kind` is one of a closed set (see `model.diagnosis`), `span` the primary place (the launch, the trap, the
    wrapper …), `subject` the text to name (usually the application), `holder` who holds or breaks the signal's
    way, `related` further places with their labels, in order from the Dockerfile to the application.
    """

    kind: str
    span: Span | None
    subject: str = ""
    holder: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """One way through the start scripts to a steady state, and what the stop does there."""

    default: bool
    conditions: tuple[str, ...]
    verdict: Verdict
    reason: str
    processes: tuple[Process, ...]
    cause: Cause | None = None
    # what is wrong beside the verdict (a trap that exec throws away, a trap on KILL)
    remarks: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Launch:
    """What the runtime starts and how it stops it: the argv that becomes PID 1, stop signal, grace period (s)."""

    argv: tuple[Argument, ...]
    stop_signal: Fact[str]
    grace: Fact[float]
    init: bool = False


@dataclass(frozen=True)
class ImageTrace:
    """An image's answer: that of its default run, and the other runs."""

    image: Image
    launch: Launch | Unknown
    verdict: Verdict
    reason: str
    runs: tuple[Run, ...] = field(default=())
