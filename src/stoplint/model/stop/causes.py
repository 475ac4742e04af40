"""Why a run is not graceful: the one place where the signal's way ends. A closed set, one class a cause.

`diagnosis`, `shell_causes` and `remarks` find them, the rules in `checks` are about them, `edits` fix them. To add a
cause: a class here, in the union at the end, and the place that finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Union

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.kinds import Role
    from stoplint.model.processes.start import NotStarted
    from stoplint.model.stop.reaction import InFront, Reaction
    from stoplint.model.stop.runner_ends import End
    from stoplint.text import Span

# How a shell started the child that the cause is about.
How = Literal["foreground", "background", "pipeline", "subshell", "substitution"]
# What a shell still has to do when its child has ended.
Behind = Literal["", "loop", "commands", "trap"]
# How a loop that pauses starts a program: in each round, or where it has asked whether to.
Pace = Literal["", "paced", "asked"]


@dataclass(frozen=True)
class _Cause:
    """What all causes have in common.

    `span` is the primary place (the launch, the trap, the wrapper …), `subject` the name of who suffers (usually the
    application), `holder` who holds or breaks the signal's way, `related` further places with their labels, in order
    from the Dockerfile to the application. `heard`: the application got a signal.
    """

    span: Span | None
    subject: str = ""
    holder: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    heard: bool = False


# ---------------------------------------------------------------- a shell on the way
@dataclass(frozen=True)
class AtShell(_Cause):
    """The signal's way ends at a shell.

    `deep`: the application is no child of it. `is_string`: the shell runs a string (`sh -c`), no file. `daemon`: the application
    went into the background by itself; `in_front`: how it would stay in the foreground, `stopped_by`: what stops it, where a
    control script has left it behind. `hands_over`: the shell would go on to
    `exec` something. `stays`: the stop does not end the shell. `cutter`: what stands between it and the application, passes the
    signal on and kills after so many seconds (`after`), for which it always stays (`lingers`); `instead`: the catalog's advice. `execs`: the child is what a forked copy
    of the shell became by `exec`. `cut`: the signal that the application got in the end is one that it has no orderly stop for.
    `fed`: in a pipeline it reads what another part of it writes. `unseen`: the text that starts the child stands in no file, so
    that the place is where the shell was started. `bare`: the child is a script without a `#!` line, which only a shell runs.
    `got`: the signal that a supervisor sends the shell in place of the stop signal. `copied`: the shell is a copy in the
    background (`main &`), which has no trap of the script's. `blocker`: what stands between that passes no signal on; `ways`: the
    catalog's advice. `next_word`: a loop goes on to the next of its words; `pace`: how one that pauses comes to start it.
    """

    how: How = "foreground"
    deep: bool = False
    is_string: bool = False
    dialect: Dialect = "dash"
    behind: Behind = ""
    next_word: bool = False
    pace: Pace = ""
    daemon: bool = False
    in_front: InFront | None = None
    stopped_by: str = ""
    hands_over: bool = False
    execs: bool = False
    fed: bool = False
    unseen: bool = False
    bare: bool = False
    copied: bool = False
    got: str = ""
    stays: bool = False
    cut: bool = False
    cutter: str = ""
    lingers: bool = False
    after: float = 0.0
    instead: str = ""
    blocker: str = ""
    ways: str = ""


@dataclass(frozen=True)
class ShellInFront(AtShell):
    """A shell without a trap waits for a child in the foreground."""


@dataclass(frozen=True)
class ExecInChild(AtShell):
    """As ShellInFront; the child is what a forked copy of the shell became by `exec`."""


@dataclass(frozen=True)
class NoTrap(AtShell):
    """A shell without a trap sits in `wait`, or in a loop of builtins, beside children in the background.

    `keeps`: something else, in its foreground, which would hold a trap back.
    """

    keeps: str = ""


@dataclass(frozen=True)
class ShellBehindInit(AtShell):
    """An init (or a supervisor) passes the signal to a shell without a trap, and not to what that started."""

    wrapper: str = ""


@dataclass(frozen=True)
class ShellBehindWrapper(AtShell):
    """Likewise another wrapper: su, sudo, timeout."""

    wrapper: str = ""


@dataclass(frozen=True)
class KeepAlive(AtShell):
    """The shell waits for `keeps`, which does nothing, instead of the application.

    `shows`: it follows a log, for the container's output. `asked_by`: what the script has asked the application for in
    between. `trap`: it holds a trap back. `idle`: no application is known to run; `left`: what was asked to go on in the
    background, and came back. `rounds`: a loop does something, and then waits for `keeps` until the next time; `pause`: the
    script has something to do behind it. `apart`: another script starts the application, and may start it again. `alone`:
    nothing was started that may run beside it: what is to run in the container is started by hand. `passed`: what stands in
    front of it, at `passed_at`, which it comes behind only if that does not stay.
    """

    keeps: str = ""
    shows: bool = False
    asked_by: str = ""
    left: tuple[str, ...] = ()
    trap: bool = False
    apart: bool = False
    idle: bool = False
    rounds: bool = False
    pause: bool = False
    alone: bool = False
    passed: str = ""
    passed_at: Span | None = None


@dataclass(frozen=True)
class NeverEnds(AtShell):
    """The application is done, and the shell goes on, with `keeps` if that is known."""

    keeps: str = ""


# ---------------------------------------------------------------- a trap
@dataclass(frozen=True)
class TrapRefused(AtShell):
    """The shell does not know the signal by the name `word`: the trap is not set."""

    word: str = ""


@dataclass(frozen=True)
class TrapMisses(AtShell):
    """There are traps for other signals (`names`)."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrapUncatchable(AtShell):
    """The trap is for a signal that no process can catch."""

    name: str = ""


