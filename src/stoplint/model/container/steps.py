"""A program of which nothing says that it stays: whether it is a step on the way, or something done for the stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import wrappers
from stoplint.model.catalog.short_lived import (
    ASKS_STATE,
    is_batch,
    is_client,
    is_errand,
    is_tool,
    prepares,
    says_it_stays,
)
from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.shell.control import commands_left, does_for_each, what_is_left
from stoplint.paths import base_name
from stoplint.syntax.shell_nodes import Function
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from typing import TypeGuard

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World


def is_open(process: Process) -> TypeGuard[Running]:
    """True for a program that runs, and of which nothing says that it stays."""
    return isinstance(process, Running) and process.alive and process.stays == "open" and process.role == "application"


def is_step(w: World, process: Running) -> bool:
    """Whether it ends by what says so beside the catalog: where it is run, what it is asked, its name."""
    if _is_done_for_each(w, process) or _is_errand(w, process) or _is_query(w, process):
        return True
    if _is_package_step(w, process):
        return True
    shell = w.processes.get(process.ppid)
    left = isinstance(shell, Shell) and any(True for _ in commands_left(shell))
    return process.started == "fork" and left and prepares(process.argv)


def _is_done_for_each(w: World, process: Process) -> bool:
    """Whether a loop over lines or events runs it, through wrappers or not, and waits for its end before the next one."""
    while process.started in ("fork", "pipe") and process.ppid in w.processes:
        above = w.processes[process.ppid]
        if isinstance(above, Shell):
            return process.pid not in above.jobs and does_for_each(
                above
            )  # those of a pipeline may be in the background
        if not isinstance(above, Wrapping):
            break
        process = above
    return False


def _is_errand(w: World, process: Running) -> bool:
    """Whether it asks for something what serves in the background or is started later: `ipfs init; ipfs daemon & ipfs pin ls`."""
    name = base_name(process.argv[0])
    if process.pid == 1 or process.facts is not None:
        return False
    others = [
        each for each in w.living() if isinstance(each, Running) and each.role == "application" and each is not process
    ]
    if is_client(process.argv) and any(not is_client(each.argv) for each in others):
        return True  # of whom it asks something is there
    if process.started != "fork" or not is_errand(process.argv[1:]):
        return False
    if any(base_name(each.argv[0]) == name and not is_errand(each.argv[1:]) for each in others):
        return True
    shell = w.processes.get(process.ppid)
    left = commands_left(shell) if isinstance(shell, Shell) else ()
    for command in (each for item in left for each in simple_commands(item, past=(Function,))):
        words = [word.literal or "" for word in command.words]
        if len(words) > 1 and base_name(words[0]) == name and not is_errand(words[1:]) and not is_tool(words):
            return True
    return False


def _is_package_step(w: World, process: Running) -> bool:
    """Whether it is a script of package.json, unread, behind which another one, or a build, comes: `npm run clean; npm run build`.

    Not one whose name says that it stays: what comes behind `npm start` tidies up.
    """
    runner = w.processes.get(process.ppid)
    if not process.described or not isinstance(runner, Wrapping) or not runner.wrapped.script:
        return False
    shell: Process | None = runner
    while isinstance(shell, Wrapping) and shell.started == "fork":
        shell = w.processes.get(shell.ppid)
    if not isinstance(shell, Shell) or what_is_left(shell) != "commands" or says_it_stays(runner.wrapped.script):
        return False
    left = (each for item in commands_left(shell) for each in simple_commands(item, past=(Function,)))
    commands = ([word.literal or "$" for word in each.words] for each in left)
    return any(_runs_script(words) or is_batch(words) for words in commands if words)


def _runs_script(words: list[str]) -> bool:
    """Whether a command runs a script of package.json."""
    wrapped = wrappers.find(words)
    return wrapped is not None and wrapped.script is not None


def _is_query(w: World, process: Process) -> bool:
    """Whether a script that was asked how something stands (`appctl status`) runs it, beside what another one starts."""
    asked = False
    while process.ppid in w.processes:
        asked = asked or (isinstance(process, Shell) and _asks_state(process))
        if process.started == "background":
            return asked
        process = w.processes[process.ppid]
    return False


def _asks_state(shell: Shell) -> bool:
    """Whether the script itself, not a function in it, has one argument, and that is such a word."""
    called = [frame for frame in frames.frames(shell.stack) if isinstance(frame, frames.Return)]
    words = called[-1].arguments if called else shell.arguments
    return shell.script is not None and len(words) == 1 and words[0].known and words[0].text in ASKS_STATE


def is_of_exit_trap(w: World, s: Start) -> bool:
    """Whether the handler for EXIT runs it: nothing else runs one before the stop, and then the script has come to its end."""
    above = w.processes.get(s.ppid)
    while isinstance(above, (Shell, Wrapping)):
        stack = above.stack if isinstance(above, Shell) else None
        if any(isinstance(frame, frames.TrapDone) and frame.signal == "EXIT" for frame in frames.frames(stack)):
            return True
        above = w.processes.get(above.ppid)
    return False


def is_of_handler(w: World, process: Process) -> bool:
    """Whether a shell that runs a handler waits for it: a script that it calls has become this program."""
    above = w.processes.get(process.ppid)
    if isinstance(above, Wrapping):
        return is_of_handler(w, above)
    if not isinstance(above, Shell) or above.block is None or above.block.kind != "foreground":
        return False
    handles = any(isinstance(frame, frames.TrapDone) for frame in frames.frames(above.stack))
    return process.pid in above.block.pids and (handles or is_of_handler(w, above))


def runs_again(w: World, process: Process) -> bool:
    """True if the same command ran before the stop: `while server; do :; done` starts its server anew."""
    its = {process.pid}  # it, and what was started only to start it: `sudo $HOME/bin/server stop`
    above = w.processes.get(process.ppid)
    while isinstance(above, Wrapping):
        its.add(above.pid)
        above = w.processes.get(above.ppid)
    stack = above.stack if isinstance(above, Shell) else None
    if any(isinstance(frame, frames.TrapDone) for frame in frames.frames(stack)):
        # a handler waits for what came back when the script called it, too: `log "stopping"`
        its |= {other.pid for other in w.processes.values() if not other.alive and not other.receives}
    return any(
        other.place == process.place and not (isinstance(other, Running) and other.for_the_stop)
        for other in w.processes.values()
        if other.pid not in its
    )
