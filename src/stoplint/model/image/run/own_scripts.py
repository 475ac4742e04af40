"""Programs of the image itself that a RUN starts: shell scripts are read as the RUN is, others may have set any mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.model.catalog.shells import is_shell
from stoplint.model.image.rootfs import DEFAULT_PATH, File
from stoplint.model.image.run.traced_text import at_place
from stoplint.model.image.run.words import POSITIONAL
from stoplint.paths import absolute, base_name, folder_of
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written
    from stoplint.text import Source

# A longer script is a program in its own right, which is not followed.
MAX_SCRIPT = 200_000


def start(run: Runner, fields: list[Written], given: Iterable[str]) -> Literal["walked", "foreign"] | None:
    """Run the program that a command names if steps put it there: "foreign" where it can't be read; None if none is known."""
    found = _program(run, fields[0])
    if found is None:
        return None
    text = _script(run, found)
    line = shebang(text) if text is not None else None
    name = base_name(line.command[0]) if line is not None and line.command else "sh"
    if text is None or not is_shell(name):
        _touched(run, found, fields[1:])
        return "foreign"
    run.apart(name, given, lambda: _walk(run, text, fields))
    return "walked"


def read_by_shell(run: Runner, name: str, fields: list[Written], given: Iterable[str]) -> bool:
    """`sh install.sh …`: True if the script's text is known. The shell that is asked for reads it, whatever its `#!` says."""
    found = run.site.file_at(fields[0])
    text = _script(run, found) if found is not None else None
    if text is None:
        return False
    run.apart(name, given, lambda: _walk(run, text, fields))
    return True


def sourced(run: Runner, fields: list[Written]) -> bool:
    """`. ./functions`: its commands are the shell's own. True if the file's text is known."""
    found = run.site.file_at(fields[0]) if fields else None
    text = _script(run, found) if found is not None else None
    if text is not None:
        with run.left.sourced(run.site):
            run.text(text)
    return text is not None


def _program(run: Runner, word: Written) -> File | None:
    """The file that a command's name leads to, if a step put it there."""
    if "/" in word.text:
        return run.site.file_at(word)
    path = run.words.scope.value("PATH")
    for folder in (path if isinstance(path, str) else DEFAULT_PATH).split(":"):
        found = run.site.layers.entry(run.site.real(absolute(f"{folder}/{word.text}", "/")))
        if isinstance(found, File):
            return found
    return None


def _script(run: Runner, file: File) -> Source | None:
    """The file's text to be read as a part of the RUN: what it makes is said there."""
    source = file.source
    if source is None or not source.text or len(source.text) > MAX_SCRIPT or "\0" in source.text[:4096]:
        return None
    return at_place(source.text, run.site.place.start).source(run.site.file)


def _walk(run: Runner, text: Source, fields: list[Written]) -> None:
    words = run.words
    words.variables.update(dict.fromkeys(POSITIONAL))
    words.variables.update({str(number): one for number, one in enumerate(fields)})
    words.given = tuple(fields[1:])
    run.text(text)


def _touched(run: Runner, file: File, rest: list[Written]) -> None:
    """A program in another language may make executable what it is given, and what stands beside it."""
    layers = run.site.layers
    if not file.from_context:
        return
    named = [path for one in rest if not one.text.startswith("-") and (path := run.site.path(one)) is not None]
    for path in (folder_of(file.path), *named):
        layers.set_mode(path, None, only_adds=True)
