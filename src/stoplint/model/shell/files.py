"""Files that a start script makes, changes and takes away with tools, and what is known of their texts."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import wrappers
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import ANYHOW, Absent, Changed, File
from stoplint.model.image.run.traced_text import mends_line_ends
from stoplint.model.processes.values import NONE, Value, unknown
from stoplint.model.processes.world import Rewritten
from stoplint.model.shell import written
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.text_operators import taken_literally
from stoplint.paths import absolute, base_name
from stoplint.syntax.shell_nodes import CommandSubstitution, ProcessSubstitution, Redirect, Simple
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host

_WRAPPERS = 8  # in wrappers
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
    argv = inner(argv)
    tool = _TOOLS.get(base_name(argv[0].text)) if argv and argv[0].known else None
    if tool is not None:
        tool(host, w, sh, argv)


def inner(argv: tuple[Value, ...]) -> tuple[Value, ...]:
    """The command behind wrappers that change the user, the environment or the time: `gosu postgres pg_ctl stop`."""
    for _ in range(_WRAPPERS):
        wrapped = wrappers.find(tuple(word.text for word in argv))
        if wrapped is None or not wrapped.command or wrapped.prepend or wrapped.joined or wrapped.split is not None:
            break
        argv = tuple(argv[at] for at in wrapped.command)
    return argv


# ---------------------------------------------------------------- commands that are not followed
def work_of(host: Host, w: World, sh: Shell, node: object) -> None:
    """What a command that only computes writes and takes away, with all that stands in it."""
    done: set[int] = set()
    for part in _parts(sh, node):
        if isinstance(part, Redirect):
            if id(part) not in done:
                written.note_writes(host, w, sh, (part,))
            continue
        done |= {id(each) for each in part.redirects}
        try:
            fields = Expansion(sh.copy(), sh.results).fields(part.words)
        except ExpansionError:
            written.note_writes(host, w, sh, part.redirects)
            continue  # the shell ends there
        written.note_writes(host, w, sh, part.redirects, written.printed(host, w, sh, part, fields))
        work(host, w, sh, tuple(fields))


class Doubtful(NamedTuple):
    """Files that are other ones where a command is run: that hold something else, and that are there or are not."""

    rewritten: frozenset[str] = NONE
    come_or_gone: frozenset[str] = NONE  # as `World.removed` names them
    edited: tuple[tuple[str, Rewritten], ...] = ()


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
    other = replace(w, files=dict(w.files), rewritten=dict(w.rewritten))
    work_of(host, other, sh, node)
    w.readied |= other.readied
    wrote = {path for path in {*other.files, *w.files} if other.files.get(path) != w.files.get(path)}
    if any(starts_something(content(host, each, path)) for path in wrote for each in (w, other)):
        return None
    rewritten = frozenset(path for path in wrote if path in other.files and _is_there(host, w, path))
    return Doubtful(
        rewritten,
        frozenset(wrote) - rewritten | (other.removed ^ w.removed) | (other.folders ^ w.folders),
        tuple((path, one) for path, one in other.rewritten.items() if one != w.rewritten.get(path)),
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
    for path, one in files.edited:
        if one.text is None or one.changed.edits:
            w.rewritten[path] = one._replace(changed=Changed(one.changed.edits))  # it may say what it is edited with


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
                if name is not None and name in sh.functions and name not in called:
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


def _named(host: Host, w: World, sh: Shell, words: list[Value]) -> Iterator[str]:
    """The paths of those words that name one file, and what is known to match patterns; `folder/.` as it stands."""
    for word in words:
        if word.known and word.splits:
            path = sh.path(word.text)
            yield from _matching(host, w, path) if path is not None else ()
        else:
            end = "/." if word.text.endswith("/.") else ""
            yield from (path + end for path in _known(sh, [word]))


def _matching(host: Host, w: World, pattern: str) -> list[str]:
    """The files that are known among those that a pattern matches, as scripts have left them."""
    there = [path for path in host.known_matches(pattern, "/") if not w.is_removed(path)]
    made = (path for path in w.files if path.count("/") == pattern.count("/") and fnmatchcase(path, pattern))
    return sorted({*there, *made})


# Modes by which everybody, or at least the owner, may start a file: chmod(1), GNU coreutils 9.1.
_EXECUTABLE = re.compile(r"[0-7]?[1357][0-7]{2}|(?:[ugoa]*[+=][rwst]*[xX][rwxXst]*)(?:,[ugoa]*[+=-][rwxXst]*)*")


def _touch(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    for path in _known(sh, _operands(argv, "drt")[1]):
        if path in w.files or (
            isinstance(host.lookup(path), File) and not w.is_removed(path) and not w.is_doubted(path)
        ):
            continue
        empty = w.is_removed(path) or isinstance(host.lookup(path), Absent)
        w.write(path, Value("") if empty and not w.is_doubted(path) else unknown(f"$(cat {path})"))


def _tee(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    letters, words, _ = _operands(argv)
    for path in _known(sh, words):
        if {"a", "append"} & letters:
            written.append(host, w, path, Rewritten(ANYHOW))
        else:
            w.unsay(path)


def _mkdir(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    letters, words, _ = _operands(argv, "mZ")
    for path in _known(sh, words):
        parents = {path.rsplit("/", n)[0] for n in range(1, path.count("/"))} if {"p", "parents"} & letters else set()
        w.make_folders({each for each in (path, *parents) if not _is_folder(host, w, each)})


def reads_pipe(w: World, argv: Sequence[str], cwd: str | None) -> bool:
    """Whether `cat` is given a named pipe that a script has made: it waits until somebody opens that to write, and reads to the end.

    fifo(7)
    """
    paths = (word if word.startswith("/") or cwd is None else absolute(word, cwd) for word in argv[1:])
    return base_name(argv[0]) == "cat" and any(path in w.pipes for path in paths)


def _chmod(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """Of modes only this is kept: the files can be started then."""
    letters, words, _ = _operands(argv)
    if not words or not words[0].known or not _EXECUTABLE.fullmatch(words[0].text):
        return
    for path in _named(host, w, sh, words[1:]):
        below = _matching(host, w, f"{path.removesuffix('/.')}/*") if {"R", "recursive"} & letters else ()
        w.readied |= {path, *below}


def _mkfifo(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    for path in _known(sh, _operands(argv, "mZ")[1]):
        w.files.setdefault(path, unknown(f"$(cat {path})"))
        w.pipes |= {path}


def _copy(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`cp`, `install`: the text goes along."""
    letters, _, _ = _operands(argv, _VALUED)
    if base_name(argv[0].text) == "install" and {"d", "directory"} & letters:
        w.make_folders(set(_known(sh, _operands(argv, _VALUED)[1])))
    elif not {"n", "no-clobber", "u", "update"} & letters:
        below = bool({"r", "R", "a", "recursive", "archive"} & letters)
        for source, target in list(_pairs(host, w, sh, argv)):
            if below:
                _copy_below(host, w, target, source)
            else:
                _is_now(host, w, target, source)


