"""A simple command: assignments, then a function, a builtin, `exec`, or a program of its own process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins as catalog
from stoplint.model.image.rootfs import File
from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Shell, Wrapping
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value, search_path
from stoplint.model.shell import dialects, jobs, redirections, words
from stoplint.model.shell.builtins import FUNCTIONS
from stoplint.model.shell.builtins.call import Call
from stoplint.model.shell.builtins.getopts import state
from stoplint.model.shell.control import MAX_DEPTH, calls, ends_all, give_up_command, refuse_write, what_is_left
from stoplint.model.shell.evaluation import assignments
from stoplint.model.shell.evaluation.arrays import keys_of, set_element
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.launch import execute, external
from stoplint.model.shell.recursion import comes_back, forget_callers
from stoplint.model.shell.written import note_writes, printed
from stoplint.syntax.shell_nodes import Group

if TYPE_CHECKING:
    from collections.abc import Collection

    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Simple


# Long commands are as much work as many.
WORDS_A_STEP = 20


def run_simple(host: Host, w: World, sh: Shell, node: Simple, tail: Tail, *, cond: bool) -> None:
    """Run one simple command; ExpansionError when `${x:?}` ends the shell."""
    inner = host.scripts.substitutions(node)
    if words.substitute(host, w, sh, inner, frames.Command(node, tail, cond)):
        return
    expansion = Expansion(sh, sh.results)
    element = assignments.element_assigned(host.scripts, expansion, node)
    if element is not None:
        set_element(sh, element.name, element.at, element.value, append=element.append)
        sh.status = OK
        return
    plain, arrays = assignments.declared_arrays(host.scripts, node)
    fields = [*assignments.fields_of(expansion, plain), *(Value(array.name) for array in arrays)]
    w.steps += len(fields) // WORDS_A_STEP
    assigned: dict[str, Value] = {}
    readonly = {one.name for one in node.assignments} & sh.readonly
    if readonly and (not fields or sh.dialect != "bash" or sh.posix or "e" in sh.options):
        _refuse(host, w, sh, ends=not fields or catalog.is_special(fields[0].text))
        return
    for one in node.assignments:
        if one.name in readonly:
            continue  # bash runs the command without it
        assigned[one.name] = assignments.value_of(expansion, sh, one)
        if not fields:
            assignments.assign(sh, one, assigned[one.name], assignments.members_of(expansion, one))
    given = assignments.left_to_caller(sh, node) if node.words and not cond and not w.stopping else None
    if given is not None and not what_is_left(sh) and ends_all(w, sh) and not _keeps_others(w):
        # a start script for whatever it is given: what it does when it is given nothing is not what it is for
        fields = [*fields[: len(node.words) - 1], given]
    words.forget_results(sh, inner)
    note_writes(host, w, sh, node.redirects, printed(host, w, sh, node, fields))
    if not fields:
        # with words that vanished (`$EMPTY`) an empty command; an assignment has the status of its substitution
        if node.words or not inner:
            sh.status = OK
        jobs.start_process_substitutions(w, sh, (node.words, node.redirects))
        return
    members = [
        (one, assignments.value_of(expansion, sh, one), assignments.members_of(expansion, one)) for one in arrays
    ]
    _run(host, w, sh, Call(node, fields, frozenset(expansion.early), tail, cond, assigned))
    for one, value, elements in members:
        assignments.assign(sh, one, value, elements)


def _keeps_others(w: World) -> bool:
    """Whether a program runs beside the shell and those above it."""
    return any(process.alive and not isinstance(process, (Shell, Wrapping)) for process in w.processes.values())


def _refuse(host: Host, w: World, sh: Shell, *, ends: bool) -> None:
    """A readonly variable is assigned, by itself or in front of a command; `ends`: bash ends by it in its POSIX mode."""
    if sh.dialect != "bash" or (sh.posix and ends) or "e" in sh.options:
        refuse_write(host, w, sh)
        return
    give_up_command(sh, Status(1))


def _run(host: Host, w: World, sh: Shell, call: Call) -> None:
    """A command whose words are expanded."""
    node, fields, assigned = call.node, call.fields, call.assigned
    name = fields[0].text
    if fields[0].known:
        special = catalog.is_special(name)
        if name in sh.functions and not (special and (sh.dialect != "bash" or sh.posix)):
            _function(w, sh, call)
            return
        if name == "exec":
            sh.fed = sh.fed or (len(fields) == 1 and redirections.feeds(node.redirects))
            execute(host, w, sh, node, fields[1:], assigned)
            return
        run = FUNCTIONS.get(name)
        has_it = catalog.has(sh.dialect, name)
        if (
            run is not None
            and not has_it
            and not isinstance(host.which(name, search_path(sh.variables), sh.cwd or "/"), File)
        ):
            sh.status = Status(127)  # not found; the script goes on
            return
        if run is not None and has_it:
            if special and (sh.dialect != "bash" or sh.posix):
                sh.variables.update(assigned)  # they stay (POSIX 2.14)
            elif special:
                # what `A=x export A` names stays
                _give(sh, assigned, {each.text for each in fields} if name in ("export", "readonly") else ())
            jobs.start_process_substitutions(w, sh, (node.words, node.redirects))
            run(host, w, sh, call)
            return
    external(host, w, sh, node, fields, assigned, call.tail)


def _give(sh: Shell, assigned: dict[str, Value], kept: Collection[str] = ()) -> None:
    """Variables for one command alone, which is told of them and so is all that it runs; the `kept` stay."""
    gone = [name for name in assigned if name not in kept]
    if gone:
        saved = tuple((key, sh.variables.get(key)) for name in gone for key in keys_of(sh, name))
        sh.push(frames.Given(saved, frozenset(gone) - sh.exported))
        sh.exported |= frozenset(gone)
    for name in assigned:
        sh.drop_elements(name)
    sh.variables.update(assigned)


def _function(w: World, sh: Shell, call: Call) -> None:
    """Call a function: its arguments are the positional parameters until it returns."""
    name = call.fields[0].text
    body = sh.functions[name]
    if comes_back(sh, call.fields):
        assignments.forget(sh, body, sh.functions)
        sh.status = Status(None, presumed=0, text=call.node.span.text, place=call.node.span)
        return
    forget_callers(sh, name)
    if calls(sh) > MAX_DEPTH:
        w.doubt(f"{call.node.span}: functions call each other without end")
        sh.unread = "recursion"
        return
    _give(sh, call.assigned)
    jobs.writes_to(sh, call.node)
    jobs.reads_from(sh, call.node.redirects)
    sh.push(frames.Return(sh.arguments, state(sh), name, None))
    sh.arguments = tuple(call.fields[1:])
    if dialects.inherit(call.tail, "function") == "substitution" and isinstance(body, Group):
        sh.push(frames.Commands(body.body.items, 0, "string", call.cond))
    else:
        sh.push(frames.Command(body, "never", call.cond))
