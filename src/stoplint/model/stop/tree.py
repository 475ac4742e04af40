"""The process tree of a run as it leaves the simulation: each process with what it got, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.kinds import Mended, Running, Shell, Supervising, Wrapping
from stoplint.model.stop.answer import TracedProcess
from stoplint.model.stop.naming import develops, ends_anyhow, name_of, stopped_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeGuard

    from stoplint.model.processes.kinds import Fate, Process, Role
    from stoplint.model.processes.world import World


def processes_of(steady: World, end: World, signal: str) -> Iterable[TracedProcess]:
    living = (
        steady.living()
        if not (steady.ended or steady.failure is not None)
        else [p for p in steady.processes.values() if p.pid == 1 or p.fate == "killed"]
    )
    keepers = [each for each in living if _keeps(each)]
    for process in living:
        last = end.processes.get(process.pid, process)
        role = process.role if isinstance(process, (Running, Wrapping, Shell)) else "application"
        program = process.program if isinstance(process, Running) else None
        fate: Fate = last.fate or ("stays" if last.alive else "exited")
        does = last.does or ("" if last.receives else _unsignalled(role, fate))
        if isinstance(last, Shell) and last.pid == 1 and end.stopping and fate == "exited":
            does = does or "ends"
        yield TracedProcess(
            process.pid, process.ppid, process.argv, process.place, process.started, role, program,
            tuple(f"SIG{name}" for name in last.receives), does, fate,
            process.script if isinstance(process, Shell) else None,
            process.environment if isinstance(process, Running) else (), name_of(process), ends_anyhow(process, signal),
            process.job if process.started == "pipe" else 0, stopped_by(process), _keeper_of(process, keepers),
            develops(steady, process), _is_trapped(process, signal),
        )  # fmt: skip


def _is_trapped(process: Process, signal: str) -> bool:
    trap = process.traps.get(signal) if isinstance(process, Shell) else None
    return trap is not None and trap.body is not None and bool(trap.body.text.strip())


def _keeps(process: Process) -> TypeGuard[Supervising]:
    """Whether it is a supervisor: what stands for a shell that was put right is none."""
    return isinstance(process, Supervising) and not isinstance(process, Mended)


def _keeper_of(process: Process, keepers: list[Supervising]) -> int:
    """The supervisor that has started it, or a program that it left behind; 0 where none has."""
    text = process.place.located.source if process.is_daemon and process.place is not None else None
    for keeper in keepers:
        for kept in (each for turn in keeper.turns for each in turn):
            its = kept.place.located.source if kept.place is not None else None
            if kept.pid == process.pid or (text is not None and its is text):
                return keeper.pid
    return 0


def _unsignalled(role: Role, fate: Fate) -> str:
    if fate == "killed":
        return "never signalled; killed by the kernel when PID 1 ends"
    if fate == "stays":
        return (
            "never signalled; SIGKILL at the end of the grace period"
            if role == "application"
            else "stays until SIGKILL"
        )
    return ""
