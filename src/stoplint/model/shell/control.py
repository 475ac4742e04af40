"""The control stack of a shell: what it is to do next, its end, and the way out of functions, loops and handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from stoplint.model.catalog import programs
from stoplint.model.processes import frames
from stoplint.model.processes.events import Exited, StepGaveUp
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Shell, Wrapping
from stoplint.model.processes.status import Status
from stoplint.syntax.shell_nodes import Function, Simple, While
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import ArithmeticFor, Command, Item
    from stoplint.text import Span

F = TypeVar("F", bound=frames.Frame)
# What puts something back as it was, and leaves the status alone: the end of a function, of a redirection.
_KEEP_STATUS = (frames.Return, frames.Given, frames.Output, frames.Fed)
_ASK_STATUS = (frames.AndOrRight, frames.IfDecide, frames.WhileDecide, frames.Negate, frames.Errexit)
# Functions that call each other, files that read each other: deeper, it is taken to be without end.
MAX_DEPTH = 60


# What a loop does that only keeps a container: it waits, asks or says something.
_WAITS_OR_TELLS = frozenset(
    ": true echo printf date sleep wait [ test break continue kill pgrep pidof ps".split()  # noqa: SIM905 -- a list to read
)

_LEAVES = frozenset({"exit", "return"})
_ENDS = _LEAVES | {"break"}


def leave(host: Host, w: World, sh: Shell) -> None:
    """The shell has nothing left to do, or exits: its EXIT trap runs, then it ends."""
    trap = sh.traps.get("EXIT")
    if trap is not None and trap.body is not None:
        del sh.traps["EXIT"]
        sh.stack = None
        sh.pending = ()
        sh.push(frames.TrapDone("EXIT", sh.status))
        run_text(host, sh, trap.body, trap.place)
        return
    end(w, sh, sh.status, "exited")


def exit_shell(host: Host, w: World, sh: Shell, status: Status, *, said: bool = False) -> None:
    """`exit N` (`said`), or an error that ends the shell."""
    sh.status = status
    sh.stack = None
    if not w.stopping and status.code not in (0, None) and w.failure is None and ends_all(w, sh):
        w.note(Exited(status.code, said))
    elif said and not w.stopping and status.code not in (0, None) and _is_unasked_step(w, sh):
        w.note(StepGaveUp(sh.pid))
    leave(host, w, sh)


def _is_unasked_step(w: World, sh: Shell) -> bool:
    """Whether it is a script of its own that another one waits for, and goes on behind, whatever its status is."""
    parent = w.processes.get(sh.ppid)
    if sh.pid != sh.main or not isinstance(parent, Shell) or parent.block is None or parent.block.pids != (sh.pid,):
        return False
    first, following = next(frames.frames(parent.stack), None), next(commands_left(parent), None)
    asked = isinstance(first, _ASK_STATUS) or (following is not None and "$?" in following.span.text)
    return parent.block.kind == "foreground" and not asked


def ends_all(w: World, sh: Shell) -> bool:
    """Whether PID 1 ends with this shell: it is that, or what an init, sudo or another wrapper there waits for.

    So does a shell that has nothing left to do behind it, not even to look at its status: `sh -c script`.
    """
    at: Process = sh
    while at.pid != 1:
        parent = w.processes.get(at.ppid)
        if isinstance(parent, Shell):
            in_front = parent.block is not None and parent.block.kind == "foreground" and parent.block.pids == (at.pid,)
            if not in_front or not all(isinstance(frame, _KEEP_STATUS) for frame in frames.frames(parent.stack)):
                return False
        elif not isinstance(parent, Wrapping) or parent.child != at.pid:
            return False
        at = parent
    return True


def refuse_write(host: Host, w: World, sh: Shell) -> None:
    """Assigning a readonly variable ends a POSIX shell; bash goes on behind the command, unless `set -e` is on.

    Also where the status is asked for: bash 5.2 error.c, report_error.
    """
    sh.status = Status(1 if sh.dialect == "bash" else 2)
    if sh.dialect != "bash" or sh.posix or "e" in sh.options:
        exit_shell(host, w, sh, sh.status)


def give_up_command(sh: Shell, status: Status) -> None:
    """Bash gives up the command of the script that it is in, with all around it and on the same line, and goes on behind that."""
    sh.status = status
    if sh.pid != sh.main:
        sh.stack = None
    elif sh.stack is not None:
        *_, last = frames.frames(sh.stack)
        if isinstance(last, frames.Commands):
            at = last.at
            while 0 < at < len(last.items) and not _on_another_line(last.items[at - 1], last.items[at]):
                at += 1
            last = last._replace(at=at)
        sh.stack = (last, None)


def _on_another_line(one: Item, other: Item) -> bool:
    return "\n" in one.span.source.text[one.span.end : other.span.start]


def run_text(host: Host, sh: Shell, text: Value, place: Span | None = None, *, cond: bool = False) -> None:
    """Push the commands of a text (a trap's body, `eval`) on the control stack; a computed one stands at `place`."""
    sh.push(frames.Commands(host.scripts.parse(text, place).script.items, 0, "never", cond))


def calls(sh: Shell) -> int:
    """How many functions and files that were read the shell is in."""
    return sum(isinstance(frame, frames.Return) for frame in frames.frames(sh.stack))


def call_of(sh: Shell) -> frames.Return | None:
    """The call of the function that the shell is in; a file that is read in it is part of it."""
    calls = (frame for frame in frames.frames(sh.stack) if isinstance(frame, frames.Return))
    return next((frame for frame in calls if frame.path is None), None)


def is_given_up(sh: Shell) -> bool:
    """Whether a shell with nothing left to do lets go of its own process: no trap needs it.

    BusyBox asks whether there ever was one: ash.c, may_have_traps.
    """
    if sh.dialect == "ash" and sh.trapped:
        return False
    return not any(trap.body is not None for trap in sh.traps.values())


def commands_left(sh: Shell) -> Iterator[Command]:
    """The commands that come when what it runs has ended well, in order; none that stands behind an `exit` does."""
    for frame in frames.frames(sh.stack):
        for command in _commands(frame):
            if _is_exit(command):
                return
            yield command


def acts_on_answer(sh: Shell) -> bool:
    """Whether it does something by the answer of what it runs now, but wait, say so, or ask once more.

    `until ready; do sleep 1; done; load` does; `until worker; do echo "it crashed"; sleep 1; done` only keeps the worker going.
    """
    todo: list[object] = [node for frame in frames.frames(sh.stack) for node in _answered(frame)]
    called: set[str] = set()
    while todo:
        for command in simple_commands(todo.pop(), past=(Function,)):
            name = command.words[0].literal if command.words else "true"
            if name is not None and name in sh.functions:
                if name not in called:
                    called.add(name)
                    todo.append(sh.functions[name])
            elif name not in _WAITS_OR_TELLS and name not in _LEAVES:
                return True
    return False


def _answered(frame: frames.Frame) -> Iterable[object]:
    """What a frame has the shell do, whatever the answer is."""
    match frame:
        case frames.AndOrRight(node):
            return [node.right]
        case frames.IfDecide(node, at):
            return [*(body for _, body in node.branches[at:]), node.otherwise]
        case frames.WhileDecide(node) | frames.WhileTest(node):
            return [node.body]
        case _:
            return _commands(frame)


def goes_round(sh: Shell) -> bool:
    """Whether it is in a loop that does something in each round: `while true; do backup; sleep 3600; done`."""
    return any(
        command.words and command.words[0].literal not in _WAITS_OR_TELLS
        for loop in _loops(sh)
        for command in simple_commands(loop.body, past=(Function,))
    )


def _loops(sh: Shell) -> Iterator[While | ArithmeticFor]:
    """The loops in whose bodies, or conditions, the shell is."""
    return (frame.node for frame in frames.frames(sh.stack) if isinstance(frame, frames.WhileTest))


def does_for_each(sh: Shell) -> bool:
    """Whether it is in the body of a loop over lines or events: `… | while read line; do`, `while inotifywait x; do`.

    What it runs there is done once for each of them, and ends before the next one is waited for.
    """
    return any(is_over_lines(loop) or _is_over_events(loop) for loop in _loops(sh))


def is_over_lines(node: While | ArithmeticFor) -> bool:
    """Whether a loop goes on as long as there is a line to read: `while read line`, `while IFS= read -r a b`."""
    if not isinstance(node, While) or node.negated:
        return False
    asked = simple_commands(node.condition, past=(Function,))
    return any(each.words and each.words[0].literal == "read" for each in asked)


def _is_over_events(node: While | ArithmeticFor) -> bool:
    """Whether each round of a loop waits for something to happen: `while true; do inotifywait file; reload; done`."""
    if not isinstance(node, While):
        return False
    for each in (*simple_commands(node.condition), *simple_commands(node.body, past=(Function,))):
        words = [word.literal or "" for word in each.words]
        known = programs.find(words) if words else None
        if known is not None and known.row.lasts == "event":
            return True
    return False


def what_is_left(sh: Shell) -> Literal["", "loop", "commands"]:
    """What the shell still has to do when what it runs has ended: another round of a loop, commands, nothing."""
    for frame in frames.frames(sh.stack):
        if isinstance(frame, (frames.WhileTest, frames.WhileDecide)):
            return "commands" if _takes_arguments(frame.node) else "loop"
        if isinstance(frame, (frames.ForNext, frames.ForWords)):
            return "commands"  # the same for what comes next in a list: nothing is started again
        if any(_is_exit(command) for command in _commands(frame)):
            break
    return "commands" if any(True for _ in commands_left(sh)) else ""


def takes_another_word(sh: Shell) -> bool:
    """Whether a loop goes on to the next of its words, or of the arguments, when what the shell runs has ended."""
    for frame in frames.frames(sh.stack):
        if isinstance(frame, frames.ForNext):
            return len(frame.values) != 1 or frame.values[0].splits
        if isinstance(frame, (frames.WhileTest, frames.WhileDecide)):
            return _takes_arguments(frame.node)
        if any(isinstance(each, Simple) and each.words and each.words[0].literal in _ENDS for each in _commands(frame)):
            return False
    return False


def _takes_arguments(loop: While | ArithmeticFor) -> bool:
    """Whether each round takes one of the arguments: `while [ $# -gt 0 ]; do case $1 in …; esac; shift; done`."""
    return any(each.words and each.words[0].literal == "shift" for each in simple_commands(loop.body, past=(Function,)))


def _commands(frame: frames.Frame) -> Iterable[Command]:
    match frame:
        case frames.Commands(items, at):
            return [item.command for item in items[at:]]
        case frames.AndOrRight(node) if node.op == "&&":
            return [node.right]
        case frames.IfDecide(node, at):
            return [item.command for item in node.branches[at][1].items]
        case _:
            return ()


def _is_exit(node: Command) -> bool:
    return isinstance(node, Simple) and bool(node.words) and node.words[0].literal == "exit"


def skip_to(sh: Shell, *kinds: type[F], count: int = 1) -> F | None:
    """Drop frames up to the `count`-th one of these kinds (`break`, `return`): that frame, or None."""
    stack = sh.stack
    dropped: list[frames.Frame] = []
    while stack is not None:
        frame, stack = stack
        if isinstance(frame, kinds):
            count -= 1
            if count == 0:
                sh.stack = stack
                for each in dropped:
                    restore(sh, each)
                # handlers that are left so are done with
                left = {each.signal for each in frames.frames(stack) if isinstance(each, frames.TrapDone)}
                sh.handling = tuple(signal for signal in sh.handling if signal in left)
                return frame
        dropped.append(frame)
    return None


def restore(sh: Shell, frame: frames.Frame) -> None:
    """What the shell was in front of a function, a redirection or assignments comes back."""
    match frame:
        case frames.Return(arguments, saved):
            sh.arguments = arguments
            _set_again(sh, saved)
        case frames.Given(saved, exported):
            _set_again(sh, saved)
            sh.exported -= exported
        case frames.Output(output):
            sh.output = output
        case frames.Fed():
            sh.fed = False
        case _:
            pass


def _set_again(sh: Shell, saved: tuple[tuple[str, Value | None], ...]) -> None:
    """Variables get the values from before."""
    for variable, value in saved:
        if "[" not in variable:
            sh.drop_elements(variable)
        if value is None:
            sh.variables.pop(variable, None)
        else:
            sh.variables[variable] = value


def loops_around(sh: Shell, *, calls_too: bool) -> int:
    """How many loops the shell is in, up to the function's call, or beyond it. A file that is read is no function."""
    count = 0
    for frame in frames.frames(sh.stack):
        if isinstance(frame, frames.Return) and frame.path is None and not calls_too:
            break
        count += isinstance(frame, (frames.WhileTest, frames.ForNext))
    return count
