"""What stands below a shell on the signal's way: how and where it started its child, and what is in between."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from stoplint.model.catalog.argv import operands
from stoplint.model.catalog.shells import is_shell
from stoplint.model.catalog.wrappers import find as find_wrapper
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.stop.naming import name_of, stopped_by
from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import Subshell
from stoplint.syntax.shell_walk import simple_commands, walk
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.model.stop.causes import How
    from stoplint.text import Span

# tail(1), coreutils 9.1
_TAIL_TAKES = ("-n", "-c", "-s", "--lines", "--bytes", "--sleep-interval", "--pid", "--max-unchanged-stats")
_NO_LOGS = ("/dev/", "/proc/")


def start_of(shell: Shell, child: Process) -> Span | None:
    """Where the shell starts the child: its place, unless it became something else in another file since."""
    if child.place is None or shell.script is None or child.place.source is shell.script or shell.block is None:
        return child.place
    if child.started == "exec" and child.pid in shell.jobs:
        return child.forked or child.place  # `script &`, which became it
    computed = child.place.source.is_nowhere  # `su app -c "$COMMAND"`
    if (child.started == "exec" or computed) and shell.block.kind == "foreground" and child.pid in shell.block.pids:
        return shell.block.place or child.place
    return child.place


def start_within(shell: Shell, below: list[Process]) -> Span | None:
    """Where a subshell of the shell starts what it waits for: `( … )` as a whole is no line to change."""
    copies = [each for each in takewhile(lambda each: _is_copy(shell, each), below) if each is not below[-1]]
    first = below[len(copies)]
    return start_of(shell, first if first.started == "fork" else below[0])


def _is_copy(shell: Shell, process: Process) -> bool:
    """Whether it is a subshell of the shell's own script, in the foreground."""
    return isinstance(process, Shell) and process.started == "fork" and process.script is shell.script


def is_background_copy(world: World, shell: Shell) -> bool:
    """Whether it runs a part of its parent's own script in the background: `main "$@" &`. It has none of that one's traps."""
    parent = world.processes.get(shell.ppid)
    return shell.started == "background" and isinstance(parent, Shell) and parent.script is shell.script is not None


def script_line(shell: Shell, start: Span | None) -> Span | None:
    """The command of its runner's script with which a shell started its child: the shell itself stands in that file."""
    place = shell.place
    if place is None or start is None or start.located.source is place.located.source:
        return start
    return place


def is_bare(shell: Shell, child: Process, start: Span | None) -> bool:
    """Whether it is, or was before its `exec`, a script without a `#!` line: the shell runs it itself, for the kernel does not.

    Not one that another shell is given by name, or that a wrapper starts: that one's words are no script.
    """
    if start is not None and not _names_script(start):
        return False
    if child.started == "exec" and child.place is not None:
        script = child.place.source
        return script is not shell.script and not script.is_nowhere and not script.text.startswith("#!")
    if not isinstance(child, Shell) or child.script is None or child.is_string or not child.argv:
        return False
    return not is_shell(child.argv[0]) and not child.script.text.startswith("#!")


def _names_script(start: Span) -> bool:
    """Whether the first word of a launch may be a script, and is neither a shell nor a wrapper: `A=1 /run.sh`."""
    command = next(iter(simple_commands(read(Source("", start.text)).script)), None)
    words = [word.literal or word.span.text for word in command.words] if command is not None else []
    return bool(words) and not is_shell(words[0]) and find_wrapper(words) is None


def in_subshell(place: Span | None) -> bool:
    """Whether a command stands in parentheses: what it becomes by `exec` is a copy of the shell."""
    around = walk(read(place.source).script) if place is not None else ()
    return any(
        isinstance(each, Subshell) and each.span.start <= place.start < each.span.end
        for each in around
        if place is not None
    )


def execs(shell: Shell, child: Process) -> bool:
    """True if the child is what a forked copy of the shell became by `exec`."""
    return child.started == "exec" and child.place is not None and child.place.source is shell.script


def started(app: Process, child: Process, how: How) -> str:
    """The label of the place where the child is started."""
    who = name_of(app) if child.pid == app.pid else name_of(child)
    if child.pid == app.pid and stopped_by(app):
        return f"{who} is left behind here"
    return f"{who} is started here" + {"background": ", in the background", "pipeline": ", in a pipeline"}.get(how, "")


def how_of(shell: Shell, child: Process) -> How:
    """In which way the shell has started the child."""
    blocked = shell.block
    if child.started == "pipe":
        return "pipeline"
    if child.started in ("substitution", "background") or (child.pid in shell.jobs and not execs(shell, child)):
        return "substitution" if child.started == "substitution" else "background"
    if blocked is not None and blocked.kind != "foreground":
        return "background"
    if execs(shell, child) and blocked is not None:
        return "subshell" if blocked.foreground == "program" else blocked.foreground
    if isinstance(child, Shell) and child.main != child.pid and child.started == "fork":
        return "subshell"
    return "foreground"


def keep_alive(world: World, shell: Shell, below: list[Process]) -> Process | None:
    """What the shell waits for, if that is a keep-alive and not the application; `below`: the way to that one.

    So it does where a shell in its foreground waits for it: `sh -c script`, and the application is a daemon. `wait -n` waits
    for the application, too: that may be the first to end.
    """
    app = below[-1]
    if shell.block is not None and shell.block.any_one and any(each.pid in shell.block.pids for each in below):
        return None
    if shell.block is None or (isinstance(app, Running) and app.role == "keep-alive"):
        return None
    for pid in shell.block.pids:
        process = world.processes.get(pid)
        if isinstance(process, Running) and process.role == "keep-alive":
            return process
        if isinstance(process, Shell) and process.alive and all(process.pid != each.pid for each in below):
            found = keep_alive(world, process, below)
            if found is not None and getattr(found, "stays", "") == "forever":
                return found
    return None


def shows_log(process: Process) -> bool:
    """Whether it follows a file, so that what others write there is in the container's output: `tail -F /var/log/app.log`."""
    facts = process.facts if isinstance(process, Running) else None
    if facts is None or "tail" not in facts.row.names:
        return False
    return any(not process.argv[at].startswith(_NO_LOGS) for at in operands(process.argv, facts.at + 1, _TAIL_TAKES))


def cutter_of(chain: list[Process], signal: str) -> Wrapping | None:
    """What passes the signal on, and kills what is left after a time of its own: su, `timeout -k`.

    su does so on SIGTERM alone where it has no session for its command, which the others of a group may reach then.
    """
    for each in chain:
        if isinstance(each, Wrapping) and each.wrapped.kind == "forward-kill" and each.wrapped.kill_after:
            row = each.wrapped.row
            return each if {signal, "*"}.intersection(row.forwards) and not row.package_runner else None
    return None


def cut_by(cutter: Wrapping | None) -> dict[str, Any]:
    """What a cause says of it: its name, the seconds that it gives, and the catalog's advice."""
    if cutter is None:
        return {}
    wrapped = cutter.wrapped
    return {
        "cutter": name_of(cutter),
        "after": wrapped.kill_after,
        "instead": wrapped.row.advice,
        "lingers": wrapped.row.full_wait,
    }


def blocked_by(chain: list[Process]) -> dict[str, Any]:
    """What stands between and passes no signal on, where the catalog says what to do about it: mysqld_safe."""
    found = (each for each in chain if isinstance(each, Wrapping) and each.wrapped.kind == "block")
    one = next((each for each in found if each.wrapped.row.advice), None)
    return {} if one is None else {"blocker": name_of(one), "ways": one.wrapped.row.advice}
