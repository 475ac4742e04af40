"""The shell's control flow, one step at a time, over worlds.

A shell process holds an explicit control stack (`Shell.stack`), so that a world can be copied at any moment
and the script goes on after a signal just where it stood. `step` moves one shell by one frame; it gives None
when the world goes on alone, or the worlds it forked into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.kernel import end
from stoplint.model.processes.values import EMPTY, unknown
from stoplint.model.processes.world import OK, Shell, Status
from stoplint.model.shell import dialects
from stoplint.model.shell.branching import taint_names, with_it_given
from stoplint.model.shell.conditionals import and_or, and_or_right, case, if_, if_branch, if_decide
from stoplint.model.shell.expansion import Expansion, ExpansionError
from stoplint.model.shell.loops import (
    arithmetic_for,
    for_,
    for_again,
    for_next,
    forget,
    while_,
    while_decide,
    while_test,
)
from stoplint.syntax import shell_nodes as ast

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.container.container import Machine
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import Block, World


def step(m: Machine, w: World, sh: Shell) -> list[World] | None:
    """Do the next thing of this shell."""
    if sh.stack is None:
        leave(m, w, sh)
        return None
    frame, sh.stack = sh.stack
    worlds: list[World] | None = _OPERATIONS[frame[0]](m, w, sh, *frame[1:])
    return worlds


def leave(m: Machine, w: World, sh: Shell) -> None:
    """The shell has nothing left to do, or exits: its EXIT trap runs, then it ends."""
    trap = sh.traps.get("EXIT")
    if trap is not None and trap.body is not None:
        del sh.traps["EXIT"]
        sh.stack = None
        sh.pending = ()
        sh.push(("status", sh.status))
        run_text(m, sh, trap.body, "never")
        return
    if sh.pid == 1 and w.stopping:
        sh.does = sh.does or "ends"
    end(w, sh, sh.status, "exited")


def exit_shell(m: Machine, w: World, sh: Shell, status: Status) -> None:
    """`exit N`, or an error that ends the shell."""
    sh.status = status
    sh.stack = None
    if sh.pid == 1 and not w.stopping and status.code not in (0, None) and not w.failed:
        w.note("exit", (status.code, status.place))
    leave(m, w, sh)


def run_text(m: Machine, sh: Shell, text: Value, tail: dialects.Tail, *, cond: bool = False) -> None:
    """Push the commands of a text (a trap's body, `eval`, `.`) on the control stack."""
    script = m.parse(text)
    sh.push(("sequence", script.script.items, 0, tail, cond))


# ---------------------------------------------------------------- lists
def _sequence(
    m: Machine, w: World, sh: Shell, items: tuple[ast.Item, ...], i: int, tail: dialects.Tail, cond: bool
) -> Any:
    if i >= len(items):
        return None
    item = items[i]
    if i + 1 < len(items):
        sh.push(("sequence", items, i + 1, tail, cond))
        tail = "never"
    else:
        tail = dialects.last_of_list(tail, items, item.span.source.text)
    why = m.refused(sh, item)
    if why is not None:
        w.note("failed", (2, f"{sh.dialect} can't read {why}", item.span))
        exit_shell(m, w, sh, Status(2, place=item.span))
        return None
    if item.background:
        return m.background(w, sh, item)
    if (
        sh.dialect == "dash"
        and isinstance(item.command, ast.Simple)
        and any(r.op in ("&>", "&>>") for r in item.command.redirects)
    ):
        # dash knows no &>: `app &> file` is `app &` and an empty command that writes the file
        return m.background(w, sh, item)
    return command(m, w, sh, item.command, tail, cond)


def command(m: Machine, w: World, sh: Shell, node: Any, tail: dialects.Tail, cond: bool) -> Any:
    """Begin one command."""
    return _COMMANDS[type(node)](m, w, sh, node, tail, cond)


def _group(m: Machine, w: World, sh: Shell, node: ast.Group, tail: dialects.Tail, cond: bool) -> Any:
    return _sequence(m, w, sh, node.body.items, 0, dialects.inherit(tail, "group"), cond)


def _subshell(m: Machine, w: World, sh: Shell, node: ast.Subshell, tail: dialects.Tail, cond: bool) -> Any:
    within = dialects.inherit(tail, "subshell")
    if within != "never" and not any(t.body is not None for t in sh.traps.values()):
        # the process that is left anyway runs it
        return _sequence(m, w, sh, node.body.items, 0, within, cond)
    _errexit(sh, cond)
    child = m.fork(w, sh, node.span, "fork")
    child.push(("sequence", node.body.items, 0, dialects.tail_of_child(sh.dialect, "subshell"), cond))
    m.wait_for(sh, (child.pid,), node.span)
    return None


def _pipeline(m: Machine, w: World, sh: Shell, node: ast.Pipeline, tail: dialects.Tail, cond: bool) -> Any:
    from stoplint.model.container.container import writes_file

    if node.negated:
        sh.push(("negate",))
        cond = True
    if len(node.commands) == 1:
        return command(m, w, sh, node.commands[0], "never", cond)
    _errexit(sh, cond)
    if all(m.is_quick(sh, part) for part in node.commands):
        from stoplint.model.shell.text_tests import piped

        known = piped(sh, node)
        if known is not None:
            sh.status = known
            return None
        sh.status = Status(None, presumed=0, text=node.span.text.removeprefix("!").lstrip(), place=node.span)
        return None
    pids: list[int] = []
    for part in node.commands:
        child = m.fork(w, sh, part.span, "pipe")
        m.begin_child(child, part, cond)
        child.piped = bool(pids)
        child.starved = bool(pids) and writes_file(node.commands[len(pids) - 1])
        pids.append(child.pid)
    leader = pids[-1]
    for pid in pids:
        w.processes[pid].job = leader
    m.wait_for(sh, tuple(pids), node.span)
    return None


def _function(m: Machine, w: World, sh: Shell, node: ast.Function, tail: dialects.Tail, cond: bool) -> None:
    if node.name in dialects.SPECIAL and (sh.dialect != "bash" or sh.posix):
        # a POSIX shell refuses a function that is named like a special builtin
        w.note("failed", (2, f"{sh.dialect} takes no function called {node.name}", node.span))
        exit_shell(m, w, sh, Status(2, place=node.span))
        return
    sh.functions[node.name] = node.body
    sh.status = OK


def _redirected(m: Machine, w: World, sh: Shell, node: ast.Redirected, tail: dialects.Tail, cond: bool) -> Any:
    m.note_writes(w, node.redirects)
    m.process_substitutions(w, sh, node.redirects)
    return command(m, w, sh, node.command, "never", cond)


def _opaque(m: Machine, w: World, sh: Shell, node: ast.Opaque, tail: dialects.Tail, cond: bool) -> Any:
    sh.lost = f"{node.span}: {node.why}"
    w.doubts = (*w.doubts, sh.lost)
    sh.status = Status(None, presumed=0)
    return None


def _negate(m: Machine, w: World, sh: Shell) -> None:
    status = sh.status
    code = None if status.code is None else int(status.code == 0)
    presumed = None if status.presumed is None else int(status.presumed == 0)
    sh.status = status._replace(code=code, presumed=presumed, text=f"! {status.text}")


# ---------------------------------------------------------------- decisions
def _errexit(sh: Shell, cond: bool) -> None:
    if not cond and "e" in sh.options:
        sh.push(("errexit",))


def _check_errexit(m: Machine, w: World, sh: Shell) -> None:
    if sh.status.code not in (0, None):
        exit_shell(m, w, sh, sh.status)


# ---------------------------------------------------------------- small frames
def _set_status(m: Machine, w: World, sh: Shell, status: Status) -> None:
    sh.status = status


def _return_from(
    m: Machine, w: World, sh: Shell, arguments: tuple[Value, ...], local: Any, name: str, path: str | None
) -> None:
    """End of the function `name` or of the sourced file `path`: the caller's positional parameters come back."""
    sh.arguments = arguments
    for variable, value in local or ():
        if value is None:
            sh.variables.pop(variable, None)
        else:
            sh.variables[variable] = value


def _trap_done(m: Machine, w: World, sh: Shell, signal: str, status: Status) -> None:
    sh.handling = tuple(s for s in sh.handling if s != signal)
    sh.status = status


def _block_again(m: Machine, w: World, sh: Shell, block: Block) -> None:
    sh.block = block


def _is_command_word(sh: Shell, node_id: int) -> bool:
    """True if the command that goes on after a substitution consists of what it printed."""
    node = sh.stack[0][1] if sh.stack is not None and sh.stack[0][0] == "command" else None
    return (
        isinstance(node, ast.Simple) and bool(node.words) and any(id(part) == node_id for part in node.words[0].parts)
    )


def _collect(m: Machine, w: World, sh: Shell, node_id: int, pid: int) -> None:
    """A command substitution's subshell ended: keep what it printed, as far as that is known."""
    child = w.processes.get(pid)
    # a program that took the subshell's place may have printed anything
    value = child.captured if isinstance(child, Shell) else unknown("$(…)")
    if not value.known and _is_command_word(sh, node_id):
        value = EMPTY  # `$(server)` for a command: what a server prints is hardly one
    if isinstance(child, Shell) and child.lost:
        value = unknown("$(…)")
    m.keep_result(sh, node_id, value if value.known else unknown(value.text or "$(…)"))


def _conditional(m: Machine, w: World, sh: Shell, node: ast.Conditional, tail: dialects.Tail, cond: bool) -> Any:
    from stoplint.model.shell.test_command import double_brackets

    if sh.dialect == "dash":
        sh.status = Status(127, place=node.span)
        _errexit(sh, cond)
        return None
    values = m.expanded(w, sh, node.words, ("command", node, tail, cond), single=True)
    if values is None:
        return None
    sh.status = double_brackets(m, w, sh, node, values)
    _errexit(sh, cond)
    return None


def _arithmetic_command(
    m: Machine, w: World, sh: Shell, node: ast.ArithmeticCommand, tail: dialects.Tail, cond: bool
) -> Any:
    forget(sh, node)
    value = Expansion(sh, {}).arithmetic(node.text)
    if value.known:
        sh.status = Status(0 if value.text != "0" else 1, value.taint, text=f"(({node.text}))", place=node.span)
    else:
        sh.status = Status(None, presumed=None, text=f"(({node.text}))", place=node.span)
        for name in node.text.replace("++", " ").replace("--", " ").replace("=", " ").split():
            if name.isidentifier() and name in sh.variables:
                sh.variables[name] = unknown(f"${name}")
    _errexit(sh, cond)
    return None


def _simple(m: Machine, w: World, sh: Shell, node: ast.Simple, tail: dialects.Tail, cond: bool) -> Any:
    from stoplint.model.shell.simple_command import run_simple

    _errexit(sh, cond)
    try:
        return run_simple(m, w, sh, node, tail, cond)
    except ExpansionError as error:
        # `${x:?}`: the default run presumes what the image says it must be given
        twin = (
            with_it_given(w, sh, error.name, ("command", node, tail, cond))
            if error.name and w.default and not _assigns(sh, error.name)
            else None
        )
        w.note("required", (str(error), node.span))
        exit_shell(m, w, sh, Status(1 if sh.dialect == "bash" else 2, place=node.span))
        return None if twin is None else [w, twin]


def _assigns(sh: Shell, name: str) -> bool:
    """True if the script gives the variable a value itself: nobody is meant to set it from outside."""
    return sh.script is not None and f"{name}=" in sh.script.text


def skip_to(sh: Shell, operations: tuple[str, ...], count: int = 1) -> tuple[Any, ...] | None:
    """Drop frames up to the `count`-th one of these operations (`break`, `return`): that frame, or None."""
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] in operations:
            count -= 1
            if count == 0:
                sh.stack = stack
                return tuple(frame)
        elif frame[0] == "bottom":
            break
    return None


_COMMANDS: dict[type, Callable[..., Any]] = {
    ast.Simple: _simple, ast.AndOr: and_or, ast.Pipeline: _pipeline, ast.Subshell: _subshell, ast.Group: _group,
    ast.If: if_, ast.While: while_, ast.For: for_, ast.ArithmeticFor: arithmetic_for, ast.Case: case,
    ast.Function: _function, ast.Conditional: _conditional, ast.ArithmeticCommand: _arithmetic_command,
    ast.Redirected: _redirected, ast.Opaque: _opaque,
}  # fmt: skip
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "sequence": _sequence, "command": command, "and-or": and_or_right, "if-branch": if_branch,
    "if-decide": if_decide, "while-test": while_test, "while-decide": while_decide, "for-next": for_next,
    "for-again": for_again, "negate": _negate, "status": _set_status, "errexit": _check_errexit,
    "return": _return_from, "trap-done": _trap_done, "collect": _collect, "block": _block_again, "taint": taint_names,
}  # fmt: skip
