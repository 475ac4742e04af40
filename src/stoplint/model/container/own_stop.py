"""The command that stops what a control program or an init script has left behind, as whom it was started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.argv import value_of
from stoplint.model.catalog.init_scripts import stop_of
from stoplint.model.processes.kinds import Wrapping
from stoplint.paths import base_name
from stoplint.syntax import shell_quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.model.processes.kinds import Process, Running
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World


def own_stop(w: World, s: Start, daemon: Running) -> tuple[str, ...]:
    """Its own word for it, behind what changed the user for the start: pg_ctl(1) refuses to run as root."""
    stop = _form(daemon.argv)
    if s.user is None:
        return stop
    program = daemon.argv[0]
    for words in _starters(w, s):
        if program in words[1:]:  # gosu postgres pg_ctl start
            return (*words[: words.index(program)], *stop)
        text = next((word for word in words[1:] if program in word.split()), "")
        if text:  # su - postgres -c "pg_ctl start"
            return (*words[: words.index(text)], f'"{" ".join(stop)}"')
    return stop


def _form(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The form of the command that stops; pg_ctl(1): of start's options stop has -D, and it refuses -o."""
    if base_name(argv[0]) == "pg_ctl":
        folder = value_of(argv, ("-D", "--pgdata"))
        return (argv[0], "stop", *(("-D", folder[1]) if folder is not None else ()))
    if base_name(argv[0]) == "pg_ctlcluster" and "--" in argv:  # what stands behind it is for the server that starts
        argv = argv[: argv.index("--")]
    return stop_of(argv)


def _starters(w: World, s: Start) -> Iterator[Sequence[str]]:
    """The command lines that may have changed the user: of what stays in front of it, and what stands in the script."""
    above: tuple[Process | None, ...] = (
        w.processes.get(s.ppid),
        w.processes.get(s.by.ppid) if s.by is not None else None,
    )
    yield from (each.argv for each in above if isinstance(each, Wrapping))
    of_text = s.by.place if s.by is not None and s.by.is_string else None
    yield from (shell_quote.split(place.text) or () for place in (s.place, of_text) if place is not None)
