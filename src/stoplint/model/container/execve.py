"""What a process becomes when it is told to run an argv: a shell with a script, a wrapper, a program.

Follows the kernel's execve(2) (shebang lines, ENOEXEC) and the way in which programs are found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.argv import applet
from stoplint.model.catalog.builtins import is_no_program
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.container import shells
from stoplint.model.container.programs import run_program
from stoplint.model.container.wrapped import follow
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.start import NotStarted
from stoplint.model.processes.values import Value, as_run
from stoplint.paths import base_name
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import Fault, Start
    from stoplint.model.processes.world import World
    from stoplint.text import Source

_DEEPEST = 40
# Supervisors that start each other are as many as there are ways through their files.
MOST_PROCESSES = 400
ENDLESS = "it starts processes without end"
# A variable as shells write it: execve(2) expands nothing.
_UNEXPANDED = re.compile(r"\$(?:[A-Za-z_]|\{)")
_S6 = frozenset({"/init", "s6-svscan"})
# What a word without a slash holds that is no program's name in any image.
_NO_NAME = frozenset(";&|<>() \t\n")


def _generation(w: World, pid: int) -> int:
    """How many processes are above one that `pid` starts: a script of package.json may run itself."""
    found = 0
    while pid in w.processes and found <= _DEEPEST:
        pid = w.processes[pid].ppid
        found += 1
    return found


def execve(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """Make process `s.pid` run `argv`: None, or why that fails, with nothing changed."""
    if s.depth > _DEEPEST or _generation(w, s.ppid) > _DEEPEST:
        return w.fail(s, "depth", code=126)
    if len(w.processes) > MOST_PROCESSES:
        if ENDLESS not in w.doubts:
            w.doubt(ENDLESS)
        return w.fail(s, "depth", code=126)
    if not argv:
        return NotStarted("empty")
    argv = as_run(argv)
    if not argv[0].known:
        run_program(c, w, s, argv)
        return None
    name = argv[0].text
    said = argv[0].source
    if said is not None and said.text == name:
        s = replace(s, word=said.whole)
    if name == "":
        return w.fail(s, "empty")
    if not _may_be_program(name):
        return _builtin(c, w, s, argv)
    found = c.program(w, s, name)
    if not isinstance(found, File) and _UNEXPANDED.search(name):
        return w.fail(s, "variable", name)
    if not isinstance(found, File) and (beside := c.beside_path(name, s.environment, s.cwd)) is not None:
        return w.fail(s, "path", name, beside.path)
    # what a shell makes of a broken array; a program is called `[`
    broken = name.startswith("[") and name != "[" and not isinstance(found, File)
    if isinstance(found, Absent) or broken:
        return w.fail(s, "shell" if name in ("/bin/sh", "sh") else "missing", name)
    if isinstance(found, File) and found.executable is False:
        return w.fail(s, "mode", found.path, code=126)
    if isinstance(found, File) and found.source is not None:
        return _file(c, w, s, argv, found, found.source)
    if is_shell(name) and not (isinstance(found, File) and found.is_script):
        return shells.run(c, w, s, argv)
    at = applet([value.text for value in argv])
    if at and argv[at].text in ("sh", "ash"):
        return shells.run(c, w, s, argv[at:])
    return follow(c, w, s, argv)


def _builtin(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """A name that only shells know; execline, which s6-overlay starts the container with, has programs of such names."""
    first = w.processes.get(1)
    if isinstance(first, Running) and first.facts is not None and not _S6.isdisjoint(first.facts.row.names):
        from stoplint.model.container import execline  # noqa: PLC0415 - only few images have it

        if argv[0].text in execline.LINKS:
            return execline.linked(c, w, s, argv)
    return w.fail(s, "name", argv[0].text)


def _may_be_program(name: str) -> bool:
    if "/" in name:
        return True
    if "=" in name or name.startswith("-") or (name.startswith("[") and name != "["):
        return False
    return not is_no_program(name) and _NO_NAME.isdisjoint(name)


# ---------------------------------------------------------------- files
def _file(c: Container, w: World, s: Start, argv: tuple[Value, ...], file: File, source: Source) -> NotStarted | None:
    """A file whose text is known: a script with its interpreter, or a program."""
    line = shebang(source)
    path = Value(file.path)
    if line is None or not (line.interpreter or line.crlf):
        if "\0" in source.text[:4096] or source.text.startswith("\x7fELF"):
            return follow(c, w, s, argv)
        if s.by is not None:
            # ENOEXEC: a shell runs the file itself
            shells.run_script(c, w, s, s.by.dialect, source, path, argv[1:], posix=s.by.posix)
            return None
        if s.fallback and c.sh is not None:
            shells.run_script(c, w, s, c.sh, source, path, argv[1:], posix=True)
            return None
        return w.fail(s, _without_shebang(source.text), file.path, code=126)
    if line.crlf:
        return w.fail(s, "crlf", file.path, line.interpreter)
    words = tuple(Value(word) for word in line.command)
    if not words:
        return w.fail(s, "nameless", file.path, line.interpreter)
    interpreter = words[0].text
    if is_shell(interpreter):
        dialect = dialect_of(interpreter, c.sh)
        if isinstance(c.program(w, s, interpreter), Absent) or dialect is None:
            return w.fail(s, "shell" if base_name(interpreter) == "sh" else "interpreter", file.path, interpreter)
        flags = tuple(word.text for word in words[1:] if word.text.startswith("-"))
        posix = base_name(interpreter) == "sh"
        shells.run_script(c, w, s, dialect, source, path, argv[1:], flags, posix=posix)
        return None
    inner = replace(s, depth=s.depth + 1, by=None, fallback=False)
    return c.start(w, inner, (*words, path, *argv[1:]))


def _without_shebang(text: str) -> Fault:
    """Why the kernel finds no interpreter: there is no `#!` in the first two bytes, or nothing behind it."""
    if text.startswith("#!"):
        return "nameless"
    if text.startswith("\ufeff#!"):
        return "bom"
    return "late-shebang" if text.lstrip().startswith("#!") else "shebang"
