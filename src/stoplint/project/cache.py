"""What was judged, kept in a folder, and told again while nothing has changed that it depends on.

The name of an entry is made of all that is known before anything is read: stoplint's own code, Python, the current
directory, what was asked. In it stands what was asked of the file system on the way, with the answers: an entry holds as long
as all of these are the same. What is broken, or can't be written, is as if it were not there.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from stoplint import filesystem
from stoplint.files import contents
from stoplint.filesystem import digest
from stoplint.project.code import code_of, stamp_of
from stoplint.project.entries import Decoder, Encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from stoplint.filesystem import Answer, Question, Recording
    from stoplint.project.analysis import Request

T = TypeVar("T")
FORM = 1
MOST_BYTES = 64_000_000
# Entries lie in as many folders; each of them is kept small by itself.
_SHELVES = "0123456789abcdef"
# What was asked for many at once is kept by itself from so many questions on.
_MANY = 40
# Settings that decide what is told of a judgement, and nothing of the judgement itself.
_BESIDE = frozenset({"fail-level", "fail-on-unknown", "exclude", "cache-dir"})


def opened(folder: str, request: Request, nouns: Iterable[type]) -> Cache | None:
    """The cache in a folder, which is made if need be; None where there can be none."""
    try:
        _made(folder)
        here = os.getcwd()
    except OSError:
        return None
    stamp = stamp_of()
    if stamp is None:
        return None
    cache = Cache(folder, "", stamp, nouns)
    key = digest(f"code {stamp}".encode())
    kept = cache.entry(key)
    code = kept.get("code") if kept else None
    if not isinstance(code, str):
        code = code_of()
        cache.write(key, {"code": code})
    asked = [(key, value) for key, value, _ in request.overrides if key not in _BESIDE]
    said_by = [(key, said_by) for key, _, said_by in request.overrides if key not in _BESIDE]
    what = (
        FORM,
        code,
        sys.version,
        sys.platform,
        sys.getfilesystemencoding(),
        here,
        asked,
        said_by,
        request.isolated,
        request.run,
        request.home,
    )
    cache.run = digest(repr(what).encode("utf-8", "surrogatepass"))
    return cache


# What other programs are told of the folder: bford.info/cachedir, gitignore(5).
_SIGNS = {"CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n", ".gitignore": "*\n"}


def _made(folder: str) -> None:
    """Makes the folder, or what it lacks. Raises OSError; nothing that is there is written over, and no link followed."""
    shelves = [os.path.join(folder, shelf) for shelf in _SHELVES]
    if not os.path.isdir(shelves[-1]):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name, text in _SIGNS.items():
            with suppress(FileExistsError), open(os.path.join(folder, name), "x", encoding="ascii") as file:
                file.write(text)
        for shelf in shelves:
            os.makedirs(shelf, exist_ok=True)
    for shelf in shelves:
        if not stat.S_ISDIR(os.lstat(shelf).st_mode):
            raise NotADirectoryError(shelf)


class Cache:
    """Entries in a folder, for one run. Answers of the file system are asked for once a run."""

    def __init__(self, folder: str, run: str, stamp: str, nouns: Iterable[type]) -> None:
        self.folder = folder
        self.run = run
        filesystem.set_apart(os.path.join(folder, shelf) for shelf in _SHELVES)
        self._stamp = stamp
        self._nouns = tuple(nouns)
        self._answers: dict[Question, Answer] = {}
        self._texts: dict[str, str] = {}
        self._parts: dict[str, bool] = {}
        self._known_parts: dict[Recording, str] = {}
        self._since_swept: dict[str, int] = {}
        self._code_seen = time.monotonic()

    def __reduce__(self) -> tuple[Any, ...]:
        return Cache, (self.folder, self.run, self._stamp, self._nouns)

    def key(self, kind: str, item: object) -> str:
        """The name of an entry."""
        return digest(f"{self.run} {kind} {item!r}".encode("utf-8", "surrogatepass"))

    # ------------------------------------------------------------ reading
    def known(self, kind: str, item: object) -> Any:  # noqa: ANN401 - whatever was kept
        """What was kept of an item, None where it doesn't hold any more."""
        entry = self.entry(self.key(kind, item))
        if entry is None:
            return None
        try:
            wanted = entry["texts"]
            if not self._holds(entry["asked"], wanted) or not all(map(self._holds_part, entry["parts"])):
                return None
            return Decoder(self._nouns, lambda known: self._text(known, wanted[known])).decode(entry["value"])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError):
            return None  # nobody of ours wrote it so

    def _holds(self, asked: Mapping[str, Mapping[str, Answer]], wanted: Mapping[str, str]) -> bool:
        for kind, answers in asked.items():
            for path, answer in answers.items():
                question = (kind, path)
                if question not in self._answers:
                    self._answers[question] = (
                        self._content(path, wanted) if kind == "content" else filesystem.ask(kind, path)
                    )
                if self._answers[question] != answer:
                    return False
        return True

    def _holds_part(self, key: str) -> bool:
        if key not in self._parts:
            entry = self.entry(key)
            self._parts[key] = entry is not None and self._holds(_without_same(entry), {})
        return self._parts[key]

    def _content(self, path: str, wanted: Mapping[str, str]) -> str:
        found = contents(path)
        answer = filesystem.content_answer(found)
        if answer in wanted and isinstance(found, bytes):
            self._texts[answer] = found.decode("utf-8", "surrogateescape")
        return answer

    def _text(self, known: str, path: str) -> str:
        if known not in self._texts and self._content(path, {known: path}) != known:
            raise ValueError(path)  # it has changed just now
        return self._texts[known]

    def entry(self, key: str) -> dict[str, Any] | None:
        """What stands in an entry, None where there is none, or it isn't whole."""
        path = self._path(key)
        try:
            with open(path, "rb", opener=_opened) as file:
                status = os.fstat(file.fileno())
                if status.st_size > MOST_BYTES or not stat.S_ISREG(status.st_mode):
                    return None
                if time.time() - status.st_mtime > 86_400:
                    os.utime(path)  # what is used is not old
                check, _, body = file.read().partition(b"\n")
            if check.decode("ascii") != digest(key.encode() + body):
                return None
            found = json.loads(_inflated(body))
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    # ------------------------------------------------------------ writing
    def found(self, kind: str, item: object, function: Callable[..., T], *rest: object) -> T:
        """What a function finds of an item; it is kept."""
        with filesystem.recording() as asked:
            value = function(kind, item, *rest)
        self.keep(kind, item, asked, value)
        return value

    def keep(self, kind: str, item: object, asked: Recording, value: object) -> None:
        """Keeps what was found of an item, and what was asked on the way."""
        recordings = _all(asked)
        if not all(each.sound for each in recordings) or not self._is_same_code():
            return
        inline = filesystem.Recording()
        for each in recordings:
            if each is asked or len(each.answers) < _MANY:
                for (of, path), answer in each.answers.items():
                    inline.note(of, path, answer)
        if not inline.sound:
            return
        contents = {
            str(answer): path for each in recordings for (of, path), answer in each.answers.items() if of == "content"
        }
        encoder = Encoder(self._nouns, contents)
        try:
            written = encoder.encode(value)
        except TypeError:
            return
        self.write(
            self.key(kind, item),
            {
                "asked": _by_kind(inline),
                "parts": [self._part(each) for each in recordings if each is not asked and len(each.answers) >= _MANY],
                "texts": {each: contents[each] for each in encoder.texts},
                "value": written,
            },
        )

    def _part(self, recording: Recording) -> str:
        if recording not in self._known_parts:
            asked = _by_kind(recording)
            key = digest(json.dumps(asked).encode())
            if self.entry(key) is None:
                self.write(key, {"asked": asked, "files": _looks(asked.get("content", {}), recording.since)})
            self._known_parts[recording] = key
        return self._known_parts[recording]

    def _is_same_code(self) -> bool:
        """Whether stoplint itself is what it was: somebody may be at work on it."""
        if time.monotonic() - self._code_seen > 1:
            self._code_seen = time.monotonic()
            if stamp_of() != self._stamp:
                self._stamp = ""
        return bool(self._stamp)

    def write(self, key: str, body: dict[str, Any]) -> None:
        """Writes an entry whole, or not at all."""
        path = self._path(key)
        data = _deflated(json.dumps(body, separators=(",", ":")).encode())
        if len(data) > MOST_BYTES // len(_SHELVES) // 4:
            return
        temporary = f"{path}.{os.urandom(4).hex()}"
        try:
            with open(temporary, "xb") as file:
                file.write(digest(key.encode() + data).encode() + b"\n" + data)
            os.replace(temporary, path)
        except OSError:
            _remove(temporary)
        self._sweep(key[0], len(data))

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[0], key[1:])

    def _sweep(self, shelf: str, written: int) -> None:
        """Takes the oldest entries off a shelf that is full."""
        most = MOST_BYTES // len(_SHELVES)
        since = self._since_swept.get(shelf)
        self._since_swept[shelf] = (since or 0) + written
        if since is not None and self._since_swept[shelf] < most // 16:
            return
        self._since_swept[shelf] = 0
        found = sorted(_entries_in(os.path.join(self.folder, shelf)))
        total = sum(length for _, length, _ in found)
        if total <= most:
            return
        for _, length, path in found:
            _remove(path)
            total -= length
            if total <= most * 3 // 4:
                break


