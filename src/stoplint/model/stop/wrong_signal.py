"""What a program makes of the signal it gets, and which signal would have been the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.catalog.configs import setting_of
from stoplint.model.catalog.programs import rows
from stoplint.model.catalog.rows import STAYS, WORDS
from stoplint.model.processes.events import Sent, of_kind
from stoplint.model.processes.kinds import Mended, Shell, Supervising, Wrapping
from stoplint.model.stop.causes import ApplicationCut, ApplicationIgnores, Outwaited
from stoplint.model.stop.naming import chain_to, killers_of, name_of
from stoplint.model.stop.reaction import Reaction
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Action, Program
    from stoplint.model.processes.kinds import Process, Running
    from stoplint.model.processes.world import World
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.stop import Stopped
    from stoplint.text import Span

# How good an answer is. "default" ends what is not PID 1, and does nothing to PID 1.
_RANK: dict[Action, int] = {"graceful": 3, "clean": 3, "waits": 3, "fast": 2, "abort": 1}
# USR2 is left out: NATS' lame duck mode takes minutes, far more than any grace period.
_CANDIDATES = ("TERM", "QUIT", "INT", "USR1", "WINCH", "HUP", "RTMIN+3")


def rank(action: Action, *, first: bool) -> int:
    """0: the program stays; 1, 2: it stops at once; 3: it shuts down in an orderly way."""
    if action == "default":
        return 0 if first else 1
    return _RANK.get(action, 0)


def phrase(action: Action, signal: str, *, first: bool) -> str:
    """What an action is, in words that follow the program's name."""
    if action == "default" and signal in HARMLESS:
        return "has no handler for it, and goes on: by itself the signal ends nothing"
    if action == "default":
        return "has no handler for it, and PID 1 has no default action" if first else "is ended by the default action"
    goes_on = action in STAYS and action != "ignored"
    return f"{WORDS[action]}, and goes on" if goes_on else WORDS[action]


def action_of(app: Running, signal: str) -> Action:
    """What the tables (and the program's source) say that a signal does to it."""
    return app.reaction(signal)


def better_signal(app: Running, got: str) -> str:
    """The signal to stop the program with, without SIG; "" if none does better than the one it got."""
    first = app.pid == 1
    now = rank(action_of(app, got), first=first)
    wanted = app.facts.wants.removeprefix("SIG") if app.facts is not None else ""
    known = [wanted] if wanted else []
    # only what the tables name: that any other signal would be handled is a presumption
    named = {*app.actions, *(app.facts.signals if app.facts is not None else ())}
    # and what was ignored when it was started, as SIGINT is behind `&`, many leave so (Python: Modules/signalmodule.c)
    known += [each for each in _CANDIDATES if each in named and each not in app.ignored]
    ranked = [each for each in known if rank(action_of(app, each), first=first) > now]
    return max(ranked, key=lambda each: rank(action_of(app, each), first=first), default="")


def cause(stopped: Stopped, app: Running, signal: str, subject: str, related: tuple[tuple[Span, str], ...]) -> Cause:
    """The signal arrives, and is the wrong one for this program (or there is none that it minds)."""
    first = app.pid == 1
    last = stopped.end.processes[app.pid]
    cut = stopped.verdict == "abrupt" or last.fate == "cut"
    # what has ended gets no more signals: the last one did it
    got = last.receives[-1 if cut else 0] if last.receives else signal
    action = action_of(app, got)
    wants = better_signal(app, got)
    parent, told = _teller(stopped.steady, app)
    by, sender = _sender(parent, told, got, signal)
    config = _contradicts(app, got)
    does = phrase(action, got, first=first)
    sent = next(
        (each for each in of_kind(stopped.end.events, Sent) if (each.pid, each.signal) == (told.pid, got)), None
    )
    if sent is not None and isinstance(parent, Shell) and not sent.place.source.is_nowhere:
        related = (*related, (sent.place, f"sends it SIG{got}"))
    elif sender is not None:
        related = (*related, (sender, f"says that it is sent SIG{got}"))
    if config is not None and config.place is not None:
        related = (*related, (config.place, f"{config.text}: on SIG{got} it {does}"))
    reaction = _reaction(app, signal, got, wants, by, parent, config)
    kind = ApplicationCut if cut else ApplicationIgnores
    return kind(app.place, subject, by, related, bool(last.receives), reaction)


def outwaited(
    stopped: Stopped, app: Running, signal: str, subject: str, related: tuple[tuple[Span, str], ...]
) -> Outwaited | None:
    """The signal makes it wait for its clients without a limit, where another one would not."""
    got = next(iter(stopped.end.processes[app.pid].receives), "")
    wants = app.facts.wants.removeprefix("SIG") if app.facts is not None else ""
    if not wants or not got or action_of(app, got) != "waits":
        return None
    parent, told = _teller(stopped.steady, app)
    by, sender = _sender(parent, told, got, signal)
    if sender is not None:
        related = (*related, (sender, f"says that it is sent SIG{got}"))
    reaction = _reaction(app, signal, got, wants, by, parent, None)
    limit = min((after for _, after in killers_of(stopped, app)), default=None)
    return Outwaited(app.place, subject, by, related, heard=True, reaction=reaction, limit=limit)


