"""Folders of services: s6-svscan, s6-supervise, s6-overlay, runsvdir, runsv, my_init, dinit.

Sources: s6-svscan(8), s6-supervise(8) 2.11 (down-signal, timeout-kill); runsv(8), runsvdir(8) 2.1.2;
just-containers/s6-overlay README.md; phusion/baseimage-docker@2403c58:image/bin/my_init.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import images
from stoplint.model.catalog.configs.service_folders import KEEPERS, RUNSV, S6_SUPERVISE
from stoplint.model.container.programs import known_program
from stoplint.model.container.supervisor import Supervisor, supervising
from stoplint.model.image.rootfs import File
from stoplint.model.processes.kinds import Kept, Supervising
from stoplint.model.processes.values import Value
from stoplint.paths import absolute, base_name
from stoplint.signals import canonical
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.model.catalog.configs.service_folders import ServiceKeeper
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World
    from stoplint.text import Source, Span

_S6_WAIT = 3.0  # S6_SERVICES_GRACETIME and S6_KILL_GRACETIME, each: s6-overlay README.md
_MY_INIT_SWITCHES = frozenset({
    "--enable-insecure-key", "--skip-startup-files", "--skip-runit", "--no-kill-all-on-exit", "--quiet", "--no-main-command",
})  # fmt: skip


def _services(c: Container, folder: str) -> Iterator[tuple[str, str]]:
    """(name, path of its folder) of the services in a folder that are known to be there and are started."""
    for name in c.children(folder):
        path = absolute(name, folder)
        is_down = isinstance(c.lookup(f"{path}/down"), File)
        if not name.startswith(".") and c.text(f"{path}/run") is not None and not is_down:
            yield name, path


def _number(found: Source | None) -> float | None:
    text = found.text.strip() if found is not None else ""
    return float(text) if is_number(text) else None


def _said(c: Container, path: str, name: str) -> Source | None:
    """What a file of a service's folder says; None for ""."""
    return c.text(f"{path}/{name}") if name else None


def _keep(supervisor: Supervisor, keeper: ServiceKeeper, name: str, path: str, *, limit: float | None = None) -> None:
    """The process that keeps one service, and the service."""
    c, w, s = supervisor.c, supervisor.w, supervisor.s
    pid = w.new_pid()
    own = replace(
        s, pid=pid, ppid=supervisor.process.pid, place=s.place, started="fork", by=None, job=pid, depth=s.depth + 1
    )
    words = (Value(keeper.program), Value(name))
    known = known_program(c, w, own, words)
    if known is None:
        return
    process = supervising(w, own, words, known)
    _serve(Supervisor(c, w, own, process), keeper, path, limit)
    supervisor.kept.append(Kept(pid, "TERM"))


def _serve(supervisor: Supervisor, keeper: ServiceKeeper, path: str, limit: float | None = None) -> None:
    """Start the service of a folder, and keep it."""
    c, process = supervisor.c, supervisor.process
    signal, said = "TERM", None
    down = _said(c, path, keeper.stop_signal)
    if down is not None:
        signal, said = canonical(down.text) or "TERM", down.whole
    if _said(c, path, keeper.control) is not None:
        process.unread = f"{path}/{keeper.control} is run in place of the signal, and what it sends is not known"
    millis = _number(_said(c, path, keeper.timeout))
    by = "init" if limit and not millis else ""
    limit = millis / 1000 if millis else limit
    group = {} if keeper.own_group else {"pgid": process.pgid}
    supervisor.run(
        (Value(f"{path}/run"),),
        Kept(0, signal, limit, "child", said, _first_line(c.text(f"{path}/run")), by),
        cwd=path,
        **group,
    )
    process.turns = (tuple(supervisor.kept),)
    if supervisor.failed is not None:
        process.maybe = f"{supervisor.failed.why}: {process.program} can't start it"


def _first_line(source: Source | None) -> Span | None:
    if source is None:
        return None
    end = source.text.find("\n")
    return source.span(0, end if end >= 0 else len(source.text))


