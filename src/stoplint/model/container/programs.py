"""A process that becomes a program which starts nothing that matters here: what the catalog says of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import programs
from stoplint.model.catalog.argv import index_of
from stoplint.model.catalog.builtins import BUILTINS
from stoplint.model.catalog.clients import asks_to_stop
from stoplint.model.catalog.configs import Surroundings, Unread, setting_of
from stoplint.model.catalog.configs.service_folders import KEEPERS
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.init_scripts import program_of, service_of
from stoplint.model.catalog.scripts import OTHER_SHELLS, is_control_script, is_named, is_start_script
from stoplint.model.catalog.short_lived import (
    asks_to_start,
    into_background,
    is_helper,
    is_tool,
    passes_input_on,
)
from stoplint.model.container.own_stop import own_stop
from stoplint.model.container.steps import is_of_exit_trap, is_of_handler, is_open, is_step, runs_again
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File, Link
from stoplint.model.processes.events import Daemonized, Returned, ToolEnded
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Running, Supervising
from stoplint.model.processes.status import OK, Status, presumed
from stoplint.model.processes.values import search_path
from stoplint.model.shell.commands import asks_others, note_batch
from stoplint.model.shell.control import commands_left
from stoplint.model.shell.files import reads_pipe
from stoplint.model.shell.watching import supervises, watches
from stoplint.paths import absolute, base_name
from stoplint.syntax.shell_nodes import Function
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Shell, Stays
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.text import Span

# How templates of configuration files end: Ruby's, Jinja's, Go's, envsubst's, confd's.
_OF_TEMPLATES = (".erb", ".j2", ".jinja2", ".tmpl", ".tpl", ".template", ".mustache", ".ctmpl")
DRAIN = 0.6  # seconds that an orderly shutdown is taken to need; the same as the tests' stub application


def variables(s: Start) -> dict[str, str]:
    """The environment; a variable whose value is not known is there, and empty."""
    return {name: value.text if value.known else "" for name, value in s.environment.items()}


def surroundings(c: Container, w: World, s: Start) -> Surroundings:
    """What a program finds that is started so."""

    def read(path: str) -> str | None:
        source = c.configuration(w, absolute(path, s.cwd))
        return source.text if source is not None else None

    def names(folder: str) -> tuple[str, ...]:
        return c.left_in(w, absolute(folder, s.cwd))

    def unread(path: str) -> Unread | None:
        full = absolute(path, s.cwd)
        change = c.change(w, full)
        older = full in w.rewritten and w.rewritten[full].text is not None
        if change is not None:
            return Unread(path, change.edits, older)
        return Unread(path) if _is_rendered(c, w, full) else None

    rootfs = c.rootfs
    return Surroundings(
        read, names, variables(s), unread, s.cwd or "/", c.base.reference, rootfs.packages, rootfs.clones, c.sh or ""
    )


def _is_rendered(c: Container, w: World, path: str) -> bool:
    """Whether a template of the file stands beside it, and it does not itself: something writes it before the program starts."""
    folder, _, name = path.rpartition("/")
    there = c.left_in(w, folder)
    return name not in there and any(f"{name}{suffix}" in there for suffix in _OF_TEMPLATES)


def known_program(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> programs.Known | None:
    """What the catalog, or the user before it, says of a program that is started so."""
    texts = tuple(value.text for value in argv)
    busybox = c.sh == "ash" or (argv[0].known and _is_busybox(c, s, texts[0]))
    return programs.find(texts, surroundings(c, w, s), busybox=busybox, stated=c.programs, loose=_loose(argv))


def _is_busybox(c: Container, s: Start, name: str) -> bool:
    """Whether a link that a step makes leads from this name to BusyBox, which does what it is called by."""
    folders = [""] if "/" in name else search_path(s.environment).split(":")
    return any(
        isinstance(c.unfollowed(path), Link) and base_name(c.real(path) or "") == "busybox"
        for path in (absolute(f"{folder}/{name}" if folder else name, s.cwd) for folder in folders)
    )


def _loose(argv: tuple[Value, ...]) -> str:
    """A word, not known, that may be any number of options: `server $OPTIONS`."""
    return next((value.text.strip() for value in argv[1:] if not value.known and value.splits), "")


def run_program(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> None:
    """The process becomes a program that starts nothing that matters here.

    Nobody begins to serve when the container is told to stop: what nothing is known of does something for that, and ends.
    """
    _become(c, w, s, argv)
    process = w.processes[s.pid]
    if not w.stopping and is_open(process) and is_step(w, process):
        process.role = "helper"
        w.note(Returned(s.pid))
        end(w, process, presumed(process), "exited")
    if not is_open(process):
        return
    if not w.stopping and not is_of_exit_trap(w, s):
        return
    asks = asks_to_stop(process.argv)  # `exec app stop &` in a handler
    if (s.started == "exec" and not asks and not is_of_handler(w, process)) or runs_again(w, process):
        return
    process.for_the_stop = True
    process.role = "helper"
    asked = asks_others(w, process.argv, s.by)
    if not argv[0].known and not is_named(argv[0].text):  # `trap "$STOP" TERM`: it may well be a kill
        w.asked_to_stop = (*w.asked_to_stop, " ".join(process.argv))
    elif asked is None:
        w.ran_at_stop = (*w.ran_at_stop, " ".join(process.argv))
    elif asked > w.clock:
        process.deadline = asked
        return
    text = s.place.text if s.place is not None else ""
    end(w, process, Status(None, presumed=0, text=text, place=s.place), "exited")


def _become(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> None:
    texts = tuple(value.text for value in argv)
    process = Running(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=texts, place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, drain=c.drains.get(base_name(texts[0]), DRAIN),
        forked=s.forked, output=s.output, described=argv[0].described,
        environment=tuple(sorted((name, value.text) for name, value in s.environment.items())), cwd=s.cwd,
    )  # fmt: skip
    w.processes[s.pid] = process
    if not argv[0].known and not is_named(texts[0]):
        return
    known = known_program(c, w, s, argv)
    process.facts = known
    stated = known is not None and known.row in c.programs
    here = c.program(w, s, texts[0]) if argv[0].known and not stated else None
    if isinstance(here, File) and here.source is None and here.is_script:
        process.facts, process.unread = None, f"{texts[0]} was not read: {here.why_unread}"
        return
    if known.kind == "tool" if known and stated else is_tool(texts, busybox=c.sh == "ash"):
        if reads_pipe(w, texts, s.cwd):
            process.role, process.others = "keep-alive", "default"
            return
        process.role = "helper"
        reads_file = s.by is not None and not s.by.piped and len(texts) > 1  # at the head of the pipeline
        if s.started == "pipe" and is_helper(texts) and not reads_file and not (s.by is not None and s.by.starved):
            process.stays = "filter"  # as long as somebody writes to it
            process.others = "default"
            return
        _end_by_itself(w, s, process)
        return
    edited = c.edited(w, s, texts[0]) if argv[0].known and not stated else None
    if edited is not None:  # no longer what the catalog knows by this name
        process.facts, process.unread = None, f"{edited} was edited, and what is in it now was not read"
        return
    if known is None and not argv[0].known:
        if is_start_script(texts[0]):
            process.unread = f"where {texts[0]} lies is not known, so it was not read"
        return
    if known is None:
        _becomes_unknown(c, w, s, process)
        return
    process.reasons = tuple(_reasons(c, w, s, argv, known))
    _becomes(process, known)
    if known.row.unhurried and known.grace is not None:
        process.drain = c.drains.get(known.name, known.grace)
    if known.kind == "idle":
        process.role = "keep-alive"
        process.stays, process.seconds = _idle(known, argv)
    elif known.kind == "helper" or (_is_given_input(s) and passes_input_on(texts[known.at :])):
        process.role = "helper"
        process.stays = "filter"
    elif known.kind == "runtime":
        # its program decides; nothing is known about that, so it is taken to handle the signals
        if known.at + 1 >= len(texts):
            process.does = "an interpreter without a program or a terminal: it reads nothing and ends"
            w.note(ToolEnded(s.pid, texts))
            end(w, process, OK, "exited")
            return
        from stoplint.model.container.runtimes import react  # noqa: PLC0415 - only interpreters need it

        react(c, s, process, known, argv)
        _puzzle(c, process, known.name)
        word = into_background(texts[known.at :])
        if word:
            script = programs.interpreted(texts[known.at :])
            _perhaps_daemonize(w, s, process, f"{base_name(script[1][0]) if script else known.name} {word}")
            return
    else:
        # in `$( … )` even a server is asked for something, and answers
        process.stays = "open" if s.by is not None and s.by.started == "substitution" else "forever"
    _leave_the_foreground(c, w, s, process, known, _loose(argv))


def _becomes_unknown(c: Container, w: World, s: Start, process: Running) -> None:
    """A program that no table knows: what it is asked, or what the script does behind it, may say that it goes into the background."""
    texts = process.argv
    process.unread = _unread_script(c, w, s, texts)
    process.interpreter = _interpreter(c, w, s, texts[0])
    _puzzle(c, process, texts[0])
    word = into_background(texts)
    # the script goes on to look whether it is there
    watched = s.started == "fork" and s.by is not None and asks_to_start(texts) and watches(s.by)
    word = word or ("start" if watched else "")
    if word and (watched or not process.unread):
        _perhaps_daemonize(w, s, process, f"{base_name(texts[0])} {word}")
    elif supervises(w, s, base_name(texts[0])):
        _perhaps_daemonize(w, s, process, base_name(texts[0]))


def _interpreter(c: Container, w: World, s: Start, name: str) -> str:
    """What runs a program that a package of Python or Node brings: it has the package's name, or one that begins with it."""
    path, _, plain = name.rpartition("/")
    if (path and base_name(path) not in ("bin", ".bin")) or isinstance(c.program(w, s, name), File):  # the image's own
        return ""
    called = plain.replace("_", "-")
    return next(
        (
            language
            for package, language in c.rootfs.interpreted.items()
            if f"{called}-".startswith(f"{package.replace('_', '-')}-")
        ),
        "",
    )


