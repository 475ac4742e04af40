"""A process that becomes a shell: `sh [options] [-c string | file] [arguments]`, or the script that it was started for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog import programs
from stoplint.model.catalog.scripts import is_named
from stoplint.model.catalog.shells import OPTION_LETTERS, dialect_of
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes import frames
from stoplint.model.processes.events import Failed, NothingToRead
from stoplint.model.processes.kinds import Shell
from stoplint.model.processes.start import NotStarted
from stoplint.model.processes.status import Status
from stoplint.model.processes.values import Value, search_path, unknown
from stoplint.model.shell import dialects
from stoplint.model.shell.evaluation.splitting import WHITE
from stoplint.model.shell.substitution import user_id
from stoplint.paths import absolute, base_name
from stoplint.syntax.shell_nodes import AndOr, Assignment, Item, Literal, Parameter, Pipeline, Redirect, Simple, Word
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.container.container import Container
    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import ShellScript
    from stoplint.text import Source

# Options that change nothing for what is followed here.
_NO_OPTIONS = frozenset("clis")
# What of a text that was put together with unknown values is no variable that an inner shell could be asked for.
_NO_VARIABLE = re.compile(r"\$\([^()]*\)|\$[^\w({\s]|\$\d+|\$\{(?!\w+\})[^{}]*\}|`[^`]*`|(?<!\$)\{[\w.…]*\}|…")
# A program's name, and nothing that stands for one.
_PROGRAM = re.compile(r"[\w./+@:-]+|\[")
_NAMELESS = "_unknown"
# A plain list of commands, and what one consists of.
_PLAIN = (AndOr, Assignment, Item, Literal, Pipeline, Redirect, Word)


@dataclass
class _Invocation:
    """A shell's command line: its options, whether it is given a string (`-c`), and where the rest begins."""

    options: set[str] = field(default_factory=set)
    is_string: bool = False
    rest: int = 1


def _read(argv: tuple[Value, ...]) -> _Invocation:
    found = _Invocation()
    while found.rest < len(argv):
        word = argv[found.rest].text
        if not argv[found.rest].known or word in ("-", "--"):
            found.rest += word in ("-", "--")
            break
        if word[:1] not in ("-", "+") or len(word) < 2:
            break
        found.rest += 1
        if word.startswith("--"):
            found.rest += word in ("--rcfile", "--init-file")
            continue
        for letter in word[1:]:
            if letter == "c":
                found.is_string = True
            elif letter in ("o", "O"):
                if found.rest < len(argv):
                    name = argv[found.rest].text
                    found.options.add(OPTION_LETTERS.get(name, name))
                    found.rest += 1
            elif word[0] == "-":
                found.options.add(letter)
    return found


