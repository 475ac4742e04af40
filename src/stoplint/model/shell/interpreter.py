"""The shell's control flow, one step at a time, over worlds.

A shell process holds an explicit control stack (`Shell.stack`), so that a world can be copied at any moment
and the script goes on after a signal just where it stood. `step` moves one shell by one frame; it gives None
when the world goes on alone, or the worlds it forked into.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins
from stoplint.model.processes import frames
from stoplint.model.processes.events import CutShort, Failed
from stoplint.model.processes.kinds import Shell
from stoplint.model.processes.start import NotStarted
from stoplint.model.processes.status import OK, Status, arithmetic_status
from stoplint.model.processes.values import EMPTY, joined, unknown
from stoplint.model.shell import conditionals, dialects, jobs, loops, words
from stoplint.model.shell.branching import doubt_names, with_it_given
from stoplint.model.shell.commands import ask_piped, kill_piped
from stoplint.model.shell.control import commands_left, exit_shell, is_given_up, leave, restore, what_is_left
from stoplint.model.shell.evaluation.assignments import forget, gives_value
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.test_command import double_brackets
from stoplint.model.shell.evaluation.text_tests import piped
from stoplint.model.shell.files import work_of
from stoplint.model.shell.purity import is_quick, pipeline_fails
from stoplint.model.shell.redirections import is_silent, writes_elsewhere
from stoplint.model.shell.simple_command import run_simple
from stoplint.model.shell.substitution import piped_text, prints
from stoplint.model.shell.written import note_writes
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.opaque import Opaque

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.text import Span


def step(host: Host, w: World, sh: Shell) -> list[World] | None:
    """Do the next thing of this shell."""
    if sh.stack is None:
        leave(host, w, sh)
        return None
    frame, sh.stack = sh.stack
    match frame:
        case frames.Commands():
            return _commands(host, w, sh, frame)
        case frames.Command(node, tail, cond):
            return _command(host, w, sh, node, tail, cond=cond)
        case frames.AndOrRight():
            return conditionals.and_or_right(host, w, sh, frame)
        case frames.IfBranch():
            conditionals.if_branch(sh, frame)
        case frames.IfDecide():
            return conditionals.if_decide(host, w, sh, frame)
        case frames.WhileTest():
            loops.while_test(w, sh, frame)
        case frames.WhileDecide():
            return loops.while_decide(w, sh, frame)
        case frames.ForNext():
            return loops.for_next(w, sh, frame)
        case frames.ForWords():
            return loops.for_words(host, w, sh, frame)
        case frames.Negate():
            _negate(sh)
        case frames.Forget(node):
            forget(sh, node)
        case frames.Errexit():
            if sh.status.code not in (0, None):
                if w.stopping:
                    w.note(CutShort(sh.pid, sh.status.place, tuple(commands_left(sh))))
                exit_shell(host, w, sh, sh.status)
        case frames.Return() | frames.Given() | frames.Output() | frames.Fed():
            restore(sh, frame)
        case frames.Collect():
            _collect(w, sh, frame)
        case frames.SetStatus() | frames.Decided() | frames.TrapDone() | frames.Wait():
            _restore(sh, frame)
        case frames.Doubt():
            doubt_names(w, sh, frame)
    return None


def _restore(sh: Shell, frame: frames.SetStatus | frames.Decided | frames.TrapDone | frames.Wait) -> None:
    """What the shell was before comes back."""
    match frame:
        case frames.SetStatus(status):
            sh.status = status
        case frames.Decided(before):
            code = sh.status.code
            if code is not None and not sh.status.taint and (code == 0) == (before.code == 0):
                sh.status = before._replace(code=code)
        case frames.TrapDone(signal, status):
            sh.handling = tuple(each for each in sh.handling if each != signal)
            sh.status = status
        case frames.Wait(block):
            sh.block = block


# ---------------------------------------------------------------- lists
def _commands(host: Host, w: World, sh: Shell, frame: frames.Commands) -> list[World] | None:
    items, at, tail, cond = frame
    if at >= len(items):
        return None
    item = items[at]
    if at + 1 < len(items):
        sh.push(frames.Commands(items, at + 1, tail, cond))
        tail = "never"
    else:
        tail = dialects.last_of_list(tail, items, item.span.source.text)
    construct = host.scripts.refused(sh.dialect, item)
    if construct is not None:
        w.note(Failed(NotStarted("grammar", sh.dialect, f"can't read {construct}", 2, item.span)))
        exit_shell(host, w, sh, Status(2))
        return None
    if item.background or _is_background_in_dash(sh, item.command):
        jobs.background(w, sh, item)
        return None
    return _command(host, w, sh, item.command, tail, cond=cond)


def _is_background_in_dash(sh: Shell, node: ast.Command) -> bool:
    """Dash knows no `&>`: `app &> file` is `app &` and an empty command that writes the file."""
    if sh.dialect != "dash" or not isinstance(node, ast.Simple):
        return False
    return any(redirect.op in ("&>", "&>>") for redirect in node.redirects)


def _command(host: Host, w: World, sh: Shell, node: ast.Command, tail: Tail, *, cond: bool) -> list[World] | None:
    """Begin one command."""
    match node:
        case ast.Simple():
            return _simple(host, w, sh, node, tail, cond=cond)
        case ast.AndOr():
            conditionals.and_or(sh, node, tail, cond=cond)
        case ast.Pipeline():
            return _pipeline(host, w, sh, node, cond=cond)
        case ast.Subshell():
            _subshell(w, sh, node, tail, cond=cond)
        case ast.Group(body):
            sh.push(frames.Commands(body.items, 0, dialects.inherit(tail, "group"), cond))
        case ast.If():
            conditionals.if_(sh, node, tail, cond=cond)
        case ast.While():
            loops.while_test(w, sh, frames.WhileTest(node, 0, cond))
        case ast.For():
            return loops.for_(host, w, sh, node, cond=cond)
        case ast.ArithmeticFor():
            return loops.arithmetic_for(w, sh, node, cond=cond)
        case ast.Case():
            return conditionals.case(host, w, sh, node, tail, cond=cond)
        case ast.Function():
            _function(host, w, sh, node)
        case ast.Conditional():
            _conditional(host, w, sh, node, tail, cond=cond)
        case ast.ArithmeticCommand():
            _arithmetic_command(host, w, sh, node, cond=cond)
        case ast.Redirected(command, redirects):
            note_writes(host, w, sh, redirects)
            jobs.start_process_substitutions(w, sh, redirects)
            jobs.writes_to(sh, node)
            jobs.reads_from(sh, redirects)
            return _command(host, w, sh, command, "never", cond=cond)
        case ast.Coprocess():
            _coprocess(w, sh, node)
            _heed_errexit(sh, cond=cond)
        case Opaque(span, why):
            sh.unread = f"{span}: {why}"
            sh.status = Status(None, presumed=0)
    return None


def _coprocess(w: World, sh: Shell, node: ast.Coprocess) -> None:
    """To dash and BusyBox `coproc` is a program that there is not; those of ksh and zsh are other ones than bash's."""
    if sh.dialect in ("dash", "ash"):
        sh.status = Status(127)
    elif sh.dialect == "bash":
        jobs.coprocess(w, sh, node)
    else:
        sh.unread = f"{node.span}: a coprocess"


