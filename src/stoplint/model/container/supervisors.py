"""Which program keeps others, and how what it keeps is made out of the image's files.

Only what the files say is started; where they can't be read, the catalog's answer for the program stands. To add a
supervisor, add a function that sets it up, and a row here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from stoplint.model.catalog.programs import interpreted
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World

    # True: it is set up; False: what it keeps can't be made out; or why it does not start.
    SetUp = Callable[[Container, World, Start, tuple[Value, ...]], bool | NotStarted]

# By the program's name, or by its whole path: the module and the function that sets it up, imported when it is started.
# execlineb is none: it is set up in the same way, for it reads a script that no shell reads, and becomes what that says.
SUPERVISORS = {
    "/dinit": "service_folders.dinit",
    "/init": "service_folders.s6_overlay",
    "/package/admin/s6-overlay/init": "service_folders.s6_overlay",
    "execlineb": "execline.execlineb",
    "forego": "procfiles.procfile_runner",
    "foreman": "procfiles.procfile_runner",
    "honcho": "procfiles.procfile_runner",
    "my_init": "service_folders.my_init",
    "nf": "procfiles.procfile_runner",
    "runsv": "service_folders.one_service",
    "runsvdir": "service_folders.runsvdir",
    "runsvdir-start": "service_folders.runsvdir_start",
    "s6-supervise": "service_folders.one_service",
    "s6-svscan": "service_folders.s6_svscan",
    "supervisord": "supervisord.supervisord",
}


def supervise(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool | NotStarted:
    """Start a supervisor with what it keeps; False if it is none, or if that can't be made out."""
    inner = interpreted(tuple(value.text for value in argv))
    if inner is not None and base_name(inner[1][0]) in SUPERVISORS:
        argv = argv[inner[0] :]
    row = SUPERVISORS.get(argv[0].text) or SUPERVISORS.get(base_name(argv[0].text))
    if row is None:
        return False
    module, _, function = row.partition(".")
    set_up: SetUp = getattr(import_module(f"stoplint.model.container.{module}"), function)
    return set_up(c, w, s, argv)
