"""The programs that keep one service each, out of a folder of its own: how they start it, what its files say.

Sources: s6-supervise(8), servicedir(7) of s6 2.11; runsv(8) of runit 2.1.2.
"""

from __future__ import annotations

from typing import NamedTuple


class ServiceKeeper(NamedTuple):
    """A program that keeps the service of a folder; what signals do to it stands in `catalog.programs.supervisors`.

    `own_group`: its service leads a process group of its own. `stop_signal`, `timeout`: files of the folder that say
    which signal stops the service, and after how many milliseconds it is killed. `control`: one that is run in place of the
    signal.
    """

    program: str
    own_group: bool = False
    stop_signal: str = ""
    timeout: str = ""
    control: str = ""


RUNSV = ServiceKeeper("runsv", control="control/t")
S6_SUPERVISE = ServiceKeeper("s6-supervise", own_group=True, stop_signal="down-signal", timeout="timeout-kill")
KEEPERS = {each.program: each for each in (RUNSV, S6_SUPERVISE)}