def _copy_below(host: Host, w: World, target: str, source: str, depth: int = 0) -> None:
    """`cp -r`: a file, or what is known to be in a folder; of one of which nothing is known, whatever may be there."""
    source = source.removesuffix("/.")
    if content(host, w, source).known:
        _is_now(host, w, target, source)
        return
    inner = _matching(host, w, f"{source}/*") if depth < _DEPTH else []
    for each in inner:
        _copy_below(host, w, f"{target}/{base_name(each)}", each, depth + 1)
    if not inner:
        w.rewritten[target] = w.rewritten[f"{target}/"] = Rewritten(ANYHOW)


def _is_now(host: Host, w: World, target: str, source: str) -> None:
    """A file holds what another one does; of what a package ships that is not known."""
    found = written.state(host, w, source)
    written.put(w, target, found if found.text is not None else Rewritten(ANYHOW))


def _link(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`ln`: another name, of something that may not be there."""
    letters, _, _ = _operands(argv, _VALUED)
    for source, target in list(_pairs(host, w, sh, argv)):
        if {"f", "force"} & letters and content(host, w, source).known:
            _is_now(host, w, target, source)
        else:
            doubt(w, Doubtful(come_or_gone=frozenset({target})))


def _move(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`mv`: what it names first is there no more, and what it names last is."""
    moved = list(_pairs(host, w, sh, argv))
    for source, target in moved:
        if not isinstance(host.lookup(source), Absent) or source in w.files:
            _is_now(host, w, target, source)
    _, words, folder = _operands(argv, _VALUED)
    w.remove({taken_literally(path) for path in _known(sh, words if folder is not None else words[:-1])})


_VALUED = "tSmogZ"
_DEPTH = 4  # folders in folders that are followed
# Endings of files, where nobody knows whether a name is a folder's
_IS_FILE = re.compile(r"\.(?:conf|cfg|cnf|ini|json|xml|ya?ml|toml|sh)$")


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
        into = False if into is None and _IS_FILE.search(path) else into
    if any(not word.known for word in words):
        w.rewritten[path if into is False else f"{path}/"] = Rewritten(ANYHOW)
    for source in _named(host, w, sh, words):
        inside = absolute(base_name(source), path)
        if into is None:
            doubt(w, Doubtful(come_or_gone=frozenset({path, inside})))
            w.rewritten[f"{path}/"] = Rewritten(ANYHOW)
        else:
            yield source, inside if into else path


def _sed(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    """`sed -i` changes what it names."""
    if any(
        word.text.startswith(("-i", "--in-place")) or word.text in ("-ri", "-Ei", "-ni", "-zi") for word in argv[1:]
    ):
        script, named = written.edited(argv)
        for path in _known(sh, named):
            if script is not None and mends_line_ends(script):
                written.mend_line_ends(host, w, path)
            else:
                written.edit(host, w, path, script)


def _dos2unix(host: Host, w: World, sh: Shell, argv: tuple[Value, ...]) -> None:
    letters, words, _ = _operands(argv)
    for at, path in enumerate(list(_known(sh, words))):
        if not {"n", "newfile"} & letters:
            written.mend_line_ends(host, w, path)
        elif at % 2:
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
    "chmod": _chmod, "mv": _move, "sed": _sed, "dos2unix": _dos2unix, **dict.fromkeys(("rm", "unlink", "rmdir"), _remove),
}  # fmt: skip
