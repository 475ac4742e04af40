"""What a step does to the files of a stage, as one event, and how much may be asked about all of them."""

from __future__ import annotations

from typing import Protocol

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, File, Link

Entry = File | Link | Absent | Unknown

# Copies of a folder of a stage of a copy of a folder …
MAX_COPIES = 20
TOO_MUCH = Unknown("too many folders are copied on top of each other")


class Tree(Protocol):
    """A copied folder, of which files are looked up on demand. Paths are relative; "" is the folder itself."""

    def entry(self, relative: str, path: str) -> Entry | None:
        """What is there (a folder is `Absent` with `folder`), to stand at `path` in the image; None for nothing."""
        ...

    def names(self, relative: str) -> tuple[str, ...] | None:
        """The names in a folder that are known; None where too much was asked already."""
        ...


@dataclass(frozen=True)
class Put:
    """A file, a link, a folder, or nothing (`Absent`) is at a path from now on, whatever was there."""

    order: int
    what: Entry


@dataclass(frozen=True)
class Mounted:
    """A folder's content was copied over what was at a path."""

    order: int
    tree: Tree


@dataclass(frozen=True)
class Mode:
    """All files at and below a path were made executable or not; None: nobody knows.

    `only_adds`: what was executable stays so.
    """

    order: int
    executable: bool | None
    only_adds: bool = False

    def applied(self, before: bool | None) -> bool | None:
        """Whether a file is executable after it."""
        return True if self.only_adds and before is True else self.executable


Event = Put | Mounted | Mode


class Patience:
    """How much may be asked, by all layers of a file together: copies of copies of copies multiply."""

    def __init__(self) -> None:
        self.total = 5_000_000
        self.commands = 100_000
        self._left = 0
        self._depth = 0

    def enter(self, cost: int) -> bool:
        """Whether one more question, of so many events, is answered. If so, `leave` must follow."""
        if self._depth == 0:
            self._left = 50_000 if self.total > 0 else 500
        if self._left <= 0 or self._depth >= MAX_COPIES:
            return False
        self._depth += 1
        self._left -= cost
        self.total -= cost
        return True

    def leave(self) -> None:
        """The question is answered."""
        self._depth -= 1


def has_folder(tree: Tree, relative: str) -> bool:
    """Whether a copied folder has this folder in it."""
    found = tree.entry(relative, "/")
    return isinstance(found, Absent) and found.folder


def with_modes(found: File, modes: list[Mode]) -> File:
    """The file after the modes, of which the newest stands first."""
    executable = found.executable
    for mode in reversed(modes):
        executable = mode.applied(executable)
    return replace(found, executable=executable)
