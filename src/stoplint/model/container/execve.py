"""What a process becomes when it is told to run an argv: a shell with a script, a wrapper, a program.

Follows the kernel's execve(2) (shebang lines, ENOEXEC) and each shell's way of finding files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes.values import NONE, Value
from stoplint.model.processes.world import OK, Running, Shell, Status, Wrapping
from stoplint.model.shell import dialects
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Simple
    from stoplint.text import Source, Span

# Builtins that no image has as a program: `exec cd`, `gosu user source` fail.
NO_FILES = frozenset({
    "command", "eval", "exec", "set", ".", "source", "export", "trap", "wait", "cd", "return", "shift", "local", "alias",
    "umask", "ulimit", "type", "hash", "read", "unset", ":", "builtin", "declare", "typeset", "shopt", "disown", "fg", "bg",
    "jobs", "exit", "break", "continue", "readonly", "let", "mapfile", "readarray", "pushd", "popd", "coproc", "caller",
})  # fmt: skip
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Start:
    """Everything a new or replaced process takes over. `by`: the shell that starts it (None: runtime or program)."""

    pid: int
    ppid: int
    pgid: int
    sid: int
    place: Span | None
    started: str
    environment: Mapping[str, Value]
    cwd: str
    by: Shell | None
    ignored: frozenset[str] = NONE
    job: int = 0
    depth: int = 0
    # the caller's execvp runs a file without #! with /bin/sh, as shells do themselves
    fallback: bool = False
    # the place that forked the process, when that is another one than `place`
    forked: Span | None = None
    # what it reads from its standard input, if anything
    input: Value | None = None


def start(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> Status | None:
    """Make process `s.pid` run `argv`: None, or the status of the failure (126, 127) with nothing changed."""
    if s.depth > 40:
        w.doubts = (*w.doubts, "programs start each other without end")
        return Status(126)
    if not argv:
        return Status(127)
    name = argv[0]
    if not name.known:
        _program(m, w, s, argv)
        return None
    if name.text == "":
        return _failed(w, s, 127, "an empty command name")
    if "/" not in name.text and (
        "=" in name.text
        or name.text.startswith("-")
        or (name.text.startswith("[") and name.text != "[")
        or name.text in NO_FILES
        or any(c in name.text for c in ";&|<>() \t\n")
    ):
        return _failed(w, s, 127, f"there is no program called {name.text}")
    found = _find(m, s, name.text)
    if isinstance(found, Absent):
        return _failed(w, s, 127, f"{name.text} is not in the image")
    if isinstance(found, File) and found.executable is False:
        return _failed(w, s, 126, f"{found.path} is not executable")
    if isinstance(found, File) and found.source is not None:
        return _file(m, w, s, argv, found, found.source)
    base = base_name(name.text)
    if is_shell(base) or (base == "busybox" and len(argv) > 1 and argv[1].text in ("sh", "ash")):
        return _shell(m, w, s, argv if base != "busybox" else argv[1:], base)
    return _wrapped_or_program(m, w, s, argv)


def _find(m: Machine, s: Start, name: str) -> File | Absent | Unknown:
    found = _looked_up(m, s, name)
    folder, _, base = name.rpartition("/")
    if base in m.missing and folder in ("", "/bin", "/usr/bin", "/usr/local/bin") and isinstance(found, Unknown):
        return Absent(name)
    return found


def _looked_up(m: Machine, s: Start, name: str) -> File | Absent | Unknown:
    if "/" in name:
        return m.lookup(absolute(name, s.cwd))
    path_value = s.environment.get("PATH")
    path_text = path_value.text if path_value is not None and path_value.known else _DEFAULT_PATH
    return m.which(name, path_text, s.cwd)


def _failed(w: World, s: Start, code: int, why: str) -> Status:
    if s.pid == 1 and s.by is None:
        w.failed = why
        w.fail_place = s.place
    w.note("failed", (code, why, s.place))
    return Status(code, text=why, place=s.place)


# ---------------------------------------------------------------- files
def _file(m: Machine, w: World, s: Start, argv: tuple[Value, ...], file: File, source: Source) -> Status | None:
    from stoplint.syntax.shebang import shebang

    line = shebang(source)
    path = Value(file.path)
    if line is None:
        if _is_binary(source):
            return _wrapped_or_program(m, w, s, argv)
        if s.by is not None:
            # ENOEXEC: a shell runs the file itself
            return _script(m, w, s, s.by.dialect, s.by.posix, source, path, argv[1:], ())
        if s.fallback and m.sh is not None:
            return _script(m, w, s, m.sh, True, source, path, argv[1:], ())
        return _failed(w, s, 126, f"{file.path} has no #! line, so the kernel can't run it")
    if line.crlf:
        return _failed(
            w,
            s,
            127,
            f"{file.path} has Windows line ends: there is no program called {line.interpreter!r} followed by a carriage return",
        )
    words = (Value(line.interpreter), *(Value(arg) for arg in line.args))
    base = base_name(line.interpreter)
    if base == "env" and line.args:
        # Linux hands the rest of the line over as one word; env -S splits it
        rest = " ".join(line.args).removeprefix("-S").split()
        while rest and ("=" in rest[0] or rest[0].startswith("-")):
            rest = rest[1:]
        if not rest:
            return _failed(w, s, 127, f"{file.path} names no interpreter")
        words = tuple(Value(word) for word in rest)
        base = base_name(rest[0])
    if is_shell(base):
        found = _find(m, s, words[0].text)
        dialect = dialect_of(base, m.sh)
        if isinstance(found, Absent) or dialect is None:
            return _failed(w, s, 127, f"{file.path} wants {words[0].text}, which is not in the image")
        flags = tuple(word.text for word in words[1:] if word.text.startswith("-"))
        return _script(m, w, s, dialect, base == "sh", source, path, argv[1:], flags)
    return start(
        m, w, replace(s, depth=s.depth + 1, by=None, fallback=False), (*words, path._replace(source=None), *argv[1:])
    )


def _is_binary(source: Source) -> bool:
    return "\0" in source.text[:4096] or source.text.startswith("\x7fELF")


# ---------------------------------------------------------------- shells
def _shell(m: Machine, w: World, s: Start, argv: tuple[Value, ...], base: str) -> Status | None:
    """`sh [options] [-c string | file] [arguments]`"""
    name = base_name(argv[0].text)
    dialect = dialect_of(name, m.sh)
    if dialect is None:
        return _failed(w, s, 127, f"{argv[0].text} is not in the image: it has no shell")
    posix = name == "sh"
    options: set[str] = set()
    is_string = False
    i = 1
    while i < len(argv):
        word = argv[i].text
        if not argv[i].known or word in ("-", "--"):
            i += word in ("-", "--")
            break
        if word[:1] not in ("-", "+") or len(word) < 2:
            break
        i += 1
        if word.startswith("--"):
            if word in ("--rcfile", "--init-file"):
                i += 1
            continue
        for c in word[1:]:
            if c == "c":
                is_string = True
            elif c in ("o", "O"):
                if i < len(argv):
                    options.add(
                        {"pipefail": "pipefail", "errexit": "e", "monitor": "m", "nounset": "u", "allexport": "a"}.get(
                            argv[i].text, argv[i].text
                        )
                    )
                    i += 1
            elif word[0] == "-":
                options.add(c)
    if is_string:
        if i >= len(argv):
            return _failed(w, s, 2, f"{argv[0].text} -c has no command")
        return _string(m, w, s, dialect, posix, argv, i, options)
    if (i >= len(argv) or "s" in options) and s.input is not None:
        if not s.input.known:
            return _unreadable(
                m, w, s, dialect, posix, argv, f"the commands that {argv[0].text} reads are not known: {s.input.text}"
            )
        shell = _new_shell(m, s, dialect, posix, argv, options)
        shell.name = Value(argv[0].text)
        shell.arguments = argv[i:]
        script = m.parse(s.input)
        shell.script = script.source
        shell.push(("sequence", script.script.items, 0, "never", False))
        w.processes[s.pid] = shell
        return None
    if i >= len(argv) or "s" in options:
        # no terminal, nothing on standard input: it ends at once
        shell = _new_shell(m, s, dialect, posix, argv, options)
        w.processes[s.pid] = shell
        w.note("empty-stdin", (s.pid, s.place))
        return None
    target = argv[i]
    if not target.known:
        return _unreadable(m, w, s, dialect, posix, argv, f"the script {target.text} is not known")
    path = absolute(target.text, s.cwd)
    found = m.lookup(path)
    if "/" not in target.text and not (isinstance(found, File) and found.source is not None):
        other = _find(m, s, target.text)
        found = other if isinstance(other, File) else found
    if isinstance(found, Absent):
        return _failed(w, s, 127, f"{path} is not in the image")
    if isinstance(found, Unknown) or found.source is None:
        why = found.why if isinstance(found, Unknown) else "its text is not known"
        return _unreadable(m, w, s, dialect, posix, argv, f"{target.text} can't be read: {why}")
    status = _script(m, w, s, dialect, posix, found.source, Value(target.text, source=target.source), argv[i + 1 :], ())
    shell2 = w.processes[s.pid]
    if status is None and isinstance(shell2, Shell):
        shell2.options = frozenset(options) | shell2.options
        shell2.argv = tuple(v.text for v in argv)
    return status


def _new_shell(
    m: Machine, s: Start, dialect: Dialect, posix: bool, argv: tuple[Value, ...], options: set[str]
) -> Shell:
    return Shell(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place,
        started=s.started, ignored=s.ignored, job=s.job, dialect=dialect, posix=posix,
        variables=dict(s.environment.items()), exported=frozenset(s.environment),
        options=frozenset(options - {"c", "l", "i", "s"}), cwd=s.cwd, main=s.pid, deaf=s.ignored, forked=s.forked,
    )  # fmt: skip


def _string(
    m: Machine, w: World, s: Start, dialect: Dialect, posix: bool, argv: tuple[Value, ...], i: int, options: set[str]
) -> Status | None:
    text = argv[i]
    if not text.known:
        return _unreadable(m, w, s, dialect, posix, argv, f"the command {text.text} is not known")
    shell = _new_shell(m, s, dialect, posix, argv, options)
    if i + 1 < len(argv):
        shell.name = argv[i + 1]
        shell.arguments = argv[i + 2 :]
    else:
        shell.name = Value(argv[0].text)
    script = m.parse(text)
    shell.script = script.source
    if _refuses(dialect, script.source.text, w, s):
        return Status(2)
    shell.push(("sequence", script.script.items, 0, dialects.tail_of_string(dialect, script.script, text.text), False))
    w.processes[s.pid] = shell
    return None


def _script(
    m: Machine, w: World, s: Start, dialect: Dialect, posix: bool, source: Source, path: Value,
    arguments: tuple[Value, ...], flags: tuple[str, ...],
) -> Status | None:  # fmt: skip
    options = {c for flag in flags if not flag.startswith("--") for c in flag[1:]}
    shell = _new_shell(m, s, dialect, posix, (path, *arguments), options)
    shell.name = path
    shell.arguments = arguments
    script = m.parse_source(source)
    shell.script = source
    if "\r" in source.text[:20_000] and _has_crlf(source):
        w.note("crlf", (source, s.place))
        return _crlf(m, w, s, shell)
    shell.push(("sequence", script.script.items, 0, "never", False))
    w.processes[s.pid] = shell
    return None


def _has_crlf(source: Source) -> bool:
    lines = source.text.count("\n")
    return lines > 0 and source.text.count("\r\n") * 2 >= lines


def _crlf(m: Machine, w: World, s: Start, shell: Shell) -> Status | None:
    """A script with Windows line ends: each command's last word ends in a carriage return, so nothing is found."""
    shell.status = Status(127, place=s.place)
    w.processes[s.pid] = shell
    w.note("failed", (127, f"{shell.name.text} has Windows line ends: no command in it is found", s.place))
    return None


