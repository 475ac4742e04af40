"""A simple command: assignments, then a function, a builtin, `exec`, or a program of its own process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stoplint.model.container.container import MAX_DEPTH, substitutions
from stoplint.model.image.rootfs import File
from stoplint.model.processes.values import Value, embedded, joined, unknown
from stoplint.model.processes.world import OK, Status
from stoplint.model.shell import dialects
from stoplint.model.shell.expansion import Expansion, elements_of
from stoplint.model.shell.interpreter import exit_shell
from stoplint.syntax.shell_nodes import Group, Simple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell, World
    from stoplint.syntax.shell_nodes import Assignment, Word
    from stoplint.text import Span

_MOST = 50  # elements of an array that are kept one by one
_ELEMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[[^\]]*\]\+?=")
_ARRAY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=\(")


def run_simple(m: Machine, w: World, sh: Shell, node: Simple, tail: dialects.Tail, cond: bool) -> Any:
    """Run one simple command; ExpansionError when `${x:?}` ends the shell."""
    if m.substitute(
        w, sh, (node.assignments, node.words, node.redirects), ("command", node, tail, True if cond else cond)
    ):
        return None
    expansion = Expansion(sh, sh.results)
    if (
        node.words
        and sh.dialect not in ("dash", "ash")
        and (element := _ELEMENT.match(node.words[0].span.text)) is not None
    ):
        # `a["$x"]=1`: one element of an array
        name = element.group(1)
        sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
        sh.variables.pop(f"{name}[#]", None)
        sh.status = OK
        return None
    words, arrays = _declared(m, node)
    fields = _fields(expansion, words)
    if arrays:
        fields.extend(Value(array.name) for array in arrays)
    had_substitution = False
    assigned: dict[str, Value] = {}
    for assignment in node.assignments:
        value = _assigned(expansion, sh, assignment)
        assigned[assignment.name] = value
        if not fields:
            _assign(sh, assignment, value, _members(expansion, assignment))
    for sub in substitutions((node.assignments, node.words, node.redirects)):
        sh.results.pop(id(sub), None)
        had_substitution = True
    m.note_writes(w, node.redirects)
    while fields and fields[0].known and fields[0].text == "" and not fields[0].source and len(node.words) > 1:
        break
    if not fields:
        if node.words:
            # `exec $EMPTY`-like words that vanished: an empty command
            sh.status = OK
        elif not had_substitution:
            sh.status = OK
        m.process_substitutions(w, sh, (node.words, node.redirects))
        return None
    if arrays:
        elements = [(array, _assigned(expansion, sh, array), _members(expansion, array)) for array in arrays]
        moved = run_fields(m, w, sh, node, fields, assigned, expansion.early, tail, cond)
        for array, value, members in elements:
            _assign(sh, array, value, members)
        return moved
    return run_fields(m, w, sh, node, fields, assigned, expansion.early, tail, cond)


_DECLARING = frozenset({"local", "declare", "typeset", "readonly", "export"})


def _declared(m: Machine, node: Simple) -> tuple[tuple[Word, ...], list[Assignment]]:
    """The words of `local a=( … ) b` without its arrays, and these: a declaration assigns what looks like a word."""
    words = node.words
    if len(words) < 2 or words[0].literal not in _DECLARING or "=(" not in node.span.text:
        return words, []
    kept: list[Word] = []
    arrays: list[Assignment] = []
    for word in words:
        text = word.span.text
        if _ARRAY.match(text) is not None and text.endswith(")"):
            items = m.parse(Value(text, source=embedded(text, word.span))).script.items
            inner = items[0].command if len(items) == 1 else None
            if (
                isinstance(inner, Simple)
                and len(inner.assignments) == 1
                and not inner.words
                and inner.assignments[0].elements is not None
            ):
                arrays.append(inner.assignments[0])
                continue
        kept.append(word)
    return tuple(kept), arrays


def _fields(expansion: Expansion, words: Sequence[Word]) -> list[Value]:
    """The command's words expanded; `export A=$x` does not split its value (dash 0.5.12, bash, BusyBox ash)."""
    if not words or words[0].literal not in _DECLARING:
        return expansion.fields(words)
    fields: list[Value] = []
    for word in words:
        name, equals, _ = word.span.text.partition("=")
        if equals and name.rstrip("+").isidentifier():
            fields.append(expansion.single(word))
        else:
            fields.extend(expansion.field(word))
    return fields


