"""Interpreters: their program decides what a signal does, and sometimes its source tells.

Where it does not, the program is taken to handle its signals; what the interpreter itself does with a signal in
any case (Java prints its threads on SIGQUIT) holds nevertheless.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.catalog.argv import takes_next
from stoplint.model.catalog.rows import STAYS
from stoplint.model.container.programs import known_program
from stoplint.model.image.rootfs import Absent, File
from stoplint.paths import absolute, base_name, folder_of
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from stoplint.model.catalog.programs import Known
    from stoplint.model.catalog.rows import Program
    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Running
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.syntax.handlers import Answer


class _Language(NamedTuple):
    """What finds the text that an interpreter runs.

    `variable`: with it in the environment it runs other code, too. `modules`: an option whose operand is a module, and
    how it is written as a file: a module, a package. `tries`: endings that it tries behind a name.
    """

    variable: str = ""
    modules: tuple[str, ...] = ("", "")
    tries: tuple[str, ...] = ()


_LANGUAGES = {
    # nodejs.org/api/cli.html#node_optionsoptions; nodejs.org/api/modules.html#all-together
    "node": _Language(variable="NODE_OPTIONS", tries=(".js", "/index.js")),
    # what -m runs: docs.python.org/3/using/cmdline.html#cmdoption-m
    "python": _Language(modules=("-m", ".py", "/__main__.py")),
}


def absent_program(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> str:
    """The path of the file that an interpreter is told to run, where it is certain that there is none; else ""."""
    if not all(value.known for value in argv):
        return ""
    known = known_program(c, w, s, argv)
    language = _LANGUAGES.get(known.row.language) if known is not None and known.kind == "runtime" else None
    if known is None or language is None or known.at:
        return ""
    texts = tuple(value.text for value in argv)
    path = _script(known.row, language, texts)
    if path is None or path not in texts:  # a module stands elsewhere, too
        return ""
    full = absolute(path, s.cwd)
    endings = () if "." in base_name(full) else language.tries  # nobody calls a program x.js.js
    tried = [c.left(w, candidate) for candidate in (full, *(full + ending for ending in endings))]
    return full if all(isinstance(found, Absent) and not found.folder for found in tried) else ""


def react(c: Container, s: Start, process: Running, known: Known, argv: tuple[Value, ...]) -> None:
    """Set what signals do to a process that runs an interpreter's program."""
    when = known.row.when
    if when is not None and (when.flags or when.settings):
        return  # what an option says about signals (`java -Xrs`) holds whatever the program does
    texts = tuple(value.text for value in argv)
    found = program_file(c, s, known.row, texts)
    told = sets_handler(c, s, known.row, found, texts) if all(v.known for v in argv) else "unknown"
    if told == "no":
        process.handles_none = True
        return
    process.sets_handler = told == "yes" and found is not None and not _starts_others(found)
    process.actions = {
        **dict.fromkeys(HARMLESS, "default"),
        **{signal: action for signal, action in known.signals.items() if action in STAYS},
    }
    process.others = "graceful"


# What starts processes of its own: a handler in the program says nothing of theirs.
_STARTS = re.compile(
    r"\b(?:subprocess|multiprocessing|pexpect|os\.(?:fork|spawn\w+|posix_spawn\w*|system)|child_process|cluster|execa)\b"
)


def _starts_others(found: File) -> bool:
    return found.source is not None and _STARTS.search(found.source.text) is not None


def sets_handler(
    c: Container, s: Start, row: Program, found: File | None, texts: tuple[str, ...], *, stays: bool = False
) -> Answer:
    """Whether the source of the program in this file sets a handler for SIGTERM; "no" only where all of it is known."""
    language = _LANGUAGES.get(row.language)
    if language is None or language.variable in s.environment:
        return "unknown"
    if found is None or found.source is None:
        return "unknown"
    module = _module(row, language, texts)
    # a module finds others where Python was started, a script where it stands itself
    folder = s.cwd if module else folder_of(found.path)
    package = module if found.path.endswith("/__main__.py") else module.rpartition("/")[0]

    def local(relative: str) -> str | None:
        other = c.lookup(absolute(relative, folder))
        return other.source.text if isinstance(other, File) and other.source is not None else None

    from stoplint.syntax.handlers import sets_handler as read  # noqa: PLC0415 - only where a program's source is known

    return read(row.language, found.source.text, local, package, stays=stays)


def program_file(c: Container, s: Start, row: Program, texts: tuple[str, ...]) -> File | None:
    """The file that the interpreter runs, where its text is known."""
    language = _LANGUAGES.get(row.language)
    path = _script(row, language, texts) if language is not None else None
    if language is None or path is None:
        return None
    full = absolute(path, s.cwd)
    tried = [full, *(full + ending for ending in language.tries)]
    if module := _module(row, language, texts):
        plain, package = (absolute(module + ending, s.cwd) for ending in language.modules[1:])
        # a folder with an __init__.py goes before a module of its name, one without behind it
        is_package = isinstance(c.lookup(absolute(f"{module}/__init__.py", s.cwd)), File)
        tried = [package, plain] if is_package else [plain, package]
    for candidate in tried:
        found = c.lookup(candidate)
        if isinstance(found, File) and found.source is not None:
            return found
    return None


def _module(row: Program, language: _Language, texts: tuple[str, ...]) -> str:
    """The module that the interpreter is asked to run, as a path without its ending; "" where it is none."""
    path = _script(row, language, texts)
    ending = language.modules[-1]
    return path.removesuffix(ending) if path is not None and ending and path not in texts else ""


def _script(row: Program, language: _Language, texts: tuple[str, ...]) -> str | None:
    """The file that the interpreter runs, as its command line names it; for `-m`, where the module would be."""
    at = 1
    while at < len(texts) and texts[at][:1] == "-":
        word = texts[at]
        if word in row.code_flags or word == "-":
            return None
        option, *endings = language.modules
        if word == option:
            module = texts[at + 1].replace(".", "/") if at + 1 < len(texts) else ""
            return module + endings[-1] if module else None
        at += 2 if takes_next(word, row.with_value) else 1
    return texts[at] if at < len(texts) else None
