"""The build context as the model sees it: files by path, without I/O. A folder on disk is one, a dict another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from stoplint.text import Source

Kind = Literal["file", "dir"]


class Context(Protocol):
    """A tree of files. Paths are relative to its root, with `/`, without `.` and `..`; "" is the root.

    Nothing outside the root is ever reached: a path or link that leads out is as if nothing were there.
    """

    def read(self, path: str) -> Source | None:
        """The file's text, links followed; None for what is no file, can't be read, is too big or no text."""
        ...

    def unread(self, path: str) -> str | None:
        """Why `read` gives nothing, as a phrase ("is binary"); None if it gives a text."""
        ...

    def is_script(self, path: str) -> bool:
        """Whether it begins as a script does: one may have no text for its size, or for a NUL byte in it."""
        ...

    def children(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None if there is no folder."""
        ...

    def kind(self, path: str) -> Kind | None:
        """What is there, links followed; None for nothing, and for devices, sockets and pipes."""
        ...

    def executable(self, path: str) -> bool:
        """Whether anybody may execute the file."""
        ...

    def link(self, path: str) -> str | None:
        """The target of a link as written; None if the path itself is no link."""
        ...