def _assigned(expansion: Expansion, sh: Shell, assignment: Assignment) -> Value:
    if assignment.elements is not None:
        values = expansion.fields(assignment.elements)
        if all(v.known for v in values):
            return Value("\n".join(v.text for v in values), taint=frozenset().union(*(v.taint for v in values)))
        return unknown(f"${{{assignment.name}[@]}}", splits=True)
    value = expansion.single(assignment.value)
    if assignment.append:
        old = sh.variables.get(assignment.name, Value(""))
        value = joined([old, value])
    return value


def _members(expansion: Expansion, assignment: Assignment) -> list[Value] | None:
    """The elements that an array is given; None if it may be any number of them."""
    values = expansion.fields(assignment.elements or ())
    return None if any(value.splits for value in values) or len(values) > _MOST else values


def _assign(sh: Shell, assignment: Assignment, value: Value, members: list[Value] | None = None) -> None:
    name = assignment.name
    if assignment.index is not None or assignment.elements is not None:
        before = elements_of(sh, name) if assignment.append else []
        for key in [key for key in sh.variables if key.startswith(name + "[")]:
            del sh.variables[key]
    if assignment.index is not None or (assignment.elements is not None and (members is None or before is None)):
        sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
        sh.variables[name] = unknown(f"${{{name}[0]}}")
        return
    if assignment.elements is not None:
        elements = [*(before or ()), *(members or ())]
        if all(element.known and "\n" not in element.text for element in elements):
            whole = Value(
                "\n".join(element.text for element in elements), taint=frozenset().union(*(e.taint for e in elements))
            )
        else:
            whole = unknown(f"${{{name}[@]}}", splits=True)
            for i, element in enumerate(elements):
                sh.variables[f"{name}[{i}]"] = element
            sh.variables[f"{name}[#]"] = Value(str(len(elements)))
        sh.variables[f"{name}[@]"] = whole
        sh.variables[name] = elements[0] if elements else Value("")
        return
    sh.variables[name] = value
    if "a" in sh.options:
        sh.exported |= {name}


def run_fields(
    m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], assigned: dict[str, Value],
    early: set[str], tail: dialects.Tail, cond: bool,
) -> Any:  # fmt: skip
    """A command whose words are expanded."""
    from stoplint.model.shell.builtins import BUILTINS

    name = fields[0]
    if name.known:
        special_first = name.text in dialects.SPECIAL and (sh.dialect != "bash" or sh.posix)
        if name.text in sh.functions and not special_first:
            return call(m, w, sh, node, fields, assigned, dialects.inherit(tail, "function"), cond)
        if name.text == "exec":
            return execute(m, w, sh, node, fields[1:], assigned)
        builtin = BUILTINS.get(name.text)
        if builtin is not None and (
            (name.text in _NOT_IN_DASH and sh.dialect == "dash") or (name.text in _ONLY_BASH and sh.dialect != "bash")
        ):
            sh.status = Status(127, text=node.span.text, place=node.span)  # not found; the script goes on
            return None
        if builtin is not None:
            for key, value in assigned.items():
                if name.text in dialects.SPECIAL:
                    sh.variables[key] = value
            pids = m.process_substitutions(w, sh, (node.words, node.redirects))
            del pids
            return builtin(m, w, sh, node, fields, early, tail, cond)
    return external(m, w, sh, node, fields, assigned, tail)


