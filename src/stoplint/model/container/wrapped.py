"""From an argv that is no script to processes: through wrappers and inits to the program at the end."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import wrappers
from stoplint.model.catalog.argv import operands, value_of
from stoplint.model.container.programs import known_program, run_program, variables
from stoplint.model.container.supervisors import supervise
from stoplint.model.image.rootfs import BY_ADDUSER, File
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Running, Shell, Wrapping
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import Value, described, unknown
from stoplint.paths import absolute, base_name
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Wrapper
    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.model.container.container import Container
    from stoplint.model.container.workspaces import Package
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.world import World


def follow(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """Run an argv that names no file with a known text."""
    argv = _without_assignments(c, w, s, argv)
    texts = tuple(value.text for value in argv)
    supervised = supervise(c, w, s, argv)
    if supervised is not False:
        return None if supervised is True else supervised
    leads = s.pid == s.pgid
    wrapped = wrappers.find(
        texts, env=variables(s), busybox=c.sh == "ash", leads=leads, versions=_versions(c, s, texts[0]),
        stated=c.wrappers,
    )  # fmt: skip
    if wrapped is not None and wrapped.row not in c.wrappers and c.edited(w, s, texts[0]) is not None:
        run_program(c, w, s, argv)
        return None
    if wrapped is None:
        return _program(c, w, s, argv)
    lacking = _not_busybox(c, wrapped, texts)
    if lacking:
        run_program(c, w, s, argv)
        process = w.processes[s.pid]
        process.unread = f"{lacking} is an option that {texts[0]} of BusyBox does not have"
        if isinstance(process, Running):
            process.maybe = process.unread
        return None
    if len(wrapped.texts) > 1:
        from stoplint.model.container.procfiles import side_by_side  # noqa: PLC0415 - few images start several

        side_by_side(c, w, s, argv, [argv[at] for at in wrapped.texts], wrapped.row)
        return None
    package = _package(c, s, argv, wrapped)
    inner = inner_argv(c, argv, wrapped, package)
    if inner is None:
        run_program(c, w, s, argv)
        return None
    if wrapped.row.appends:
        inner = (*inner, *_words_read(s.input))
    environment = {} if wrapped.empties else {n: v for n, v in s.environment.items() if n not in wrapped.removes}
    for at in wrapped.assignments:
        name, _, text = argv[at].text.partition("=")
        environment[name] = Value(text, argv[at].known)
    user = user_of(wrapped.row, argv[wrapped.at :]) or s.user
    login: str | None = "-"
    if wrapped.shell == "user" and (wrapped.texts or wrapped.joined):
        login = login_shell(c, user)
        inner = (Value(login or "/bin/sh"), *inner[1:])
    ignored = s.ignored | frozenset(wrapped.row.ignores_in_child)
    if package is not None and _goes_there(wrapped, package):
        if package.folder is not None:
            s = replace(s, cwd=package.folder)
        elif wrapped.script is None and any(_may_be_file(value.text) for value in inner):
            inner = (described(f"the command of {texts[0]} in {package.package}"),)
    if wrapped.kind == "exec":
        if wrapped.row.other_group:
            s = replace(s, pgid=s.pid, sid=s.pid)
        failure = c.start(
            w,
            replace(
                s,
                depth=s.depth + 1,
                by=None,
                fallback=wrapped.row.execvp,
                environment=environment,
                ignored=ignored,
                user=user,
                pgid=s.pid if wrapped.row.other_group else s.pgid,
                sid=s.pid if wrapped.row.other_group else s.sid,
            ),
            inner,
        )
        if failure is None:
            _unread_script(w, s.pid, wrapped, inner)
    else:
        failure = _stays(c, w, replace(s, environment=environment, user=user), argv, wrapped, inner, ignored, package)
    if login is None:
        _guess_shell(w, s.pid, user)
    return failure


def _program(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """Run an argv that starts no other program: an interpreter with its script, a program, a wrapper that is given no command."""
    texts = tuple(value.text for value in argv)
    if base_name(texts[0]).startswith(("node", "python")):
        from stoplint.model.container.runtimes import absent_program  # noqa: PLC0415 - only interpreters need it

        absent = absent_program(c, w, s, argv)
        if absent:
            return w.fail(s, "missing", absent)
        from stoplint.model.container.python_scripts import start_script  # noqa: PLC0415 - only for scripts in Python

        if start_script(c, w, s, argv):
            return None
    if all(value.known for value in argv) and wrappers.rows_of(base_name(texts[0])):
        from stoplint.model.catalog.wrappers.alone import status_alone  # noqa: PLC0415 - few wrappers stand alone

        busybox = c.busybox and not any(name.startswith("coreutils") for name in c.rootfs.packages)
        status = status_alone(texts, env=variables(s), busybox=busybox)
        if status is not None:
            return w.fail(s, "empty", " ".join(texts), code=status)
    run_program(c, w, s, argv)
    return None


def _words_read(given: Value | None) -> tuple[Value, ...]:
    """The words that xargs reads: split at blanks, quotes keep them together (POSIX.1-2017, xargs)."""
    if given is not None and given.known:
        try:
            return tuple(Value(word, taint=given.taint) for word in shlex.split(given.text))
        except ValueError:
            pass  # a quote that nothing closes
    return (unknown("…", splits=True),)


def _not_busybox(c: Container, wrapped: Wrapped, texts: tuple[str, ...]) -> str:
    """An option that BusyBox's program of this name refuses, where no package brings the other one; "" if there is none."""
    row = wrapped.row
    if not c.busybox or not row.not_busybox or any(name.startswith("util-linux") for name in c.rootfs.packages):
        return ""
    own = texts[wrapped.at : wrapped.command[0] if wrapped.command else len(texts)]
    return next((word for word in own[1:] if word.startswith(row.not_busybox)), "")