def _leave_the_foreground(
    c: Container, w: World, s: Start, process: Running, known: programs.Known, loose: str
) -> None:
    """It becomes a daemon, if it does; a program that takes the place of a script is meant to outlive it."""
    can_say = known.row.foreground or known.row.foreground_settings
    hides = loose if s.started == "exec" and known.row.daemonizes and can_say else ""
    if known.daemonizes and can_say and _is_kept(w, s) and not _is_said(c, w, s, process.argv):
        process.taken_in_front = True
        return
    if known.daemonizes and not hides:
        daemon = _daemonize(w, s, process)
        if service := service_of(process.argv):
            _serves(c, w, s, daemon, service)
        return
    goes_on = known.daemonizes is None and s.started == "fork" and s.by is not None and starts_more(s.by)
    if known.daemonizes is not False and (known.row.daemonizes or goes_on):
        where = hides or (known.unread[0].path if known.unread else "its configuration")
        process.unread = f"whether {known.name} stays in the foreground stands in {where}, which is not known"
        process.stays = "open"
        if goes_on:
            _perhaps_daemonize(w, s, process, known.name)


def _is_kept(w: World, s: Start) -> bool:
    """Whether s6-supervise or runsv keeps it: one that leaves the foreground is started anew for ever; supervisord gives it up."""
    keeper = w.processes.get(s.ppid)
    return isinstance(keeper, Supervising) and keeper.program in KEEPERS


