"""From an argv that is no script to processes: through wrappers and inits to the program at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import programs, wrappers
from stoplint.model.catalog.argv import index_of, value_of
from stoplint.model.catalog.configs import setting_of
from stoplint.model.container.execve import start
from stoplint.model.container.supervisors import is_supervisor, side_by_side, supervise
from stoplint.model.image.rootfs import File
from stoplint.model.processes.kernel import end
from stoplint.model.processes.values import NONE, USER, Value, embedded, unknown
from stoplint.model.processes.world import OK, Running, Status, Wrapping
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.model.container.container import Machine
    from stoplint.model.container.execve import Start
    from stoplint.model.processes.world import World
    from stoplint.text import Span

_EXECVP_LESS = frozenset({"gosu", "s6-setuidgid"})


def follow(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> Status | None:
    """Run an argv that names no file with a known text."""
    texts = tuple(value.text for value in argv)
    if is_supervisor(texts):
        supervised = supervise(m, w, s, argv)
        if supervised is not None:
            return supervised[0]
    leads = s.pid == s.pgid
    wrapped = wrappers.find(
        texts, env=_environment(s), busybox=m.sh == "ash", leads=leads, versions=_versions(m, s, texts[0]),
        stated=m.wrappers,
    )  # fmt: skip
    if wrapped is None:
        run_program(m, w, s, argv)
        return None
    if len(wrapped.texts) > 1:
        side_by_side(m, w, s, argv, [argv[at] for at in wrapped.texts], wrapped.wrapper.names[0])
        return None
    inner = inner_argv(m, s, argv, wrapped)
    if inner is None:
        run_program(m, w, s, argv)
        return None
    environment = dict(s.environment)
    for at in wrapped.assignments:
        name, _, text = argv[at].text.partition("=")
        environment[name] = Value(text, argv[at].known)
    user = user_of(texts[wrapped.at :])
    if user is not None:
        environment[USER] = Value(user)
    ignored = s.ignored | frozenset(wrapped.wrapper.ignores_in_child)
    if wrapped.kind == "exec":
        base = base_name(texts[wrapped.at])
        return start(
            m,
            w,
            replace(
                s,
                depth=s.depth + 1,
                by=None,
                fallback=base not in _EXECVP_LESS,
                environment=environment,
                ignored=ignored,
            ),
            inner,
        )
    return _stays(m, w, replace(s, environment=environment), argv, wrapped, inner, ignored)


_FIRST = ("gosu", "su-exec", "s6-setuidgid", "setuidgid", "s6-applyuidgid")
_OPTION = {
    "sudo": ("-u", "--user"), "runuser": ("-u", "--user"), "setpriv": ("--reuid",), "chpst": ("-u",), "doas": ("-u",),
    "chroot": ("--userspec",), "capsh": ("--user",), "start-stop-daemon": ("-c", "--chuid"),
}  # fmt: skip


def user_of(words: tuple[str, ...]) -> str | None:
    """The user that a wrapper changes to, "?" if that is not known; None if it changes none."""
    base = base_name(words[0])
    if base in _FIRST:
        return words[1] if len(words) > 1 and "$" not in words[1] else "?"
    if base in _OPTION:
        said = value_of(words, _OPTION[base])
        if said is not None:
            return said[1] if "$" not in said[1] else "?"
        if base in ("sudo", "doas"):
            return "root"
    if base in ("su", "runuser"):
        return next(
            (word for word in words[1:] if not word.startswith("-") and " " not in word and "$" not in word), "?"
        )
    return None


def _stays(
    m: Machine,
    w: World,
    s: Start,
    argv: tuple[Value, ...],
    wrapped: Wrapped,
    inner: tuple[Value, ...],
    ignored: frozenset[str],
) -> Status | None:
    """The wrapper stays in its process and starts the command in another."""
    row = wrapped.wrapper
    wrapper = Wrapping(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place,
        started=s.started, ignored=s.ignored, job=s.job, wrapper=wrapped, forked=s.forked, role="init" if wrapped.kind == "init" else "wrapper",
    )  # fmt: skip
    if row.own_group and "--foreground" not in wrapper.argv:
        s = replace(s, pgid=s.pid)
        wrapper.pgid = s.pid
    w.processes[s.pid] = wrapper
    child = w.new_pid()
    wrapper.child = child
    own_group = row.other_group or wrapped.kind == "init"
    failure = start(
        m,
        w,
        replace(
            s, pid=child, ppid=s.pid, pgid=child if own_group else s.pgid, sid=child if row.other_group else s.sid,
            started="fork", by=None, depth=s.depth + 1, job=child, ignored=ignored, fallback=True,
            place=inner[0].place or (inner[-1].place if wrapped.script else None) or s.place,
        ),
        inner,
    )  # fmt: skip
    if failure is not None:
        w.processes.pop(child, None)
        if s.pid == 1:
            w.failed = w.failed or failure.text
            w.fail_place = w.fail_place or failure.place
        end(w, wrapper, failure, "exited")
        return None
    if wrapped.kind == "exit":
        wrapper.does = "starts the command in another process and ends"
        end(w, wrapper, OK, "exited")
    elif wrapped.kind == "unknown":
        w.doubts = (*w.doubts, f"what {argv[0].text} does with signals is not known")
    elif not w.processes[child].alive:
        end(w, wrapper, OK, "exited")
    return None


def inner_argv(m: Machine, s: Start, argv: tuple[Value, ...], wrapped: Wrapped) -> tuple[Value, ...] | None:
    """The command that the wrapper starts, as values with their places; None if it can't be made out."""
    shell = Value("/bin/sh" if wrapped.shell in ("", "user") else wrapped.shell)
    if wrapped.script is not None:
        return _package_script(m, s, argv, wrapped, shell)
    if wrapped.texts:
        text = argv[wrapped.texts[0]]
        if wrapped.offset:
            text = _cut(text, wrapped.offset)
        if wrapped.shell == "none":
            return _split(text)
        return (shell, Value("-c"), text, *(argv[at] for at in wrapped.arguments))
    words = tuple(argv[at] for at in wrapped.command)
    if wrapped.split is not None:
        first = argv[wrapped.split].text
        words = (*(Value(piece) for piece in first.split()), *words)
    words = (*(Value(word) for word in wrapped.prepend), *words)
    if wrapped.joined and words:
        return (shell, Value("-c"), Value(" ".join(word.text for word in words)))
    if words:
        return words
    if wrapped.builds:
        return (unknown(wrapped.builds, filled=True),)
    return None


