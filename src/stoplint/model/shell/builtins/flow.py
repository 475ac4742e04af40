"""Builtins that change what is done next: eval, `.`, exit, return, break, continue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.scripts import is_called_start
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import TOO_LONG, Value, search_path, spaced, unknown
from stoplint.model.shell.control import MAX_DEPTH, calls, exit_shell, loops_around, run_text, skip_to, what_is_left
from stoplint.model.shell.evaluation.arrays import set_variable
from stoplint.model.shell.files import starts_something
from stoplint.model.shell.launch import external
from stoplint.syntax.shell_nodes import CommandSubstitution, Simple
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Script


# A long text is as much work as many commands.
CHARACTERS_A_STEP = 5


def eval_(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Run the text; one that is not known is taken for a program's name, or for an exec of one."""
    text = spaced(call.fields[1:])
    w.steps += len(text.text) // CHARACTERS_A_STEP
    if text.text == TOO_LONG:
        w.doubt(f"{call.place}: eval runs {TOO_LONG}")
        sh.unread = "too long a text"
    elif text.known:
        sh.status = OK
        run_text(host, sh, text, call.place, cond=call.cond)
    elif set_words := _SETS.match(text.text):
        # `eval set -- "$OPTIONS"`: getopt(1), "EXAMPLES"
        sh.arguments = (unknown(text.text[set_words.end() :], text.taint, splits=True),)
        sh.status = OK
    elif (assigned := _assigned(host.scripts.parse(Value(text.text)).script)) is not None:
        for name in assigned:
            set_variable(sh, name, unknown(f"${name}", text.taint))
        sh.status = OK
    elif _is_exec(host.scripts.parse(Value(text.text)).script):
        # what is not known of it stands in the text as it is written, and is not known when it is run either
        run_text(host, sh, Value(text.text), call.place)
    else:
        goes_on = what_is_left(sh) != ""
        sh.supplied = True
        external(host, w, sh, call.node, [unknown(text.text)], {}, "never")
        # one of many in a loop is a hook: what the script goes on to is what it is for
        hook = any(isinstance(frame, frames.ForNext) for frame in frames.frames(sh.stack))
        if goes_on and (hook or _is_output(call.node)) and sh.block is not None:
            for pid in sh.block.pids:
                started = w.processes[pid]
                if isinstance(started, Running):
                    started.maybe = f"what `{call.place.text}` runs is not known"


# A `set` of positional parameters, whatever they are.
_SETS = re.compile(r"set\s+--\s+(?=\S)")


def _is_output(node: Simple) -> bool:
    """Whether what `eval` gets is what a command prints, and nothing else: settings, more often than a command line."""
    return all(isinstance(part, CommandSubstitution) for word in node.words[1:] for part in word.parts)


def _assigned(script: Script) -> tuple[str, ...] | None:
    """The variables that a text sets which does nothing else (an indirect value: `eval X=$Y`); None for any other text."""
    first = script.items[0].command if len(script.items) == 1 else None
    if not isinstance(first, Simple) or first.words or not first.assignments:
        return None
    if any(each.elements is not None or each.index is not None for each in first.assignments):
        return None
    return tuple(each.name for each in first.assignments)


def _is_exec(script: Script) -> bool:
    """Whether the first command of a text is an `exec` of something."""
    first = script.items[0].command if script.items else None
    return isinstance(first, Simple) and len(first.words) > 1 and first.words[0].literal == "exec"


# Files of settings, and of the system's: nobody keeps functions of his own there.
_SETTINGS = (
    r"^/etc/(?!.*\.sh$)|env$|activate$|\.(?:conf|cfg|config|properties|ini|vars)$|^/dev/|^/proc/"
    r"|\$[^/]*(?:CONF|ENV|SETTINGS|VARS|conf|env|settings|vars)[^/]*$"
)


