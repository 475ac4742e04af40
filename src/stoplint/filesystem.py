"""What is asked of the file system while something is judged, written down: a judgement holds while all answers are the same.

Whoever asks for a file, a folder or a link asks through here, or notes what was asked. `ask` asks the same again.
"""

from __future__ import annotations

import os
import stat
import time
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, cast

try:
    from _blake2 import blake2b  # hashlib's own; hashlib itself would load OpenSSL
except ImportError:
    from hashlib import blake2b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    C = TypeVar("C", bound=Callable[..., Any])


T = TypeVar("T")
_HEAD = 16  # bytes by which a script is known
# What was asked, and of which path; the answer, of long ones a digest.
Question = tuple[str, str]
Answer = Union[str, int, None]


class Recording:
    """What was asked, with the answers; `parts` are recordings of what was found out once for many.

    It is not `sound` where one question had two answers: the files changed meanwhile. `since` is when it began.
    """

    def __init__(self) -> None:
        self.answers: dict[Question, Answer] = {}
        self.parts: dict[Recording, None] = {}
        self.sound = True
        self.since = time.time()

    def note(self, kind: str, path: str, answer: Answer) -> None:
        """A question, and its answer."""
        if self.answers.setdefault((kind, path), answer) != answer:
            self.sound = False


_active: list[Recording] = []


def current() -> Recording | None:
    """The recording that is under way, if any."""
    return _active[-1] if _active else None


@contextmanager
def recording() -> Iterator[Recording]:
    """Records what is asked from here on; what a recording around this one is to know of it must be told to it."""
    own = Recording()
    _active.append(own)
    try:
        yield own
    finally:
        _active.pop()


@contextmanager
def listening() -> Iterator[Recording | None]:
    """Records what is asked from here on by itself, and for the recording that is under way; None where there is none."""
    if not _active:
        yield None
        return
    with recording() as own:
        yield own
    hear(own)


def hear(asked: Recording) -> None:
    """What was asked in a recording was asked for the one that is under way, too."""
    if _active:
        own = _active[-1]
        for (kind, path), answer in asked.answers.items():
            own.note(kind, path, answer)
        own.parts.update(asked.parts)
        own.sound = own.sound and asked.sound
        own.since = min(own.since, asked.since)


def once(maxsize: int | None = None) -> Callable[[C], C]:
    """As `functools.lru_cache`; what was asked counts for whoever wants the result again."""

    def decorated(function: C) -> C:
        @lru_cache(maxsize=maxsize)
        def recorded(*args: Any) -> tuple[Any, Recording]:  # noqa: ANN401 - those of the function
            with recording() as asked:
                return function(*args), asked

        def remembered(*args: Any) -> Any:  # noqa: ANN401 - likewise
            return _heard(*recorded(*args))

        remembered.cache_clear = recorded.cache_clear  # type: ignore[attr-defined]
        return cast("C", wraps(function)(remembered))

    return decorated


def _heard(value: T, asked: Recording) -> T:
    if _active:
        _active[-1].parts[asked] = None
    return value


class once_property(Generic[T]):  # noqa: N801 - as `functools.cached_property`
    """As `functools.cached_property`; what was asked counts for whoever wants the value again."""

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function = function
        self._name = f"{function.__name__}, once"

    def __get__(self, owner: Any, _type: type | None = None) -> T:  # noqa: ANN401 - of any class
        known: tuple[T, Recording] | None = owner.__dict__.get(self._name)
        if known is None:
            with recording() as asked:
                known = owner.__dict__[self._name] = (self._function(owner), asked)
        return _heard(*known)


# ---------------------------------------------------------------- answers
def digest(data: bytes) -> str:
    """What stands for a long answer."""
    return blake2b(data, digest_size=20).hexdigest()


def content_answer(content: bytes | str) -> str:
    """The answer to "content": the bytes of a file, or why there are none."""
    return digest(content) if isinstance(content, bytes) else f"!{content}"


def _beginning(path: str) -> bytes:
    """The first bytes of a regular file, however large; none where it can't be read. It never blocks."""
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            return file.read(_HEAD) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except (OSError, ValueError):
        return b""


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except (OSError, ValueError):
        return None


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return None


def _size(path: str) -> int | None:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return None


# Folders that are told as empty, by their real paths: what the cache writes must not change what it depends on.
_apart: frozenset[str] = frozenset()
_apart_names: frozenset[str] = frozenset()