def run(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """The process becomes the shell that `argv` calls."""
    dialect = dialect_of(argv[0].text, c.sh)
    if dialect is None:
        return w.fail(s, "shell", argv[0].text)
    said = _read(argv)
    shell = _shell(c, s, dialect, argv, said.options, posix=base_name(argv[0].text) == "sh")
    shell.name, shell.is_string = Value(argv[0].text), said.is_string
    if base_name(argv[0].text) in ("ksh", "ksh93"):
        shell.guessed = (
            "which ksh this is, and whether it becomes its last command, is not known"  # mksh, or ksh93 that does
        )
    if said.is_string:
        if said.rest >= len(argv):
            return w.fail(s, "empty", argv[0].text, "-c", 2)
        _string(c, w, shell, argv[said.rest :])
        return None
    if said.rest >= len(argv) or "s" in said.options:
        _input(c, w, s, shell, argv[said.rest :])
        return None
    return _named(c, w, s, shell, argv[said.rest :])


def _string(c: Container, w: World, shell: Shell, rest: tuple[Value, ...]) -> None:
    """`sh -c text name arguments`"""
    text = rest[0]
    if len(rest) > 1:
        shell.name, shell.arguments = rest[1], rest[2:]
    if not text.known:
        plain = _with_unknown_words(c, text)
        if plain is None:
            _unreadable(w, shell, f"the command {text.text} is not known")
            return
        text, names = plain
        for name in names - shell.variables.keys():
            shell.variables[name] = unknown("$(…)" if name == _NAMELESS else f"${name}")
    if not text.text.strip():
        w.note(NothingToRead(shell.place))  # `bash -c "$*"` without arguments
    script = c.scripts.parse(text)
    tail = dialects.tail_of_string(shell.dialect, script.script, text.text, old_busybox=c.base.old_busybox)
    _begin(w, shell, script, tail)


def _with_unknown_words(c: Container, text: Value) -> tuple[Value, set[str]] | None:
    """A text whose commands are all named in it, of which only some arguments are not known: `lnd $PARAMS`, and their names.

    None for another one. What is put into a text could hold a `;` as well, but nobody means that.
    """
    written = Value(_NO_VARIABLE.sub(f"${_NAMELESS}", text.text))
    names = set()
    for node in walk(c.scripts.parse(written).script.items):
        if isinstance(node, Simple):
            words = node.words[1:] if node.words and node.words[0].literal == "exec" else node.words
            if not words or not _PROGRAM.fullmatch(words[0].literal or "") or words[0].literal in ("eval", "trap"):
                return None
            texts = [word.literal or "…" for word in words]
            found = (programs.find(texts[at:]) for at in range(len(texts)))
            if any(known is not None and known.row.daemonizes for known in found):
                return None  # what is not known may keep it in the foreground, behind a wrapper as well
        elif isinstance(node, Literal) and "$" in node.text:
            return None  # another shell expands it, in which nothing of that name is set
        elif isinstance(node, Parameter):
            names.add(node.name)
        elif not isinstance(node, _PLAIN):
            return None
    return written, names


def _input(c: Container, w: World, s: Start, shell: Shell, rest: tuple[Value, ...]) -> None:
    """The commands come from standard input; in a container without -i there is nothing to read."""
    if s.input is None:
        w.processes[s.pid] = shell
        w.note(NothingToRead(s.place))
    elif not s.input.known:
        _unreadable(w, shell, f"the commands that {shell.argv[0]} reads are not known: {s.input.text}")
    else:
        shell.arguments = rest
        _begin(w, shell, c.scripts.parse(s.input), "never")


def _named(c: Container, w: World, s: Start, shell: Shell, rest: tuple[Value, ...]) -> NotStarted | None:
    """`sh file arguments`: the file from the working directory; bash then looks along its PATH (bash(1), ARGUMENTS).

    dash and ash open the name as it is: dash src/input.c, setinputfile; tests/model/worlds/launching.txt asks them.
    """
    target = rest[0]
    if not target.known:
        if is_named(target.text):  # where it lies is not known, but what it is called
            shell.name = Value(target.text)
        _unreadable(w, shell, f"the script {target.text} is not known")
        return None
    path = absolute(target.text, s.cwd)
    found = c.left(w, path)
    known = isinstance(found, File) and found.source is not None
    if shell.dialect == "bash" and "/" not in target.text and not known:
        other = c.which(target.text, search_path(s.environment), s.cwd)
        found = other if isinstance(other, File) else found
    if isinstance(found, Absent):
        return w.fail(s, "missing", path)
    if isinstance(found, Unknown) or found.source is None:
        why = found.why if isinstance(found, Unknown) else found.why_unread
        shell.name = Value(target.text)
        _unreadable(w, shell, f"{target.text} can't be read: {why}")
        return None
    shell.name = Value(target.text, source=target.source)
    shell.arguments = rest[1:]
    _begin_script(c, w, s, shell, found.source)
    return None


def run_script(
    c: Container, w: World, s: Start, dialect: Dialect, source: Source, path: Value, arguments: tuple[Value, ...],
    flags: tuple[str, ...] = (), *, posix: bool,
) -> None:  # fmt: skip
    """The process becomes a shell that runs a file: for its `#!` line, or because the file has none."""
    options = {letter for flag in flags if not flag.startswith("--") for letter in flag[1:]}
    shell = _shell(c, s, dialect, (path, *arguments), options, posix=posix)
    shell.name, shell.arguments = path, arguments
    _begin_script(c, w, s, shell, source)


def _shell(
    c: Container, s: Start, dialect: Dialect, argv: tuple[Value, ...], options: set[str], *, posix: bool
) -> Shell:
    own = {"IFS": Value(WHITE)}  # whatever the environment says: POSIX XCU 2.5.3
    if dialect in ("bash", "zsh", "ksh"):  # bash(1), zshparam(1), mksh(1): UID, EUID
        own |= dict.fromkeys(("UID", "EUID"), user_id(s.user, c.user))
    return Shell(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place,
        started=s.started, ignored=s.ignored, job=s.job, dialect=dialect, posix=posix,
        variables={**s.environment, **own},
        exported=frozenset(s.environment), options=frozenset(options) - _NO_OPTIONS, cwd=s.cwd, main=s.pid,
        deaf=s.ignored, forked=s.forked, user=s.user, output=s.output,
    )  # fmt: skip


def _begin_script(c: Container, w: World, s: Start, shell: Shell, source: Source) -> None:
    shell.script = source
    if not _has_windows_line_ends(source.text):
        _begin(w, shell, c.scripts.parse_source(source), "never")
        return
    # each command's last word ends in a carriage return, so nothing is found
    w.processes[s.pid] = shell
    w.note(Failed(NotStarted("crlf", shell.name.text, place=s.place)))
    shell.status = Status(127, place=s.place)


def _begin(w: World, shell: Shell, script: ShellScript, tail: Tail) -> None:
    shell.script = script.source
    before = w.processes.get(shell.pid)
    shell.replaced = before.replaced + 1 if isinstance(before, Shell) else 0
    shell.push(frames.Commands(script.script.items, 0, tail, cond=False))
    w.processes[shell.pid] = shell


def _has_windows_line_ends(text: str) -> bool:
    if "\r" not in text[:20_000]:
        return False
    lines = text.count("\n")
    return lines > 0 and text.count("\r\n") * 2 >= lines


def _unreadable(w: World, shell: Shell, why: str) -> None:
    shell.unread = why
    w.processes[shell.pid] = shell
