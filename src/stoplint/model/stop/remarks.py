"""What is wrong although this run's verdict is not its doing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.shells import is_shell
from stoplint.model.processes import events
from stoplint.model.processes.kinds import Running, Wrapping
from stoplint.model.stop import causes
from stoplint.model.stop.naming import chain_to, has_services, name_of, places_of, victim_of
from stoplint.model.stop.wrong_signal import outwaited
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.kinds import Process
    from stoplint.model.stop.answer import Run
    from stoplint.model.stop.causes import Remark
    from stoplint.model.stop.stop import Stopped


# docs.python.org/3/library/argparse.html expands nothing; click.palletsprojects.com/en/stable/api, Command.main: on Windows alone
_TAKES_LITERALLY = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "daphne", "celery worker", "celery beat", "flask run"}
)
_VARIABLE = re.compile(r"\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*(?::?[-=?+][^}]*)?\})")


def remarks_of(stopped: Stopped, signal: str, grace: float) -> tuple[Remark, ...]:
    """What is wrong although this run's verdict is not its doing."""
    return tuple(_remarks(stopped, signal, grace))


def luck_of(
    run: Run, words: tuple[str, ...], sh: Dialect | None, dashed: Callable[[], Iterable[Run]] | None
) -> causes.ByLuck | None:
    """The remark that no shell of the launch stays in front only because it execs its last command by itself.

    bash and BusyBox ash do so for some texts, dash never does (tests/kernel). `run` is the default run, `words` the launch,
    `sh` what /bin/sh is, `dashed` gives the runs that dash would have (None: these are they).
    """
    shell = base_name(words[0])
    first = next((process for process in run.processes if process.id == 1), None)
    if (
        not is_shell(shell)
        or len(words) < 3
        or first is None
        or first.span is None
        or first.role not in ("application", "shell")
    ):
        return None
    called = sh if shell == "sh" and sh else shell
    if first.started == "launch" and first.role != "shell":
        return causes.ByLuck(first.span, base_name(first.argv[0]) if first.argv else "", called)
    if shell == "sh" and dashed is not None:
        # the shell became a script, which goes on by itself: what would dash do?
        for other in dashed():
            if other.default and isinstance(other.cause, causes.ShellInFront) and other.cause.span is not None:
                # what only keeps the script up needs no signal: the script's trap does
                keeps = any(each.role == "keep-alive" and each.name == other.cause.subject for each in run.processes)
                return causes.ByLuck(other.cause.span, first.name if keeps else other.cause.subject, called)
    return None


def _remarks(stopped: Stopped, signal: str, grace: float) -> Iterator[Remark]:
    steady = stopped.steady
    app = victim_of(stopped)
    subject = name_of(app) if app is not None else "the application"
    for event in steady.events:
        match event:
            case events.UncatchableTrapped(name, place):
                yield causes.UncatchableName(place, subject, name=name)
            case events.TrapsReset(pid, traps, place) if pid in steady.processes:
                became, supervises = name_of(steady.processes[pid]), has_services(steady.processes[pid])
                gone = ((place, f"the shell becomes {became}: its traps are gone"),)
                for name, at in traps:
                    if name in (signal, "EXIT"):
                        yield causes.TrapsLost(at, became, "", gone, name=name, supervises=supervises)
            case _:
                pass
    yield from _unexpanded(steady.processes.get(1))
    yield from _may_outlast(stopped, grace)
    for process in steady.living():
        if isinstance(process, Running) and stopped.end.processes[process.pid].fate == "finished":
            places = places_of(chain_to(steady, process.pid), stopped.end)
            remark = outwaited(stopped, process, signal, name_of(process), places)
            if remark is not None:
                yield remark
        if isinstance(process, Wrapping) and process.wrapped.kind == "forward-kill":
            after = process.wrapped.kill_after
            last = stopped.end.processes[process.pid]
            if after is not None and after < grace and isinstance(last, Wrapping) and last.told:
                advice = process.wrapped.row.advice
                sends = process.wrapped.sends
                yield causes.WrapperCuts(
                    process.place, subject, name_of(process), after=after, advice=advice, sends=sends
                )


def _may_outlast(stopped: Stopped, grace: float) -> Iterator[causes.MayOutlast]:
    """The applications that shut down in an orderly way, and may take longer for it than there is time."""
    for pid, verdict in stopped.fates:
        app = stopped.steady.processes[pid]
        facts = app.facts if isinstance(app, Running) else None
        if verdict == "graceful" and facts is not None and facts.grace is not None and facts.grace > grace:
            asked = facts.grace != facts.row.grace
            yield causes.MayOutlast(app.place, name_of(app), needs=facts.grace, grace=grace, asked=asked)


def _unexpanded(first: Process | None) -> Iterator[causes.Unexpanded]:
    """The variables that the exec form gives to a program that takes its words as they stand."""
    if not isinstance(first, Running) or first.started != "launch" or first.facts is None:
        return
    if _TAKES_LITERALLY.isdisjoint({first.facts.name, *first.facts.row.names}):
        return
    for word in first.argv[first.facts.at + 1 :]:
        if _VARIABLE.search(word):
            yield causes.Unexpanded(first.place, name_of(first), word=word)