def set_apart(folders: Iterable[str]) -> None:
    """From here on these folders, and no others, are told as empty."""
    global _apart, _apart_names  # noqa: PLW0603 - one cache is in use at a time
    _apart = frozenset(map(os.path.realpath, folders))
    _apart_names = frozenset(map(os.path.basename, _apart))


def _is_apart(path: str) -> bool:
    return os.path.basename(path) in _apart_names and os.path.realpath(path) in _apart


def _names(path: str) -> tuple[str, ...] | None:
    if _is_apart(path):
        return ()
    try:
        return tuple(sorted(os.listdir(path)))
    except OSError:
        return None


def _names_answer(found: tuple[str, ...] | None) -> Answer:
    return None if found is None else digest("\0".join(found).encode("utf-8", "surrogatepass"))


def _entries(path: str) -> list[os.DirEntry[str]]:
    if _is_apart(path):
        return []
    try:
        with os.scandir(path) as scan:
            return sorted(scan, key=lambda entry: entry.name)
    except OSError:
        return []


def _entries_answer(found: list[os.DirEntry[str]]) -> Answer:
    return _names_answer(tuple(f"{entry.name}/{kind_of(entry)}" for entry in found))


def kind_of(entry: os.DirEntry[str]) -> str:
    """What `ls -F` writes behind it: "/" for a folder, "@" for a link; "" for a file, "?" for all else."""
    try:
        is_plain = entry.is_file(follow_symlinks=False)
        return "" if is_plain else "/" if entry.is_dir(follow_symlinks=False) else "@" if entry.is_symlink() else "?"
    except OSError:
        return "?"


def ask(kind: str, path: str) -> Answer:
    """What the answer to a question is now. KeyError for none that there is ("content" is asked elsewhere)."""
    return _ANSWERS[kind](path)


_ANSWERS: dict[str, Callable[[str], Answer]] = {
    "real": os.path.realpath,
    "is-link": os.path.islink,
    "link": _link,
    "mode": _mode,
    "size": _size,
    "exists": os.path.lexists,
    "names": lambda path: _names_answer(_names(path)),
    "entries": lambda path: _entries_answer(_entries(path)),
    "beginning": lambda path: digest(_beginning(path)),
}


# ---------------------------------------------------------------- questions
def note(kind: str, path: str, answer: Answer) -> None:
    """Notes what was asked, if anybody wants to know."""
    if _active:
        _active[-1].note(kind, path, answer)


def note_content(path: str, content: bytes | str) -> None:
    """Notes that a file was read: its bytes, or why there are none."""
    if _active:
        note("content", path, content_answer(content))


def beginning(path: str) -> bytes:
    """The first bytes of a regular file, however large; none where it can't be read."""
    found = _beginning(path)
    if _active:
        note("beginning", path, digest(found))
    return found


def realpath(path: str) -> str:
    """As `os.path.realpath`."""
    real = os.path.realpath(path)
    note("real", path, real)
    return real


def is_link(path: str) -> bool:
    """As `os.path.islink`."""
    found = os.path.islink(path)
    note("is-link", path, found)
    return found


def link(path: str) -> str | None:
    """The target of a link as written; None if there is none."""
    target = _link(path)
    note("link", path, target)
    return target


def mode(path: str) -> int | None:
    """`st_mode`, links followed; None if nothing is there."""
    found = _mode(path)
    note("mode", path, found)
    return found


def is_file(path: str) -> bool:
    """As `os.path.isfile`."""
    return stat.S_ISREG(mode(path) or 0)


def is_dir(path: str) -> bool:
    """As `os.path.isdir`."""
    return stat.S_ISDIR(mode(path) or 0)


def size(path: str) -> int | None:
    """`st_size`, links followed; None if nothing is there."""
    found = _size(path)
    note("size", path, found)
    return found


def exists(path: str) -> bool:
    """As `os.path.lexists`."""
    found = os.path.lexists(path)
    note("exists", path, found)
    return found


def names(path: str) -> tuple[str, ...] | None:
    """The names in a folder, sorted; None if there is no folder, or it can't be read."""
    found = _names(path)
    if _active:
        note("names", path, _names_answer(found))
    return found


def entries(path: str) -> list[os.DirEntry[str]]:
    """What is in a folder, sorted by name; nothing if it can't be read."""
    found = _entries(path)
    if _active:
        note("entries", path, _entries_answer(found))
    return found
