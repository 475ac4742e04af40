"""One container: what is fixed while it runs, and moving a world until it has to wait.

A world is *settled* when no process can go on by itself: every shell waits for something. What happens then is said by
`model.stop.steady_states` and `model.stop.stop`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.container.execve import execve
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import ANYHOW, File, Unseen
from stoplint.model.processes import frames
from stoplint.model.processes.events import Recursion, TrapRan
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Choosing, Shell
from stoplint.model.processes.start import Start
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import search_path
from stoplint.model.shell.control import exit_shell, run_text
from stoplint.model.shell.interpreter import step
from stoplint.model.shell.jobs import status_of
from stoplint.model.shell.scripts import Scripts
from stoplint.paths import absolute
from stoplint.signals import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoplint.model.catalog.rows import Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.rootfs import Absent, Changed, Link, Rootfs
    from stoplint.model.processes.frames import Block
    from stoplint.model.processes.start import NotStarted
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.text import Source

MAX_STEPS = 20_000
_CROWD = 50  # with so many processes more a step takes as long again: each is looked at in it
_NESTED_HANDLERS = 3  # a handler that signals its own shell runs into itself until the stack is full


class Base(NamedTuple):
    """The image that it is built from: its reference, a stop signal (without SIG) that it chose for its own program, its BusyBox.

    `exposes`: the Dockerfile names a port, so something in the container serves.
    """

    reference: str = ""
    chose: str = ""
    old_busybox: bool = False
    exposes: bool = False


NO_BASE = Base()


class Container:
    """What does not change while a container runs.

    `rootfs` are the image's files, `sh` is what /bin/sh is (None: there is no shell). `environment` are the variables
    the image sets, tainted by their own names unless pinned. `base` is what it is built from. `drains`: seconds that a program takes to shut down, by its
    name. `programs` and `wrappers` are rows that the user
    states, before those of the catalog. `spent` counts the steps of all worlds, by what they take: what the answer has cost so far.
    """

    def __init__(
        self,
        *,
        rootfs: Rootfs,
        sh: Dialect | None,
        environment: Mapping[str, Value],
        workdir: str,
        user: str,
        base: Base = NO_BASE,
        drains: Mapping[str, float] | None = None,
        programs: Sequence[Program] = (),
        wrappers: Sequence[Wrapper] = (),
    ) -> None:
        self.rootfs = rootfs
        self.sh = sh
        self.busybox = sh == "ash"
        self.environment = dict(environment)
        self.workdir = workdir
        self.user = user
        self.base = base
        self.programs = programs
        self.wrappers = wrappers
        self.drains = dict(drains or {})
        self.scripts = Scripts()
        self.spent = 0

    # ------------------------------------------------------------ files and programs
    def lookup(self, path: str) -> File | Absent | Unknown:
        """The file at an absolute path."""
        return self.rootfs.lookup(path)

    def unfollowed(self, path: str) -> File | Link | Absent | Unknown:
        """What is at an absolute path itself: of a link there the link."""
        return self.rootfs.unfollowed(path)

    def real(self, path: str) -> str | None:
        """The absolute path with the links in it followed that are known; None for a loop of links."""
        return self.rootfs.real(path)

    def text(self, path: str) -> Source | None:
        """The text of the file at an absolute path; None where there is none or it is not known."""
        found = self.lookup(path)
        return found.source if isinstance(found, File) else None

    def change(self, world: World, path: str) -> Changed | None:
        """What steps of the Dockerfile or start scripts did to the file at an absolute path, if its text is not known for that."""
        if path in world.rewritten:
            one = world.rewritten[path]
            return one.changed if one.text is None or one.changed.edits != () else None
        if path in world.files:
            return None if world.files[path].known else ANYHOW
        if world.is_doubted(path) or world.is_copied_over(path):
            return ANYHOW
        found = self.lookup(path)
        if isinstance(found, File):
            return found.changed if found.source is None else None
        return found.changed if isinstance(found, Unseen) else None

    def configuration(self, world: World, path: str) -> Source | None:
        """The text of the configuration file at an absolute path, or what was appended to one that is not known.

        As start scripts have left it; what they edited it with is not in it.
        """
        written = world.rewritten[path].text if path in world.rewritten else world.files.get(path)
        if written is not None and (written.known or path in world.rewritten):
            return self.scripts.source(written)
        if world.is_removed(path):
            return None
        change = self.change(world, path)
        return self.text(path) if change is None else change.tail

    def which(self, name: str, path: str, cwd: str) -> File | Absent | Unknown:
        """The program of a name, with this PATH and working directory."""
        return self.rootfs.which(name, path, cwd)

    def left(self, world: World, path: str) -> File | Absent | Unknown:
        """The file at an absolute path, as the start scripts have left it."""
        found = self.lookup(path)
        if world.is_doubted(path):
            return Unknown("a start script may have written it")
        text = world.files.get(path)
        if text is None:
            return replace(found, executable=True) if isinstance(found, File) and path in world.readied else found
        executable = path in world.readied or (found.executable if isinstance(found, File) else None)
        return File(path, self.scripts.source(text) if text.known else None, executable=executable, said=None)

    def program(self, world: World, start: Start, name: str) -> File | Absent | Unknown:
        """The file that runs when a process is told to run `name`: by its path, or as execvp(3) finds it."""
        if "/" in name:
            return self.left(world, absolute(name, start.cwd))
        for folder in search_path(start.environment).split(":") if world.files else ():
            path = absolute(f"{folder}/{name}", start.cwd)
            if path in world.files:
                return self.left(world, path)
        return self.which(name, search_path(start.environment), start.cwd)

    def edited(self, world: World, start: Start, name: str) -> str | None:
        """The path of the program that is called so, if steps of the Dockerfile or start scripts edited what was shipped there."""
        folders = [""] if "/" in name else [f"{folder}/" for folder in search_path(start.environment).split(":")]
        for path in (absolute(folder + name, start.cwd) for folder in folders):
            changed = self.change(world, path)
            if changed is not None and changed.edited:
                return path
        return None

    def beside_path(self, name: str, variables: Mapping[str, Value], cwd: str) -> File | None:
        """The file of the image that is called `name`, where it is known that no folder of the PATH has one."""
        path = variables.get("PATH")
        if "/" in name or (path is not None and not path.known):
            return None
        return self.rootfs.beside_path(name, search_path(variables), cwd)

    def matching(self, pattern: str, cwd: str) -> tuple[str, ...] | None:
        """The paths that a shell's pattern matches in the image; () for none, None where that is not known."""
        return self.rootfs.matching(pattern, cwd)

    def known_matches(self, pattern: str, cwd: str) -> tuple[str, ...]:
        """The paths that are known among those that a shell's pattern matches."""
        return self.rootfs.matching(pattern, cwd, known=True) or ()

    def children(self, path: str) -> tuple[str, ...]:
        """The names in a folder that are known to be there."""
        return self.rootfs.known_children(path)

    def left_in(self, world: World, path: str) -> tuple[str, ...]:
        """The names in a folder, with those that start scripts have made there."""
        made = {each.removeprefix(f"{path}/") for each in world.files if each.startswith(f"{path}/")}
        there = (each for each in self.children(path) if not world.is_removed(f"{path}/{each}"))
        return tuple(sorted({*there, *(each for each in made if "/" not in each)}))

    def start(self, world: World, start: Start, argv: tuple[Value, ...]) -> NotStarted | None:
        """Make the process `start.pid` run `argv`: None, or why that fails, with nothing changed."""
        return execve(self, world, start, argv)

    def start_first(self, world: World, argv: tuple[Value, ...]) -> None:
        """Make `argv` PID 1 of an empty world."""
        pid = world.new_pid()
        start = Start(
            pid=pid, ppid=0, pgid=pid, sid=pid, place=argv[0].place if argv else None, started="launch",
            environment=self.environment, cwd=self.workdir or "/", by=None,
        )  # fmt: skip
        self.start(world, start, argv)

    # ------------------------------------------------------------ moving
    def settle(self, w: World) -> list[World]:
        """Run until nothing moves by itself: the settled world, or the worlds it forked into (unsettled ones too)."""
        while not w.ended:
            shell = _ready(w)
            if shell is None:
                return [w]
            if isinstance(shell, Choosing):
                return _ways(w, shell)
            w.steps += 1
            self.spent += 1 + len(w.processes) // _CROWD
            if w.steps > MAX_STEPS:
                w.doubt("the script does not come to rest")
                return [w]
            worlds = self._advance(w, shell)
            if worlds is not None:
                return worlds
        return [w]

    def is_settled(self, w: World) -> bool:
        """True if no process can go on by itself."""
        return w.ended or w.steps > MAX_STEPS or _ready(w) is None

    def _advance(self, w: World, sh: Shell) -> list[World] | None:
        block = sh.block
        if block is not None:
            sh.block = None
            sh.heard = len(sh.statuses)
            if sh.pending and block.kind in ("wait", "read"):
                _interrupted(sh, block)
            elif block.pids and _is_over(w, sh, block):
                sh.status = OK if block.all_jobs else status_of(w, sh, block.pids[-1])
                if sh.interrupted and block.kind == "foreground":
                    sh.interrupted = False
                    if sh.status.code == 130:
                        exit_shell(self, w, sh, sh.status)  # bash ends as its child did
                        return None
                if block.kind == "wait" and not block.any_one:
                    sh.jobs = tuple(pid for pid in sh.jobs if pid not in block.pids)
                    sh.unremembered |= frozenset(block.pids if block.all_jobs else ())
        if sh.pending:
            self._run_trap(w, sh)
            return None
        return step(self, w, sh)

    def _run_trap(self, w: World, sh: Shell) -> None:
        order = sorted(sh.pending, key=lambda name: number_of(name) or 0)
        if sh.dialect == "bash" and not sh.handling and order[0] == "INT" and "TERM" in order:
            order.remove("TERM")  # bash 5.2 runs the trap for INT and loses the other, unless it is in a handler
        signal, sh.pending = order[0], tuple(order[1:])
        trap = sh.traps.get(signal)
        if trap is None:
            if signal == "INT" and sh.pid != 1:
                # dash and ash die of it, and their EXIT trap does not run
                end(w, sh, Status(130), "cut")
            elif signal == "INT":
                exit_shell(self, w, sh, Status(130))
        elif trap.body is None:
            return
        elif sh.handling.count(signal) > _NESTED_HANDLERS:
            w.note(Recursion(signal))
            sh.does = f"its handler for SIG{signal} signals itself over and over, until the shell crashes"
            end(w, sh, Status(139), "cut")
        else:
            w.note(TrapRan(sh.pid, signal))
            sh.handling = (*sh.handling, signal)
            sh.push(frames.TrapDone(signal, sh.status))
            run_text(self, sh, trap.body, trap.place)


