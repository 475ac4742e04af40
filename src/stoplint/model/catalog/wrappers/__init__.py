"""Programs that start the program named on their own command line: what they are, and where that command stands.

The rows are in `exec.py` (gone after exec) and `init.py`, `stay.py`, `packages.py` (they stay). To add a wrapper, add one
row there. Everything works on indices into the argv, so that the words keep their places.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.catalog.argv import applet, index_of, named, skip, takes_next
from stoplint.paths import base_name
from stoplint.signals import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from stoplint.model.catalog.rows import Handling, To, Wrapper


@dataclass(frozen=True)
class Wrapped:
    """A wrapper, and the command it starts.

    `kind` is the row's, or what it is when its process does not lead its process group (`member_kind`).
    `command`: indices of the words that are the inner argv, in order; `prepend` are words that stand before
    them though nobody wrote them ("node" of `nodemon app.js`). `texts`: indices of words that are command
    strings, each run by `shell` with -c ("": /bin/sh; "user": the user's login shell); several for `concurrently`.
    `offset`: where the string begins in its word (`--exec=...`). `arguments`: words that a shell gets as $0, $1 …
    (`su user -c text a b`). `joined`: `command` is joined by blanks and run by `shell` with -c. `split`: the index
    of a word that is split at blanks, without a shell, into the first words of the command (`env -S`). `script`:
    the name of the package.json script that it runs (`npm start`), `arguments` are handed on to it. `builds`:
    what it runs when nothing of it is on the command line. `assignments`: indices of `K=V` words for the
    environment of the command, which it `removes` variables from, or `empties`. `at`: the index of the wrapper's own
    word. `package`: that of the word that names the package of a workspace (`yarn workspace NAME`). `rewrites`: signals that are turned
    into others before they are passed on ("TERM" → "QUIT"; "" drops them). `kill_after`, `to`, `sends`: as in the
    row, unless an option says otherwise (`timeout -k`, `tini -g`).
    """

    row: Wrapper
    kind: Handling
    to: To
    command: tuple[int, ...] = ()
    prepend: tuple[str, ...] = ()
    texts: tuple[int, ...] = ()
    offset: int = 0
    shell: str = ""
    arguments: tuple[int, ...] = ()
    removes: tuple[str, ...] = ()
    empties: bool = False
    joined: bool = False
    split: int | None = None
    script: str | None = None
    builds: str = ""
    assignments: tuple[int, ...] = ()
    package: int | None = None
    at: int = 0
    rewrites: tuple[tuple[str, str], ...] = ()
    kill_after: float | None = None
    sends: str = ""

    def words(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The inner argv as text (without what `split` and `texts` hold)."""
        return (*self.prepend, *(argv[at] for at in self.command))


@dataclass(frozen=True)
class Line:
    """A command line as a shape reads it: the words, its row, and what the caller knows of the surroundings."""

    argv: tuple[str, ...]
    start: int
    row: Wrapper
    env: Mapping[str, str]

    @property
    def found(self) -> Wrapped:
        """The answer so far: nothing of a command yet."""
        row = self.row
        return Wrapped(
            row, row.kind, row.to, prepend=row.prepend, shell=row.shell, joined=row.joined, builds=row.builds,
            kill_after=row.kill_after, sends=row.sends,
        )  # fmt: skip

    def command(self, at: int) -> tuple[int, ...]:
        return tuple(range(at, len(self.argv)))


# The modules that hold the rows, in the order in which these are tried.
_TABLES = ("exec", "init", "stay", "terminals", "packages", "start_scripts")


@cache
def rows() -> tuple[Wrapper, ...]:
    """All rows, in the order in which they are tried; loaded when somebody asks for the first."""
    return tuple(row for name in _TABLES for row in import_module(f"{__name__}.{name}").ROWS)


@cache
def _index() -> dict[str, list[tuple[int, str, Wrapper]]]:
    found: dict[str, list[tuple[int, str, Wrapper]]] = {}
    for order, row in enumerate(rows()):
        for name in row.names:
            found.setdefault(name.partition(" ")[0], []).append((order, name, row))
    return found


def rows_of(name: str) -> tuple[Wrapper, ...]:
    """The rows for a program of this base name."""
    return tuple(row for _, _, row in _index().get(name, ()))


def find(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    busybox: bool = False,
    versions: Mapping[str, str] | None = None,
    leads: bool = True,
    stated: Sequence[Wrapper] = (),
) -> Wrapped | None:
    """The wrapper that `argv` starts and what it wraps, or None if it is none (or is given no command).

    `env`, `busybox`, `versions` and `stated` as in `programs.find`. `leads`: whether the process leads its process group,
    as PID 1, the child of an init and what these exec do, and a child of a script does not.
    """
    at = applet(argv)
    if not at and (script := _installed_script(tuple(argv))):
        own = _find(tuple(argv), env, versions, stated, busybox=busybox, leads=leads)
        if own is not None:
            return own  # `node --watch node_modules/.bin/next`
        inner = _find((script[1], *argv[script[0] + 1 :]), env, versions, stated, busybox=busybox, leads=leads)
        return _moved(inner, script[0]) if inner is not None else None
    found = _find(tuple(argv[at:]), env, versions, stated, busybox=busybox or at > 0, leads=leads)
    return _moved(found, at) if found is not None and at else found


# Options of node and of ruby that take the next word: node(1), ruby(1).
_OF_NODE = ("-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions")
_OF_RUBY = ("-C", "-E", "-I", "-r")
# The files behind the commands that npm packages install: "bin" in their package.json.
_OF_NPM = {"npm-cli.js": "npm", "npx-cli.js": "npx", "nodemon.js": "nodemon", "yarn.js": "yarn", "pnpm.cjs": "pnpm"}


def _installed_script(argv: tuple[str, ...]) -> tuple[int, str] | None:
    """The command of a package that node or ruby is given by its file, and where: `node node_modules/pm2/bin/pm2-runtime`.

    A file in bin/ that Bundler wrote becomes the gem's: `ruby bin/thrust`.
    """
    if not argv or base_name(argv[0]) not in ("node", "nodejs", "ruby"):
        return None
    at = skip(argv, 1, _OF_RUBY if base_name(argv[0]) == "ruby" else _OF_NODE)
    inline = index_of(argv[:at], ("-e", "-p", "--eval*", "--print*")) is not None
    if inline or at >= len(argv) or not re.search(r"(?:^|/)(?:node_modules/.*|bin)/", argv[at]):
        return None
    name = base_name(argv[at])
    return at, _OF_NPM.get(name, name)


def _find(
    words: tuple[str, ...],
    env: Mapping[str, str] | None,
    versions: Mapping[str, str] | None,
    stated: Sequence[Wrapper],
    *,
    busybox: bool,
    leads: bool,
) -> Wrapped | None:
    if not words:
        return None
    base = base_name(words[0])
    candidates = [*_index().get(base, ()), *(_index().get(words[0], ()) if words[0] != base else ())]
    candidates += [
        (-1, name, row) for row in stated for name in row.names if name.partition(" ")[0] in (base, words[0])
    ]
    for _, name, row in sorted(candidates, key=lambda each: each[0]):
        start = _matched(words, name, row, busybox=busybox, versions=versions or {})
        if start is None:
            continue
        found = _read(Line(words, start, row, env or {}))
        if found is None:
            continue
        if not leads and found.row.member_kind:
            found = replace(found, kind=found.row.member_kind)
        return found
    return None


def _matched(
    argv: tuple[str, ...], name: str, row: Wrapper, *, busybox: bool, versions: Mapping[str, str]
) -> int | None:
    """Where the options begin (behind a name of several words), or None if the row does not hold."""
    start = named(name, argv, row.with_value)
    when = row.when
    if start is not None and when is not None:
        if when.busybox is not None and when.busybox is not busybox:
            return None
        if when.version:
            version = versions.get(base_name(argv[0]))
            if version is not None and not when.takes(version):
                return None
        own = argv[: _own_end(argv, start, row)]
        if when.flags and index_of(own, when.flags) is None:
            return None
        if when.without and index_of(own, when.without) is not None:
            return None
    return start


def _own_end(argv: tuple[str, ...], start: int, row: Wrapper) -> int:
    """Where the words of the inner command begin, roughly: its options are not the wrapper's."""
    found = _read(Line(argv, start, replace(row, when=None), {})) if not row.shape else None
    return found.command[0] if found is not None and found.command else len(argv)


def _read(line: Line) -> Wrapped | None:
    if line.row.shape:
        from stoplint.model.catalog.wrappers import shapes  # noqa: PLC0415 - few rows have one

        shape: Callable[[Line], Wrapped | None] = shapes.SHAPES[line.row.shape]
        return shape(line)
    return plain(line)


def plain(line: Line) -> Wrapped | None:
    """The common form: options, operands of the wrapper's own, then the command or `-c text`."""
    argv, row = line.argv, line.row
    if row.builds:
        return line.found
    found = line.found
    if row.shell_option:
        given = option_text(argv, line.start, row)
        if given is not None:
            return replace(found, texts=(given[0],), offset=given[1], joined=False)
    if row.after:
        if row.after not in argv[line.start :]:
            return None
        at = argv.index(row.after, line.start) + 1
    else:
        at = skip(argv, line.start, row.with_value)
        at += row.positionals
    taken = []
    while row.assignments and at < len(argv) and "=" in argv[at] and argv[at][:1] not in "-=/.":
        taken.append(at)
        at += 1
    if at < len(argv) and argv[at] == "--":
        at += 1
    if at >= len(argv):
        return None
    return replace(found, command=line.command(at), assignments=tuple(taken))


def option_text(argv: Sequence[str], start: int, row: Wrapper) -> tuple[int, int] | None:
    """(index, offset in the word) of the value of a `-c` among the options and operands of the wrapper."""
    at = start
    operand = 0
    while at < len(argv) and argv[at] != "--":
        word = argv[at]
        if len(word) > 1 and word[0] == "-":
            for option in row.shell_option:
                if len(option) > 2 and word.startswith(option + "="):
                    return at, len(option) + 1
                short = len(option) == 2 and word[:2] != "--" and takes_next(word, (option,))
                if word == option or short:
                    return (at + 1, 0) if at + 1 < len(argv) else None
            at += 2 if takes_next(word, row.with_value) else 1
            continue
        operand += 1
        if operand > row.positionals + 1:
            return None
        at += 1
    return None


def _moved(found: Wrapped, by: int) -> Wrapped:
    def shifted(indices: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(each + by for each in indices)

    return replace(
        found, command=shifted(found.command), texts=shifted(found.texts), arguments=shifted(found.arguments),
        assignments=shifted(found.assignments), at=found.at + by,
        package=None if found.package is None else found.package + by,
        split=None if found.split is None else found.split + by,
    )  # fmt: skip


def signals(text: str) -> tuple[str, str] | None:
    """dumb-init's `15:3` as names: ("TERM", "QUIT"); "" when the signal is dropped (0)."""
    before, mark, after = text.partition(":")
    first, second = canonical(before), canonical(after)
    if not mark or first is None:
        return None
    return (first, second or "") if second is not None or after.strip() == "0" else None
