"""A folder on disk as a lazy mapping from paths to sources. Nothing outside its root is ever reached."""

# pathlib would cost more than the look at the disk, thousands of times.
from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from stoplint import filesystem
from stoplint.files import contents
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


class Folder(Mapping[str, Source]):
    """The files below `root`, read when asked for.

    Keys are paths relative to `root` with `/`; `.` and `..` in them are resolved by name. A key that leaves the
    root, by `..`, by being absolute or through a link, is as if nothing were there; a link that stays inside is
    followed. Bytes that are no UTF-8 become surrogate escapes, so that the bytes can be had back. `shown` is put
    in front of the key to make `Source.path` (for a folder below the one the user gave). It is a
    `stoplint.model.image.context.Context`, too. What a file held when it was first read is what it holds from then on,
    within one recording of what is asked.
    """

    def __init__(self, root: str | os.PathLike[str], shown: str = "") -> None:
        self._top = filesystem.realpath(os.fspath(root))
        self._inside = self._top if self._top.endswith(os.sep) else self._top + os.sep
        self._shown = shown
        self._folders: dict[str, str | None] = {"": self._top}
        self._read: dict[str, Source | None] = {}
        self._recording = filesystem.current()

    @property
    def root(self) -> str:
        """The absolute real path of the folder."""
        return self._top

    # ------------------------------------------------------------ the mapping
    def __getitem__(self, path: str) -> Source:
        """The file's text. Raises KeyError for whatever `read` knows no text of."""
        source = self.read(path)
        if source is None:
            raise KeyError(path)
        return source

    def __iter__(self) -> Iterator[str]:
        """The paths of all files that have a text, in order; reads them on the way. `files()` doesn't read."""
        return (path for path in self.files() if self.read(path) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def files(self, path: str = "") -> Iterator[str]:
        """The paths of all regular files below `path`, in order, unread; links to folders are not entered."""
        real = self.real(path)
        for entry in filesystem.entries(real) if real is not None else ():
            inner = f"{path}/{entry.name}" if path else entry.name
            kind = filesystem.kind_of(entry)
            if kind == "/":
                yield from self.files(inner)
            elif not kind or (kind == "@" and self.kind(inner) == "file"):
                yield inner

    # ------------------------------------------------------------ the build context
    def read(self, path: str) -> Source | None:
        """The file's text; None for what is no regular file, can't be read, is too big or holds a NUL byte."""
        key = _normal(path)
        real = self.real(path)
        if key is None or real is None:
            return None
        if key not in self._read:
            data = contents(real)
            text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else None
            self._read[key] = Source(self._shown + key, text) if text is not None else None
        return self._read[key]

    def unread(self, path: str) -> str | None:
        """Why `read` gives nothing, as a phrase ("is binary"); None if it gives a text."""
        real = self.real(path)
        data = contents(real) if real is not None else "is outside of the folder"
        return None if isinstance(data, bytes) else data

    def is_script(self, path: str) -> bool:
        """Whether it begins as a script does: one may have no text for its size, or for a NUL byte in it."""
        real = self.real(path)
        return real is not None and filesystem.beginning(real).replace(b"\0", b"").lstrip(
            b"\xef\xbb\xbf\xff\xfe"
        ).startswith(b"#!")

    def children(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None if there is no folder, or it can't be read."""
        real = self.real(path)
        return filesystem.names(real) if real is not None else None

    def kind(self, path: str) -> Literal["file", "dir"] | None:
        """What is there, links followed; None for nothing and for devices, sockets and pipes."""
        mode = self.mode(path) or 0
        return "file" if stat.S_ISREG(mode) else "dir" if stat.S_ISDIR(mode) else None

    def mode(self, path: str) -> int | None:
        """`st_mode`, links followed; None if nothing is there."""
        real = self.real(path)
        return filesystem.mode(real) if real is not None else None

    def executable(self, path: str) -> bool:
        """Whether anybody may execute the file. True for every file where modes mean nothing (Docker does so)."""
        mode = self.mode(path) or 0
        return stat.S_ISREG(mode) and (os.name == "nt" or bool(mode & 0o111))

    def link(self, path: str) -> str | None:
        """The target of a link as written; None if the path itself is no link (inside the root)."""
        parent, _, name = (_normal(path) or "").rpartition("/")
        folder = self._folder(parent) if name else None
        target = filesystem.link(os.path.join(folder, name)) if folder is not None else None
        return target.replace(os.sep, "/") if target is not None else None

    # ------------------------------------------------------------ where things are
    def real(self, path: str) -> str | None:
        """The absolute path on disk, all links resolved; None if it is not inside the root. It need not exist."""
        key = _normal(path)
        if key is None:
            return None
        parent, _, name = key.rpartition("/")
        folder = self._folder(parent)
        if folder is None or not name:
            return folder
        return self._step(folder, name)

    def _folder(self, key: str) -> str | None:
        """`real` for folders, remembered: a path costs one look at the disk for each part not seen before."""
        if self._recording is not filesystem.current():  # whoever records now must see what was asked before
            self._recording = filesystem.current()
            self._folders = {"": self._top}
            self._read = {}
        missing: list[str] = []
        while key not in self._folders:
            missing.append(key)
            key = key.rpartition("/")[0]
        real = self._folders[key]
        for folder in reversed(missing):
            real = self._step(real, folder.rpartition("/")[2]) if real is not None else None
            self._folders[folder] = real
        return real

    def _step(self, folder: str, name: str) -> str | None:
        if "\0" in name or (os.sep == "\\" and ("\\" in name or ":" in name)):
            return None
        path = os.path.join(folder, name)
        try:
            if not filesystem.is_link(path):
                return path
            real = filesystem.realpath(path)
        except (OSError, ValueError):
            return None
        return real if real == self._top or real.startswith(self._inside) else None


def _normal(path: str) -> str | None:
    """The path without `.`, `..` and doubled slashes, "" for the root; None if it is absolute or leaves the root."""
    if path.startswith("/"):
        return None
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
