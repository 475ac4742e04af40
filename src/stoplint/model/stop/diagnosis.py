"""Why a run is not graceful: the one place where the signal's way ends.

`breach_of` walks from PID 1 to the application that suffers and names the first process that breaks the way.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from stoplint.model.processes import events
from stoplint.model.processes.kinds import Mended, Running, Shell, Supervising, Wrapping
from stoplint.model.stop import causes, wrong_signal
from stoplint.model.stop.below_shells import shows_log
from stoplint.model.stop.naming import (
    chain_to,
    ends_anyhow,
    in_front,
    is_volatile,
    name_of,
    places_of,
    stays_by,
    stopped_by,
    victim_of,
)
from stoplint.model.stop.runner_ends import end_of
from stoplint.model.stop.shell_causes import shell_cause
from stoplint.model.stop.stop import gave_up, left_daemon, name_of_daemon, served_batch, unstarted
from stoplint.paths import base_name
from stoplint.signals import UNCATCHABLE

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.stop import Stopped


class Breach(NamedTuple):
    """A cause, the process that it lies with, which of its children is on the way to the application, and that (0: none)."""

    cause: Cause
    at: int = 1
    child: int = 0
    app: int = 0

    @property
    def name(self) -> str:
        """Who holds the signal up, for people."""
        match self.cause:
            case causes.PackageRunner(wrapper=name) | causes.KeepAlive(keeps=name) if name:
                return name
        return self.cause.holder

    def is_like(self, other: Breach) -> bool:
        """Whether both are one cause in one line; so is the stage of a pipeline that waits in its turn: it goes with that."""
        one, two = self.cause.span, other.cause.span
        if isinstance(other.cause, causes.ShellInFront) and other.cause.how == "pipeline" and self.at == other.child:
            return isinstance(self.cause, causes.ShellInFront) and self.cause.holder == other.cause.holder
        same = one is two or (one is not None and two is not None and (one.path, one.line) == (two.path, two.line))
        return same and type(self.cause) is type(other.cause)

    def holds_up(self, repaired: World, other: Breach) -> bool:
        """Whether it stands in the signal's way to another one, which was found when this one was repaired."""
        match self.cause:
            case causes.ApplicationIgnores() | causes.ApplicationCut():
                return False
            case causes.Beside() if self.cause.role != "keep-alive":
                return False
        at, chain = self.at, chain_to(repaired, other.at)
        if isinstance(self.cause, causes.WrapperKills) and self.child in repaired.processes:
            at = self.child  # a supervisor kills one of those that it keeps
        mended = repaired.processes.get(at)
        if isinstance(mended, Mended):  # those that it tells of the stop today it does not hold up
            told = [each.pid for turn in mended.turns for each in turn if each.signal]
            return mended in chain and not any(process.pid in told for process in chain)
        return any(process.pid == at for process in chain)


def breach_of(stopped: Stopped, signal: str) -> Breach | None:
    """The cause of a verdict that is neither graceful nor unknown, and where it lies."""
    if stopped.verdict == "fails-to-start":
        return Breach(_not_started(stopped.steady))
    if stopped.verdict == "exits-early":
        return Breach(_ended(stopped.steady))
    if signal in UNCATCHABLE:
        return Breach(causes.Uncatchable(stopped.steady.processes[1].place, signal))
    app = victim_of(stopped)
    if stopped.end.processes[1].fate == "killed" and app is not stopped.steady.processes[1]:
        return None  # a hook has ended the pod
    if app is None or app.pid in stopped.untold:
        return None  # whoever holds the signal up, nothing is lost by it
    last = stopped.end.processes[app.pid]
    if isinstance(app, Running) and last.fate == "cut" and last.receives and ends_anyhow(app, signal):
        # it heard of the stop, late perhaps, and would not have used the time
        return Breach(wrong_signal.cause(stopped, app, signal, name_of(app), places_of((app,))), app.pid, app=app.pid)
    return _breach_before(app, stopped, signal)


