"""Why a shell on the signal's way breaks it: what it waits for, and what is wrong with its trap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.short_lived import asks_to_start
from stoplint.model.processes import events
from stoplint.model.processes.kinds import Mended, Running, Shell, Supervising, Wrapping
from stoplint.model.shell.control import commands_left, goes_round, takes_another_word
from stoplint.model.shell.dialects import trap_name
from stoplint.model.stop import causes, left_to_do
from stoplint.model.stop.alone import is_alone, last_passed
from stoplint.model.stop.below_shells import (
    blocked_by,
    cut_by,
    cutter_of,
    execs,
    how_of,
    in_subshell,
    is_background_copy,
    is_bare,
    keep_alive,
    script_line,
    shows_log,
    start_of,
    start_within,
    started,
)
from stoplint.model.stop.naming import (
    chain_to,
    has_services,
    in_front,
    is_companion,
    name_of,
    names_of,
    places_of,
    stopped_by,
)
from stoplint.model.stop.rests import is_sleep
from stoplint.model.stop.runner_ends import end_of
from stoplint.model.stop.stop import left_behind
from stoplint.syntax.shell_nodes import Simple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.model.processes.kinds import Process, Trap
    from stoplint.model.processes.world import World
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.stop import Stopped
    from stoplint.text import Span

# Names of traps that no signal sets off.
_NO_SIGNALS = ("ERR", "DEBUG", "RETURN")
C = TypeVar("C", bound=causes.ShellCause)


def shell_cause(
    stopped: Stopped, signal: str, shell: Shell, child: Process, app: Process, chain: list[Process]
) -> Cause | None:
    """The cause that lies with `shell`, on the way from PID 1 through `child` to `app`; None if it passes the signal on."""
    return _Breach(stopped, signal, shell, child, app, chain).cause()


class _Breach:
    """The place where a shell may hold the signal up, and what all causes there have in common."""

    def __init__(
        self, stopped: Stopped, signal: str, shell: Shell, child: Process, app: Process, chain: list[Process]
    ) -> None:
        self.stopped = stopped
        self.end = stopped.end
        got = self.end.processes[shell.pid].receives  # a supervisor may send another one than it gets
        self.sent = got[0] if got and signal not in got else ""
        self.signal = self.sent or signal
        self.shell = shell
        self.child = child
        self.app = app
        self.below = chain[chain.index(child) :]
        self.cutter = cutter_of(self.below, (stopped.end.processes[shell.pid].receives or (signal,))[-1])
        self.holders = places_of(chain[: chain.index(child)], stopped.end)
        self.how = how_of(shell, child)
        self.start = start_of(shell, child) if self.how != "subshell" else start_within(shell, self.below)
        self.told = self._told()
        self.daemon = self.told.is_daemon and self.told.ppid == 1
        self.kind = shell.block.kind if shell.block is not None else ""
        self.keeps = keep_alive(stopped.steady, shell, self.below)
        running = [p for p in stopped.steady.living() if isinstance(p, Running)]
        alone = all(p.role == "keep-alive" or is_companion(p) for p in running if not p.maybe)
        self.idle = alone and isinstance(child, Running) and not is_companion(child)

    def heard(self, process: Process) -> bool:
        return self.end.processes[process.pid].is_told

    def of(self, kind: type[C], span: Span | None, **details: Any) -> C:
        """A cause of this kind, with what is known here."""
        app, child, shell, start = self.app, self.child, self.shell, self.start
        span = span if span is not None and not span.source.is_nowhere else shell.place
        further = []
        if start is not None and not start.source.is_nowhere and start != span:
            further.append((start, started(app, child, self.how)))
        wait = shell.block.place if shell.block is not None and self.kind == "wait" else None
        if wait is not None and wait != span:
            further.append((wait, f"{name_of(shell)} waits here"))
        if kind in (causes.NoTrap, causes.ShellInFront):
            further += self._lost_traps()
        told = self.told
        holder, subject = names_of(shell, told)
        last = self.end.processes[shell.pid]
        return kind(
            span=span,
            subject=subject,
            holder=holder,
            related=(*self.holders, *further),
            heard=self.heard(app),
            how=self.how,
            deep=child is not app and child is not told,
            bare=is_bare(shell, child, start),
            is_string=shell.is_string,
            dialect=shell.dialect,
            behind=left_to_do.behind(shell),
            next_word=takes_another_word(shell),
            pace=left_to_do.pace(shell, start),
            hands_over=left_to_do.hands_over(shell) and not (isinstance(app, Running) and app.stays == "forever"),
            daemon=self.daemon,
            in_front=in_front(told, self.signal) if self.daemon else None,
            stopped_by=stopped_by(told),
            execs=execs(shell, child),
            got=self.sent,
            copied=is_background_copy(self.stopped.steady, shell),
            fed=self._is_fed(),
            unseen=start is None or start.source.is_nowhere,
            stays=last.alive or bool(last.killer),
            cut=self.end.processes[app.pid].fate == "cut",
            **cut_by(self.cutter),
            **blocked_by(self.below),
            **details,
        )

    def _is_apart(self) -> bool:
        """Whether another script, or a text that some program was given, has started the child: `$!` is not its PID here."""
        start, own = self.start, self.shell.script
        return start is not None and own is not None and start.source is not own and not self.daemon

    def _is_fed(self) -> bool:
        """Whether it is a part of a pipeline that reads what one before it writes, or has written."""
        return self.how == "pipeline" and any(
            each.started == "pipe" and each.job == self.child.job and each.pid < self.child.pid
            for each in self.stopped.steady.processes.values()
        )

    def _told(self) -> Process:
        """What below the shell the message is about: a supervisor, that stops what it keeps, or a loop in place of its pause."""
        chain = [each for each in self.below if isinstance(each, (Supervising, Shell))]
        supervisor = next((each for each in chain if isinstance(each, Supervising)), None)
        if supervisor is not None and not isinstance(supervisor, Mended):
            return supervisor
        loop = self.below[-2] if len(self.below) > 1 else None
        if isinstance(loop, Shell) and loop.script is not self.shell.script and is_sleep(self.app) and goes_round(loop):
            return loop
        return self.app

    def _lost_traps(self) -> Iterator[tuple[Span, str]]:
        """Where a trap for the signal is set that this shell has not: a subshell's ended with that, a script's its copies lack."""
        above = [each.pid for each in chain_to(self.stopped.steady, self.shell.pid)]
        name = name_of(self.shell)
        copy = "copy in the background" if self.shell.started == "background" else "subshell"
        for other in self.stopped.steady.processes.values():
            if isinstance(other, Shell) and other.pid != self.shell.pid and other.script is self.shell.script:
                trap = other.traps.get(self.signal)
                if trap is None or trap.body is None or trap.place.source.is_nowhere:
                    continue
                if other.pid in above:
                    yield trap.place, f"{name} itself has this trap; its {copy} does not"
                else:
                    yield trap.place, f"set in a subshell: {name} itself does not have it"

    # ------------------------------------------------------------ which one
    def cause(self) -> Cause | None:
        trap = self.shell.traps.get(self.signal)
        if trap is None:
            return self._untrapped()
        if trap.body is None:
            return self.of(causes.IgnoredByShell, trap.place)
        ran = events.of_kind(self.end.events, events.TrapRan)
        if not any((event.pid, event.signal) == (self.shell.pid, self.signal) for event in ran):
            if self.keeps is not None:
                return self.of(
                    causes.KeepAlive,
                    self.keeps.place,
                    keeps=name_of(self.keeps),
                    shows=shows_log(self.keeps),
                    trap=True,
                )
            front = self._in_front()
            return self.of(
                causes.TrapDeferred,
                trap.place,
                keeps=name_of(front),
                beside=front is not self.child,
                idle=self.idle,
                supervises=has_services(front),
            )
        if self.heard(self.child) and not self.heard(self.app):
            return None  # it forwarded: what its child makes of that is the child's
        return self._trapped(trap)

    def _in_front(self) -> Process:
        """What the shell has in the foreground; the application's side where that is it, or nothing is."""
        block = self.shell.block
        if block is None or block.kind != "foreground" or self.child.pid in block.pids:
            return self.child
        return next((each for pid in block.pids if (each := self.stopped.steady.processes.get(pid))), self.child)

    def _untrapped(self) -> Cause | None:
        """A shell that has no trap for the signal."""
        shell, child, start = self.shell, self.child, self.start
        passed_on = self._behind_another()
        if passed_on is not None:
            return passed_on
        refused = _refused_trap(self.stopped.steady, shell, self.signal)
        if refused is not None:
            return self.of(causes.TrapRefused, refused.place, word=refused.word)
        if self.keeps is not None:
            return self.of(
                causes.KeepAlive,
                self.keeps.place,
                keeps=name_of(self.keeps),
                shows=shows_log(self.keeps),
                rounds=goes_round(shell) and is_sleep(self.keeps),
                apart=self._is_apart(),
                asked_by=left_to_do.asked_between(shell, start, self.keeps.place),
            )
        if self.idle:
            rounds = goes_round(shell) and is_sleep(child)
            pause = is_sleep(child) and left_to_do.behind(shell) == "commands"
            alone = not (rounds or pause) and is_alone(self.stopped.steady, child)
            passed = None if rounds or pause else last_passed(self.stopped.steady, shell)
            cause = self.of(
                causes.KeepAlive,
                start,
                keeps=name_of(child),
                shows=shows_log(child),
                idle=True,
                left=tuple(dict.fromkeys(_left(self.stopped.steady))),
                rounds=rounds,
                pause=pause,
                alone=alone,
                asked_by=left_to_do.asked_between(shell, None, start),
                passed=name_of(passed) if passed is not None else "",
                passed_at=passed.place if passed is not None else None,
            )
            if passed is None or passed.place is None:
                return cause
            label = f"whether {cause.passed} stays in the foreground is not known"
            return replace(cause, related=(*cause.related, (passed.place, label)))
        late = _later_trap(shell, self.signal)
        if late is not None:
            return self.of(causes.TrapLate, late)
        of_any = events.of_kind(self.stopped.steady.events, events.UncatchableTrapped)
        uncatchable = next((event for event in of_any if event.pid == shell.pid), None)
        if uncatchable is not None:
            return self.of(causes.TrapUncatchable, uncatchable.place, name=uncatchable.name)
        left = self.end.processes[shell.pid]
        if "EXIT" in shell.traps and isinstance(left, Shell) and "EXIT" not in left.traps:
            # bash has run it
            place = shell.traps["EXIT"].place
            if self.stopped.verdict == "hangs":
                return self._goes_on(place)
            if self.heard(child):
                return None if self._left_alone() else self.of(causes.TrapLeaves, place)
            return self.of(causes.TrapSilent, place, of_exit=True)
        if execs(shell, child):
            return self.of(causes.ExecInChild, start)
        if self.kind == "foreground" and (self.how != "background" or self.daemon or self._is_waited_for()):
            return self.of(causes.ShellInFront, start)
        others = [(name, t) for name, t in shell.traps.items() if t.body is not None and name not in _NO_SIGNALS]
        if others:
            return self.of(causes.TrapMisses, others[0][1].place, names=tuple(name for name, _ in others))
        front = self._in_front()
        return self.of(causes.NoTrap, start, keeps=name_of(front) if front is not child else "")

    def _is_waited_for(self) -> bool:
        """Whether the shell sits in its foreground over this child: `fg` has brought it there."""
        return self.shell.block is not None and self.child.pid in self.shell.block.pids

    def _behind_another(self) -> Cause | None:
        """The cause where another program hands the signal to this shell."""
        parent = self.stopped.steady.processes.get(self.shell.ppid)
        if self.shell.pid == 1 or not isinstance(parent, (Wrapping, Running)) or isinstance(parent, Mended):
            return None
        wrapper = name_of(parent)
        if isinstance(parent, Supervising):
            return self.of(causes.ShellBehindInit, self.start, wrapper=wrapper)
        if isinstance(parent, Wrapping) and parent.wrapped.row.package_runner:
            plain = self.of(causes.ShellBehindWrapper, parent.place)
            script = script_line(self.shell, self.start) if parent.wrapped.script is not None else None
            # an exec in a pipeline or a subshell would leave the runner's shell in front; what stands behind it would not run
            alone = script is None or script.text == script.source.text.strip()
            waits = parent.wrapped.kind == "forward" and self.how == "foreground" and not in_subshell(script)
            waits = waits and not left_to_do.behind(self.shell)
            written = script.text.removeprefix("exec ") if script is not None else ""
            return causes.PackageRunner(
                plain.span, plain.subject, plain.holder, plain.related, plain.heard, wrapper, "shell",
                end_of(self.stopped.steady, parent, self.app, written), script,
                steps=parent.steps or not alone, waits=waits,
            )  # fmt: skip
        if isinstance(parent, Wrapping) and parent.wrapped.kind == "init":
            return self.of(causes.ShellBehindInit, self.start, wrapper=wrapper)
        if isinstance(parent, Wrapping):
            self.cutter = cutter_of([parent], self.signal) or self.cutter
        return self.of(causes.ShellBehindWrapper, self.start, wrapper=wrapper)

    def _trapped(self, trap: Trap) -> Cause | None:
        """The trap for the signal ran: what it did not do."""
        last = self.end.processes[self.app.pid]
        if any(event.signal == self.signal for event in events.of_kind(self.end.events, events.Recursion)):
            return self.of(causes.HandlerRecursion, trap.place)
        if not last.is_told:
            if trap.early:
                return self.of(causes.TrapEarly, trap.place, names=tuple(sorted(trap.early)))
            refused = next(events.of_kind(self.end.events, events.UnknownSignalSent), None)
            if refused is not None:
                return self.of(causes.KillRefused, refused.place, word=refused.word)
            unlisted = any(
                event.pid == self.shell.pid for event in events.of_kind(self.end.events, events.JobsUnlisted)
            )
            jobs = (
                event for event in events.of_kind(self.end.events, events.JobUnknown) if event.pid == self.shell.pid
            )
            job = next((event.word for event in jobs), "")
            apart = self._is_apart()
            place, behind = self._cut_short(left_to_do.tells)
            noted, other = (None, "") if behind or self.daemon else self._noted_late()
            return self.of(
                causes.TrapSilent, place or noted or trap.place,
                unlisted=unlisted, job=job, apart=apart, behind_wait=behind, foreign=other,
            )  # fmt: skip
        if self.stopped.verdict == "hangs":
            return self._goes_on(trap.place)
        if last.fate == "killed" and not last.killer and not self._left_alone():
            return self.of(causes.TrapLeaves, trap.place)
        return None

    def _cut_short(self, does: Callable[[Sequence[str]], bool]) -> tuple[Span | None, str]:
        """The `wait` with which `set -e` ended the shell, and the command behind it that does what is missing; (None, "") otherwise."""
        for event in events.of_kind(self.end.events, events.CutShort):
            if event.pid != self.shell.pid or event.place is None or not event.place.text.startswith("wait"):
                continue
            for command in left_to_do.called(event.left, self.shell.functions):
                if does([word.literal or "" for word in command.words]):
                    return event.place, command.span.text.partition("\n")[0]
        return None, ""

    def _noted_late(self) -> tuple[Span | None, str]:
        """Where `$!` was noted down when it was another child's already, which the handler told, and who that is; (None, "") otherwise."""
        start, below = self.start, {each.pid for each in self.below}
        sent = [each for each in events.of_kind(self.end.events, events.Sent) if each.by == self.shell.pid]
        for each in sent if start is not None else ():
            other = self.stopped.steady.processes.get(each.pid)
            begun = (other.forked or other.place) if other is not None and each.pid not in below else None
            for place in left_to_do.noted(self.shell, each.place, name_of(self.app)):
                if other is not None and begun is not None and start is not None and (
                    start.source is begun.source is place.source and start.end <= begun.start < place.start
                ):  # fmt: skip
                    return place, name_of(other)
        return None, ""

    def _left_alone(self) -> bool:
        """Whether a wrapper below the shell told the application, and went before that was done: nobody can wait for it."""
        return any(
            isinstance(each, Wrapping) and each.told and not each.alive and not each.wrapped.kill_after
            for each in (self.end.processes[below.pid] for below in self.below)
        )

    def _goes_on(self, handler: Span) -> Cause:
        """The application is done, and the shell goes on: with what, or else in this handler."""
        left = self.end.processes[self.shell.pid]
        block = left.block if isinstance(left, Shell) and left.block is not None else self.shell.block
        keeps = keep_alive(self.end, left, self.below) if isinstance(left, Shell) else self.keeps
        place = block.place if block is not None else handler
        return self.of(causes.NeverEnds, place, keeps=name_of(keeps) if keeps is not None else "")


