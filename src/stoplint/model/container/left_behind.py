"""Whether a step of a start script leaves a program behind, or is one that stays: what comes next is not all then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.container.runtimes import program_file
from stoplint.model.processes.kinds import Running, Shell
from stoplint.model.processes.values import Value, unknown
from stoplint.syntax.shell_nodes import Item, Simple
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World

_DEEPEST = 3  # scripts that call scripts
# What starts something in another process, and does not wait for it.
GOES_ON = re.compile(r"\b(?:Popen|fork|(?:posix_)?spawn\w*|create_subprocess\w*|multiprocessing|threading)\b")


def stays_behind(c: Container, w: World, s: Start, argv: tuple[Value, ...], depth: int = 0) -> bool:
    """Whether something of it is known to go on: a server, a daemon, a job in the background of a shell's script.

    A script that can't be read leaves nobody knows what.
    """
    if not argv or not argv[0].known:
        return False
    probe = w.copy()
    pid = probe.new_pid()
    before = set(probe.processes)
    start = replace(s, pid=pid, ppid=s.pid, started="fork", job=pid, place=argv[0].place or s.place)
    if c.start(probe, start, argv) is not None:
        return False
    new = [each for number, each in probe.processes.items() if number not in before and each.alive]
    if new and not probe.processes[pid].alive:
        return True
    return any(
        (isinstance(each, Running) and _runs_on(c, start, each))
        or (isinstance(each, Shell) and _script_leaves(c, w, start, each, depth))
        for each in new
    )


def _runs_on(c: Container, s: Start, process: Running) -> bool:
    """Whether it is a server, something that nobody read, or a Python program that may start something and leave it."""
    facts = process.facts
    if facts is None:
        return bool(process.unread)
    if facts.kind in ("server", "supervisor"):
        return True
    found = program_file(c, s, facts.row, process.argv) if facts.row.language == "python" else None
    return found is not None and found.source is not None and GOES_ON.search(found.source.text) is not None


def _script_leaves(c: Container, w: World, s: Start, shell: Shell, depth: int) -> bool:
    if shell.unread or depth > _DEEPEST:
        return True
    if shell.script is None:
        return False
    read = c.scripts.parse_source(shell.script)
    nodes = list(walk(read.script))
    if read.opaque or any(isinstance(node, Item) and node.background for node in nodes):
        return True
    for node in nodes:
        words = _words(node) if isinstance(node, Simple) else ()
        if stays_behind(c, w, replace(s, depth=s.depth + 1), words, depth + 1):
            return True
    return False


def _words(command: Simple) -> tuple[Value, ...]:
    words = [Value(word.literal) if word.literal is not None else unknown("…", splits=True) for word in command.words]
    return tuple(words[1:] if words[:1] == [Value("exec")] else words)