def _breach_before(app: Process, stopped: Stopped, signal: str) -> Breach | None:
    """The first process between PID 1 and the application that breaks the way, or the application itself."""
    steady = stopped.steady
    chain = chain_to(steady, app.pid)
    for process, following in pairwise(chain):
        found: Cause | None = None
        if isinstance(process, Mended):
            continue  # whatever it tells the next one
        if isinstance(process, Shell):
            found = shell_cause(stopped, signal, process, following, app, chain)
        elif isinstance(process, Wrapping):
            if _is_adopted(stopped, process, following):
                return _beside_its_own(stopped, signal, process, following, app)
            found = _wrapper(stopped, process, following, app)
        elif isinstance(process, Supervising):
            if _is_late(stopped.end, process, following):
                slow = _waited_for(stopped, process)
                return _breach_before(slow, stopped, signal) if slow is not None else None
            found = _supervisor(stopped, signal, process, following, app)
        else:
            found = _beside(stopped.end, signal, process, following, app)
        if found is not None:
            by_its_shell = isinstance(found, causes.PackageRunner) and found.breaks == "shell"
            at = process.ppid if by_its_shell else process.pid
            return Breach(found, at, following.pid, _about(found, process, following, app).pid)
    last = stopped.end.processes[app.pid]
    if isinstance(last, Running) and last.draining and not last.fate:
        return None  # it has what it needs, but for the time
    if last.fate == "killed" and isinstance(last, Running) and last.draining and stopped.end.ended and app.pid != 1:
        # it heard of the stop, and PID 1 left before it was done
        first = steady.processes[1]
        role = getattr(first, "role", None)
        beside = causes.Beside(
            app.place, name_of(app), name_of(first), places_of((first,), stopped.end), heard=True, role=role
        )
        return Breach(beside, 1, chain[1].pid, app.pid)
    if not isinstance(app, Running):
        return None  # a shell that was not read: nothing more can be said of it
    return Breach(wrong_signal.cause(stopped, app, signal, name_of(app), places_of((app,))), app.pid, app=app.pid)


def _about(found: Cause, process: Process, following: Process, app: Process) -> Process:
    """Whom a cause is about: what a supervisor keeps is its own affair."""
    if isinstance(found, (causes.ApplicationIgnores, causes.ApplicationCut)):
        return process
    return following if isinstance(process, Shell) and isinstance(following, Supervising) else app


# ---------------------------------------------------------------- wrappers and others
def _wrapper(stopped: Stopped, wrapper: Wrapping, child: Process, app: Process) -> Cause | None:
    end = stopped.end
    chain = chain_to(stopped.steady, wrapper.pid)
    related = places_of(chain if wrapper.place is None else chain[:-1], end)
    base, subject = name_of(wrapper), name_of(app)
    heard = bool(end.processes[app.pid].receives)
    child_heard = bool(end.processes[child.pid].receives)
    killed = end.processes[app.pid].fate == "killed"
    kind, advice = wrapper.wrapped.kind, wrapper.wrapped.row.advice
    if wrapper.wrapped.row.package_runner and (not child_heard or kind == "forward-kill"):
        if child_heard and not (killed and (child.pid == app.pid or heard)):
            return None
        breaks: Literal["kills", "blocks"] = "kills" if child_heard else "blocks"
        script = child.place if wrapper.wrapped.script is not None and child.place != wrapper.place else None
        ends = end_of(stopped.steady, wrapper, app, script.text.removeprefix("exec ") if script is not None else "")
        return causes.PackageRunner(
            wrapper.place, subject, base, related, heard, base, breaks, ends, script, wrapper.steps
        )
    forwards = kind == "forward-kill" or (kind in ("init", "forward") and child.pid != app.pid)
    leaves = not end.processes[wrapper.pid].alive
    if wrapper.call is not None and not child_heard:
        call = wrapper.call
        return causes.WrapperBlocks(
            call.place, subject, base, places_of(chain, end), heard, leaves, call=call.name, program=call.program
        )
    if not child_heard or (not forwards and leaves and killed):
        return causes.WrapperBlocks(wrapper.place, subject, base, related, heard, leaves, advice)
    if kind == "forward-kill" and killed and (child.pid == app.pid or heard):
        after = wrapper.wrapped.kill_after or 0.0
        sends = wrapper.wrapped.sends
        return causes.WrapperKills(wrapper.place, subject, base, related, heard, after, advice, sends=sends)
    return None