def _left(world: World) -> Iterator[str]:
    """What is presumed to go on in the background, by the names of what came back."""
    for each in left_behind(world, by_letter=True):
        name = name_of(each)
        if not name.startswith("$"):
            yield f"what {name} starts" if asks_to_start(each.argv) else name
    # what it keeps is not known
    yield from (name_of(each) for each in world.living() if each.is_daemon and has_services(each))


# ---------------------------------------------------------------- traps that are not there
def _refused_trap(world: World, shell: Shell, signal: str) -> events.UnknownSignalTrapped | None:
    """A `trap` whose name for the signal the shell refused, or that dash did not get to behind a refused one."""
    for event in events.of_kind(world.events, events.UnknownSignalTrapped):
        if event.pid != shell.pid:
            continue
        meant = (event.word, *event.behind)
        if any(
            trap_name(event.dialect, each) == signal or each.upper().removeprefix("SIG") == signal for each in meant
        ):
            return event
    return None


def _later_trap(shell: Shell, signal: str) -> Span | None:
    """A `trap` for the signal that stands further down than the place where the shell waits."""
    if shell.block is None or shell.block.place is None:
        return None
    for node in commands_left(shell):
        if isinstance(node, Simple) and node.words and node.words[0].literal == "trap":
            names = [word.literal or "" for word in node.words[2:]]
            if any(trap_name(shell.dialect, name) == signal for name in names):
                return node.span
    return None
