"""supervisord: the programs of its configuration. Source: supervisord.org/configuration.html."""

from __future__ import annotations

import shlex
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.configs.supervisord import all_supervised, can_be_asked, default_file, named_file
from stoplint.model.container.programs import known_program
from stoplint.model.container.supervisor import Supervisor, into_background, supervising
from stoplint.model.image.rootfs import File
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Idle, Kept, Running, Supervising
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import Value, unknown
from stoplint.paths import absolute, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stoplint.model.catalog.configs.supervisord import SupervisedProgram
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.world import World
    from stoplint.text import Span


def supervisord(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool | NotStarted:
    """Supervisord with the programs of its configuration, the first by priority first; False where it is not known."""

    def read(path: str) -> str | None:
        found = c.configuration(w, absolute(path, s.cwd))
        return found.text if found is not None else None

    def names(folder: str) -> tuple[str, ...]:
        return c.left_in(w, absolute(folder, s.cwd))

    def is_whole(path: str) -> bool:
        full = absolute(path, s.cwd)
        found = c.lookup(full)
        grown = isinstance(found, File) and found.changed.tail is not None
        return c.change(w, full) is None and not grown

    texts = tuple(value.text for value in argv)
    path = named_file(texts) or default_file(read, names)
    programs = all_supervised(path, read, names, is_whole) if path is not None else ()
    known = known_program(c, w, s, argv)
    if not programs or known is None:
        return False
    wrong = next((each for each in programs if each.stop_signal is None), None)
    if wrong is not None:
        said = wrong.value("stopsignal")
        return w.fail(
            replace(s, place=_place(c, w, s, wrong, "stopsignal") or s.place),
            "settings",
            "supervisord",
            said.text if said else "",
            2,
        )
    own = s
    if known.daemonizes:
        own = into_background(w, s, argv)
    process = supervising(w, own, argv, known)
    if known.daemonizes is None and known.row.daemonizes:
        where = known.unread[0].path
        process.unread = f"whether supervisord stays in the foreground stands in {where}, which is not known"
        process.stays = "open"
    # Python leaves these ignored in what it starts: tests/kernel
    process.configured = absolute(path, s.cwd) or "" if path is not None else ""
    process.listens = can_be_asked(path, read, names) if path is not None else None
    supervisor = Supervisor(c, w, replace(own, ignored=own.ignored | {"PIPE", "XFSZ"}), process)
    turns: list[tuple[Kept, ...]] = []
    idle: list[tuple[SupervisedProgram, int]] = []  # and the number of the turn, counted from the last
    in_order = sorted(programs, key=lambda each: each.group_priority)
    for _, group in groupby(in_order, key=lambda each: each.group):
        before = len(supervisor.kept)
        for program in sorted(group, key=lambda each: each.priority):
            if program.command is not None and program.autostart:
                _program(supervisor, program)
            elif program.command is not None:
                idle.append((program, len(turns)))
        turns.append(tuple(supervisor.kept[before:]))
    process.turns = tuple(reversed(turns))
    process.idle = tuple(
        Idle(program.name, program.group, partial(_start_idle, c, supervisor.s, process.pid, program, ~turn))
        for program, turn in idle
    )
    if own is not s:
        end(w, w.processes[s.pid], OK, "exited")
    return True


def _place(c: Container, w: World, s: Start, program: SupervisedProgram, key: str) -> Span | None:
    """Where a key of the program's section says its value."""
    value = program.value(key)
    found = c.configuration(w, absolute(program.path, s.cwd))
    return found.span(value.start, value.end) if value and found is not None else None


def _start_idle(c: Container, s: Start, pid: int, program: SupervisedProgram, turn: int, w: World) -> None:
    """Start a program in the world `w` that supervisord was asked for: it is stopped in its group's turn."""
    process = w.processes[pid]
    if not isinstance(process, Supervising):
        return
    supervisor = Supervisor(c, w, s, process)
    _program(supervisor, program)
    turns = list(process.turns)
    turns[turn] += tuple(supervisor.kept)
    process.turns = tuple(turns)


def _program(supervisor: Supervisor, program: SupervisedProgram) -> None:
    s = supervisor.s
    command = program.command
    place = _place(supervisor.c, supervisor.w, s, program, "command")
    if command is None or place is None:
        return
    variables = {
        "program_name": program.name, "process_num": "0", "group_name": program.group,
        "here": folder_of(absolute(program.path, s.cwd)),
        **{f"ENV_{name}": value.text for name, value in s.environment.items() if value.known},
    }  # fmt: skip
    argv = tuple(words_of(command.text, place, variables))
    kept = Kept(
        0, program.stop_signal or "TERM", program.stop_wait, "group" if program.stop_as_group else "child",
        _place(supervisor.c, supervisor.w, s, program, "stopsignal"), place,
    )  # fmt: skip
    directory = _expanded(program.directory, variables) if program.directory else None
    pid = supervisor.run(argv, kept, cwd=directory or s.cwd)
    child = supervisor.w.processes.get(pid) if pid is not None else None
    if program.kind == "eventlistener" and isinstance(child, Running):
        child.role = "helper"  # it listens to supervisord, and serves nobody else


def _expanded(text: str, variables: Mapping[str, str]) -> str | None:
    """`%(name)s` filled in; None if a name is not known."""
    try:
        return text % variables if "%" in text else text
    except (KeyError, ValueError, TypeError):
        return None


def words_of(text: str, place: Span, variables: Mapping[str, str]) -> Iterator[Value]:
    """A command as supervisord splits it, each word with its place."""
    try:
        words = shlex.split(text)
    except ValueError:
        yield unknown(text, filled=True)
        return
    at = 0
    written = place.text
    for word in words:
        filled = _expanded(word, variables)
        begin = written.find(word, at)
        source = place.holding(word)
        if begin >= 0:
            at = begin + len(word)
            source = place.source.span(place.start + begin, place.start + at).holding(word)
        if filled is None:
            yield unknown(word, filled=True)
        else:
            yield Value(filled, source=source if filled == word else place.holding(filled))