def _subshell(w: World, sh: Shell, node: ast.Subshell, tail: Tail, *, cond: bool) -> None:
    within = dialects.inherit(tail, "subshell")
    if within != "never" and is_given_up(sh):
        # the process that is left anyway runs it
        sh.push(frames.Commands(node.body.items, 0, within, cond))
        return
    _heed_errexit(sh, cond=cond)
    child = jobs.fork(w, sh, node.span, "fork")
    child.push(frames.Commands(node.body.items, 0, dialects.tail_of_child(sh.dialect, "subshell"), cond))
    jobs.wait_for(sh, (child.pid,), node.span, "subshell")


def _pipeline(host: Host, w: World, sh: Shell, node: ast.Pipeline, *, cond: bool) -> list[World] | None:
    if node.negated:
        sh.push(frames.Negate())
        cond = True
    if len(node.commands) == 1:
        return _command(host, w, sh, node.commands[0], "never", cond=cond)
    _heed_errexit(sh, cond=cond)
    if all(is_quick(sh, part) for part in node.commands):
        work_of(host, w, sh, node)
        ask_piped(w, sh, node)
        if not is_silent(node.commands[-1]):
            _say_piped(host, w, sh, node)
        text = node.span.text.removeprefix("!").lstrip()
        code = 1 if pipeline_fails(sh, node) else None
        sh.status = (
            kill_piped(host, w, sh, node) or piped(sh, node) or Status(code, presumed=0, text=text, place=node.span)
        )
    else:
        pids = jobs.pipeline(w, sh, node.commands, cond=cond, background=False)
        first = node.commands[0]
        if len(pids) == 2 and isinstance(first, ast.Simple) and is_quick(sh, first):
            w.shell(pids[1]).reads = prints(host, w, sh, first)
        jobs.wait_for(sh, pids, node.span, "pipeline")
    return None


