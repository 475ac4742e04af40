"""What supervisors start: the programs of supervisord.conf, service folders of s6 and runit, Procfiles.

Only what the image's files say is started; where they can't be read, the tables' answer for the supervisor stands.
Sources: supervisord.org/configuration.html; s6-svscan(8), s6-supervise(8) 2.11 (down-signal, timeout-kill);
runsv(8), runsvdir(8) 2.1.2; just-containers/s6-overlay README.md; phusion/baseimage-docker image/bin/my_init.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.container.execve import start
from stoplint.model.image.rootfs import File
from stoplint.model.processes.kernel import end
from stoplint.model.processes.values import Value, embedded, unknown
from stoplint.model.processes.world import OK, Kept, Running, Status, Supervising
from stoplint.paths import absolute, base_name, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stoplint.model.catalog.configs.supervisord import SupervisedProgram
    from stoplint.model.container.container import Machine
    from stoplint.model.container.execve import Start
    from stoplint.model.processes.world import World
    from stoplint.text import Span

_GRACEFUL = ("TERM", "INT", "QUIT")
_SERVICE_LIMIT = 3.0  # S6_SERVICES_GRACETIME, S6_KILL_GRACETIME: s6-overlay README.md
_MY_INIT_LIMIT = 5.0  # KILL_PROCESS_TIMEOUT: image/bin/my_init
_PROCFILE_LIMIT = 5.0  # honcho/manager.py KILL_WAIT; foreman's --timeout
_MY_INIT_SWITCHES = frozenset({
    "--enable-insecure-key", "--skip-startup-files", "--skip-runit", "--no-kill-all-on-exit", "--quiet", "--no-main-command",
})  # fmt: skip


@dataclass
class _Supervisor:
    """A supervisor that is being set up: its process, and what it is to start."""

    m: Machine
    w: World
    s: Start
    process: Supervising
    kept: list[Kept] = field(default_factory=list)

    def run(self, argv: tuple[Value, ...], kept: Kept, **changes: object) -> int | None:
        """Start a child in a process group of its own: its pid, or None when it can't be started."""
        pid = self.w.new_pid()
        place = kept.place or self.s.place
        values: dict[str, object] = {
            "pid": pid, "ppid": self.process.pid, "pgid": pid, "sid": self.process.sid, "place": place, "started": "fork",
            "by": None, "job": pid, "depth": self.s.depth + 1, "fallback": False, **changes,
        }  # fmt: skip
        failed = start(self.m, self.w, replace(self.s, **values), argv)  # type: ignore[arg-type]
        if failed is not None:
            self.w.processes.pop(pid, None)
            return None
        self.kept.append(kept._replace(pid=pid, place=place))
        return pid


def supervise(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Status | None] | None:
    """Start a supervisor with what it keeps; None if that can't be made out (then it is as the tables say)."""
    name = base_name(argv[0].text)
    if name.startswith("python") and len(argv) > 1:
        name = base_name(argv[1].text)
        argv = argv[1:]
    if name == "supervisord":
        return _supervisord(m, w, s, argv)
    if name in ("s6-svscan", "runsvdir", "runsvdir-start"):
        return _scan(m, w, s, argv, name)
    if name == "runsv":
        return _runsv(m, w, s, argv)
    if name == "init":
        return _overlay(m, w, s, argv)
    if name == "my_init":
        return _my_init(m, w, s, argv)
    return _procfile(m, w, s, argv, name)


NAMES = frozenset({
    "supervisord", "s6-svscan", "runsvdir", "runsvdir-start", "runsv", "my_init", "honcho", "foreman", "nf",
})  # fmt: skip


def is_supervisor(argv: tuple[str, ...]) -> bool:
    """Whether `supervise` may know what this starts."""
    base = base_name(argv[0])
    if base in NAMES or argv[0] in ("/init", "/package/admin/s6-overlay/init"):
        return True
    return base.startswith("python") and len(argv) > 1 and base_name(argv[1]) == "supervisord"


def _new(w: World, s: Start, argv: tuple[Value, ...], program: str, actions: Mapping[str, str]) -> Supervising:
    process = Supervising(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, role="init", program=program, actions=dict(actions), others="default", stays="forever",
    )  # fmt: skip
    w.processes[s.pid] = process
    return process


