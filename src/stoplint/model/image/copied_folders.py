"""Folders as COPY copies them: from the build context, or from an earlier stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.image.changes import TOO_MUCH
from stoplint.model.image.rootfs import Absent, File, Link

if TYPE_CHECKING:
    from stoplint.model.image.changes import Entry
    from stoplint.model.image.context import Context
    from stoplint.model.image.globs import Exclusions
    from stoplint.model.image.layers import Layers
    from stoplint.text import Span


@dataclass(frozen=True)
class Copied:
    """How a COPY changes what it copies: `executable` by `--chmod` (`has_mode`), `excluded` by `--exclude`."""

    said: Span | None
    has_mode: bool = False
    executable: bool | None = None
    excluded: Exclusions | None = None

    def file(self, found: File, path: str) -> File:
        """The file as it stands at `path` after the copy."""
        mode = self.executable if self.has_mode else found.executable
        return replace(found, path=path, executable=mode, said=self.said)


def file_of(context: Context, key: str, said: Span | None) -> File:
    """A file of the build context."""
    source = context.read(key)
    if source is not None:
        return File("", source, context.executable(key), said, from_context=True)
    why, is_script = context.unread(key) or "", context.is_script(key)
    return File("", None, context.executable(key), said, from_context=True, unread=why, is_script=is_script)


@dataclass(frozen=True)
class ContextTree:
    """The folder `root` of the build context ("" is all of it), without what `.dockerignore` leaves out."""

    context: Context
    root: str
    ignored: Exclusions
    how: Copied

    def entry(self, relative: str, path: str) -> Entry | None:
        key = f"{self.root}/{relative}".strip("/")
        if self._left_out(key, relative):
            return Absent(path, folder=True) if self._holds_exception(key, relative) else None
        if relative and (target := self.context.link(key)) is not None:
            return Link(target, self.how.said)
        kind = self.context.kind(key)
        if kind == "dir":
            return Absent(path, folder=True)
        if kind is None:
            return None
        return self.how.file(file_of(self.context, key, self.how.said), path)

    def names(self, relative: str) -> tuple[str, ...]:
        key = f"{self.root}/{relative}".strip("/")
        return tuple(
            name
            for name in self._inside(key)
            if self._is_there(relative, name)
            or self._holds_exception(f"{key}/{name}".strip("/"), f"{relative}/{name}".strip("/"))
        )

    def _holds_exception(self, key: str, relative: str) -> bool:
        """A folder that is left out may hold an exception: it is there if one of its files is."""
        return self.context.kind(key) == "dir" and any(self._is_there(relative, name) for name in self._inside(key))

    def _inside(self, key: str) -> tuple[str, ...]:
        return self.context.children(key) or ()

    def _is_there(self, relative: str, name: str) -> bool:
        inner = f"{relative}/{name}".lstrip("/")
        return not self._left_out(f"{self.root}/{inner}".strip("/"), inner)

    def _left_out(self, key: str, relative: str) -> bool:
        excluded = self.how.excluded
        return self.ignored.leaves_out(key) or (excluded is not None and excluded.leaves_out(relative))


@dataclass(frozen=True)
class StageTree:
    """The folder `root` (a real path) of another stage's files, as they were when they were copied."""

    layers: Layers
    root: str
    how: Copied

    def entry(self, relative: str, path: str) -> Entry | None:
        if self.how.excluded is not None and self.how.excluded.leaves_out(relative):
            return None
        found = self.layers.entry(f"{self.root}/{relative}".replace("//", "/").rstrip("/") or "/")
        if isinstance(found, File):
            return self.how.file(found, path)
        if isinstance(found, Absent):
            return Absent(path, folder=True) if found.folder else None
        # That the other stage may have something there is no reason to forget what this one has: see `muddy`.
        return None if isinstance(found, Unknown) and found is not TOO_MUCH else found

    def names(self, relative: str) -> tuple[str, ...] | None:
        return self.layers.names_if_told(f"{self.root}/{relative}".replace("//", "/").rstrip("/") or "/")