def _is_said(c: Container, w: World, s: Start, argv: tuple[str, ...]) -> bool:
    """Whether the command line says that it leaves the foreground, or a configuration was read that does, or does not keep it."""
    around = surroundings(c, w, s)
    texts: list[str] = []

    def read(path: str) -> str | None:
        text = around.read(path)
        texts.extend([text] if text is not None else [])
        return text

    known = programs.find(argv, replace(around, read=read), busybox=c.sh == "ash", stated=c.programs)
    return bool(texts) or (known is not None and any(each.text in known.row.daemon_flags for each in known.reasons))


def starts_more(shell: Shell) -> bool:
    """Whether a script goes on to start something that stays, as nobody writes behind a server that keeps the foreground."""
    for command in (each for item in commands_left(shell) for each in simple_commands(item, past=(Function,))):
        words = [word.literal or "" for word in command.words]
        words = words[1:] if words[:1] == ["exec"] else words
        pauses = words[:1] == ["sleep"] and words[1:] not in (["infinity"], ["inf"])
        if words and words[0] and words[0] not in BUILTINS and not pauses and not is_tool(words):
            return True
    return False


def _is_given_input(s: Start) -> bool:
    """Whether something in front of it in a pipeline writes to it."""
    return s.started == "pipe" and s.by is not None and s.by.piped and not s.by.starved


def _end_by_itself(w: World, s: Start, process: Running) -> None:
    """A tool does its work and ends; during the stop that work may be to tell others."""
    process.does = "ends by itself"
    if w.stopping:
        asks_others(w, process.argv, s.by)
    w.note(ToolEnded(s.pid, process.argv))
    note_batch(w, process.argv)
    end(w, process, presumed(process), "exited")


def _becomes(process: Running, known: programs.Known) -> None:
    """It does with signals what the catalog says."""
    process.facts = known
    process.program = known.name
    process.actions = dict(known.signals)
    process.others = known.others
    process.unread = known.doubt
    process.puzzles = dict(known.puzzles)