def _say_piped(host: Host, w: World, sh: Shell, node: ast.Pipeline) -> None:
    """What quick commands print together, to the substitution that reads it, if nothing is printed behind it.

    Whether an end of line stands between the two is not kept.
    """
    last = sh.output == sh.pid and sh.captured.known and not what_is_left(sh)
    text = piped_text(host, w, sh, node) if last else None
    if text is None or writes_elsewhere(node.commands[-1]):
        jobs.says_something(w, sh.output)
    else:
        sh.captured = joined([sh.captured, text])


def _function(host: Host, w: World, sh: Shell, node: ast.Function) -> None:
    if builtins.is_special(node.name) and (sh.dialect != "bash" or sh.posix):
        # a POSIX shell refuses a function that is named like a special builtin
        w.note(Failed(NotStarted("grammar", sh.dialect, f"takes no function called {node.name}", 2, node.span)))
        exit_shell(host, w, sh, Status(2))
        return
    sh.functions = sh.functions.with_(node.name, node.body)
    sh.status = OK


def _negate(sh: Shell) -> None:
    status = sh.status
    code = None if status.code is None else int(status.code == 0)
    presumed = None if status.presumed is None else int(status.presumed == 0)
    sh.status = status._replace(code=code, presumed=presumed, text=f"! {status.text}" if status.text else "")


def _heed_errexit(sh: Shell, *, cond: bool) -> None:
    """With `set -e`, the status of the command that is begun now counts."""
    if not cond and "e" in sh.options:
        sh.push(frames.Errexit())


# ---------------------------------------------------------------- ends of functions and substitutions
def _collect(w: World, sh: Shell, frame: frames.Collect) -> None:
    """A command substitution's subshell ended: keep what it printed, as far as that is known."""
    child = w.processes.get(frame.pid)
    held = tuple(process.pid for process in w.living() if process.output == frame.pid)
    if held:
        # it reads until nobody writes any more, and what the subshell left in the background may (XCU 2.6.3)
        sh.push(frames.SetStatus(sh.status), frame)
        jobs.wait_for(sh, held, frame.place, "substitution")
        return
    # a program that took the subshell's place may have printed anything
    value = child.captured if isinstance(child, Shell) else unknown("$(…)")
    if not value.known and _is_command_word(sh, frame.node):
        value = EMPTY  # `$(server)` for a command: what a server prints is hardly one
    if isinstance(child, Shell) and child.unread:
        value = unknown("$(…)")
    words.keep_result(sh, frame.node, value if value.known else unknown(value.text or "$(…)"))


def _is_command_word(sh: Shell, node: int) -> bool:
    """True if the command that goes on after a substitution consists of what it printed."""
    frame = sh.stack[0] if sh.stack is not None else None
    command = frame.node if isinstance(frame, frames.Command) else None
    return isinstance(command, ast.Simple) and any(
        id(part) == node for word in command.words[:1] for part in word.parts
    )


# ---------------------------------------------------------------- commands that decide or compute
def _conditional(host: Host, w: World, sh: Shell, node: ast.Conditional, tail: Tail, *, cond: bool) -> None:
    if sh.dialect == "dash":
        sh.status = Status(127)
    else:
        values = words.expanded(host, w, sh, node.words, frames.Command(node, tail, cond), single=True)
        if values is None:
            return
        sh.status = double_brackets(host, w, sh, node, values)
    _heed_errexit(sh, cond=cond)


def _arithmetic_command(host: Host, w: World, sh: Shell, node: ast.ArithmeticCommand, *, cond: bool) -> None:
    if sh.dialect in ("dash", "ash"):
        # a command in a subshell of a subshell, of a name that no program has; `((x=1))` assigns there
        sh.status = OK if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*=\S*", node.text.strip()) else Status(127)
    else:
        try:
            value = Expansion(sh, {}).arithmetic(node.text, strict=True)
        except ExpansionError as error:
            words.give_up(host, w, sh, error, node.span)
            return
        sh.status = arithmetic_status(value, f"(({node.text}))", node.span)
    _heed_errexit(sh, cond=cond)


def _simple(host: Host, w: World, sh: Shell, node: ast.Simple, tail: Tail, *, cond: bool) -> list[World] | None:
    _heed_errexit(sh, cond=cond)
    try:
        run_simple(host, w, sh, node, tail, cond=cond)
    except ExpansionError as error:
        # `${x:?}`: the default run presumes what the image says it must be given
        given = error.name and w.default and not _assigns(host, sh, error.name, node.span)
        twin = with_it_given(w, sh, error.name, frames.Command(node, tail, cond)) if given else None
        words.give_up(host, w, sh, error, node.span)
        return None if twin is None else [w, twin]
    return None


def _assigns(host: Host, sh: Shell, name: str, place: Span) -> bool:
    """True if the script gives the variable a value before it is asked for: nobody is meant to set it from outside."""
    return sh.script is not None and gives_value(host.scripts, sh.script, name, place)
