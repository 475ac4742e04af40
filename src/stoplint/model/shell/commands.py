"""Commands that end by themselves and yet matter: they send signals, stop servers or leave files behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import clients, wrappers
from stoplint.model.catalog.configs.supervisord import DEFAULT_FILES, named_file
from stoplint.model.catalog.init_scripts import called, program_of, service_of
from stoplint.model.catalog.short_lived import is_batch
from stoplint.model.processes.events import BatchEnded, ToldByItsOwn
from stoplint.model.processes.frames import WhileDecide, WhileTest, frames
from stoplint.model.processes.kernel import deliver, end
from stoplint.model.processes.kinds import Running, Supervising, Wrapping
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value, unknown
from stoplint.model.shell import files
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.text_tests import expr
from stoplint.model.shell.files import inner
from stoplint.model.shell.kill import found_by_name, kill, kill_by_name
from stoplint.model.shell.substitution import prints
from stoplint.model.shell.terminals import ask_terminal
from stoplint.paths import absolute, base_name
from stoplint.syntax.shell_nodes import Simple
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.catalog.clients import Client
    from stoplint.model.processes.kinds import Process, Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Pipeline
    from stoplint.text import Span


def run_tool(host: Host, w: World, sh: Shell, node: Simple, argv: tuple[Value, ...]) -> None:
    """A tool that ends by itself: its status is presumed to be success; some of them send signals or write files."""
    known = effect(host, w, sh, argv, node)
    sh.status = known or Status(None, presumed=0, text=node.span.text, place=node.span)
    sh.heard = len(sh.statuses)
    note_batch(w, tuple(word.text for word in argv))


def note_batch(w: World, argv: tuple[str, ...]) -> None:
    """Remember, if it is one, that a command for which the container may have been started has ended: a test run."""
    if is_batch(argv):
        w.note(BatchEnded(frozenset(process.pid for process in w.living())))


def effect(host: Host, w: World, sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    """Do what the tool does to processes and files: its status, or None if that is only presumed."""
    status = _kill_given(w, sh, argv, _text_of_input(host, w, sh, node), node.span)
    argv = inner(argv)
    name = base_name(argv[0].text)
    files.work(host, w, sh, argv)
    if status is None and name == "ps" and host.busybox and any(word.text[:2] == "-p" for word in argv[1:]):
        # it has none (BusyBox 1.36 ps --help), unless the one of procps is installed
        status = Status(None, presumed=1, text=node.span.text, place=node.span)
    elif status is None and name in _EFFECTS:
        status = _EFFECTS[name](w, sh, argv, node)
    if status is not None:
        return status
    client = clients.find(called(argv[0].text))
    if client is not None and client.signals and len(argv) > 2 and argv[1].text == client.option:
        return _signalled(w, client, argv[2].text, node)
    asks = clients.asks_to_stop(tuple(word.text for word in argv))
    if not w.stopping and asks:
        for process in _to_stop(w, argv):
            end(w, process, OK, "exited")
    if w.stopping:
        asks_others(w, tuple(word.text for word in argv), sh)
    return None


def ask_piped(w: World, sh: Shell, node: Pipeline) -> None:
    """What the parts of a pipeline ask others for during the stop: `ls /etc/service | xargs sv force-stop`."""
    for part in node.commands if w.stopping else ():
        try:
            argv = inner(tuple(Expansion(sh.copy(), sh.results).fields(part.words))) if isinstance(part, Simple) else ()
        except ExpansionError:
            continue  # the shell ends there
        words = tuple(word.text for word in argv)
        wrapped = wrappers.find(words) if words else None
        words = wrapped.words(words) if wrapped is not None and wrapped.joined else words  # parallel's text
        if words and clients.find(called(words[0])) is not None:
            asks_others(w, words, sh)


def kill_piped(host: Host, w: World, sh: Shell, node: Pipeline) -> Status | None:
    """`cat file | xargs kill`, `pidof app | sudo xargs kill`: its status; None for any other pipeline."""
    first, last = (node.commands[0] if len(node.commands) == 2 else None), node.commands[-1]
    if not isinstance(last, Simple) or not any(word.literal == "xargs" for word in last.words):
        return None
    try:
        argv = Expansion(sh.copy(), sh.results).fields(last.words)
        given = prints(host, w, sh, first) if isinstance(first, Simple) else None
    except ExpansionError:
        return None
    return _kill_given(w, sh, tuple(argv), given, node.span)


def _kill_given(w: World, sh: Shell, argv: tuple[Value, ...], given: Value | None, place: Span) -> Status | None:
    """`xargs kill` with the numbers that it is given (None: nobody knows which); None for another command."""
    at = next((at for at, word in enumerate(argv) if word.known and base_name(word.text) == "xargs"), None)
    command = inner(argv[at:]) if at is not None else ()
    if not command or base_name(command[0].text) != "kill":
        return None
    words = [word for word in command[1:] if word.text != "{}"]
    if given is None or not given.known:
        if not w.stopping:
            return None  # what an earlier container left behind
        return kill(w, sh, [*words, unknown("the input of xargs names")], place, builtin=False)
    pids = [Value(each) for each in given.text.split()]
    if pids:
        return kill(w, sh, [*words, *pids], place, builtin=False)
    # without any it still runs once, and `kill` fails: xargs(1), findutils 4.9
    quiet = any(re.match(r"-[0optx]*r|--no-run-if-empty$", word.text) for word in argv)
    return OK if quiet else Status(123)


def _text_of_input(host: Host, w: World, sh: Shell, node: Simple) -> Value | None:
    """The text of the file that a command reads, where it is known."""
    given = next((each for each in reversed(node.redirects) if each.op == "<" and each.fd in (None, 0)), None)
    if given is None or given.target is None:
        return None
    name = Expansion(sh.copy(), sh.results).single(given.target)
    path = sh.path(name.text) if name.known else None
    return files.content(host, w, path) if path is not None else None


def asks_others(w: World, words: tuple[str, ...], shell: Shell | None) -> float | None:
    """When a command that runs during the stop has asked others to stop, or may have, on the world's clock; None if it asks nobody.

    Those that it names are told. `shell` has started the command, or become it.
    """
    asks = clients.asks_to_stop(words)
    done = _told(w, words, shell) if asks else None
    if done is not None:
        return done
    if asks or clients.script_asks_to_stop(words) or clients.may_stop(words):
        w.asked_to_stop = (*w.asked_to_stop, " ".join(words))
        if asks and not (shell is not None and _is_apart(w, shell)):
            w.note(ToldByItsOwn(0, " ".join(words)))
        return w.clock
    return None


def undoes(w: World, argv: tuple[Value, ...]) -> bool:
    """Whether the command stops what the script itself started before, by its own name: `app start` … `app stop`."""
    argv = inner(argv)
    asks = any(word.text in clients.STOPS for word in argv[1:])
    return asks and argv[0].known and bool(_to_stop(w, argv))


def _to_stop(w: World, argv: tuple[Value, ...]) -> list[Running]:
    """The servers that were started for the set-up only, and are told to stop before the script goes on."""
    name = base_name(argv[0].text)
    client = clients.find(name)
    servers: tuple[str, ...] = (name,) if client is None else client.servers
    if service := service_of([word.text for word in argv]):
        servers = (*servers, program_of(service))
    return [
        process
        for process in w.living()
        if process.pid != 1
        and isinstance(process, Running)
        and _is_beside(w, process)
        and base_name(process.argv[0]) in servers
    ]


def _is_beside(w: World, process: Process) -> bool:
    """Whether it runs in the background, behind wrappers or not."""
    parent = w.processes.get(process.ppid)
    if isinstance(parent, Wrapping) and process.started == "fork":
        return _is_beside(w, parent)
    return process.started == "background"


def _told(w: World, words: tuple[str, ...], shell: Shell | None) -> float | None:
    """`app stop` beside `app run`: the program's own way to stop it, which comes back when it has.

    That is waited for: at once for who waits. In the background nobody does, and the program has the time that it takes.
    """
    service = service_of(words)
    of_service = (program_of(service),) if service else words
    told = [
        p
        for p in w.living()
        if isinstance(p, Running)
        and p.role == "application"
        and not p.draining
        and clients.is_own_stop(of_service, p.argv)
    ]
    apart = shell is not None and _is_apart(w, shell)
    for process in told:
        if process.is_unknown:
            w.note(ToldByItsOwn(process.pid, " ".join(words)))
        process.does = f"is told to stop by `{' '.join(words)}`, and shuts down in an orderly way"
        if apart:
            process.draining, process.deadline = True, w.clock + process.drain
        else:
            end(w, process, OK, "finished")
    return max((process.deadline or w.clock for process in told), default=None)


def _is_apart(w: World, shell: Shell) -> bool:
    """Whether it, or a shell above it, was put into the background."""
    one: Process | None = shell
    while one is not None and one.pid != 1:
        if one.started == "background":
            return True
        one = w.processes.get(one.ppid)
    return False


def _signalled(w: World, client: Client, what: str, node: Simple) -> Status:
    """`nginx -s quit|stop|reload|reopen` signals the master."""
    signal = dict(client.signals).get(what)
    told = [p for p in w.living() if isinstance(p, Running) and p.program == client.program]
    if signal is None or not told:
        return Status(1)
    for process in told:
        deliver(w, process.pid, signal)
    return OK


def _kill(w: World, sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    return kill(w, sh, argv[1:], node.span, builtin=False)


def _kill_by_name(w: World, sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    return kill_by_name(w, sh, (Value(base_name(argv[0].text)), *argv[1:]), node.span)


def _found_by_name(w: World, sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    """What nobody has started is not there (`pgrep app || exec app`), but a loop that waits for it does so for something."""
    found = found_by_name(w, sh, (Value(base_name(argv[0].text)), *argv[1:]))
    if found is not None or w.stopping:
        return found
    in_loop = any(isinstance(each, (WhileTest, WhileDecide)) for each in frames(sh.stack))
    return Status(None, presumed=None if in_loop else 1, text=node.span.text, place=node.span)


def _ps(w: World, sh: Shell, argv: tuple[Value, ...], _node: Simple) -> Status | None:
    """`ps -p PID`: whether it is there (ps(1), procps-ng 4.0.2)."""
    words = [word.text for word in argv[1:]]
    at = next((at for at, word in enumerate(words) if word in ("-p", "--pid", "p", "-q", "--quick-pid")), None)
    said = words[at + 1 : at + 2] if at is not None else [word[2:] for word in words if word[:2] == "-p"]
    if not said or not all(word.known for word in argv) or not is_number(said[0]):
        return None
    process = w.processes.get(int(said[0]))
    return OK if process is not None and process.alive else Status(1)


def _expr(_w: World, _sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    return expr(argv, node.span)


def _ask_supervisord(w: World, sh: Shell, argv: tuple[Value, ...], _node: Simple) -> Status | None:
    """`supervisorctl start NAME`, `start GROUP:*`, `start all`: what was not started by itself is now (supervisord.org/running.html).

    `shutdown` does what SIGTERM does, and does not wait for it (supervisor 4.2.5: rpcinterface.py, supervisord.py handle_signal).
    """
    words = [word.text for word in argv]
    if w.stopping and words[-1:] == ["shutdown"]:
        return _shut_down(w, sh, tuple(words))
    at = next((at for at, word in enumerate(words) if word in ("start", "restart")), None)
    if w.stopping or at is None:
        return None
    asked = set(words[at + 1 :])
    sure = all(word.known for word in argv[at + 1 :])
    for process in w.living():
        if isinstance(process, Supervising) and process.program == "supervisord":
            for each in process.idle:
                if asked & {"all", each.name, f"{each.group}:{each.name}", f"{each.group}:*", f"{each.group}:"}:
                    process.idle = tuple(other for other in process.idle if other is not each)
                    each.run(w)
                elif not sure:
                    process.maybe = f"`{' '.join(words)}` may start {each.name}"
    return None


def _shut_down(w: World, sh: Shell, words: tuple[str, ...]) -> Status | None:
    """`supervisorctl shutdown`; None where no supervisord is known to run, or nobody knows whether it can be asked."""
    running = [each for each in w.living() if isinstance(each, Supervising) and each.program == "supervisord"]
    named = named_file(words)
    files = DEFAULT_FILES if named is None else (absolute(named, sh.cwd),)
    if len(running) != 1 or running[0].configured not in files or any(word[:2] == "-s" for word in words):
        return None
    if running[0].listens:
        deliver(w, running[0].pid, "TERM")
    return None if running[0].listens is None else OK if running[0].listens else Status(1)


_EFFECTS: dict[str, Callable[[World, Shell, tuple[Value, ...], Simple], Status | None]] = {
    "kill": _kill,
    **dict.fromkeys(("pkill", "killall", "killall5"), _kill_by_name),
    **dict.fromkeys(("pgrep", "pidof"), _found_by_name),
    "expr": _expr,
    "supervisorctl": _ask_supervisord,
    "ps": _ps,
    **dict.fromkeys(("tmux", "screen"), ask_terminal),
}