def _serves(c: Container, w: World, s: Start, daemon: Running, service: str) -> None:
    """What an init script leaves behind is the program that it is for, and is called so: service(8), pidof(8)."""
    name = program_of(service)
    is_anew = "restart" in daemon.argv
    daemon.stop, daemon.argv = own_stop(w, s, daemon), (name,)
    if is_anew and any(_is_service(each, daemon) for each in w.living()):
        end(w, daemon, OK, "exited")  # the one that runs already stands for it
        return
    daemon.drain = c.drains.get(name, daemon.drain)
    known = programs.find(daemon.argv, surroundings(c, w, s), stated=c.programs)
    if known is not None and known.kind in ("server", "supervisor"):
        _becomes(daemon, known)


def _is_service(process: object, daemon: Running) -> bool:
    """Whether an init script has left it behind for the same service, before this one."""
    if not isinstance(process, Running) or process is daemon or not process.stop:
        return False
    return process.is_daemon and process.argv == daemon.argv


def _puzzle(c: Container, process: Running, name: str) -> None:
    """A program of which nothing is known is taken to handle a stop signal that was chosen for it, not another's."""
    signal = c.base.chose
    if signal and process.others == "graceful" and signal not in process.actions:
        why = f"the base image chose SIG{signal} for a program of its own, and what {base_name(name)} does with it is not known"
        process.puzzles = {signal: why}


def _unread_script(c: Container, w: World, s: Start, words: tuple[str, ...]) -> str:
    """Why a script that starts something else was not read; "" for what is taken for a program."""
    name = words[0]
    if base_name(name) in OTHER_SHELLS:
        return f"scripts of {base_name(name)} are not read"
    if not is_start_script(name) and not is_control_script(words):
        return ""
    found = c.program(w, s, name)
    if isinstance(found, File):
        return f"{name} was not read: {found.why_unread}" if found.source is None else ""
    return f"{name} was not read: {found.why}" if isinstance(found, Unknown) else ""


def _reasons(
    c: Container, w: World, s: Start, argv: tuple[Value, ...], known: programs.Known
) -> Iterator[tuple[Span | None, str]]:
    """What made the tables' row for this program hold: lines of its configuration, words of its command line."""
    when = known.row.when
    if when is None:
        return
    texts = tuple(value.text for value in argv)
    said = [known.settings[name].said for name in map(setting_of, when.settings) if name in known.settings]
    at = index_of(texts, when.flags) if when.flags else None
    if at is not None:
        yield argv[at].place, texts[at]
    for each in said:
        if each.word is not None and each.word < len(argv):
            yield argv[each.word].place, each.text
        elif each.path is not None:
            source = c.configuration(w, absolute(each.path, s.cwd))
            yield source.span(each.start, each.end) if source is not None else None, each.text
        else:
            value = s.environment.get(each.variable or "")
            yield value.place if value is not None else None, each.text


def _idle(known: programs.Known, argv: tuple[Value, ...]) -> tuple[Stays, float]:
    """`sleep 5` ends, `sleep infinity` and `tail -f` don't, `inotifywait file` may; `sleep $X` ends at a time that nobody knows: inf."""
    if known.row.lasts != "operands":
        return "forever" if known.row.lasts == "forever" else "open", 0.0
    total = 0.0
    for word in argv[known.at + 1 :]:
        one = seconds(word.text) if word.known and word.text else math.inf  # "": from outside
        if one is None:
            return "forever", 0.0
        total += one
    return ("forever", 0.0) if 1_000_000 < total < math.inf else ("timed", total)


def _perhaps_daemonize(w: World, s: Start, process: Running, asked: str) -> None:
    """A program of which nothing is known but that it is asked to go into the background: what is there then is a doubt."""
    daemon = _daemonize(w, s, process)
    process.does = "is asked to go into the background"
    daemon.role = "helper"
    daemon.maybe = f"whether {asked} goes into the background is not known"
    w.note(Returned(s.pid))


def _daemonize(w: World, s: Start, process: Running) -> Running:
    """It goes on in the background, and the process that was started ends."""
    role = process.role
    behind = start_of_daemon(w, s, process)
    daemon = replace(
        process, pid=behind.pid, ppid=behind.ppid, pgid=behind.pgid, sid=behind.sid, job=behind.job, started=behind.started,
        output=behind.output, role=role, does="",
    )  # fmt: skip
    w.processes[daemon.pid] = daemon
    end(w, process, OK, "exited")
    return daemon


def start_of_daemon(w: World, s: Start, process: Running) -> Start:
    """A process forks into the background, as daemon(3) does: what is left to do is to let it end.

    The daemon has a session of its own, PID 1 adopts it, and it lets go of standard output.
    """
    pid = w.new_pid()
    w.note(Daemonized(s.pid, pid, process.argv, s.place))
    process.does = "goes into the background: the process that was started ends at once"
    process.role = "helper"
    return replace(s, pid=pid, ppid=1, pgid=pid, sid=pid, job=pid, started="background", output=0)