def _is_adopted(stopped: Stopped, wrapper: Wrapping, child: Process) -> bool:
    """Whether a wrapper that has told its own child of the stop has got this one besides: a daemon, an older job."""
    end = stopped.end
    own = end.processes.get(wrapper.child)
    if own is None or child.pid == own.pid or end.processes[child.pid].receives:
        return False
    return bool(own.receives)


def _beside_its_own(stopped: Stopped, signal: str, wrapper: Wrapping, child: Process, app: Process) -> Breach | None:
    """Nobody tells it; where the wrapper's own child stays for another's sake, that is the cause of all."""
    own = stopped.steady.processes[wrapper.child]
    if stopped.end.processes[own.pid].alive:
        below = [pid for pid, _ in stopped.fates if own in chain_to(stopped.steady, pid)]
        if below:
            return _breach_before(stopped.steady.processes[below[0]], stopped, signal)
        chain = [*chain_to(stopped.steady, own.pid), child]
        found = shell_cause(stopped, signal, own, child, app, chain) if isinstance(own, Shell) else None
        if found is not None:
            return Breach(found, own.pid, child.pid, app.pid)
    related = places_of((*chain_to(stopped.steady, wrapper.pid), own), stopped.end)
    beside = causes.Beside(
        app.place, name_of(app), name_of(own), related, daemon=child.is_daemon, in_front=in_front(app, signal), keeps=_kept_by(own),
        stopped_by=stopped_by(app),
    )  # fmt: skip
    return Breach(beside, own.pid, child.pid, app.pid)


def _kept_by(process: Process) -> Literal["", "keep-alive", "supervisor"]:
    if isinstance(process, Supervising):
        return "supervisor"
    return "keep-alive" if isinstance(process, Running) and process.role == "keep-alive" else ""


def _supervisor(stopped: Stopped, signal: str, process: Supervising, child: Process, app: Process) -> Cause | None:
    """A program that keeps several: does it tell them, and does it wait?"""
    end = stopped.end
    base, last = name_of(process), end.processes[process.pid]
    related = places_of(chain_to(stopped.steady, process.pid)[:-1], end)
    kept = next((each for turn in process.turns for each in turn if each.pid == child.pid), None)
    if kept is not None and kept.signal in UNCATCHABLE and last.receives:
        place = kept.said or process.place
        return causes.WrapperKills(place, name_of(app), base, related, supervises=True, at_once=True)
    if last.receives and wrong_signal.action_of(process, last.receives[0]) == "restart":
        return wrong_signal.cause(stopped, process, signal, base, related)
    if not end.processes[child.pid].receives:
        if not last.receives:
            return None
        if last.alive:
            return wrong_signal.cause(stopped, process, signal, base, related)
        if kept is None and child.started == "background":
            around = places_of(chain_to(stopped.steady, process.pid), end)
            form = in_front(app, signal)
            return causes.Beside(
                app.place,
                name_of(app),
                base,
                around,
                daemon=child.is_daemon,
                in_front=form,
                keeps="supervisor",
                stopped_by=stopped_by(app),
            )
        return causes.WrapperBlocks(process.place, name_of(app), base, related, leaves=True, supervises=True)
    hit = end.processes[app.pid]
    if kept is not None and kept.limit is not None and hit.fate == "killed" and hit.killer:
        told = bool(hit.receives)
        place = kept.said or process.place
        return causes.WrapperKills(place, name_of(app), base, related, told, kept.limit, supervises=True)
    return None


def _is_late(end: World, process: Supervising, child: Process) -> bool:
    """Whether it stops what it keeps, and the grace period is over before the child's turn has come."""
    last = end.processes[process.pid]
    stops = isinstance(last, Supervising) and last.alive and last.turn >= 0 and not last.restarts
    return stops and not end.processes[child.pid].receives


def _waited_for(stopped: Stopped, process: Supervising) -> Process | None:
    """The application that keeps a supervisor from coming to the next turn."""
    last = stopped.end.processes[process.pid]
    waits = last.waits if isinstance(last, Supervising) else frozenset()
    for pid, fate in stopped.fates:
        if fate != "graceful" and any(each.pid in waits for each in chain_to(stopped.steady, pid)):
            return stopped.steady.processes[pid]
    return None


