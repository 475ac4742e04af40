"""A build context in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.image.context import Kind


class Listing:
    """A context in memory. Folders are what the files' paths imply; `links` map a path to a target."""

    def __init__(
        self,
        files: Mapping[str, str],
        executable: frozenset[str] | set[str] | tuple[str, ...] = (),
        links: Mapping[str, str] | None = None,
    ) -> None:
        self._sources = {path: Source(path, text) for path, text in files.items()}
        self._executable = frozenset(executable)
        self._links = dict(links or {})
        folders: dict[str, set[str]] = {"": set()}
        for path in (*files, *self._links):
            parts = path.split("/")
            for depth, name in enumerate(parts):
                folders.setdefault("/".join(parts[:depth]), set()).add(name)
        self._folders = {folder: tuple(sorted(names)) for folder, names in folders.items()}

    def read(self, path: str) -> Source | None:
        return self._sources.get(self._real(path))

    def unread(self, path: str) -> str | None:
        return None if self.read(path) is not None else "does not exist"

    def is_script(self, path: str) -> bool:
        source = self.read(path)
        return source is not None and source.text.startswith("#!")

    def children(self, path: str) -> tuple[str, ...] | None:
        return self._folders.get(self._real(path))

    def kind(self, path: str) -> Kind | None:
        real = self._real(path)
        return "file" if real in self._sources else "dir" if real in self._folders else None

    def executable(self, path: str) -> bool:
        return self._real(path) in self._executable

    def link(self, path: str) -> str | None:
        parent, _, name = path.rpartition("/")
        parent = self._real(parent)
        return self._links.get(f"{parent}/{name}" if parent else name)

    def _real(self, path: str) -> str:
        """The path with every link in it followed; a path that nothing can have for a loop or a way out."""
        done: list[str] = []
        todo = path.split("/")[::-1]
        for _ in range(1000):
            if not todo:
                return "/".join(done)
            part = todo.pop()
            if part == "..":
                if not done:
                    break
                done.pop()
            elif part not in ("", "."):
                target = self._links.get("/".join([*done, part]))
                if target is None:
                    done.append(part)
                elif target.startswith("/"):
                    break
                else:
                    todo.extend(target.split("/")[::-1])
        return "\0"