_NOT_IN_DASH = frozenset({"source", "[[", "declare", "typeset", "shopt", "disown", "let", "builtin", "enable", "mapfile",
                          "readarray", "pushd", "popd", "suspend", "caller", "coproc"})  # fmt: skip
_ONLY_BASH = frozenset({"declare", "typeset", "shopt", "disown", "builtin", "enable", "mapfile", "readarray", "pushd", "popd",
                        "suspend", "caller"})  # fmt: skip


def call(
    m: Machine,
    w: World,
    sh: Shell,
    node: Simple,
    fields: list[Value],
    assigned: dict[str, Value],
    tail: dialects.Tail,
    cond: bool,
) -> Any:
    """Call a function: its arguments are the positional parameters until it returns."""
    depth = 0
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        depth += frame[0] == "return"
    if depth > MAX_DEPTH:
        w.doubts = (*w.doubts, f"{node.span}: functions call each other without end")
        sh.lost = "recursion"
        return None
    body = sh.functions[fields[0].text]
    sh.variables.update(assigned)
    sh.push(("return", sh.arguments, (), fields[0].text, None))
    sh.arguments = tuple(fields[1:])
    if tail == "substitution" and isinstance(body, Group):
        sh.push(("sequence", body.body.items, 0, "string", cond))
    else:
        sh.push(("command", body, "never", cond))
    return None


def execute(m: Machine, w: World, sh: Shell, node: Simple, words: list[Value], assigned: dict[str, Value]) -> Any:
    """`exec`: the shell becomes the program; with redirections alone it goes on."""
    pids = m.process_substitutions(w, sh, (node.words, node.redirects))
    if pids and sh.dialect == "bash" and not words:
        # bash takes it for the last background process, and `wait` waits for it
        sh.last_background = pids[-1]
        sh.jobs = (*sh.jobs, pids[-1])
    words = _without_exec_options(words)
    if not words:
        sh.status = OK
        return None
    failure: Status | None
    if words[0].known and words[0].text in sh.functions and not _is_program(m, sh, words[0].text):
        # exec looks for a program; a function of that name is none
        failure = Status(127, text=f"exec takes no function, and there is no program {words[0].text}", place=node.span)
    else:
        failure = replace(m, w, sh, words, assigned, node.span, "exec", _input(sh, node))
    if failure is not None:
        w.note("exec-failed", (failure, node.span, words[0].text))
        if sh.dialect == "bash" and "execfail" in sh.options:
            sh.status = failure
            return None
        exit_shell(m, w, sh, failure)
    return None


def _is_program(m: Machine, sh: Shell, name: str) -> bool:
    """True if a function's name is taken to be a program's too: its file is known, or the function itself calls it."""
    found = m.which(name, "/usr/local/bin:/usr/bin:/bin", sh.cwd or "/")
    return isinstance(found, File) or f"command {name}" in sh.functions[name].span.text


def _without_exec_options(words: list[Value]) -> list[Value]:
    i = 0
    while i < len(words) and words[i].known and words[i].text.startswith("-") and len(words[i].text) > 1:
        if words[i].text == "--":
            return words[i + 1 :]
        i += 2 if words[i].text.endswith("a") else 1
    return words[i:]


def replace(
    m: Machine,
    w: World,
    sh: Shell,
    argv: list[Value],
    assigned: dict[str, Value],
    place: Span,
    started: str,
    given: Value | None = None,
) -> Status | None:
    """The shell's process becomes `argv`: None, or the status with which that fails (the shell is unchanged)."""
    from stoplint.model.container.execve import Start, start

    ignored = sh.ignored | frozenset(name for name, trap in sh.traps.items() if trap.body is None)
    if sh.dialect == "ash" and sh.main == sh.pid and started != "exec":
        ignored |= {"QUIT"}  # ash ignores QUIT itself, and its implicit exec hands that on
    held = [name for name, trap in sh.traps.items() if trap.body is not None and trap.body.text]
    old = w.processes[sh.pid]
    failure = start(
        m,
        w,
        Start(
            pid=sh.pid, ppid=sh.ppid, pgid=sh.pgid, sid=sh.sid, place=place, started=sh.started if sh.started != "launch" and started != "exec" else started,
            environment=environment(sh, assigned), cwd=sh.cwd or "/", by=sh, ignored=ignored, job=sh.job, forked=sh.forked, input=given,
        ),
        tuple(argv),
    )  # fmt: skip
    if failure is None:
        if held:
            w.note("traps-lost", (sh.pid, tuple(held), tuple(sh.traps[name].place for name in held), place))
        new = w.processes[sh.pid]
        new.receives = old.receives
    return failure


