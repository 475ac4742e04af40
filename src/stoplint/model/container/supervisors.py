"""Which program keeps others, and how what it keeps is made out of the image's files.

Only what the files say is started; where they can't be read, the catalog's answer for the program stands. To add a
supervisor, add a function that sets it up, and a row here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.programs import interpreted
from stoplint.model.container.procfiles import procfile_runner
from stoplint.model.container.service_folders import my_init, runsv, runsvdir, runsvdir_start, s6_overlay, s6_svscan
from stoplint.model.container.supervisord import supervisord
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World

    # True: it is set up; False: what it keeps can't be made out; or why it does not start.
    SetUp = Callable[[Container, World, Start, tuple[Value, ...]], bool | NotStarted]

# By the program's name, or by its whole path.
SUPERVISORS: dict[str, SetUp] = {
    "supervisord": supervisord, "s6-svscan": s6_svscan, "runsvdir": runsvdir, "runsvdir-start": runsvdir_start,
    "runsv": runsv, "my_init": my_init, "/init": s6_overlay, "/package/admin/s6-overlay/init": s6_overlay,
    "honcho": procfile_runner, "foreman": procfile_runner, "nf": procfile_runner,
}  # fmt: skip


def supervise(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool | NotStarted:
    """Start a supervisor with what it keeps; False if it is none, or if that can't be made out."""
    inner = interpreted(tuple(value.text for value in argv))
    if inner is not None and base_name(inner[1][0]) in SUPERVISORS:
        argv = argv[inner[0] :]
    set_up = SUPERVISORS.get(argv[0].text) or SUPERVISORS.get(base_name(argv[0].text))
    return set_up(c, w, s, argv) if set_up is not None else False
