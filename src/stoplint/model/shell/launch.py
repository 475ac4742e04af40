"""A shell that starts a program: in a child that it waits for, or in its own place (`exec`, the implicit exec)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.builtins import is_no_program
from stoplint.model.catalog.short_lived import is_tool
from stoplint.model.image.rootfs import File
from stoplint.model.processes.events import ExecFailed, LaunchFailed, NothingGiven, TrapsReset
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.start import NotStarted, Start
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import as_run, search_path
from stoplint.model.shell import dialects, jobs
from stoplint.model.shell.arguments import are_arguments, was_given_none
from stoplint.model.shell.commands import run_tool, undoes
from stoplint.model.shell.control import MAX_DEPTH, exit_shell, is_given_up
from stoplint.model.shell.files import reads_pipe
from stoplint.model.shell.redirections import input_of, own_pipes, writes_elsewhere

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.kinds import Shell, Started
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Simple
    from stoplint.text import Span


def execute(host: Host, w: World, sh: Shell, node: Simple, words: list[Value], assigned: dict[str, Value]) -> None:
    """`exec`: the shell becomes the program; with redirections alone it goes on."""
    pids = jobs.start_process_substitutions(w, sh, (node.words, node.redirects))
    if pids and sh.dialect == "bash" and not words:
        # bash takes it for the last background process, and `wait` waits for it
        sh.last_background = pids[-1]
        sh.jobs = (*sh.jobs, pids[-1])
    words = _without_exec_options(sh, words)
    if writes_elsewhere(node):
        sh.output = 0
    if not words:
        if len(node.words) > 1 and was_given_none(sh) and are_arguments(node.words[1:]):
            w.note(NothingGiven(sh.pid))
        sh.own_pipes = (sh.own_pipes - {str(each.fd or 0) for each in node.redirects}) | own_pipes(w, sh, node)
        sh.status = OK
        return
    failure: NotStarted | None
    if words[0].known and words[0].text in sh.functions and not _is_program(host, sh, words[0].text):
        # exec looks for a program; a function of that name is none
        failure = NotStarted("function", words[0].text, place=node.span)
    elif words[0].known and words[0].text.startswith("-"):
        failure = NotStarted("name", words[0].text, place=node.span)
    elif w.stopping and words[0].known and words[0].text == sh.keyword:
        # it is what the script asks for, and no program
        failure = NotStarted("missing", words[0].text, place=node.span)
    else:
        failure = _replace(host, w, sh, words, assigned, node.span, "exec", input_of(sh, node))
    if failure is None:
        return
    w.note(ExecFailed(failure, node.span, words[0].text))
    if sh.dialect == "bash" and "execfail" in sh.options:
        sh.status = failure.status
    else:
        exit_shell(host, w, sh, failure.status)


def _is_program(host: Host, sh: Shell, name: str) -> bool:
    """True if a function's name is taken to be a program's too: its file is known or nobody knows where it is
    looked for, or the function itself calls it.
    """
    found = host.which(name, search_path(sh.variables), sh.cwd or "/")
    path = sh.variables.get("PATH")
    sought = path is not None and not path.known
    return sought or isinstance(found, File) or f"command {name}" in sh.functions[name].span.text


def _without_exec_options(sh: Shell, words: list[Value]) -> list[Value]:
    """The command of `exec`: dash takes no options, not even `--`, BusyBox only that."""
    if sh.dialect in ("dash", "ash"):
        return words[1:] if words and words[0].text == "--" and sh.dialect == "ash" else words
    i = 0
    while i < len(words) and words[i].known and words[i].text.startswith("-") and len(words[i].text) > 1:
        if words[i].text == "--":
            return words[i + 1 :]
        i += 2 if words[i].text.endswith("a") else 1
    return words[i:]


def _replace(
    host: Host, w: World, sh: Shell, argv: list[Value], assigned: dict[str, Value], place: Span, started: Started,
    given: Value | None = None,
) -> NotStarted | None:  # fmt: skip
    """The shell's process becomes `argv`: None, or why that fails (the shell is unchanged then)."""
    if sh.replaced > MAX_DEPTH:
        w.doubt(f"{place}: the script replaces itself without end")
        sh.unread = "recursion"
        return None
    ignored = _ignored(sh)
    if sh.dialect == "ash" and sh.main == sh.pid and started != "exec":
        ignored |= {"QUIT"}  # ash ignores QUIT itself, and its implicit exec hands that on
    held = tuple(
        (name, trap.place)
        for name, trap in sh.traps.items()
        if trap.body is not None and trap.body.text and name not in sh.guards
    )
    old = w.processes[sh.pid]
    start = Start(
        pid=sh.pid, ppid=sh.ppid, pgid=sh.pgid, sid=sh.sid, place=place, user=sh.user, output=sh.output,
        started=started, environment=environment(sh, assigned), cwd=sh.cwd or "/", by=sh, ignored=ignored, job=sh.job, forked=sh.forked, input=given,
    )  # fmt: skip
    failure = host.start(w, start, tuple(argv))
    if failure is None:
        if held:
            w.note(TrapsReset(sh.pid, held, place))
        w.processes[sh.pid].receives = old.receives
    return failure