def _refuses(dialect: Dialect, text: str, w: World, s: Start) -> bool:
    if dialect in ("dash", "ash") and "<<<" in text:
        w.note("failed", (2, f"{dialect} does not know <<<", s.place))
        return dialect == "dash"
    return False


def _unreadable(
    m: Machine, w: World, s: Start, dialect: Dialect, posix: bool, argv: tuple[Value, ...], why: str
) -> Status | None:
    shell = _new_shell(m, s, dialect, posix, argv, set())
    shell.lost = why
    w.processes[s.pid] = shell
    w.doubts = (*w.doubts, why)
    return None


# ---------------------------------------------------------------- wrappers and programs
def _wrapped_or_program(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> Status | None:
    from stoplint.model.container.wrapped import follow

    return follow(m, w, s, argv)


def _program(m: Machine, w: World, s: Start, argv: tuple[Value, ...]) -> None:
    from stoplint.model.container.wrapped import run_program

    run_program(m, w, s, argv)


def is_tool(argv: tuple[str, ...]) -> bool:
    """True if a command is known to end by itself, and at once (`sleep 5` takes its time)."""
    from stoplint.model.catalog.programs import is_tool as known

    return known(argv) and base_name(argv[0]) != "sleep"


def quick(m: Machine, w: World, sh: Shell, node: Simple, argv: tuple[Value, ...]) -> None:
    """A tool that ends by itself: its status is presumed to be success; some of them send signals or write files."""
    from stoplint.model.shell.commands import effect

    sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
    known = effect(m, w, sh, argv, node)
    if known is not None:
        sh.status = known


__all__ = ["OK", "Running", "Start", "Wrapping", "is_tool", "quick", "start"]
