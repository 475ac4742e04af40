"""Commands that ask what keeps a terminal for others (tmux, screen): whether it is there, to end it, to type into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import programs
from stoplint.model.catalog.argv import operands
from stoplint.model.catalog.programs.watchers import TMUX
from stoplint.model.processes.kernel import deliver
from stoplint.model.processes.kinds import Running, Wrapping
from stoplint.model.processes.status import OK, Status
from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Simple


def ask_terminal(w: World, _sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    """What a client of tmux or screen does: its status, or None if that is only presumed.

    A session is there as long as its command is, and no longer from `kill-session` on, by which the command gets HUP:
    tests/model/worlds/terminals.txt asks the kernel, with tmux 3.3a.
    """
    texts = tuple(value.text for value in argv)
    name = base_name(texts[0])
    known = programs.find(texts)
    word = next((texts[at] for at in operands(texts, 1, TMUX)), "") if name == "tmux" else ""
    kept = _kept(w, name)
    if word in ("has-session", "has") and kept:
        there = any(w.processes[each.child].alive and not each.told for each in kept)
        return OK if there else Status(1, text=node.span.text, place=node.span)
    if word in ("kill-session", "kill-server"):
        for keeper in kept:
            w.processes[keeper.pid] = told = keeper.copy()  # that of other worlds stays as it is: it may be over
            told.told = True
            process = w.processes[keeper.child]
            for each in [each for each in w.living() if each.pgid == process.pgid]:
                deliver(w, each.pid, "HUP")
    elif known is not None and known.row.leaves and not w.stopping:
        _type(w, name, node)
    return None


def _kept(w: World, name: str) -> list[Wrapping]:
    """The commands with which it was given something to keep a terminal for."""
    starters = (each for each in w.processes.values() if isinstance(each, Wrapping) and base_name(each.argv[0]) == name)
    return [each for each in starters if each.child in w.processes]


def _type(w: World, name: str, node: Simple) -> None:
    """Something may run in its terminal from now on: what that is was typed in."""
    if any(isinstance(each, Running) and each.maybe and each.argv == (name,) for each in w.living()):
        return
    pid = w.new_pid()
    w.processes[pid] = Running(
        pid=pid, ppid=1, pgid=pid, sid=pid, argv=(name,), place=node.span, started="background", role="helper",
        maybe=f"what runs in the terminal of {name} is not known",
    )  # fmt: skip
