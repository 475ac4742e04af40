"""Files that a start script makes, changes and takes away with tools, and what is known of their texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes.values import NONE, Value, unknown
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.text_operators import taken_literally
from stoplint.model.shell.redirections import note_writes
from stoplint.paths import base_name
from stoplint.syntax.shell_nodes import CommandSubstitution, ProcessSubstitution, Redirect, Simple
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host

_SUBSTITUTIONS = (CommandSubstitution, ProcessSubstitution)


def content(host: Host, w: World, path: str) -> Value:
    """What a file holds: as a script wrote it (where its last end of line is not known), or as the image has it."""
    if path in w.files:
        return w.files[path]
    found = host.lookup(path)
    if w.is_removed(path) or w.is_doubted(path) or not isinstance(found, File) or found.source is None:
        return unknown(f"$(cat {path})")
    return Value(found.source.text, source=found.source)


def work(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """Do what a tool does to files; what nobody knows the name of is left as it is."""
    tool = _TOOLS.get(base_name(argv[0].text)) if argv and argv[0].known else None
    if tool is not None:
        tool(host, w, sh, argv)


# ---------------------------------------------------------------- commands that are not followed
def work_of(host: Host, w: World, sh: Shell, node: object) -> None:
    """What a command that only computes writes and takes away, with all that stands in it."""
    for part in _parts(sh, node):
        if isinstance(part, Redirect):
            note_writes(w, sh, (part,))
            continue
        try:
            work(host, w, sh, tuple(Expansion(sh.copy(), sh.results).fields(part.words)))
        except ExpansionError:
            continue  # the shell ends there


class Doubtful(NamedTuple):
    """Files that are other ones where a command is run: that hold something else, and that are there or are not."""

    rewritten: frozenset[str] = NONE
    come_or_gone: frozenset[str] = NONE  # as `World.removed` names them


def doubtful_work(host: Host, w: World, sh: Shell, node: object) -> Doubtful | None:
    """What a command does to files.

    None where one of them is known to start something, with the command or without: what it holds decides.
    """
    works = host.scripts.works.get(id(node))
    if works is None or any(name in sh.functions for name in works[2]):
        parts = list(_parts(sh, node))
        names = frozenset(part.words[0].literal or "" for part in parts if isinstance(part, Simple) and part.words)
        works = host.scripts.works[id(node)] = (node, any(map(_is_work, parts)), names)
    if not works[1]:
        return Doubtful()
    other = replace(w, files=dict(w.files))
    work_of(host, other, sh, node)
    written = {path for path in {*other.files, *w.files} if other.files.get(path) != w.files.get(path)}
    if any(starts_something(content(host, each, path)) for path in written for each in (w, other)):
        return None
    rewritten = frozenset(path for path in written if path in other.files and _is_there(host, w, path))
    return Doubtful(
        rewritten, frozenset(written) - rewritten | (other.removed ^ w.removed) | (other.folders ^ w.folders)
    )


def _is_there(host: Host, w: World, path: str) -> bool:
    is_image = isinstance(host.lookup(path), File) and not w.is_removed(path) and not w.is_doubted(path)
    return path in w.files or is_image


def starts_something(text: Value) -> bool:
    """Whether a text is known and more than settings: a script, or one that ends in an `exec`."""
    return text.known and (text.text.startswith("#!") or re.search(r"^\s*exec\s", text.text, re.MULTILINE) is not None)


def doubt(w: World, files: Doubtful) -> None:
    """Nobody knows whether this was done."""
    for path in files.rewritten:
        w.unsay(path)
    for path in files.come_or_gone:
        w.files.pop(path, None)
    w.folders -= files.come_or_gone
    w.doubted |= files.come_or_gone


def _is_folder(host: Host, w: World, path: str) -> bool:
    found = host.lookup(path)
    return isinstance(found, Absent) and found.folder and not w.is_removed(path)


def _parts(sh: Shell, node: object) -> Iterator[Any]:
    """The simple commands and the redirections in a node, and in the functions that are called there."""
    todo = [node]
    called: set[str] = set()
    while todo:
        for part in walk(todo.pop(), past=_SUBSTITUTIONS):
            if isinstance(part, Simple) and part.words:
                name = part.words[0].literal
                if name in sh.functions and name not in called:
                    called.add(name)
                    todo.append(sh.functions[name])
            if isinstance(part, (Simple, Redirect)):
                yield part


def _is_work(part: Redirect | Simple) -> bool:
    if isinstance(part, Redirect):
        return ">" in part.op and part.target is not None and part.target.literal != "/dev/null"
    return bool(part.words) and base_name(part.words[0].literal or "") in _TOOLS


# ---------------------------------------------------------------- the tools
def _operands(argv: tuple[Value, ...], valued: str = "") -> tuple[set[str], list[Value], Value | None]:
    """The letters of the options, the words besides, and the folder that `-t` names; `valued` letters take a word."""
    letters: set[str] = set()
    folder: Value | None = None
    rest = list(argv[1:])
    words: list[Value] = []
    while rest:
        word = rest.pop(0)
        text = word.text
        if text == "--" and word.known:
            return letters, [*words, *rest], folder
        if not word.known or text[:1] != "-" or len(text) < 2:
            words.append(word)
        elif text.startswith("--"):
            long, _, value = text[2:].partition("=")
            letters.add(long)
            folder = Value(value) if long == "target-directory" else folder
        else:
            for at, letter in enumerate(text[1:], 2):
                letters.add(letter)
                if letter in valued:
                    value_of = Value(text[at:]) if text[at:] else rest.pop(0) if rest else Value("")
                    folder = value_of if letter == "t" else folder
                    break
    return letters, words, folder


def _known(sh: Shell, words: list[Value]) -> Iterator[str]:
    """The paths of those words that name one file."""
    for word in words:
        path = sh.path(word.text) if word.known and not word.splits and word.text else None
        if path is not None:
            yield path


def _touch(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    for path in _known(sh, _operands(argv, "drt")[1]):
        if path in w.files or (
            isinstance(host.lookup(path), File) and not w.is_removed(path) and not w.is_doubted(path)
        ):
            continue
        empty = w.is_removed(path) or isinstance(host.lookup(path), Absent)
        w.write(path, Value("") if empty and not w.is_doubted(path) else unknown(f"$(cat {path})"))


def _tee(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    for path in _known(sh, _operands(argv)[1]):
        w.unsay(path)


def _mkdir(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    letters, words, _ = _operands(argv, "mZ")
    for path in _known(sh, words):
        parents = {path.rsplit("/", n)[0] for n in range(1, path.count("/"))} if {"p", "parents"} & letters else set()
        w.make_folders({each for each in (path, *parents) if not _is_folder(host, w, each)})


def _mkfifo(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    for path in _known(sh, _operands(argv, "mZ")[1]):
        w.files.setdefault(path, unknown(f"$(cat {path})"))
        w.pipes |= {path}


def _copy(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`cp`, `install`: the text goes along. What is below a folder that is copied is left as it is."""
    letters, _, _ = _operands(argv, _VALUED)
    if base_name(argv[0].text) == "install" and {"d", "directory"} & letters:
        w.make_folders(set(_known(sh, _operands(argv, _VALUED)[1])))
    elif not {"r", "R", "a", "recursive", "archive", "n", "no-clobber", "u", "update"} & letters:
        for source, target in _pairs(host, w, sh, argv):
            w.write(target, content(host, w, source))