# A body of so many bytes is worth being made small: it names thousands of files.
_LONG = 50_000


def _deflated(body: bytes) -> bytes:
    if len(body) < _LONG:
        return body
    from zlib import compress  # noqa: PLC0415 - few entries are long

    return compress(body, 1)


def _inflated(body: bytes) -> bytes:
    """The JSON of a body; of one that nobody of ours has written it may be cut off."""
    if body.startswith(b"{"):
        return body
    from zlib import decompressobj, error  # noqa: PLC0415 - few entries are long

    try:
        return decompressobj().decompress(body, MOST_BYTES)
    except error:
        return b""


def _opened(path: str, flags: int) -> int:
    """Opens a file, and waits for nobody: somebody else may have put something there."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def _all(asked: Recording) -> list[Recording]:
    """A recording and all its parts."""
    found = {asked: None}
    todo = [asked]
    while todo:
        for each in todo.pop().parts:
            if each not in found:
                found[each] = None
                todo.append(each)
    return list(found)


# A file that was written so many seconds before it was read may be written once more without looking different.
_JUST_NOW = 2


def _looks(paths: Iterable[str], since: float) -> dict[str, list[int]]:
    """What files look like that were read since then, and not written since or just before."""
    found = {}
    for path in paths if os.name != "nt" else ():  # where nothing says when a file was changed, it is read
        look = _look(path)
        if look and max(look[1:3]) < (since - _JUST_NOW) * 1e9:
            found[path] = look
    return found


def _look(path: str) -> list[int]:
    try:
        status = os.stat(path)
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev, status.st_mode]


def _without_same(entry: dict[str, Any]) -> dict[str, dict[str, Answer]]:
    """What was asked, without the contents of files that look as they did then: there may be thousands of them."""
    looks = entry["files"]
    contents = entry["asked"].get("content", {})
    changed = {path: answer for path, answer in contents.items() if path not in looks or _look(path) != looks[path]}
    return {**entry["asked"], "content": changed}


def _by_kind(recording: Recording) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {}
    for (kind, path), answer in recording.answers.items():
        found.setdefault(kind, {})[path] = answer
    return found


def _entries_in(folder: str) -> Iterator[tuple[float, int, str]]:
    """Time, size and path of all entries, whole or not."""
    try:
        names = list(filter(_is_ours, os.listdir(folder)))
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        with suppress(OSError):  # another run may have taken it off
            status = os.lstat(path)
            yield status.st_mtime, status.st_size, path


def _is_ours(name: str) -> bool:
    """Whether a file in the cache is an entry, or one half written."""
    return len(name) >= 39 and all(char in _SHELVES for char in name[:39])


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