def _split(text: Value) -> tuple[Value, ...]:
    """A command string that is split at blanks and run without a shell (dockerize -wait …)."""
    import shlex

    try:
        words = shlex.split(text.text)
    except ValueError:
        words = []
    if not text.known or not words:
        return (unknown(text.text, filled=True),)
    return tuple(Value(word, source=embedded(word, text.place) if text.place is not None else None) for word in words)


def _cut(text: Value, offset: int) -> Value:
    source = text.source
    if source is not None and source.offsets is not None:
        from stoplint.text import Source

        source = Source(source.path, source.text[offset:], source.host, source.offsets[offset:])
    return text._replace(text=text.text[offset:], source=source)


def _package_script(m: Machine, s: Start, argv: tuple[Value, ...], wrapped: Wrapped, shell: Value) -> tuple[Value, ...]:
    """The script of package.json (or the task of deno.json) that the wrapper runs, with the words behind it."""
    from stoplint.model.catalog.configs.package_json import scripts
    from stoplint.text import Source

    name = wrapped.script or ""
    for path, table in (
        (("deno.json", "tasks"), ("deno.jsonc", "tasks"))
        if argv[0].text.endswith("deno")
        else (("package.json", "scripts"),)
    ):
        found = m.lookup(absolute(path, _folder(s, argv)))
        if not isinstance(found, File) or found.source is None:
            continue
        script = scripts(found.source.text, table).get(name)
        if script is None:
            continue
        place = found.source.span(script.start, script.end)
        if wrapped.shell == "none":
            return _unshelled(script.text, place)
        words = [argv[at] for at in wrapped.arguments]
        if not words:
            return (
                shell,
                Value("-c"),
                Value(script.text, source=Source(found.source.path, script.text, place, script.offsets)),
            )
        import shlex

        text = " ".join([script.text, *(shlex.quote(word.text) for word in words)])
        return (
            shell,
            Value("-c"),
            Value(text, all(word.known for word in words), source=Source(found.source.path, text, place)),
        )
    return (unknown(f"the {name} script of package.json", filled=True),)