def _link(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`ln`: another name, of something that may not be there."""
    doubt(w, Doubtful(come_or_gone=frozenset(target for _, target in _pairs(host, w, sh, argv))))


def _move(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`mv`: what it names first is there no more, and what it names last is."""
    moved = list(_pairs(host, w, sh, argv))
    for source, target in moved:
        if not isinstance(host.lookup(source), Absent) or source in w.files:
            w.write(target, content(host, w, source))
    _, words, folder = _operands(argv, _VALUED)
    w.remove({taken_literally(path) for path in _known(sh, words if folder is not None else words[:-1])})


_VALUED = "tSmogZ"


def _pairs(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> Iterator[tuple[str, str]]:
    """What `cp a b` copies, and to what; where b may be a folder or not, both are in doubt."""
    letters, words, folder = _operands(argv, _VALUED)
    named = folder if folder is not None else words.pop() if words else None
    path = sh.path(named.text) if named is not None and named.known and not named.splits else None
    if named is None or path is None:
        return
    into: bool | None = folder is not None or len(words) > 1 or named.text.endswith(("/", "/.")) or path in w.folders
    if not into and "T" not in letters and path not in w.files:
        found = host.lookup(path)
        into = None if isinstance(found, Unknown) else isinstance(found, Absent) and found.folder
    for source in _known(sh, words):
        inside = f"{path.rstrip('/')}/{base_name(source)}"
        if into is None:
            doubt(w, Doubtful(come_or_gone=frozenset({path, inside})))
        else:
            yield source, inside if into else path


def _sed(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`sed -i` changes what it names."""
    if any(
        word.text.startswith(("-i", "--in-place")) or word.text in ("-ri", "-Ei", "-ni", "-zi") for word in argv[1:]
    ):
        for path in _known(sh, [word for word in argv[1:] if word.text[:1] != "-"]):
            if path in w.files or isinstance(host.lookup(path), File):
                w.unsay(path)


def _remove(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`rm`: files by their names and patterns; with `-r` folders, and what is below."""
    letters, words, _ = _operands(argv)
    below = bool({"r", "R", "recursive"} & letters) or base_name(argv[0].text) == "rmdir"
    for word in words:
        path = sh.path(word.text) if word.known and word.text else None
        if path is None:
            continue
        pattern = path if word.splits else taken_literally(path)
        w.remove({pattern, *((f"{pattern}/",) if below and path != "/" else ())})


_TOOLS: dict[str, Callable[[Host, World, Shell, tuple[Value, ...]], None]] = {
    "touch": _touch, "tee": _tee, "mkdir": _mkdir, "mkfifo": _mkfifo, "cp": _copy, "install": _copy, "ln": _link,
    "mv": _move, "sed": _sed, **dict.fromkeys(("rm", "unlink", "rmdir"), _remove),
}  # fmt: skip