def _ways(w: World, process: Choosing) -> list[World]:
    """A world for each way that a program may go."""
    worlds = []
    for way in process.ways:
        other = w.copy()
        other.default = w.default and not way.departs
        other.conditions = (*w.conditions, *way.conditions)
        way.become(other)
        worlds.append(other)
    return worlds


def _ready(w: World) -> Shell | Choosing | None:
    """The shell to move next: the youngest one that can; before it decides whether there is a line, what it reads from."""
    found: Shell | None = None
    for pid in sorted(w.processes, reverse=True):
        process = w.processes[pid]
        if not process.alive:
            continue
        if isinstance(process, Choosing):
            return process
        if not isinstance(process, Shell) or process.unread or not _can_move(w, process):
            continue
        if found is None or (process.job == found.job and process.started == "pipe"):
            found = process
        if not found.piped or found.stack is None or not isinstance(found.stack[0], frames.WhileDecide):
            break
    return found


def _can_move(w: World, sh: Shell) -> bool:
    block = sh.block
    if block is None:
        return True
    if sh.pending and block.kind in ("wait", "read", "forever"):
        return True
    return block.kind not in ("read", "forever") and _is_over(w, sh, block)


def _is_over(w: World, sh: Shell, block: Block) -> bool:
    """True if those have ended that the shell waits for."""
    alive = [pid for pid in block.pids if pid in w.processes and w.processes[pid].alive]
    if block.any_one or alive:
        return len(alive) < len(block.pids) and block.any_one
    return not (
        block.kind == "wait" and block.all_jobs and sh.dialect == "ash" and _last_failed(sh) and _has_children(w, sh)
    )


def _last_failed(sh: Shell) -> bool:
    """True if the child that ended last failed: `wait` of BusyBox 1.35 asks once more then, and blocks if there is another.

    PID 1 has those that it adopted. tests/model/worlds/wait-for-adopted.txt asks the kernel.
    """
    return any(status.code not in (0, None) for status in list(sh.statuses.values())[-1:])


def _has_children(w: World, sh: Shell) -> bool:
    return any(process.ppid == sh.pid for process in w.living())


def _interrupted(sh: Shell, block: Block) -> None:
    """A trapped signal came during `wait` or `read`: the trap runs, then the builtin has returned."""
    code = 128 + (number_of(sh.pending[0]) or 0)
    if block.kind == "read" and sh.dialect == "bash" and not sh.posix:
        sh.push(frames.Wait(block))  # bash reads on
        return
    if block.kind == "read" and sh.dialect != "bash":
        code = 1
    sh.status = Status(code, place=block.place)
    sh.push(frames.SetStatus(sh.status))
