"""Scripts of package.json (or tasks of deno.json), as their runner starts them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from stoplint.model.catalog.configs.package_json import scripts
from stoplint.model.image.rootfs import File
from stoplint.model.processes.values import Value, described, unknown
from stoplint.paths import absolute
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.model.container.container import Container
    from stoplint.model.container.workspaces import Package
    from stoplint.text import Span


# bun takes these in a script for itself: oven-sh/bun, src/cli/run_command.zig (replacePackageManagerRun).
_RUNNER = re.compile(r"(?<![\w/-])(?:npm|yarn|pnpm) run (?=\S)")
_VARIABLE = re.compile(r"(?<![^\s])\$(?:\w+|\{\w+\})(?!\S)")


def has_step(c: Container, folder: str | None, name: str, pre_scripts: str) -> bool:
    """Whether another script is run before this one, `prestart` before `start`; `pre_scripts` as in the runner's row."""
    found = c.text(absolute("package.json", folder)) if folder is not None and pre_scripts else None
    if found is None or f"pre{name}" not in scripts(found.text, "scripts"):
        return False
    said = c.text(absolute(".npmrc", folder)) if pre_scripts != "*" else None
    return pre_scripts == "*" or (
        said is not None and re.search(rf"(?m)^\s*{pre_scripts}\s*=\s*true", said.text) is not None
    )


def script_argv(
    c: Container, selected: Package, argv: tuple[Value, ...], wrapped: Wrapped, shell: Value
) -> tuple[Value, ...]:
    """The script of package.json (or the task of deno.json) that the wrapper runs, with the words behind it."""
    name = wrapped.script or ""
    if selected.folder is None:
        return (described(f"the {name} script of {selected.package}"),)
    for path, table in wrapped.row.manifests:
        found = c.lookup(absolute(path, selected.folder))
        if not isinstance(found, File) or found.source is None:
            continue
        script = scripts(found.source.text, table).get(name)
        if script is None and name == "start" and (by_file := _start_file(c, selected.folder, wrapped)) is not None:
            words = [argv[at] for at in wrapped.arguments]
            text = " ".join([by_file.text, *(shlex.quote(word.text) for word in words)])
            return (shell, Value("-c"), Value(text, all(word.known for word in words)))
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
        text = " ".join([script.text, *(shlex.quote(word.text) for word in words)])
        return (
            shell,
            Value("-c"),
            Value(text, all(word.known for word in words), source=Source(found.source.path, text, place)),
        )
    return (described(f"the {name} script of package.json"),)


def _start_file(c: Container, folder: str, wrapped: Wrapped) -> Value | None:
    """What `start` is without a script of that name: `node server.js`, where there is one."""
    file = wrapped.row.start_file
    return Value(f"node {file}") if file and isinstance(c.lookup(absolute(file, folder)), File) else None


def _unshelled(text: str, place: Span) -> tuple[Value, ...]:
    """A script that its runner reads itself, without sh: the last of `a && b` is what stays; assignments first.

    A variable between the words is any number of words.
    """
    last = _RUNNER.sub("bun run ", text.rpartition("&&")[2])
    try:
        words = shlex.split(last)
    except ValueError:
        words = []
    if not words or any(char in _VARIABLE.sub("", last) for char in "|;&<>$`()"):
        return (unknown(text, filled=True),)
    assigned = [word for word in words if "=" in word]
    if assigned and words[0] == assigned[0]:
        words = ["env", *words]
    return tuple(
        unknown(word, splits=True)
        if _VARIABLE.fullmatch(word)
        else Value(word, "$" not in word, source=place.holding(word))
        for word in words
    )
