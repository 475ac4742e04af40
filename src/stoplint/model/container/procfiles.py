"""Lists of commands: Procfiles (honcho, foreman, forego, nf), command strings side by side (concurrently)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.argv import operands, value_of
from stoplint.model.catalog.configs.procfile import RUNNERS, procfile
from stoplint.model.container.programs import known_program
from stoplint.model.container.supervisor import Supervisor, keeping, supervising
from stoplint.model.container.supervisord import words_of
from stoplint.model.processes.kinds import Kept
from stoplint.model.processes.values import Value
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.catalog.rows import Wrapper
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World

# Ruby's Kernel#spawn runs a command by a shell if it holds one of these, if its first word holds `=` (and no `/` before),
# or if that word is one of the shell's own: Ruby process.c, rb_exec_fillarg, posix_sh_cmds.
_META = frozenset("*?{}[]<>()~&|\\$;'`\"\n#")
_OF_THE_SHELL = frozenset(
    (  # noqa: SIM905 -- a page of quotes would hide the names
        "! . : break case continue do done elif else esac eval exec exit export fi for if in readonly return set shift "
        "then times trap unset until while"
    ).split()
)


def procfile_runner(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """`honcho start`, `foreman start`, `forego start`, `nf start`: the commands of a Procfile, each by its own shell."""
    known = known_program(c, w, s, argv)
    if known is None:
        return False
    texts = tuple(value.text for value in argv)
    words = [texts[at] for at in operands(texts, 1, known.row.with_value)]
    if words[:1] != ["start"]:
        return False
    folder = value_of(texts, ("-d", "--app-root", "--root"))
    cwd = absolute(folder[1], s.cwd) if folder else s.cwd
    named = value_of(texts, ("-f", "--procfile", "-j"))
    found = c.text(absolute(named[1] if named else "Procfile", cwd))
    entries = procfile(found.text) if found is not None else ()
    entries = tuple(each for each in entries if len(words) < 2 or each.name in words[1:])
    if found is None or not entries:
        return False
    runner = RUNNERS[base_name(argv[0].text)]
    process = supervising(w, s, argv, known)
    process.together = True
    supervisor = Supervisor(c, w, s, process)
    for entry in entries:
        place = found.span(entry.start, entry.end)
        text = Value(entry.command, source=place.holding(entry.command))
        command: tuple[Value, ...] = (Value("/bin/sh"), Value("-c"), text)
        if runner.execs and not entry.command.startswith("exec "):
            text = Value(f"exec {entry.command}", source=place.holding(f"exec {entry.command}"))
            command = (Value("/bin/sh"), Value("-c"), text)
        if runner.plain and not _needs_shell(entry.command):
            command = tuple(words_of(entry.command, place, {}))
        pid = supervisor.run(command, Kept(0, runner.signal, known.grace, runner.to, place=place), cwd=cwd)
        if pid is not None and runner.sessions:
            w.processes[pid].sid = pid
    process.turns = (tuple(supervisor.kept),)
    return True


def _needs_shell(command: str) -> bool:
    """True if Ruby runs the command by a shell."""
    first = command.split(maxsplit=1)[0]
    return not _META.isdisjoint(command) or "=" in first.partition("/")[0] or first in _OF_THE_SHELL


def side_by_side(
    c: Container, w: World, s: Start, argv: tuple[Value, ...], texts: Iterable[Value], row: Wrapper
) -> None:
    """Several command strings, each run by sh (concurrently): a signal goes to all that descends from it."""
    process = keeping(w, s, argv, row.names[0], dict.fromkeys(row.forwards, "graceful"))
    supervisor = Supervisor(c, w, s, process)
    for text in texts:
        supervisor.run((Value("/bin/sh"), Value("-c"), text), Kept(0, "", None, "tree", place=text.place), pgid=s.pgid)
    process.turns = (tuple(supervisor.kept),)