def _beside(end: World, signal: str, process: Process, following: Process, app: Process) -> Cause | None:
    """PID 1 is a program, and the application that suffers runs beside or below it."""
    if end.processes[following.pid].receives:
        return None  # a supervisor: it has told its child
    feeds = following.started == "substitution"  # `read x < <(command)`, `exec > >(tee log)`: it lives by the pipe
    role = process.role if isinstance(process, Running) else None
    form = in_front(app, signal)
    shows = shows_log(process)
    return causes.Beside(
        app.place, name_of(app), name_of(process), places_of((process,)), role=role, feeds=feeds, daemon=form is not None, in_front=form,
        stopped_by=stopped_by(app), shows=shows, volatile=is_volatile(app),
    )  # fmt: skip


# ---------------------------------------------------------------- no stop at all
def _not_started(world: World) -> Cause:
    found, place = world.failure, world.failure.place if world.failure is not None else None
    for event in world.events:
        match event:
            case events.Failed(failure):
                found, place = found or failure, place or failure.place
            case events.ExecFailed(failure, where) | events.LaunchFailed(failure, where):
                found, place = found or failure, place or where
            case _:
                pass
    return causes.CannotStart(place, failure=found)


def _ended(world: World) -> Cause:
    first = world.processes[1]
    status = world.exit_status
    # a script that starts a server for its set-up and then gives up with an error meant something else
    gives_up = gave_up(world)
    daemon = left_daemon(world)
    if daemon is not None and (daemon.pid == 1 or (not gives_up and 0 in (status.code, status.presumed))):
        return _daemonizes(world, daemon)
    unread = next(events.of_kind(world.events, events.NothingToRead), None)
    if unread is not None:
        return causes.NoInput(unread.place, "a shell")
    # beside a daemon it became a program, which has ended
    became = isinstance(first, Running)
    served = {each.daemon for each in events.of_kind(world.events, events.Daemonized) if became}
    served |= served_batch(world)
    left = [
        p for p in world.processes.values()
        if isinstance(p, Running) and p.role == "application" and p.fate == "killed" and p.started != "substitution"
        and p.pid not in served
    ]  # fmt: skip
    fails = gives_up or any(not event.said for event in events.of_kind(world.events, events.Exited))
    # it wants a command: nobody runs it without one
    fails = fails or any(event.pid == 1 for event in events.of_kind(world.events, events.NothingGiven))
    if left and not fails and (world.default or status.code in (0, None)):
        wraps = isinstance(first, Wrapping) and first.child == left[0].pid
        place = first.place if wraps else left[0].place
        by = first if wraps else _starter_of(world, left[0])
        return causes.BackgroundEnd(place, name_of(left[0]), name_of(by), places_of((first,)), wrapper=wraps)
    required = next(events.of_kind(world.events, events.ParameterUnset), None)
    if required is not None:
        return causes.Required(required.place, required.word)
    failure = unstarted(world)
    if failure is not None:
        return causes.CannotStart(failure.place, failure=failure)
    return causes.Ended(first.place, name_of(first))


def _starter_of(world: World, process: Process) -> Process:
    """The shell in whose script a process was started: its parent may have ended before PID 1 did."""
    source = process.place.source if process.place is not None else None
    shells = [each for each in world.processes.values() if isinstance(each, Shell) and each.script is source]
    return shells[0] if shells and source is not None else world.processes[1]


def _daemonizes(world: World, event: events.Daemonized) -> Cause:
    """What keeps a daemon in the foreground: the flag and the setting that the catalog names."""
    daemon = world.processes.get(event.daemon)
    facts = daemon.facts if isinstance(daemon, Running) else None
    row = facts.row if facts is not None else None
    flag = stays_by(row) if row is not None else ""
    setting = row.stays_by_setting if row is not None else ""
    related = places_of((world.processes[1],))
    asked = facts.reasons[-1].text if facts is not None and facts.reasons and not flag and not setting else ""
    by_script = isinstance(daemon, Running) and bool(daemon.stop)
    name = base_name(name_of_daemon(world, event))
    return causes.Daemonizes(
        event.place, name, "", related, setting=setting, flag=flag, asked=asked, by_script=by_script
    )