def monitored(sh: Shell) -> bool:
    """True if job control is on: each job has a process group of its own (without a terminal in bash only)."""
    return "m" in sh.options and sh.dialect == "bash"


def _input(sh: Shell, node: Simple) -> Value | None:
    """What the command reads: a here-document's text, or something unknown; None for nothing (a container without -i)."""
    for redirect in reversed(node.redirects):
        if redirect.op in ("<<", "<<-") and redirect.body is not None:
            return Expansion(sh, sh.results).single(redirect.body)
        if redirect.op in ("<", "<<<") and redirect.fd in (None, 0) and redirect.target is not None:
            return None if redirect.target.literal == "/dev/null" else unknown(redirect.span.text)
    return unknown("what comes through the pipe") if sh.started == "pipe" and sh.piped else None


def environment(sh: Shell, assigned: dict[str, Value]) -> dict[str, Value]:
    """The variables that a program started by this shell gets."""
    env = {name: sh.variables[name] for name in sh.exported if name in sh.variables}
    env.update(assigned)
    return env


def external(
    m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], assigned: dict[str, Value], tail: dialects.Tail
) -> Any:
    """A program: in a child that the shell waits for, or in the shell's own place where it execs implicitly."""
    from stoplint.model.container.execve import Start, is_tool, quick, start

    argv = tuple(fields)
    substituted = m.process_substitutions(w, sh, (node.words, node.redirects))
    if sh.started == "substitution" and not any(">" in each.op for each in node.redirects):
        sh.captured = unknown("$(…)")  # what a program prints is not known
    stays = (sh.pid == 1 or sh.started == "pipe") and _takes_over(sh, tail, node)
    if fields[0].known and not stays and is_tool(tuple(f.text for f in argv)):
        quick(m, w, sh, node, argv)
        return None
    if _takes_over(sh, tail, node):
        failure = replace(m, w, sh, fields, assigned, node.span, sh.started, _input(sh, node))
        if failure is not None:
            exit_shell(m, w, sh, failure)
        return None
    pid = w.new_pid()
    failure = start(
        m,
        w,
        Start(
            pid=pid, ppid=sh.pid, pgid=pid if monitored(sh) else sh.pgid, sid=sh.sid, place=node.span, started="fork",
            environment=environment(sh, assigned), cwd=sh.cwd or "/", by=sh, job=pid, forked=node.span, input=_input(sh, node),
            ignored=sh.ignored | frozenset(name for name, trap in sh.traps.items() if trap.body is None),
        ),
        argv,
    )  # fmt: skip
    if failure is not None:
        w.processes.pop(pid, None)
        w.note("not-started", (failure, node.span, fields[0].text))
        sh.status = failure._replace(place=node.span, text=node.span.text)
        return None
    if w.processes[pid].alive:
        m.wait_for(sh, (pid,), node.span)
    else:
        sh.status = sh.statuses.get(pid, OK)
    del substituted
    return None


def _takes_over(sh: Shell, tail: dialects.Tail, node: Simple) -> bool:
    if tail == "never" or not dialects.replaces(tail, redirected=bool(node.redirects)):
        return False
    if sh.dialect == "ash" and sh.trapped:
        return False
    return not any(trap.body is not None for trap in sh.traps.values())