def _reaction(
    app: Running, signal: str, got: str, wants: str, by: str, parent: Process | None,
    config: _Setting | None,
) -> Reaction:  # fmt: skip
    first = app.pid == 1
    facts = app.facts
    action = action_of(app, got)
    wanted = action_of(app, wants) if wants else None
    in_file = config if config is not None and _is_in_a_file(app, config.place) else None
    return Reaction(
        program=app.program or "",
        role=app.role,
        first=first,
        inherited=signal in app.ignored,
        got=got,
        action=action,
        does=phrase(action, got, first=first),
        wants=wants,
        would=phrase(wanted, wants, first=first) if wanted else "",
        finishes=wanted is not None and rank(wanted, first=first) == _RANK["graceful"],
        by=by,
        supervised=isinstance(parent, Supervising) and not isinstance(parent, Mended),
        config=config.text if config is not None else "",
        set_in=in_file.place if in_file is not None else None,
        change=in_file.change if in_file is not None else "",
        note=facts.note if facts is not None else "",
        assumes=facts is not None and (bool(facts.assumes) or (action != "default" and facts.row.uncertain)),
        from_source=app.handles_none,
        taken=app.taken_in_front,
        foreign=facts is not None and facts.kind != "runtime" and not app.handles_none,
        instead=facts.row.instead if facts is not None else "",
        fronts=facts.row.fronts if facts is not None and not _is_told_as_group(parent, app) else "",
        set_by=_set_by(parent, wants) if wants else "",
    )


def _is_told_as_group(keeper: Process | None, app: Running) -> bool:
    """Whether what the program has started is told with it."""
    if isinstance(keeper, Wrapping):
        return keeper.wrapped.to != "child"
    turns = keeper.turns if isinstance(keeper, Supervising) else ()
    return any(each.pid == app.pid and each.to != "child" for turn in turns for each in turn)


def _set_by(keeper: Process | None, wants: str) -> str:
    """How the keeper of a service is told which signal stops it."""
    if not isinstance(keeper, Supervising) or keeper.facts is None:
        return ""
    if keeper.needs and any(each.signal == wants for turn in keeper.turns for each in turn):
        return keeper.needs  # the signal is told already
    how = keeper.facts.row.service_signal.format(signal=wants)
    return f"{how}, and {keeper.needs}" if how and keeper.needs else how


def _teller(world: World, app: Running) -> tuple[Process | None, Process]:
    """Who tells the program to stop, and whom: the keeper of a service, through wrappers that hand its signal on."""
    parent = world.processes.get(app.ppid)
    above: Process | None = parent
    last: Process = app
    while isinstance(above, Wrapping) and above.wrapped.kind in ("init", "forward") and not above.wrapped.sends:
        last, above = above, world.processes.get(above.ppid)
    if isinstance(parent, Shell) and not parent.traps:
        # it passes nothing on: who does is the init that tells all in the end
        above = next((each for each in reversed(chain_to(world, app.pid)[:-1]) if isinstance(each, Supervising)), above)
        last = app
    if isinstance(above, Supervising) and not isinstance(above, Mended):
        return above, last
    return parent, app


def _sender(parent: Process | None, app: Process, got: str, signal: str) -> tuple[str, Span | None]:
    """Who chose the signal, when that is not the runtime alone, and where; ("", None) for a signal handed on."""
    if parent is None:
        return "", None
    name = name_of(parent)
    if isinstance(parent, Mended):
        # a trap is for the signal that comes today: another STOPSIGNAL alone would pass it by
        said = parent.trapped or any(each.pid == app.pid and each.signal for each in parent.turns[0])
        return name if said else "", None
    if isinstance(parent, Supervising):
        kept = next((each for turn in parent.turns for each in turn if each.pid == app.pid), None)
        return name, kept.said if kept is not None and kept.signal in ("", got) else None
    if isinstance(parent, Shell) and parent.traps.get(signal) is not None:
        return name, parent.traps[signal].place
    return (name, parent.place) if isinstance(parent, Wrapping) and got != signal else ("", None)


class _Setting(NamedTuple):
    """What in a program's configuration or on its command line gives the signal its meaning, and what would give it a better one."""

    place: Span | None
    text: str
    change: str


def _contradicts(app: Running, got: str) -> _Setting | None:
    """What in the program's configuration or on its command line makes the signal's meaning worse."""
    facts = app.facts
    if facts is None or not app.reasons or not facts.row.signals:
        return None  # what handles nothing at all does so however it is set: another program has the same name
    first = app.pid == 1
    now = rank(action_of(app, got), first=first)
    applet = _is_applet(facts.row)
    better = {
        row: reached
        for row in rows()
        if row is not facts.row and _is_applet(row) == applet and set(row.names) & set(facts.row.names)
        and (reached := rank(dict(row.signals).get(got, row.others), first=first)) > now
    }  # fmt: skip
    if not better:
        return None
    place, text = app.reasons[0]
    best = (row for row in better if better[row] == _RANK["graceful"])
    return _Setting(place, text, next(filter(None, (_change(facts.row, row, text) for row in best)), ""))


def _change(row: Program, other: Program, text: str) -> str:
    """The one setting by which another row of the same program would hold, for people; "" where it takes more than one."""
    own, its = (set(each.when.settings) if each.when is not None else set() for each in (row, other))
    if own < its and len(its - own) == 1:
        name, mark, value = (its - own).pop().partition("=")
        return "" if name.startswith("!") or name.endswith("!") else f"add `{name} = {value if mark else 'true'}`"
    taken = own - its
    return f"take `{text}` out" if its < own and len(taken) == 1 and setting_of(taken.pop()) in text else ""


def _is_in_a_file(app: Running, place: Span | None) -> bool:
    """Whether a place is in no text that starts the program: in a file of its configuration."""
    starts = (each.source.path for each in (app.place, app.forked) if each is not None)
    return place is not None and not place.source.is_nowhere and place.source.path not in starts


def _is_applet(row: Program) -> bool:
    """Whether a row is about BusyBox's program of that name, which is another one."""
    return row.when is not None and row.when.busybox is True