def _without_assignments(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> tuple[Value, ...]:
    """`env -i $KEPT node app.js` without `$KEPT`: what may be any number of words, in front of a program, is for `env`.

    A program of which something is known: of `env $JAVA app.jar` nobody knows which of both is the command.
    """
    if base_name(argv[0].text) != "env":
        return argv
    at = next((at for at, value in enumerate(argv) if value.splits and not value.known), 0)
    behind = argv[at + 1 :]
    if not at or not behind or not behind[0].known or not all(_for_env(value) for value in argv[1:at]):
        return argv
    is_program = (
        known_program(c, w, s, behind) is not None or wrappers.find([value.text for value in behind]) is not None
    )
    return (*argv[:at], *behind) if is_program else argv


def _for_env(value: Value) -> bool:
    return value.text.startswith("-") or "=" in value.text


def _unread_script(w: World, pid: int, wrapped: Wrapped, inner: tuple[Value, ...]) -> None:
    """Of a script of package.json that is not known nobody knows what it starts, and behind how many shells."""
    named = wrapped.script is not None or (bool(wrapped.row.packages) and inner[0].described)
    if named and not inner[0].known:
        w.processes[pid].unread = f"{inner[0].text} was not read"


def _may_be_file(word: str) -> bool:
    """Whether a word may name a file of the working directory."""
    return not word.startswith(("/", "-")) and ("/" in word or "." in word.strip("."))


def _guess_shell(w: World, pid: int, user: Value | None) -> None:
    """The text that a wrapper is given is run by a shell of which nobody knows which one it is."""
    process = w.processes.get(pid)
    if isinstance(process, Wrapping):
        process = w.processes.get(process.child)
    if isinstance(process, Shell):
        process.guessed = f"the login shell of {user.text if user is not None else 'the user'} is not known"


def login_shell(c: Container, user: Value | None) -> str | None:
    """The user's shell, as /etc/passwd has it; None where nobody knows.

    That of root is bash on Debian and Ubuntu, whose /bin/sh is dash (base-passwd, passwd.master). Elsewhere bash or BusyBox
    is what the accounts have, and /bin/sh as well.
    """
    if user is None or not user.known:
        return "/bin/sh" if c.sh != "dash" else None
    name = user.text.partition(":")[0]
    said = c.rootfs.login_shell(name)
    if said == BY_ADDUSER or (said is None and name in ("", "root", "0")):
        return "/bin/bash" if c.sh == "dash" else "/bin/sh"
    if said is None and c.sh != "dash":
        return "/bin/sh"
    return said or None


def user_of(row: Wrapper, argv: tuple[Value, ...]) -> Value | None:
    """The user that a wrapper changes to; None if it changes none."""
    words = tuple(value.text for value in argv)
    if row.user_option:
        said = value_of(words, row.user_option)
        if said is not None:
            return Value(said[1], known=argv[said[0]].known)
    if row.user_operand:
        named = [argv[at] for at in operands(words, 1, row.with_value) if words[at] != "-"]
        if named:
            return Value(named[0].text, known=named[0].known)
        if not row.as_user:
            return unknown("a user")
    return Value(row.as_user) if row.as_user else None


def _stays(
    c: Container,
    w: World,
    s: Start,
    argv: tuple[Value, ...],
    wrapped: Wrapped,
    inner: tuple[Value, ...],
    ignored: frozenset[str],
    package: Package | None,
) -> NotStarted | None:
    """The wrapper stays in its process and starts the command in another."""
    row = wrapped.row
    wrapper = Wrapping(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place,
        started=s.started, ignored=s.ignored, job=s.job, wrapped=wrapped, forked=s.forked, output=s.output, role="init" if wrapped.kind == "init" else "wrapper",
        steps=wrapped.script is not None and package is not None and _has_step(c, package, wrapped.script, row),
        in_ash=c.busybox and s.pid == 1 and s.by is not None and s.started != "exec" and argv[0].text == "xargs",
    )  # fmt: skip
    if row.own_group and "--foreground" not in wrapper.argv:
        s = replace(s, pgid=s.pid)
        wrapper.pgid = s.pid
    w.processes[s.pid] = wrapper
    child = w.new_pid()
    wrapper.child = child
    own_group = row.other_group or wrapped.kind == "init"
    failure = c.start(
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
        gone = wrapped.kind == "exit"  # before the command was to start
        if s.pid == 1 and not gone:
            w.failure = w.failure or failure
        end(w, wrapper, OK if gone else failure.status, "exited")
        return None
    _unread_script(w, child, wrapped, inner)
    if wrapped.kind == "exit":
        wrapper.does = "starts the command in another process and ends"
        w.processes[child].feeds = s.job if s.started == "pipe" and s.job != s.pid else 0
        end(w, wrapper, OK, "exited")
    elif wrapped.kind == "unknown":
        wrapper.unread = f"what {argv[0].text} does with signals is not known"
    elif not w.processes[child].alive:
        end(w, wrapper, OK, "exited")
    else:
        wrapper.unread = _unread_runner(c, s, row, argv[wrapped.at].text, inner)
    return None


def _unread_runner(c: Container, s: Start, row: Wrapper, name: str, inner: tuple[Value, ...]) -> str:
    """Why nobody knows whether a package manager passes signals on: its version, or how it was installed; "" if all is known.

    What package.json pins is fetched by Corepack or by another version of the manager, whichever a package installed.
    """
    if not row.corepack_spawns:
        return ""
    pinned = _versions(c, s, name)
    if pinned or row.corepack not in c.rootfs.interpreted:
        return f"how {row.corepack} was installed is not known, and what Corepack starts of it gets no signal"
    if row.waits_for_group and c.sh == "dash" and _stays_in_shell(inner):
        return f"which version of {row.corepack} runs is not known, and not all wait for what their script starts"
    return ""


def _stays_in_shell(inner: tuple[Value, ...]) -> bool:
    """Whether the command is a text for a shell, which dash stays in front of."""
    return len(inner) > 2 and inner[1].text == "-c" and not inner[2].text.lstrip().startswith("exec ")


def _goes_there(wrapped: Wrapped, package: Package) -> bool:
    """Whether the runner changes to the folder of the package."""
    row = wrapped.row
    return row.package_runner and (package.selected or wrapped.script is not None or not row.stays_in_folder)


def _has_step(c: Container, package: Package, name: str, row: Wrapper) -> bool:
    from stoplint.model.container.package_scripts import has_step  # noqa: PLC0415 - json, for package managers

    return has_step(c, package.folder, name, row.pre_scripts)


def _package(c: Container, s: Start, argv: tuple[Value, ...], wrapped: Wrapped) -> Package | None:
    """The package whose script or command it is; None for a wrapper that knows of none."""
    selects = wrapped.row.package_runner and (wrapped.row.packages or wrapped.package)
    if wrapped.script is None and not selects:
        return None
    from stoplint.model.container.workspaces import package_folder  # noqa: PLC0415 - json, for package managers

    return package_folder(c, s, argv, wrapped)


def inner_argv(
    c: Container, argv: tuple[Value, ...], wrapped: Wrapped, package: Package | None
) -> tuple[Value, ...] | None:
    """The command that the wrapper starts, as values with their places; None if it can't be made out."""
    shell = Value("/bin/sh" if wrapped.shell in ("", "user") else wrapped.shell)
    if wrapped.script is not None and package is not None:
        from stoplint.model.container.package_scripts import script_argv  # noqa: PLC0415 - json, for package managers

        return script_argv(c, package, argv, wrapped, shell)
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
        return (described(wrapped.builds),)
    return None


def _split(text: Value) -> tuple[Value, ...]:
    """A command string that is split at blanks and run without a shell (dockerize -wait …)."""
    try:
        words = shlex.split(text.text)
    except ValueError:
        words = []
    if not text.known or not words:
        return (unknown(text.text, filled=True),)
    return tuple(Value(word, source=text.place.holding(word) if text.place is not None else None) for word in words)


def _cut(text: Value, offset: int) -> Value:
    source = text.source
    if source is not None and source.offsets is not None:
        source = Source(source.path, source.text[offset:], source.host, source.offsets[offset:])
    return text._replace(text=text.text[offset:], source=source)


def _versions(c: Container, s: Start, name: str) -> dict[str, str]:
    """The version of the package manager that package.json asks for (Corepack), or that a file of Yarn 2 tells."""
    base = base_name(name)
    row = next((row for row in wrappers.rows_of(base) if row.corepack), None)
    if row is None:
        return {}
    from stoplint.model.catalog.configs.package_json import package_manager  # noqa: PLC0415 - json, for package managers

    package = c.text(absolute("package.json", s.cwd))
    said = package_manager(package.text) if package is not None else None
    if said is not None and said[0] == row.corepack:
        return {base: said[1]}
    if row.version_file is not None and isinstance(c.lookup(absolute(row.version_file[0], s.cwd)), File):
        return {base: row.version_file[1]}
    return {}
