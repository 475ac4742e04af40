"""execlineb: a script is one command line, whose first words run what follows them in their own process.

Sources: https://skarnet.org/software/execline/, a page for each program; tested: execline 2.9.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import wrappers
from stoplint.model.catalog.argv import skip
from stoplint.model.container.programs import known_program, run_program
from stoplint.model.image.rootfs import File
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.values import Value, unknown
from stoplint.paths import absolute, base_name
from stoplint.syntax.execline import ExeclineBlock, ExeclineWord, execline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.world import World

    Items = tuple[ExeclineWord | ExeclineBlock, ...]


class _Link(NamedTuple):
    """A program of execline that runs what follows in its place: its own words, and the blocks in front of that.

    `sets`: words behind it may hold what a variable stands for.
    """

    positionals: int = 0
    with_value: tuple[str, ...] = ()
    blocks: int = 0
    sets: bool = False


LINKS = {
    "fdmove": _Link(2), "fdswap": _Link(2), "fdclose": _Link(1), "fdreserve": _Link(1), "redirfd": _Link(2),
    "cd": _Link(1), "execline-cd": _Link(1), "posix-cd": _Link(1),
    "umask": _Link(1), "execline-umask": _Link(1), "posix-umask": _Link(1),
    "export": _Link(2), "unexport": _Link(1), "emptyenv": _Link(), "exec": _Link(with_value=("-a",)),
    "importas": _Link(2, ("-D", "-d"), sets=True), "define": _Link(2, ("-d",), sets=True),
    "backtick": _Link(1, ("-D",), blocks=1, sets=True), "multisubstitute": _Link(blocks=1, sets=True),
    "foreground": _Link(blocks=1), "background": _Link(blocks=1), "if": _Link(with_value=("-x",), blocks=1),
}  # fmt: skip
# Those that choose, repeat or read on: what they come to run is not followed.
_OTHERS = frozenset(
    [
        "case",
        "dollarat",
        "elgetopt",
        "elgetpositionals",
        "elglob",
        "envfile",
        "exit",
        "fdblock",
        "forbacktickx",
        "forstdin",
        "forx",
        "getcwd",
        "getpid",
        "heredoc",
        "homeof",
        "ifelse",
        "ifte",
        "ifthenelse",
        "loopwhilex",
        "multidefine",
        "pipeline",
        "piperw",
        "runblock",
        "shift",
        "trap",
        "tryexec",
        "wait",
        "withstdinas",
    ]
)
_PLAIN = "-P"  # no arguments are put in: "$1" is what is written


def execlineb(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool | NotStarted:
    """`execlineb [options] file [arguments]`, `execlineb -c text`: always set up, if only as what was not read."""
    at = skip([value.text for value in argv], 1, ("-S", "-s"))
    found = c.left(w, absolute(argv[at].text, s.cwd)) if at < len(argv) and argv[at].known else None
    own = argv[1:at]
    if any(value.text.startswith("-c") for value in own) or not isinstance(found, File) or found.source is None:
        return _unread(c, w, s, argv, f"what {' '.join(value.text for value in argv)} runs is not known")
    script = execline(found.source)
    if script is None:
        return _unread(c, w, s, argv, f"{found.path} is no script of execline")
    failed = _chain(c, w, s, script.items, sets=not any(_PLAIN in value.text for value in own))
    return True if failed is None else failed


def linked(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> NotStarted | None:
    """An argv that begins with one of the links, as another program gives it (`s6-setuidgid abc cd /app server`)."""
    items = tuple(ExeclineWord(value.text, value.place or s.place) for value in argv)
    return _chain(c, w, s, items, sets=not all(value.known for value in argv))


def _chain(c: Container, w: World, s: Start, items: Items, *, sets: bool) -> NotStarted | None:
    """Drop the links in front one after the other, and run what they come to."""
    while items and isinstance(items[0], ExeclineWord):
        words = _words(items, sets=sets)
        name = base_name(words[0].text)
        link = LINKS.get(name)
        if link is None:
            at = _behind_wrappers(words)
            if at == 0 or base_name(words[at].text) not in LINKS.keys() | _OTHERS:
                break
            items = items[at:]
            continue
        texts = [value.text for value in words]
        end = skip(texts, 1, link.with_value) + (1 if name == "importas" and "-S" in texts[1:2] else link.positionals)
        blocks = items[end : end + link.blocks]
        if end > len(words) or len(blocks) < link.blocks or not all(isinstance(each, ExeclineBlock) for each in blocks):
            return _not_followed(c, w, s, items)
        if name.endswith("cd"):
            s = replace(s, cwd=absolute(texts[end - 1], s.cwd))
        elif name in ("export", "unexport"):
            s = replace(s, environment=_exported(s, name, words[1:end]))
        for block in blocks:
            if isinstance(block, ExeclineBlock) and name != "multisubstitute":
                if name == "background":
                    _aside(c, w, s, block.items, sets=sets)
                elif _may_stay(c, w, s, block.items):
                    return _not_followed(c, w, s, items)
        sets = sets or link.sets
        items = items[end + link.blocks :]
    if not items:
        run_program(c, w, s, (Value("true"),))
        return None
    words = _words(items, sets=sets)
    if len(words) < len(items) or not words or base_name(words[0].text) in _OTHERS:
        return _not_followed(c, w, s, items)
    head = items[_behind_wrappers(words)]
    place = (head.span if isinstance(head, ExeclineWord) else None) or s.place
    return c.start(w, replace(s, place=place, depth=s.depth + 1, by=None, fallback=False), words)


def _words(items: Items, *, sets: bool) -> tuple[Value, ...]:
    """The words in front of the first block, as values."""
    found: list[Value] = []
    for item in items:
        if not isinstance(item, ExeclineWord):
            break
        found.append(unknown(item.text) if sets and "$" in item.text else Value(item.text))
    return tuple(found)


def _behind_wrappers(words: Sequence[Value]) -> int:
    """Where the command stands that others in front of it become (with-contenv, s6-setuidgid)."""
    texts = [value.text for value in words]
    at = 0
    while (
        (found := wrappers.find(texts[at:])) is not None
        and found.kind == "exec"
        and found.command
        and not found.prepend
    ):
        at += found.command[0]
        if base_name(texts[at]) in LINKS:
            break
    return at


def _exported(s: Start, name: str, words: Sequence[Value]) -> dict[str, Value]:
    environment = {each: value for each, value in s.environment.items() if each != words[0].text}
    return {**environment, words[0].text: words[1]} if name == "export" else environment


def _aside(c: Container, w: World, s: Start, items: Items, *, sets: bool) -> None:
    """`background { … }`: a child that nobody tells of the stop, nor waits for."""
    pid = w.new_pid()
    child = replace(s, pid=pid, ppid=s.pid, started="background", job=pid, forked=s.place)
    if _chain(c, w, child, items, sets=sets) is not None:
        w.processes.pop(pid, None)


def _may_stay(c: Container, w: World, s: Start, items: Items) -> bool:
    """Whether a block that is run to its end holds a program that stays: then it is what the script is for."""
    words = _words(items, sets=False)
    if len(words) < len(items):
        return any(isinstance(each, ExeclineBlock) and _may_stay(c, w, s, each.items) for each in items)
    known = known_program(c, w, s, words) if words else None
    return known is not None and known.kind in ("server", "runtime", "supervisor") and known.daemonizes is not True


def _not_followed(c: Container, w: World, s: Start, items: Items) -> NotStarted | None:
    head = next((each for each in items if isinstance(each, ExeclineWord)), None)
    text = f"{head.text} …" if head is not None else "{ … }"
    why = f"`{text}` in a script of execline is not followed"
    _unread(c, w, s if head is None else replace(s, place=head.span or s.place), (Value(text),), why)
    return None


def _unread(c: Container, w: World, s: Start, argv: tuple[Value, ...], why: str) -> bool:
    run_program(c, w, s, argv)
    process = w.processes[s.pid]
    if isinstance(process, Running) and process.alive:
        process.facts, process.unread = None, why
    return True