def source(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Read a file and run its commands; one that is not known is taken to set variables only."""
    fields = call.fields
    if len(fields) < 2:
        sh.status = Status(2)
        return
    name = fields[1]
    sh.status = Status(None, presumed=0, text=call.place.text, place=call.place)
    path = sh.path(name.text) if name.known else None
    if path is None:
        sh.supplied = True
        sh.lent = _lent(name.text) or sh.lent
        return
    if calls(sh) > MAX_DEPTH:
        w.doubt(f"{call.place}: files include each other without end")
        sh.unread = "recursion"
        return
    if path in w.files and w.files[path].known:
        _read_file(sh, call, path, host.scripts.parse(w.files[path]).script)
        return
    found = host.lookup(path)
    if "/" not in name.text:
        found = _in_path(host, sh, name.text, found, beside=_reads_beside(sh, call))
        path = found.path if isinstance(found, File) else path
    if path in w.files or w.is_removed(path) or w.is_doubted(path):
        source = found.source if isinstance(found, File) else None
        if source is not None and starts_something(Value(source.text)):
            w.doubt(f"{call.place}: {path} was changed before, and what it holds is not known")
        sh.supplied = True
        return
    if isinstance(found, Absent):
        sh.status = Status(2 if sh.dialect in ("dash", "ash") else 1)
        if sh.dialect != "bash" or sh.posix:
            exit_shell(host, w, sh, sh.status)  # a special builtin's error ends a POSIX shell
        return
    if isinstance(found, Unknown) or found.source is None:
        # it is there, and something keeps it from being read; or the script does nothing else, and its name is a start script's
        if isinstance(found, File) and found.unread:
            w.doubt(f"{call.place}: {path} was not read: {found.why_unread}")
        elif is_called_start(path) and what_is_left(sh) == "":
            w.doubt(
                f"{call.place}: {path} was not read: {found.why if isinstance(found, Unknown) else found.why_unread}"
            )
        sh.supplied = True
        sh.lent = _lent(path) or sh.lent
        return
    _read_file(sh, call, path, host.scripts.parse_source(found.source).script)


def _reads_beside(sh: Shell, call: Call) -> bool:
    """Whether `.` looks for a name without a slash in the working directory as well: bash(1), zshbuiltins(1) (source)."""
    return (sh.dialect == "bash" and not sh.posix) or (sh.dialect == "zsh" and call.fields[0].text == "source")


def _in_path(
    host: Host, sh: Shell, name: str, here: File | Absent | Unknown, *, beside: bool
) -> File | Absent | Unknown:
    """What `.` finds in the PATH first, else in the working directory if it looks there; nobody knows what a PATH has that isn't known."""
    path, cwd = sh.variables.get("PATH"), sh.cwd or "/"
    found = host.which(name, search_path(sh.variables), cwd)
    if isinstance(found, File) or not isinstance(here, File):
        return found
    if beside or (path is not None and not path.known):
        return here
    return Absent(name) if host.beside_path(name, sh.variables, cwd) is not None else found


def _lent(path: str) -> str:
    """The file, if it may hold functions of the user's own; "" for settings."""
    return "" if re.search(_SETTINGS, path) else path


def _read_file(sh: Shell, call: Call, path: str, script: Script) -> None:
    """Run the commands of a file in this shell."""
    sh.push(frames.Return(sh.arguments, (), "source", path))
    if len(call.fields) > 2 and sh.dialect != "dash":
        sh.arguments = tuple(call.fields[2:])
    # dash and ash read a file as they read a script: `set -e` counts in it even where the `.` is a condition
    sh.push(frames.Commands(script.items, 0, "never", call.cond and sh.dialect == "bash"))
    sh.status = OK


def exit_(host: Host, w: World, sh: Shell, call: Call) -> None:
    status = _said(call) if len(call.fields) > 1 else _at_its_end(sh)
    exit_shell(host, w, sh, status._replace(place=call.place), said=True)


def _at_its_end(sh: Shell) -> Status:
    """The status of an `exit` without a number: in a handler that from before it (POSIX XCU, exit), bash's in the EXIT trap only."""
    handlers = [frame for frame in frames.frames(sh.stack) if isinstance(frame, frames.TrapDone)]
    if sh.dialect not in ("dash", "ash"):
        handlers = [frame for frame in handlers if frame.signal == "EXIT"]
    return handlers[0].status if handlers else sh.status


def _said(call: Call, *, whole: bool = False) -> Status:
    """The status that the operand of `exit` or `return` says; dash's `return` takes the number as a whole."""
    word = call.fields[1]
    if not word.known or not is_number(word.text):
        return Status(None, place=call.place)
    return Status(int(word.text) if whole else int(word.text) & 255)


def return_(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Go on behind the function or the file; a POSIX shell that is in none of them ends, bash refuses and goes on.

    A handler is none: a `return` in it returns from the function that the signal interrupted (tests/kernel asks).
    """
    if len(call.fields) > 1:
        sh.status = _said(call, whole=sh.dialect == "dash")._replace(text=call.place.text)
    elif sh.dialect == "bash":
        # bash(1), return: in a handler the status is that from before it
        handlers = [frame for frame in frames.frames(sh.stack) if isinstance(frame, frames.TrapDone)]
        sh.status = handlers[0].status if handlers else sh.status
    frame = skip_to(sh, frames.Return)
    if frame is not None:
        sh.push(frame)
    elif sh.dialect != "bash" or sh.posix or sh.locals is not None:
        exit_shell(host, w, sh, sh.status)  # a shell that was forked in a function ends as well
    else:
        sh.status = Status(2)


def break_(host: Host, w: World, sh: Shell, call: Call) -> None:
    _out_of_loops(host, w, sh, call)


def continue_(host: Host, w: World, sh: Shell, call: Call) -> None:
    frame = _out_of_loops(host, w, sh, call)
    if frame is not None:
        sh.push(frame)


def _out_of_loops(host: Host, w: World, sh: Shell, call: Call) -> frames.Frame | None:
    """Leave as many loops as `break` or `continue` says, or all that there are (XCU 2.14): the last one.

    dash and bash count the loops of a function for themselves, BusyBox those around its call too.
    """
    sh.status = OK
    word = call.fields[1] if len(call.fields) > 1 else Value("1")
    if word.known and not is_number(word.text):
        exit_shell(host, w, sh, Status(128 if sh.dialect == "bash" else 2))
        return None
    around = loops_around(sh, calls_too=sh.dialect == "ash")
    wanted = int(word.text) if word.known else 1
    if not around:
        return None
    return skip_to(sh, frames.WhileTest, frames.ForNext, count=min(wanted, around))