@dataclass(frozen=True)
class TrapLate(AtShell):
    """The trap stands further down than the place where the shell waits."""


@dataclass(frozen=True)
class TrapDeferred(AtShell):
    """The trap is held back as long as `keeps` is in the foreground.

    `beside`: that is another one than the application, which runs in the background. `idle`: no application is known to run.
    `supervises`: it keeps services, as systemd does.
    """

    keeps: str = ""
    beside: bool = False
    idle: bool = False
    supervises: bool = False


@dataclass(frozen=True)
class TrapEarly(AtShell):
    """The handler was expanded when the trap was set, with `names` still empty."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrapSilent(AtShell):
    """The handler ran and told the application nothing.

    `apart`: another script, or a text of its own, has started the application. `of_exit`: it is bash's EXIT trap. `unlisted`: it asked for the jobs in a `$( )`, where this shell lists none.
    `job`: it signalled a job by this name (`%1`), and the shell has no job control. `behind_wait`: what would have told it
    stands behind the `wait` that the signal interrupts, with which `set -e` ends the script. `foreign`: the handler told this one,
    whose PID `$!` was at the place.
    """

    apart: bool = False
    of_exit: bool = False
    unlisted: bool = False
    job: str = ""
    behind_wait: str = ""
    foreign: str = ""


@dataclass(frozen=True)
class TrapLeaves(AtShell):
    """The handler told the application, and the shell did not wait for it."""


@dataclass(frozen=True)
class KillRefused(AtShell):
    """The shell knows no signal by the name `word`: nothing was sent."""

    word: str = ""


@dataclass(frozen=True)
class HandlerRecursion(AtShell):
    """The handler signals its own shell, over and over."""


@dataclass(frozen=True)
class IgnoredByShell(AtShell):
    """The signal is switched off with `trap ''`."""


# ---------------------------------------------------------------- a wrapper, or nobody, on the way
@dataclass(frozen=True)
class WrapperBlocks(_Cause):
    """The holder does not pass the signal on, or does not wait. `leaves`: it ends at once. `advice`: the catalog's.

    `supervises`: it keeps several programs. `call`: what in a script that is none of a shell starts `program`.
    """

    leaves: bool = False
    advice: str = ""
    supervises: bool = False
    call: str = ""
    program: str = ""


@dataclass(frozen=True)
class WrapperKills(_Cause):
    """The holder passes the signal on, and kills what is left after so many seconds. `advice`: the catalog's.

    `supervises`: it keeps several programs, and what it sends them stands in its configuration. `at_once`: that it
    sends SIGKILL in place of the signal. `sends`: the signal (without SIG) that it sends in place of the one it gets.
    """

    after: float = 0.0
    advice: str = ""
    supervises: bool = False
    at_once: bool = False
    sends: str = ""


@dataclass(frozen=True)
class PackageRunner(_Cause):
    """npm and its like: the runner (`holder` is what it started) breaks the way by its shell, by killing or blocking.

    `end`: what it ends in. `script`: the command of package.json's script that this was started with. `steps`: others come before
    it, in that script or in one of its own (`prestart`). `waits`: the runner waits for what it has passed the signal
    to, and `exec` in front of the command would make that the application.
    """

    wrapper: str = ""
    breaks: Literal["shell", "kills", "blocks"] = "blocks"
    end: End = None  # type: ignore[assignment]  # always given: only defaults may follow defaults
    script: Span | None = None
    steps: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Beside(_Cause):
    """PID 1 is a program of this role, and the application runs beside or below it.

    `feeds`: by a process substitution. `stopped_by`: as above. `daemon`: it went into the background by itself, below what keeps or waits for it
    (`in_front` as above).
    `keeps`: what it is that it runs beside, where that is no application. `shows`: that follows a log. `volatile`: nothing
    that it holds would outlive its orderly end.
    """

    role: Role | None = None
    feeds: bool = False
    daemon: bool = False
    in_front: InFront | None = None
    stopped_by: str = ""
    keeps: Literal["", "keep-alive", "supervisor"] = ""
    shows: bool = False
    volatile: bool = False


# ---------------------------------------------------------------- the signal arrives
@dataclass(frozen=True)
class ApplicationIgnores(_Cause):
    """The application gets the signal, and stays."""

    reaction: Reaction = None  # type: ignore[assignment]  # always given: only defaults may follow defaults


@dataclass(frozen=True)
class ApplicationCut(_Cause):
    """The application gets the signal, and stops at once."""

    reaction: Reaction = None  # type: ignore[assignment]  # likewise


@dataclass(frozen=True)
class Uncatchable(_Cause):
    """The stop signal is one that no program can handle."""


@dataclass(frozen=True)
class TooSlow(_Cause):
    """The stop would end well, and takes at least `needs` seconds: more than the `grace` period has."""

    needs: float = 0.0
    grace: float = 0.0

    @property
    def takes(self) -> str:
        """How long the stop takes, as the rest of a sentence."""
        return f"takes at least {self.needs:g} s" if self.needs > self.grace else f"takes more than {self.grace:g} s"


# ---------------------------------------------------------------- there is no stop
@dataclass(frozen=True)
class Daemonizes(_Cause):
    """The application goes into the background, and the container ends.

    `setting`, `flag`: what would keep it in the foreground, in its configuration and on its command line; `asked`: what asks
    for the background, where neither is known. `by_script`: a control script starts it.
    """

    setting: str = ""
    flag: str = ""
    asked: str = ""
    by_script: bool = False


@dataclass(frozen=True)
class BackgroundEnd(_Cause):
    """The script puts the application into the background and ends. `wrapper`: a program does so, as setsid."""

    wrapper: bool = False


@dataclass(frozen=True)
class NoInput(_Cause):
    """A shell was started with nothing to run."""


@dataclass(frozen=True)
class Required(_Cause):
    """A variable that must be set is not."""


@dataclass(frozen=True)
class Ended(_Cause):
    """The container ends by itself, and nothing more is known about why."""


@dataclass(frozen=True)
class CannotStart(_Cause):
    """PID 1, or what it needs, can't be started."""

    failure: NotStarted | None = None


