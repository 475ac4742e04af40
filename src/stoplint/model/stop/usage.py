"""Images that only say how they are used, as long as nobody chooses: `case "$MODE" in web) … ;; *) echo "no such mode" ;; esac`.

Whoever runs such an image chooses: what counts is the run in which a server is there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import programs
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File
from stoplint.model.processes.events import BatchEnded, Daemonized, ExecFailed, Exited, Failed, Returned
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.shell.arguments import execs_arguments
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.image.image import Image
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import Condition, World
    from stoplint.model.stop.answer import Run

# What a script says something with, or looks who and where it is.
_SPEAKS = frozenset("cat date echo env hostname id ls printf true uname whoami".split())  # noqa: SIM905 -- a list to read
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]")


def only_speaks(world: World) -> bool:
    """Whether nothing was done in a run that the script itself has ended, but to say something."""
    if not world.ended or world.failure is not None or world.exit_status.code in (126, 127):
        return False
    if any(isinstance(event, (BatchEnded, Daemonized, ExecFailed, Failed, Returned)) for event in world.events):
        return False
    said = any(isinstance(event, Exited) for event in world.events) or world.exit_status.code in (0, None)
    return said and all(_speaks(world, process) for process in world.processes.values())


def _speaks(world: World, process: Process) -> bool:
    """Whether it is of the script, or says something: another script that this one runs is what it is for."""
    if isinstance(process, Running):
        return process.role == "helper" and base_name(process.argv[0]) in _SPEAKS
    if isinstance(process, Shell):
        return process.started != "fork" or not isinstance(world.processes.get(process.ppid), Shell)
    return isinstance(process, Wrapping)


def with_choice(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of an image whose default one only speaks: those that one variable leads to are the usual ones.

    Where one of them is a server's, and all end alike; if not, none of them is any more usual than the other.
    """
    chosen = [run for run in runs if _is_choice(run)]
    serving = any(_serves(each.argv) for run in chosen for each in run.applications)
    if not serving or len({run.verdict for run in chosen}) != 1:
        return tuple(runs)
    return tuple(replace(run, default=any(run is one for one in chosen)) for run in runs)


def _is_choice(run: Run) -> bool:
    departed = [each for each in run.conditions if each.departs]
    return len(departed) == 1 and _chooses(departed[0]) and bool(run.applications)


def _chooses(condition: Condition) -> bool:
    return (
        not condition.overrides and not condition.is_for_development and _VARIABLE.search(condition.subject) is not None
    )


def _serves(argv: tuple[str, ...]) -> bool:
    known = programs.find(argv)
    return known is not None and known.kind in ("server", "supervisor")


def takes_commands(image: Image) -> bool:
    """Whether its ENTRYPOINT is a script of the build context that execs what it is given: `docker run IMAGE command`."""
    line = None if isinstance(image.entrypoint, Unknown) else image.entrypoint.value
    path = image.env["PATH"].value if "PATH" in image.env else None
    found = (
        image.rootfs.which(word.value, path if isinstance(path, str) else None, image.workdir.value)
        for word in (line.words if line is not None else ())
    )
    return any(
        isinstance(each, File) and each.from_context and each.source is not None and execs_arguments(each.source)
        for each in found
    )