def _folder(s: Start, argv: tuple[Value, ...]) -> str:
    """The folder whose package.json counts: `npm --prefix`, `yarn --cwd`, `pnpm -C`."""
    said = value_of(tuple(v.text for v in argv), ("--prefix", "--cwd", "-C", "--dir"))
    folder = said[1] if said is not None else "."
    return absolute(folder, s.cwd)


def _unshelled(text: str, place: Span) -> tuple[Value, ...]:
    """A script that its runner reads itself, without sh: the last of `a && b` is what stays; assignments first."""
    import shlex

    last = text.rpartition("&&")[2]
    try:
        words = shlex.split(last)
    except ValueError:
        words = []
    if not words or any(char in last for char in "|;&<>$`()"):
        return (unknown(text, filled=True),)
    assigned = [word for word in words if "=" in word]
    if assigned and words[0] == assigned[0]:
        words = ["env", *words]
    return tuple(Value(word, source=embedded(word, place)) for word in words)


def _versions(m: Machine, s: Start, name: str) -> dict[str, str]:
    """The version of the package manager that package.json asks for (Corepack), or that a file of Yarn 2 tells."""
    base = base_name(name)
    if base not in ("yarn", "yarnpkg", "pnpm"):
        return {}
    from stoplint.model.catalog.configs.package_json import package_manager

    found = m.lookup(absolute("package.json", s.cwd))
    said = package_manager(found.source.text) if isinstance(found, File) and found.source is not None else None
    if said is not None and said[0] == base.removesuffix("pkg"):
        return {base: said[1]}
    if base != "pnpm" and isinstance(m.lookup(absolute(".yarnrc.yml", s.cwd)), File):
        return {base: "2"}
    return {}


def _environment(s: Start) -> dict[str, str]:
    """The variables; one whose value is not known is there, and empty."""
    return {name: value.text if value.known else "" for name, value in s.environment.items()}


# ---------------------------------------------------------------- programs
def reader(m: Machine, w: World, s: Start) -> Callable[[str], str | None]:
    """Reads a file of the image for the programs' configuration."""

    def read(path: str) -> str | None:
        found = m.lookup(absolute(path, s.cwd))
        return found.source.text if isinstance(found, File) and found.source is not None else None

    return read