def _graceful(*more: tuple[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(_GRACEFUL, "graceful"), **dict(more)}


def _background(w: World, s: Start, argv: tuple[Value, ...]) -> Start:
    """The supervisor goes into the background: the process that was started ends, another one goes on."""
    first = Running(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, role="helper", does="goes into the background: the process that was started ends at once",
    )  # fmt: skip
    w.processes[s.pid] = first
    pid = w.new_pid()
    w.note("daemonized", (s.pid, pid, first.argv, s.place))
    return replace(s, pid=pid, ppid=1, pgid=pid, sid=pid, job=pid, started="background")


def _file(m: Machine, path: str) -> File | None:
    found = m.lookup(path)
    return found if isinstance(found, File) and found.source is not None else None


# ---------------------------------------------------------------- supervisord
def _supervisord(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Status | None] | None:
    from stoplint.model.catalog.argv import value_of
    from stoplint.model.catalog.configs.servers import supervisord_file
    from stoplint.model.catalog.configs.supervisord import all_supervised
    from stoplint.model.catalog.programs import find

    def read(path: str) -> str | None:
        found = _file(m, absolute(path, s.cwd))
        return found.source.text if found is not None and found.source is not None else None

    texts = tuple(value.text for value in argv)
    named = value_of(texts, ("-c", "--configuration"))

    def names(folder: str) -> tuple[str, ...]:
        return m.children(absolute(folder, s.cwd)) or ()

    path = named[1] if named is not None else supervisord_file(read, names)
    programs = all_supervised(path, read, names) if path is not None else ()
    if not programs:
        return None
    wrong = next((each for each in programs if each.stop_signal is None), None)
    if wrong is not None:
        said = wrong.value("stopsignal")
        why = f"supervisord refuses its configuration: {said.text if said else ''} is no signal"
        return (_refused(m, w, s, wrong, why),)
    known = find(texts, read, lambda folder: m.children(folder) or ())
    own = s
    if known is not None and known.daemonizes:
        own = _background(w, s, argv)
    elif known is not None and known.daemonizes is None and known.row.daemonizes:
        w.doubts = (
            *w.doubts,
            f"whether supervisord stays in the foreground stands in {known.unread[0]}, which is not known",
        )
    process = _new(w, own, argv, "supervisord", _graceful(("HUP", "reload"), ("USR2", "reopen")))
    # Python leaves these ignored in what it starts: tests/kernel
    supervisor = _Supervisor(m, w, replace(own, ignored=own.ignored | {"PIPE", "XFSZ"}), process)
    for program in sorted(programs, key=lambda each: each.priority):
        if program.command is not None and program.autostart:
            _program(supervisor, program)
    process.turns = tuple((each,) for each in reversed(supervisor.kept))
    if own is not s:
        end(w, w.processes[s.pid], OK, "exited")
    return (None,)


def _refused(m: Machine, w: World, s: Start, program: SupervisedProgram, why: str) -> Status:
    place = _place(m, s, program, "stopsignal") or s.place
    if s.pid == 1:
        w.failed, w.fail_place = why, place
    w.note("failed", (2, why, place))
    return Status(2, text=why, place=place)


def _place(m: Machine, s: Start, program: SupervisedProgram, key: str) -> Span | None:
    """Where a key of the program's section says its value."""
    value = program.value(key)
    found = _file(m, absolute(program.path, s.cwd))
    return (
        found.source.span(value.start, value.end) if value and found is not None and found.source is not None else None
    )


def _program(supervisor: _Supervisor, program: SupervisedProgram) -> None:
    s = supervisor.s
    command = program.command
    place = _place(supervisor.m, s, program, "command")
    if command is None or place is None:
        return
    variables = {
        "program_name": program.name, "process_num": "0", "group_name": program.name,
        "here": folder_of(absolute(program.path, s.cwd)),
        **{f"ENV_{name}": value.text for name, value in s.environment.items() if value.known},
    }  # fmt: skip
    argv = tuple(_words(command.text, place, variables))
    kept = Kept(
        0, program.stop_signal or "TERM", program.stop_wait, "group" if program.stop_as_group else "child",
        _place(supervisor.m, s, program, "stopsignal"), place,
    )  # fmt: skip
    directory = _expanded(program.directory, variables) if program.directory else None
    pid = supervisor.run(argv, kept, cwd=directory or s.cwd)
    child = supervisor.w.processes.get(pid) if pid is not None else None
    if program.kind == "eventlistener" and isinstance(child, Running):
        child.role = "helper"  # it listens to supervisord, and serves nobody else


def _expanded(text: str, variables: Mapping[str, str]) -> str | None:
    """`%(name)s` filled in; None if a name is not known."""
    try:
        return text % variables if "%" in text else text
    except (KeyError, ValueError, TypeError):
        return None


def _words(text: str, place: Span, variables: Mapping[str, str]) -> Iterator[Value]:
    """A command as supervisord splits it (shlex), each word with its place."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        yield unknown(text, filled=True)
        return
    at = 0
    written = place.text
    for word in words:
        filled = _expanded(word, variables)
        begin = written.find(word, at)
        source = embedded(word, place)
        if begin >= 0:
            at = begin + len(word)
            source = embedded(word, place.source.span(place.start + begin, place.start + at))
        if filled is None:
            yield unknown(word, filled=True)
        else:
            yield Value(filled, source=source if filled == word else embedded(filled, place))


# ---------------------------------------------------------------- service folders
def _services(m: Machine, folder: str) -> Iterator[tuple[str, str]]:
    """(name, path of its folder) of the services in a folder that are known to be there and are started."""
    for name in m.children(folder) or ():
        path = absolute(name, folder)
        if (
            not name.startswith(".")
            and _file(m, f"{path}/run") is not None
            and not isinstance(m.lookup(f"{path}/down"), File)
        ):
            yield name, path


def _number(m: Machine, path: str) -> float | None:
    found = _file(m, path)
    text = found.source.text.strip() if found is not None and found.source is not None else ""
    return float(text) if text.isdigit() and len(text) < 12 else None


def _keeper(supervisor: _Supervisor, program: str, name: str, path: str, *, limit: float | None = None) -> None:
    """One `s6-supervise` or `runsv`, and the service that it keeps."""
    from stoplint.signals import canonical

    m, w, s = supervisor.m, supervisor.w, supervisor.s
    pid = w.new_pid()
    own = replace(
        s, pid=pid, ppid=supervisor.process.pid, place=s.place, started="fork", by=None, job=pid, depth=s.depth + 1
    )
    actions = {"TERM": "graceful"} if program == "runsv" else {"TERM": "graceful", "INT": "abort", "QUIT": "abort"}
    keeper = _new(w, own, (Value(program), Value(name)), program, actions)
    inner = _Supervisor(m, w, own, keeper)
    signal, said = "TERM", None
    if program == "s6-supervise":
        down = _file(m, f"{path}/down-signal")
        if down is not None and down.source is not None:
            signal = canonical(down.source.text) or "TERM"
            said = down.source.whole
        millis = _number(m, f"{path}/timeout-kill")
        limit = millis / 1000 if millis else limit
    run = _file(m, f"{path}/run")
    place = run.source.whole if run is not None and run.source is not None else None
    session = {} if program == "s6-supervise" else {"pgid": keeper.pgid}
    inner.run((Value(f"{path}/run"),), Kept(0, signal, limit, "child", said, _first_line(place)), cwd=path, **session)
    keeper.turns = (tuple(inner.kept),)
    if not inner.kept:
        w.processes.pop(pid, None)
        return
    supervisor.kept.append(Kept(pid, "TERM"))


def _first_line(place: Span | None) -> Span | None:
    if place is None:
        return None
    line = place.text.find("\n")
    return place.source.span(place.start, place.start + (line if line >= 0 else len(place.text)))


def _scan(m: Machine, w: World, s: Start, argv: tuple[Value, ...], name: str) -> tuple[Status | None] | None:
    words = [value for value in argv[1:] if not value.text.startswith("-") and not value.text.isdigit()]
    default = "/etc/service" if name == "runsvdir-start" else s.cwd if name == "s6-svscan" else None
    folder = absolute(words[0].text, s.cwd) if words and words[0].known else default
    if folder is None:
        return None
    found = list(_services(m, folder))
    if not found:
        return None
    if name == "s6-svscan":
        actions = _graceful(("HUP", "reload"), ("ALRM", "reload"), ("ABRT", "fast"))
    else:
        actions = {"TERM": "abort", "HUP": "abort"}
    process = _new(w, s, argv, name, actions)
    supervisor = _Supervisor(m, w, s, process)
    for service, path in found:
        _keeper(supervisor, "s6-supervise" if name == "s6-svscan" else "runsv", service, path)
    process.turns = (tuple(supervisor.kept),)
    return (None,)


def _runsv(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Status | None] | None:
    if len(argv) < 2 or not argv[1].known:
        return None
    path = absolute(argv[1].text, s.cwd)
    if _file(m, f"{path}/run") is None:
        return None
    process = _new(w, s, argv, "runsv", {"TERM": "graceful"})
    supervisor = _Supervisor(m, w, s, process)
    place = _file(m, f"{path}/run")
    span = _first_line(place.source.whole) if place is not None and place.source is not None else None
    supervisor.run((Value(f"{path}/run"),), Kept(0, "TERM", place=span), cwd=path, pgid=s.pgid)
    process.turns = (tuple(supervisor.kept),)
    return (None,)


# ---------------------------------------------------------------- init systems with services and a command
def _overlay(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Status | None] | None:
    """s6-overlay's /init: services of services.d and s6-rc.d, and the command of the image beside them."""
    found = list(_services(m, "/etc/services.d"))
    for name in m.children("/etc/s6-overlay/s6-rc.d") or ():
        path = f"/etc/s6-overlay/s6-rc.d/{name}"
        kind = _file(m, f"{path}/type")
        if (
            kind is not None
            and kind.source is not None
            and kind.source.text.strip() == "longrun"
            and _file(m, f"{path}/run")
        ):
            found.append((name, path))
    if not found:
        return None
    return _with_command(m, w, s, argv, argv[1:], found, "s6-supervise", _SERVICE_LIMIT)


def _my_init(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Status | None] | None:
    """my_init [options] [--] [command]: services of /etc/service under runit."""
    at = 1
    while at < len(argv) and argv[at].text in _MY_INIT_SWITCHES:
        at += 1
    if at < len(argv) and argv[at].text == "--":
        at += 1
    skipped = any(value.text == "--skip-runit" for value in argv[1:at])
    found = [] if skipped else list(_services(m, "/etc/service"))
    if not found:
        return None
    return _with_command(m, w, s, argv, argv[at:], found, "runsv", _MY_INIT_LIMIT)


def _with_command(
    m: Machine, w: World, s: Start, argv: tuple[Value, ...], command: tuple[Value, ...],
    services: Iterable[tuple[str, str]], keeper: str, limit: float,
) -> tuple[Status | None]:  # fmt: skip
    process = _new(w, s, argv, base_name(argv[0].text), _graceful())
    supervisor = _Supervisor(m, w, s, process)
    for name, path in services:
        _keeper(supervisor, keeper, name, path, limit=limit)
    if command:
        process.leader = supervisor.run(command, Kept(0, "TERM", limit, place=command[0].place), fallback=True) or 0
    process.turns = (tuple(supervisor.kept),)
    return (None,)


# ---------------------------------------------------------------- Procfiles and lists of commands
def _procfile(m: Machine, w: World, s: Start, argv: tuple[Value, ...], name: str) -> tuple[Status | None] | None:
    from stoplint.model.catalog.argv import operands, value_of
    from stoplint.model.catalog.configs.procfile import procfile

    texts = tuple(value.text for value in argv)
    options = ("-f", "--procfile", "-e", "--env", "-d", "--app-root", "-c", "--concurrency", "-m", "--formation", "-p",
               "--port", "-t", "--timeout", "-j", "-x")  # fmt: skip
    words = [texts[at] for at in operands(texts, 1, options)]
    if words[:1] != ["start"]:
        return None
    folder = value_of(texts, ("-d", "--app-root"))
    cwd = absolute(folder[1], s.cwd) if folder else s.cwd
    named = value_of(texts, ("-f", "--procfile", "-j"))
    found = _file(m, absolute(named[1] if named else "Procfile", cwd))
    if found is None or found.source is None:
        return None
    entries = [each for each in procfile(found.source.text) if len(words) < 2 or each.name in words[1:]]
    if not entries:
        return None
    actions = {"TERM": "ignored"} if name == "nf" else _graceful(("HUP", "graceful"))
    process = _new(w, s, argv, f"{name} start", actions)
    process.together = True
    supervisor = _Supervisor(m, w, s, process)
    asked = value_of(texts, ("-t", "--timeout"))
    limit = float(asked[1]) if asked and asked[1].isdigit() else _PROCFILE_LIMIT
    for entry in entries:
        place = found.source.span(entry.start, entry.end)
        text = Value(entry.command, source=embedded(entry.command, place))
        command: tuple[Value, ...] = (Value("/bin/sh"), Value("-c"), text)
        if name == "foreman" and not any(char in entry.command for char in "*?{}[]<>()~&|\\$;'`\"\n#=%"):
            # Ruby starts what has no meta characters without a shell: Kernel#spawn
            command = tuple(_words(entry.command, place, {}))
        # honcho tells the process group, and waits until nobody writes to its pipe any more
        to = "tree" if name == "honcho" else "child"
        pid = supervisor.run(command, Kept(0, "TERM", limit, to, place=place), cwd=cwd)
        if pid is not None and name == "honcho":
            w.processes[pid].sid = pid
    process.turns = (tuple(supervisor.kept),)
    return (None,)


def side_by_side(m: Machine, w: World, s: Start, argv: tuple[Value, ...], texts: Iterable[Value], name: str) -> None:
    """Several command strings, each run by sh (concurrently): a signal goes to all that descends from it."""
    process = _new(w, s, argv, name, {"TERM": "graceful", "INT": "graceful", "HUP": "graceful"})
    supervisor = _Supervisor(m, w, s, process)
    for text in texts:
        supervisor.run((Value("/bin/sh"), Value("-c"), text), Kept(0, "", None, "tree", place=text.place), pgid=s.pgid)
    process.turns = (tuple(supervisor.kept),)
