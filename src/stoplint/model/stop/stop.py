"""The stop: the signal at PID 1 of a steady world, followed to the end of the grace period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.clients import is_own_stop
from stoplint.model.catalog.short_lived import asks_to_go_on, asks_to_start
from stoplint.model.processes.events import (
    BatchEnded,
    Daemonized,
    ExecFailed,
    Exited,
    Failed,
    NothingGiven,
    NothingToRead,
    ParameterUnset,
    Returned,
    ToldByItsOwn,
    ToolEnded,
    of_kind,
)
from stoplint.model.processes.kernel import deliver
from stoplint.model.processes.kinds import Running, Shell, Supervising, Wrapping
from stoplint.model.processes.world import IS_SET
from stoplint.model.stop.answer import VERDICTS
from stoplint.model.stop.hooked import before, set_back
from stoplint.model.stop.naming import ends_anyhow, has_services, name_of
from stoplint.model.stop.passing import until
from stoplint.model.stop.rests import serves_others
from stoplint.model.workload.launch import LEAST
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.start import NotStarted
    from stoplint.model.processes.world import World
    from stoplint.model.stop.answer import Verdict
    from stoplint.model.workload.hooks.effect import Effect

NONE_OF_THEM: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Stopped:
    """One way the stop goes: the world at its end, each application's fate by pid, and the verdict.

    `untold`: those that nobody told of it, which lose nothing by that: see `ends_anyhow`.
    """

    steady: World
    end: World
    fates: tuple[tuple[int, Verdict], ...]
    verdict: Verdict
    reason: str
    untold: frozenset[int] = NONE_OF_THEM


class Stop(NamedTuple):
    """How a container is stopped: the signal, without SIG, the seconds until SIGKILL, and what runs in it before.

    `in_grace`: the time of that is taken from these seconds.
    """

    signal: str
    grace: float
    before: tuple[Effect, ...] = ()
    in_grace: bool = False


def left(how: Stop) -> float:
    """The seconds between the stop signal and SIGKILL."""
    if not how.before or not how.in_grace:
        return how.grace
    return max(how.grace - sum(each.seconds or 0.0 for each in how.before), LEAST)


def stop(c: Container, steady: World, how: Stop) -> list[Stopped]:
    """Send the stop signal and let everything happen until PID 1 is gone or the grace period is over."""
    if steady.ended or steady.failure is not None:
        return [_by_itself(steady)]
    if steady.doubts:
        return [Stopped(steady, steady, (), "unknown", steady.doubts[0])]
    world = steady.copy()
    world.stopping = True
    world.clock = 0.0
    world.steps = 0
    world.events = ()
    for process in world.living():
        process.receives = ()
        process.does = ""
        if isinstance(process, Running) and process.stays == "timed":
            process.deadline = process.seconds
    ends: list[World] = []
    for told in before(c, world, how.before, how.grace) if how.before else (world,):
        if told.ended or told.doubts:
            ends.append(told)
            continue
        if how.before and not how.in_grace:
            set_back(told)
        deliver(told, 1, how.signal, outside=True)
        ends += until(c, told, max(how.grace, told.clock + LEAST) if how.before and how.in_grace else how.grace)
    return [_judged(steady, end, how.signal) for end in ends]


def applications(world: World) -> list[Process]:
    """The processes whose end matters: the applications; where there is none, what was not read, or the keep-alives.

    A companion stands for the application only where nothing else does: `cron; app start; tail -f log` is no cron server.
    """
    running = [p for p in world.living() if isinstance(p, Running)]
    apps = [p for p in running if p.role == "application"]
    companions = [p for p in apps if _is_companion(p)]
    apps = [p for p in apps if p not in companions]
    unread = [p for p in world.living() if p.unread and isinstance(p, Shell)]
    keepers = [p for p in running if p.role == "keep-alive"]
    if apps or (companions and not (keepers and left_behind(world, by_letter=True))):
        return [*apps] or [*companions]
    return [*unread] or [*keepers]


def _is_companion(process: Running) -> bool:
    return process.facts is not None and process.facts.row.companion and process.pid != 1


def left_behind(world: World, *, by_letter: bool = False) -> list[Process]:
    """The programs of which nothing is known that were asked to start something, and came back.

    Control scripts start a daemon so (`carbon-cache.py start`), and nobody sees whether this one did. `by_letter`: those with a
    `-d` or `-D` as well, which means other things, too: no verdict rests on it.
    """
    came_back = (world.processes[event.pid] for event in of_kind(world.events, Returned))
    return [
        process
        for process in came_back
        if isinstance(process, Running)
        and process.is_unknown
        and (asks_to_start(process.argv) or (by_letter and asks_to_go_on(process.argv)))
    ]


def stopped_behind(steady: World, end: World) -> list[tuple[Process, str]]:
    """What may have been left in the background where nothing else runs, each with its own command that stops it.

    None where one is not told: `app start; trap 'app stop' TERM; tail -f log & wait`.
    """
    left = left_behind(steady)
    if any(isinstance(app, Running) and app.role == "application" for app in applications(steady)):
        return []
    told = [
        (process, event.command)
        for process in left
        for event in of_kind(end.events, ToldByItsOwn)
        if not event.pid and is_own_stop(event.command.split(), process.argv)
    ]
    return told if {process.pid for process, _ in told} == {process.pid for process in left} else []


def _by_itself(world: World) -> Stopped:
    if world.failure is not None:
        return Stopped(world, world, (), "fails-to-start", world.failure.why)
    code = world.exit_status.code
    left = _uncertain(world.living()) if code in (0, None) else ""
    if left:
        return Stopped(world, world, (), "unknown", left)
    apps = [p for p in world.processes.values() if isinstance(p, Running) and p.role == "application"]
    if code in (0, None) and not apps and world.doubts:
        return Stopped(world, world, (), "unknown", world.doubts[0])
    if code in (0, None) or apps:
        return Stopped(world, world, (), "exits-early", _why_early(world))
    failed = [event for event in world.events if isinstance(event, (Failed, ExecFailed))]
    if code in (126, 127) and failed:
        return Stopped(world, world, (), "fails-to-start", failed[-1].failure.why)
    return Stopped(world, world, (), "fails-to-start", _why_early(world))


def _uncertain(processes: Iterable[Process]) -> str:
    """Why it is not known whether one of these programs is there at all; "" if all are."""
    return next((p.maybe for p in processes if isinstance(p, Running) and p.maybe), "")


def unstarted(world: World) -> NotStarted | None:
    """Why an application that was to run in the background never ran: `wait` and what comes behind go on without it."""
    if any(isinstance(process, Running) and process.role == "application" for process in world.processes.values()):
        return None
    for event in world.events:
        if isinstance(event, Failed) and event.background:
            return event.failure
    return None


def gave_up(world: World) -> bool:
    """Whether PID 1 ended with an error because something did not hold or failed: a script on its way elsewhere.

    Where nothing was started but what serves others, `exit 2` alone says so: `rsyslogd; echo "usage: build|test"; exit 2`.
    """
    asked = any(condition.answer != IS_SET for condition in world.conditions)
    ended = [event for event in of_kind(world.events, Exited) if event.code not in (0, None)]
    apps = {p.pid for p in world.processes.values() if isinstance(p, Running) and p.role == "application"}
    return any(asked or (event.said and serves_others(world, apps)) for event in ended)


def served_batch(world: World) -> frozenset[int]:
    """The processes beside which a command ended that the container may have been started for: `server & playwright test`."""
    return frozenset(pid for event in of_kind(world.events, BatchEnded) for pid in event.beside)


def left_daemon(world: World) -> Daemonized | None:
    """What went into the background and was to keep the container, which has ended without it; None for another reason.

    Not what a script stopped again, nor one beside which PID 1 became something else, and ended with that: `cron; exec bash`,
    or was to become what `docker run` gives it, and was given nothing: `cron; exec "$@"`;
    nor what served a job that the container was there for: `supervisord; ctest`.
    Of several the last one that is there for its own sake: `cron; rsyslogd; nginx`.
    """
    serving = served_batch(world)
    found = [
        event for event in of_kind(world.events, Daemonized) if event.daemon not in serving and
        (event.pid == 1 or event.daemon not in world.processes or world.processes[event.daemon].fate == "killed")
    ]  # fmt: skip
    became = any(
        isinstance(event, NothingToRead) or (isinstance(event, (ToolEnded, NothingGiven)) and event.pid == 1)
        for event in world.events
    )
    found = [event for event in found if event.pid == 1 or not became]
    served = [event for event in found if event.pid == 1 or not serves_others(world, {event.daemon})]
    return next(reversed(served or found), None)


def name_of_daemon(world: World, event: Daemonized) -> str:
    """How what went into the background is called: what an init script starts by its own name."""
    daemon = world.processes.get(event.daemon)
    return name_of(daemon) if isinstance(daemon, Running) and daemon.stop else event.argv[0]


def _why_early(world: World) -> str:
    left = left_daemon(world)
    if left is not None and not gave_up(world):  # what was started before it gave up does not say why
        return f"{name_of_daemon(world, left)} goes into the background, and nothing keeps PID 1: the container ends by itself"
    if next(of_kind(world.events, NothingToRead), None) is not None:
        return "a shell that has nothing to read ends at once"
    failure = unstarted(world)
    if failure is not None:
        return f"{failure.why}, and the script comes to its end without it"
    for event in world.events:
        match event:
            case ToolEnded(pid=1, argv=argv):
                return f"{argv[0]} does its work and ends: the container ends by itself"
            case NothingGiven(pid=1):
                return (
                    "the script becomes what it is given, and no command is given to it: the container ends by itself"
                )
            case ParameterUnset(word=word):
                return f"{word} is not set: the script ends"
            case Failed(failure) if failure.fault == "grammar":
                return f"{failure.why}: the script ends"
            case Exited(code=code) if world.exit_status.code in (code, None):  # an EXIT trap may end it otherwise
                return f"the script ends with status {code}"
            case _:
                pass
    if any(p.alive for p in world.processes.values()):
        first = world.processes[1]
        who = name_of(first) if isinstance(first, Wrapping) else "the script"
        return f"{who} ends while the application is still running in the background: the container ends by itself"
    return "the script comes to its end: the container ends by itself"


def _judged(steady: World, end: World, signal: str) -> Stopped:
    if end.doubts:
        return Stopped(steady, end, (), "unknown", end.doubts[0])
    apps = applications(steady)
    fates = tuple((app.pid, _fate(end, app.pid)) for app in apps)
    untold = _untold_anyhow(end, apps, fates, signal)
    fates = tuple((pid, "abrupt" if pid in untold else fate) for pid, fate in fates)
    verdict, reason = _verdict(steady, end, apps, fates)
    # what a supervisor keeps, of which nothing is known, has been stopped before it
    kept = verdict == "abrupt" and all(has_services(app) for app in apps)
    if (kept or verdict in ("lost", "killed", "hangs", "partial")) and end.asked_to_stop:
        verdict, reason = "unknown", f"`{end.asked_to_stop[0]}` may stop the application in its own way"
    doubt = _uncertain(apps)
    if verdict == "graceful" and not doubt:  # for the others nothing hangs on what runs beside them
        beside = steady.living()
        doubt = next((p.unread for p in beside if p.unread and isinstance(p, Shell)), "") or _uncertain(beside)
        doubt = doubt or _untold(steady, end)
    if doubt:
        verdict, reason = "unknown", doubt
    return Stopped(steady, end, fates, verdict, reason, untold)


def _untold_anyhow(
    end: World, apps: list[Process], fates: tuple[tuple[int, Verdict], ...], signal: str
) -> frozenset[int]:
    """The applications that nobody told of the stop, which they would not have used: they end at once, told or not.

    Not where they alone are the container's business, and keep it up for its whole grace period, or where their source is
    at hand: what lacks a handler today may have one tomorrow.
    """
    anyhow = {app.pid for app in apps if app.pid != 1 and ends_anyhow(app, signal)}
    own = any(isinstance(app, Running) and app.handles_none for app in apps)
    if len(anyhow) == len(apps) and (own or not end.ended):
        return NONE_OF_THEM
    return frozenset(pid for pid, fate in fates if pid in anyhow and fate in ("lost", "killed"))


def _untold(steady: World, end: World) -> str:
    """Why it is not known whether a daemon stays that nothing tells of the stop; "" if there is none, or a handler may have."""
    left = [] if end.asked_to_stop or end.ran_at_stop else left_behind(steady)
    if not left:
        return ""
    words = " ".join([base_name(left[0].argv[0]), *left[0].argv[1:]])
    return f"`{words}` may have left a daemon in the background, which nothing tells of the stop"


def _verdict(
    steady: World, end: World, apps: list[Process], fates: tuple[tuple[int, Verdict], ...]
) -> tuple[Verdict, str]:
    """The verdict, and its reason where that is not told by the processes alone."""
    if not apps:
        shells = [
            p
            for p in steady.living()
            if isinstance(p, Shell) and p.block is not None and p.block.kind in ("forever", "read")
        ]
        if shells and end.ended:
            return "graceful", "nothing but a loop of the shell is running, and it ends"
        supervisor = next((p for p in steady.living() if isinstance(p, Supervising)), None)
        kept = [p for p in steady.living() if supervisor is not None and p.ppid == supervisor.pid]
        if supervisor is not None and end.ended and any(isinstance(p, Running) and p.role == "helper" for p in kept):
            # nobody sets up a supervisor for its helpers: what it keeps is written when the container starts
            name = base_name(supervisor.argv[0])
            return "unknown", f"no application of {name} is known: what else it keeps may be written at the start"
        return "graceful" if end.ended else "lost", "no application is running"
    if all(isinstance(app, Running) and app.role == "keep-alive" for app in apps):
        if any(isinstance(event, Returned) for event in steady.events):
            if end.ran_at_stop:
                return "unknown", f"`{end.ran_at_stop[0]}` may stop the application in its own way"
            behind = stopped_behind(steady, end)
            if end.ended and behind:
                return (
                    "graceful",
                    f"`{behind[0][1]}` stops what {base_name(behind[0][0].argv[0])} left in the background",
                )
            if end.ended and not left_behind(steady):
                return "unknown", "whether what the script ran before left anything in the background is not known"
            # what was asked to start something is presumed to have gone into the background: nothing tells it
            return "killed" if end.ended else "lost", ""
        if end.ended:
            return "graceful", "only a keep-alive is running, and the container ends at once"
        return "ignored" if apps[0].pid == 1 else "lost", ""
    kinds = {fate for _, fate in fates}
    if kinds == {"graceful"}:
        return "graceful" if end.ended else "hangs", ""
    if "graceful" in kinds:
        return "partial", ""
    return min(kinds, key=VERDICTS.index), ""


def _fate(end: World, pid: int) -> Verdict:
    app = end.processes[pid]
    if app.fate == "finished":
        return "graceful"
    if app.fate == "cut":
        return "abrupt"
    if end.ended or app.fate == "killed":
        return "killed"
    if not app.alive:
        return "abrupt"
    if isinstance(app, Running) and app.draining:
        return "killed"  # it takes longer than the grace period
    if not app.receives:
        return "lost"
    return "ignored"
