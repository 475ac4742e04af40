"""What an answer rests on although nothing shows it: programs and base images of which nothing is known.

A verdict speaks of what was read. Of an application that was not, it speaks only if this handles its signal: whoever
reads the verdict is to know that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.scripts import is_start_script
from stoplint.model.processes.events import Returned, ToldByItsOwn, of_kind
from stoplint.model.processes.kinds import Running, Shell, Supervising
from stoplint.model.stop.answer import Assumption
from stoplint.model.stop.naming import name_of, taken_to_heed
from stoplint.model.stop.stop import stopped_behind
from stoplint.paths import base_name
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.model.image.image import Image
    from stoplint.model.processes.world import World
    from stoplint.model.stop.answer import Launch, Run, Verdict
    from stoplint.model.stop.stop import Stopped


def of_run(stopped: Stopped) -> tuple[Assumption, ...]:
    """The applications of which nothing is known, that got a signal, and are taken to heed it; what is taken to have ended."""
    return (*_returned(stopped), *_of_processes(stopped), *_stopped(stopped))


def _stopped(stopped: Stopped) -> Iterator[Assumption]:
    """What a command of its own is taken to stop, and what one left in the background."""
    for event in of_kind(stopped.end.events, ToldByItsOwn):
        process = stopped.steady.processes.get(event.pid)
        if process is not None:
            yield Assumption("stops", name_of(process), process=event.pid, command=event.command)
    if stopped.verdict == "graceful":
        for process, command in stopped_behind(stopped.steady, stopped.end):
            yield Assumption("stops", f"what {name_of(process)} left in the background", command=command)


def _returned(stopped: Stopped) -> Iterator[Assumption]:
    """What was not read, and must have ended for the scripts to come to this place."""
    for event in of_kind(stopped.steady.events, Returned):
        process = stopped.steady.processes[event.pid]
        if process.unread:
            yield Assumption("returns", name_of(process))


def _of_processes(stopped: Stopped) -> Iterator[Assumption]:
    for process in stopped.steady.living():
        if not isinstance(process, Running) or isinstance(process, Supervising) or process.role != "application":
            continue
        if process.facts is not None and process.facts.kind == "supervisor":
            # what it keeps would stand below it if that was known, and gets what every supervisor sends by default
            if stopped.end.processes[process.pid].fate == "finished":
                yield Assumption("handles", f"what {name_of(process)} keeps", "SIGTERM", process.pid)
            continue
        if heeded := taken_to_heed(process, stopped.end.processes[process.pid]):
            yield Assumption("handles", name_of(process), f"SIG{heeded}", process.pid)


def unread_first(today: World, repaired: World, signal: str) -> str:
    """The interpreter that becomes PID 1, where the signal ends it only if its program handles it, which nobody read; or "".

    As PID 1 a default action is none (pid_namespaces(7)).
    """
    first = repaired.processes[1]
    if not isinstance(first, Running) or isinstance(today.processes[1], Running):
        return ""
    if first.facts is None and not first.unread and signal not in HARMLESS:
        return first.interpreter
    if first.facts is None or first.facts.kind != "runtime":
        return ""
    said = first.sets_handler or first.handles_none or signal in HARMLESS
    return "" if said or first.facts.signals.get(signal, "default") != "default" else base_name(first.argv[0])


def unknown_first(today: World, repaired: World, signal: str) -> str:
    """The program that becomes PID 1, of which nothing is known, so that it may have no handler for the signal; or ""."""
    first = repaired.processes[1]
    if not isinstance(first, Running) or isinstance(today.processes[1], Running) or first.role != "application":
        return ""
    known = first.facts is not None or first.unread or first.interpreter or first.described or first.sets_handler
    return "" if known or signal in HARMLESS or signal in first.actions else name_of(first)


def unread_script(today: World, repaired: World) -> str:
    """The script that becomes PID 1, or takes the place of another one, where nobody read what it starts, and how; or ""."""
    first = repaired.processes[1]
    was = today.processes[1]
    if isinstance(first, Shell):
        return name_of(first) if first.unread and not was.unread else ""
    found = (
        each
        for each in repaired.living()
        if isinstance(each, Running) and each.unread and each.role == "application" and is_start_script(each.argv[0])
    )
    return next(map(name_of, found), "")


def of_image(
    image: Image, launch: Launch, verdict: Verdict, runs: Sequence[Run], *, unsaid: bool
) -> tuple[Assumption, ...]:
    """What the image's verdict rests on; `unsaid`: an unknown base image may set another stop signal."""
    if verdict == "unknown":
        return ()
    found = [Assumption("built-from", each.reference, path=each.path, evidence=each.evidence) for each in image.taken]
    found += [Assumption("stands-for", each.target, path=each.path, evidence=each.evidence) for each in image.stand_ins]
    found += [Assumption("hands-over", image.base or "")] * (launch.hands_over is not None)
    if verdict == "graceful":
        found += [each for run in runs if run.default and run.verdict == verdict for each in run.assumes]
    if unsaid:
        found.append(Assumption("stop-signal", image.base or "", "SIGTERM"))
    return tuple(dict.fromkeys(found))