# ---------------------------------------------------------------- no verdict's doing
@dataclass(frozen=True)
class TrapsLost(_Cause):
    """A remark: `exec` replaces the shell, and the trap for `name` with it. `supervises`: that keeps services."""

    name: str = ""
    supervises: bool = False


@dataclass(frozen=True)
class UncatchableName(_Cause):
    """A remark: a trap for a signal that no process can catch, on which nothing depends."""

    name: str = ""


@dataclass(frozen=True)
class WrapperCuts(_Cause):
    """A remark: a wrapper would kill the application after so many seconds, within the grace period.

    `advice` and `sends` as above.
    """

    after: float = 0.0
    advice: str = ""
    sends: str = ""


@dataclass(frozen=True)
class ByLuck(_Cause):
    """A remark: the shell is gone only because it execs its last command by itself."""


@dataclass(frozen=True)
class Outwaited(_Cause):
    """A remark: on this signal the application waits until every client has left, however long that takes.

    `limit`: the seconds that a supervisor gives it (None: the grace period is all).
    """

    reaction: Reaction = None  # type: ignore[assignment]  # likewise
    limit: float | None = None


@dataclass(frozen=True)
class MayOutlast(_Cause):
    """A remark: the application gives its work up to `needs` seconds, more than the `grace` period has. `asked`: by an option of its own."""

    needs: float = 0.0
    grace: float = 0.0
    asked: bool = False


@dataclass(frozen=True)
class Unexpanded(_Cause):
    """A remark: the application gets a variable (`word`) as it is written, for no shell stands before it and it expands none."""

    word: str = ""


ShellCause = Union[
    ShellInFront, ExecInChild, NoTrap, ShellBehindInit, ShellBehindWrapper, KeepAlive, NeverEnds, TrapRefused, TrapMisses,
    TrapUncatchable, TrapLate, TrapDeferred, TrapEarly, TrapSilent, TrapLeaves, KillRefused, HandlerRecursion, IgnoredByShell,
]  # fmt: skip
Remark = Union[TrapsLost, UncatchableName, WrapperCuts, ByLuck, Outwaited, MayOutlast, Unexpanded]
Cause = Union[
    ShellCause, WrapperBlocks, WrapperKills, PackageRunner, Beside, ApplicationIgnores, ApplicationCut, Uncatchable,
    TooSlow, Daemonizes, BackgroundEnd, NoInput, Required, Ended, CannotStart, Remark,
]  # fmt: skip
# A trap may have more than one fault: when the first is fixed, the second comes to light.
STEPWISE = (
    TrapRefused, TrapMisses, TrapUncatchable, TrapLate, TrapDeferred, TrapEarly, TrapSilent, TrapLeaves, KillRefused,
    HandlerRecursion,
)  # fmt: skip