def s6_svscan(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """The services of its scan folder, the working directory by default."""
    return _scan(c, w, s, argv, s.cwd, S6_SUPERVISE)


def runsvdir(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """The services of a folder; it leaves at once when it is told to stop."""
    return _scan(c, w, s, argv, None, RUNSV)


def runsvdir_start(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """Debian's name for `runsvdir` of /etc/service."""
    return _scan(c, w, s, argv, "/etc/service", RUNSV)


def _scan(
    c: Container, w: World, s: Start, argv: tuple[Value, ...], default: str | None, keeper: ServiceKeeper
) -> bool:
    words = [value for value in argv[1:] if not value.text.startswith("-") and not is_number(value.text)]
    folder = absolute(words[0].text, s.cwd) if words and words[0].known else default
    found = list(_services(c, folder)) if folder is not None else []
    known = known_program(c, w, s, argv)
    if not found or known is None:
        return False
    process = supervising(w, s, argv, known)
    supervisor = Supervisor(c, w, s, process)
    for service, path in found:
        _keep(supervisor, keeper, service, path)
    process.turns = (tuple(supervisor.kept),)
    return True


def one_service(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """`runsv FOLDER`, `s6-supervise FOLDER`: the service of one folder."""
    if len(argv) < 2 or not argv[1].known:
        return False
    path = absolute(argv[1].text, s.cwd)
    known = known_program(c, w, s, argv)
    if c.text(f"{path}/run") is None or known is None:
        return False
    process = supervising(w, s, argv, known)
    _serve(Supervisor(c, w, s, process), KEEPERS[base_name(argv[0].text)], path)
    return True


def dinit(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """Tozd's dinit: the programs of /etc/service, which are its own children; it ends with the first of them that does.

    It tells all at once, and waits as long as it takes; what daemons they leave has 30 s. Source: tozd/dinit@013766e:internal/dinit/dinit.go, README.md.
    """
    said = s.environment.get("DINIT_DIR")
    folder = "/etc/service" if said is None else said.text if said.known else None
    found = [] if folder is None else list(_services(c, absolute(folder, s.cwd) or ""))
    known = known_program(c, w, s, argv)
    if not found or known is None:
        return False
    process = supervising(w, s, argv, known)
    process.together = True
    supervisor = Supervisor(c, w, s, process)
    for _, path in found:
        place = _first_line(c.text(f"{path}/run"))
        supervisor.run((Value(f"{path}/run"),), Kept(0, "TERM", None, "child", place=place), cwd=path)
        own = next((name for name in ("terminate", "finish") if c.text(f"{path}/{name}") is not None), None)
        if own is not None:
            process.unread = f"{path}/{own} is run in place of the signal, and what it sends is not known"
    adopted = Kept(0, "TERM", 30.0, "all")
    process.turns = (tuple(supervisor.kept), *(((adopted,),) if _terminates(s) else ()))
    return True


def _terminates(s: Start) -> bool:
    """Whether dinit tells what has no parent any more, which it does unless it is told to leave that alone."""
    said = s.environment.get("DINIT_REPARENTING_POLICY")
    return said is None or said.text != "ignore"


# ---------------------------------------------------------------- init systems with services and a command
def s6_overlay(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """s6-overlay's /init: services of services.d and s6-rc.d, and the command of the image beside them."""
    found = list(_services(c, "/etc/services.d"))
    readied = set() if _is_third(c) else {path for _, path in found}
    for name in c.children("/etc/s6-overlay/s6-rc.d"):
        path = f"/etc/s6-overlay/s6-rc.d/{name}"
        kind = c.text(f"{path}/type")
        if kind is not None and kind.text.strip() == "longrun" and c.text(f"{path}/run") is not None:
            found.append((name, path))
            readied.add(path)
    w.readied |= {f"{path}/run" for path in readied}
    base = images.find(c.base.reference) if c.base.reference else None
    brought = base.services if base is not None else ""
    command = (*_first_words(s), *argv[1:]) if argv[1:] else ()
    wait, kill = _s6_wait(s, "S6_SERVICES_GRACETIME"), _s6_wait(s, "S6_KILL_GRACETIME")

    def limit(path: str) -> float | None:
        return None if path.startswith("/etc/s6-overlay/") else wait + kill

    if not _with_command(c, w, s, argv, command, found, S6_SUPERVISE, limit, bare=bool(brought)):
        return False
    process = w.processes[s.pid]
    if isinstance(process, Supervising):
        if brought:
            process.maybe = f"{c.base.reference} has services of its own ({brought}), which are not read"
        # s6-linux-init-shutdownd: when the services are down, kill(-1, TERM), and KILL after S6_KILL_GRACETIME; nothing else
        # is told to the command (skarnet/s6-linux-init@03116e4:src/shutdown/s6-linux-init-shutdownd.c)
        services = tuple(each for turn in process.turns for each in turn if each.pid != process.leader)
        everything = Kept(0, "TERM", kill, "all")
        waits = not _is_hasty(c)
        process.turns = (*((services,) if services else ()), (everything,)) if waits else ((*services, everything),)
        for each in services if not waits else ():
            keeper = w.processes[each.pid]
            if isinstance(keeper, Supervising):
                keeper.needs = "s6-overlay 1.21.8 or newer: an older one sends SIGTERM to all right behind it"
    return True


def _is_hasty(c: Container) -> bool:
    """Whether s6-overlay is known to be older than 1.21.8: before, it told all processes at once, and waited for no service.

    just-containers/s6-overlay@v1.21.7.0 and @v1.21.8.0 (commit fe4409d): builder/overlay-rootfs/etc/s6/init/init-stage3.
    """
    said = c.environment.get("S6_OVERLAY_VERSION")
    release = c.rootfs.releases.get("s6-overlay") or (said.text if said is not None and said.known else "")
    numbers = release.removeprefix("v").split(".")[:3]
    return len(numbers) == 3 and all(map(is_number, numbers)) and tuple(map(int, numbers)) < (1, 21, 8)


def _s6_wait(s: Start, name: str) -> float:
    """Seconds that s6-overlay waits: the variable's milliseconds, else 3.

    For services.d to be down, before it tells all again; and then, before SIGKILL. For s6-rc.d it waits as long as it takes:
    just-containers/s6-overlay@9658b23:layout/rootfs-overlay, etc/s6-rc/scripts/services-down, etc/s6-linux-init/skel/rc.shutdown.
    """
    said = s.environment.get(name)
    return float(said.text) / 1000 if said is not None and said.known and is_number(said.text) else _S6_WAIT


def _first_words(s: Start) -> tuple[Value, ...]:
    """What stands in front of the image's command, if it has one: s6-overlay README.md, "S6_CMD_ARG0"; @9658b23, rc.init."""
    said = s.environment.get("S6_CMD_ARG0")
    if said is None or not said.known:
        return () if said is None else (said,)
    words = said.text.split()
    return (said,) if len(words) == 1 else tuple(Value(word) for word in words)


def _is_third(c: Container) -> bool:
    """Whether s6-overlay is known to be of version 3.

    Versions 1 and 2 make the scripts of services.d executable (just-containers/s6-overlay@468e7bb:
    builder/overlay-rootfs/etc/s6/init/init-stage2-fixattrs.txt), 3 does not; what s6-rc compiles is executable in any case
    (skarnet/s6-rc, src/s6-rc/s6-rc-compile.c).
    """
    said = c.environment.get("S6_OVERLAY_VERSION")
    return bool(c.children("/etc/s6-overlay")) or (said is not None and said.text.removeprefix("v").startswith("3"))


def my_init(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """my_init [options] [--] [command]: services of /etc/service under runit."""
    at = 1
    while at < len(argv) and argv[at].text in _MY_INIT_SWITCHES:
        at += 1
    if at < len(argv) and argv[at].text == "--":
        at += 1
    skipped = any(value.text == "--skip-runit" for value in argv[1:at])
    found = [] if skipped else list(_services(c, "/etc/service"))
    limit = _my_init_limit(c, s, "KILL_PROCESS_TIMEOUT")
    if not _with_command(c, w, s, argv, argv[at:], found, RUNSV, lambda _: limit):
        return False
    process = w.processes[s.pid]
    if isinstance(process, Supervising) and not any(value.text == "--no-kill-all-on-exit" for value in argv[1:at]):
        # kill_all_processes: kill(-1, TERM), and KILL after KILL_ALL_PROCESSES_TIMEOUT
        process.turns = (*process.turns, (Kept(0, "TERM", _my_init_limit(c, s, "KILL_ALL_PROCESSES_TIMEOUT"), "all"),))
    return True


def _my_init_limit(c: Container, s: Start, name: str) -> float:
    """Seconds that my_init leaves: the variable's, else 30, and 5 before 0.11.1.

    phusion/baseimage-docker@2403c58:README.md#L229-L244; commit b41f997; the variables: commit ea6b0ac, rel-0.9.19.
    """
    value = s.environment.get(name)
    if value is not None and value.known and is_number(value.text):
        return float(value.text)
    return 5.0 if base_name(c.base.reference).partition(":")[2].startswith(("0.9", "0.10", "0.11")) else 30.0


def _with_command(
    c: Container, w: World, s: Start, argv: tuple[Value, ...], command: tuple[Value, ...],
    services: list[tuple[str, str]], keeper: ServiceKeeper,
    limit: Callable[[str], float | None], *, bare: bool = False,
) -> bool:  # fmt: skip
    """Set it up; False where nothing is known that it keeps, unless it is known to keep something (`bare`).

    `limit`: the seconds that the service of a path has until SIGKILL; None for no limit.
    """
    known = known_program(c, w, s, argv)
    if (not services and not bare and (not command or keeper is not S6_SUPERVISE)) or known is None:
        return False
    process = supervising(w, s, argv, known)
    supervisor = Supervisor(c, w, s, process)
    for name, path in services:
        _keep(supervisor, keeper, name, path, limit=limit(path))
    if command:
        process.leader = supervisor.run(command, Kept(0, "TERM", limit(""), place=command[0].place), fallback=True) or 0
    process.turns = (tuple(supervisor.kept),)
    return True