def run_program(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> None:
    """The process becomes a program that starts nothing that matters here."""
    texts = tuple(value.text for value in argv)
    process = Running(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=texts, place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, drain=m.drains.get(base_name(texts[0]), m.drain),
        forked=s.forked,
        environment=tuple(sorted((name, value.text) for name, value in s.environment.items() if name != USER)),
    )  # fmt: skip
    w.processes[s.pid] = process
    if not argv[0].known:
        return
    known = programs.find(
        texts, reader(m, w, s), lambda path: m.children(path) or (), env=_environment(s), busybox=m.sh == "ash",
        stated=m.programs,
    )  # fmt: skip
    if base_name(texts[0]) == "sleep":
        process.role, process.others = "keep-alive", "default"
        process.stays, process.seconds = _idle(texts)
        return
    stated = known is not None and known.row in m.programs
    if known.kind == "tool" if known and stated else programs.is_tool(texts, busybox=m.sh == "ash"):
        process.role = "helper"
        if s.started == "pipe" and programs.is_helper(texts) and not (s.by is not None and s.by.starved):
            process.stays = "filter"  # as long as somebody writes to it
            process.others = "default"
            return
        process.does = "ends by itself"
        w.note("tool", (s.pid, texts, s.place))
        end(w, process, Status(None, presumed=0, place=s.place), "exited")
        return
    if known is None:
        return
    process.program = known.name
    process.facts = known
    process.reasons = tuple(_reasons(m, s, argv, known))
    process.actions = dict(known.signals)
    process.others = known.others
    if known.kind == "idle":
        process.role = "keep-alive"
        process.stays, process.seconds = _idle(texts)
    elif known.kind == "helper":
        process.role = "helper"
        process.stays = "filter"
    elif known.kind == "runtime":
        # its program decides; nothing is known about that, so it is taken to handle the signals
        if known.at + 1 >= len(texts):
            process.does = "an interpreter without a program or a terminal: it reads nothing and ends"
            w.note("tool", (s.pid, texts, s.place))
            end(w, process, OK, "exited")
            return
        from stoplint.model.container.runtimes import react

        react(m, s, process, argv)
    else:
        # in `$( … )` even a server is asked for something, and answers
        process.stays = "open" if s.by is not None and s.by.started == "substitution" else "forever"
    if known.daemonizes and known.row.reader == "nginx" and "daemon" not in known.settings and _is_copied_unseen(m):
        w.doubts = (
            *w.doubts,
            "whether nginx stays in the foreground stands in nginx.conf, which is copied and not known",
        )
    elif known.daemonizes:
        _daemonize(w, s, process)
    elif known.daemonizes is None and known.row.daemonizes:
        where = known.unread[0] if known.unread else "its configuration"
        w.doubts = (*w.doubts, f"whether {known.name} stays in the foreground stands in {where}, which is not known")


def _is_copied_unseen(m: Machine) -> bool:
    """Whether a COPY or ADD puts nginx.conf there, with a text that is not known (another image's, a built one)."""
    found = m.lookup("/etc/nginx/nginx.conf")
    if isinstance(found, File):
        return found.source is None
    place = getattr(found, "span", None)
    return place is not None and place.text[:4].upper() in ("COPY", "ADD ")


def _reasons(m: Machine, s: Start, argv: tuple[Value, ...], known: programs.Known) -> Iterator[tuple[Span | None, str]]:
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
            found = m.lookup(absolute(each.path, s.cwd))
            place = (
                found.source.span(each.start, each.end)
                if isinstance(found, File) and found.source is not None
                else None
            )
            yield place, each.text
        else:
            value = s.environment.get(each.variable or "")
            yield value.place if value is not None else None, each.text


def _idle(texts: tuple[str, ...]) -> tuple[str, float]:
    """`sleep 5` ends, `sleep infinity` and `tail -f` don't."""
    if base_name(texts[0]) != "sleep":
        return "forever", 0.0
    total = 0.0
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    for text in texts[1:]:
        number, unit = (text[:-1], units[text[-1]]) if text[-1:] in units else (text, 1)
        try:
            total += float(number) * unit
        except ValueError:
            return "forever", 0.0
    return ("forever", 0.0) if not total <= 1_000_000 else ("timed", total)


def _daemonize(w: World, s: Start, process: Running) -> None:
    """It forks into the background: a new session, adopted by PID 1; the process that was started ends."""
    pid = w.new_pid()
    daemon = process.copy()
    daemon.pid = daemon.pgid = daemon.sid = daemon.job = pid
    daemon.ppid = 1
    daemon.started = "background"
    daemon.does = ""
    w.processes[pid] = daemon
    w.note("daemonized", (s.pid, pid, process.argv, s.place))
    process.does = "goes into the background: the process that was started ends at once"
    process.role = "helper"
    end(w, process, OK, "exited")


__all__ = ["NONE", "follow", "inner_argv", "run_program"]