def _ignored(sh: Shell) -> frozenset[str]:
    """The signals that what the shell starts ignores."""
    return sh.ignored | frozenset(name for name, trap in sh.traps.items() if trap.body is None)


def environment(sh: Shell, assigned: dict[str, Value]) -> dict[str, Value]:
    """The variables that a program started by this shell gets."""
    env = {name: value for name, value in sh.variables.items() if name in sh.exported}
    env.update(assigned)
    return env


def _may_be_function(host: Host, sh: Shell, node: Simple, fields: list[Value]) -> bool:
    """Whether a command's name may be that of a function in a file that was not read, and is no program's.

    A plain word (`info "done"`) may be one where the script itself calls it, without the options that programs take, and
    names the file: what is in a folder for hooks is no library.
    """
    name = fields[0]
    if not sh.lent or not name.known:
        return False
    plain = node.words[0].literal == name.text and re.fullmatch(r"[a-z]+", name.text) is not None
    if plain and (re.search(r"[*?$]", sh.lent) or any(field.text.startswith("-") for field in fields[1:])):
        return False
    # names written as functions are: two words in one
    if not plain and re.fullmatch(r"[A-Za-z]+(?:_\w+|[a-z0-9]+[A-Z]\w*)", name.text) is None:
        return False
    return not isinstance(host.which(name.text, search_path(sh.variables), sh.cwd or "/"), File)


def _ends_at_once(w: World, sh: Shell, argv: tuple[Value, ...]) -> bool:
    """Whether nobody has to see it as a process: a tool, or what stops something before the stop, which takes its time then."""
    texts = tuple(value.text for value in argv)
    return (is_tool(texts) and not reads_pipe(w, texts, sh.cwd)) or (not w.stopping and undoes(w, argv))


def _wrapped(sh: Shell, fields: list[Value]) -> list[Value]:
    """A command with the wrapper in front that a variable may hold there; not if without one the shell itself is meant."""
    head, *behind = fields
    if head.wraps and behind and (behind[0].text in sh.functions or is_no_program(behind[0].text)):
        return [head._replace(wraps=""), *behind]
    return list(as_run(tuple(fields)))


def external(
    host: Host, w: World, sh: Shell, node: Simple, fields: list[Value], assigned: dict[str, Value], tail: Tail
) -> None:
    """A program: in a child that the shell waits for, or in the shell's own place where it execs implicitly."""
    fields = _wrapped(sh, fields)
    argv = tuple(fields)
    jobs.start_process_substitutions(w, sh, (node.words, node.redirects))
    if not writes_elsewhere(node):
        jobs.says_something(w, sh.output)
    takes_over = tail != "never" and dialects.replaces(tail, redirected=bool(node.redirects)) and is_given_up(sh)
    stays = takes_over and (sh.pid == 1 or sh.started == "pipe")
    is_short = fields[0].known and not stays and _ends_at_once(w, sh, argv)
    if not is_short or "e" in sh.options:
        sh.ventures()  # a `touch` takes no time, and nobody minds if it fails, but for `set -e`
    if not takes_over:
        jobs.release(sh)
    if is_short:
        run_tool(host, w, sh, node, argv)
        return
    if takes_over:
        failure = _replace(host, w, sh, fields, assigned, node.span, sh.started, input_of(sh, node))
        if failure is not None:
            exit_shell(host, w, sh, failure.status)
        return
    pid = w.new_pid()
    start = Start(
        pid=pid, ppid=sh.pid, pgid=pid if jobs.monitored(sh) else sh.pgid, sid=sh.sid, place=node.span, started="fork",
        user=sh.user, output=0 if writes_elsewhere(node) else sh.output,
        environment=environment(sh, assigned), cwd=sh.cwd or "/", by=sh, job=pid, forked=node.span,
        input=input_of(sh, node), ignored=_ignored(sh),
    )  # fmt: skip
    failure = host.start(w, start, argv)
    if failure is not None:
        w.processes.pop(pid, None)
        w.note(LaunchFailed(failure, node.span))
        sh.status = failure.status._replace(place=node.span, text=node.span.text)
    elif w.processes[pid].alive:
        process = w.processes[pid]
        if isinstance(process, Running) and process.facts is None and _may_be_function(host, sh, node, fields):
            process.maybe = f"{fields[0].text} may be a function of {sh.lent}, which was not read"
        jobs.wait_for(sh, (pid,), node.span)
    else:
        sh.status = sh.statuses.get(pid, OK)
