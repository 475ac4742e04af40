"""What a shell asks of the container that it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.fact import Unknown
    from stoplint.model.image.rootfs import Absent, File, Link
    from stoplint.model.processes.start import NotStarted, Start
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.model.shell.scripts import Scripts


class Host(Protocol):
    """A container, as a shell in it sees it. `user` is the image's; `scripts` are the texts that were read.

    `busybox`: its everyday tools are BusyBox's.
    """

    busybox: bool
    user: str
    scripts: Scripts

    def lookup(self, path: str) -> File | Absent | Unknown:
        """The file at an absolute path."""

    def unfollowed(self, path: str) -> File | Link | Absent | Unknown:
        """What is at an absolute path itself: of a link there the link; unknown where a base image may have one."""

    def real(self, path: str) -> str | None:
        """The absolute path with the links in it followed that are known; None for a loop of links."""

    def which(self, name: str, path: str, cwd: str) -> File | Absent | Unknown:
        """The program of a name, with this PATH and working directory."""

    def beside_path(self, name: str, variables: Mapping[str, Value], cwd: str) -> File | None:
        """The file of the image that is called `name`, where it is known that no folder of the PATH has one."""

    def matching(self, pattern: str, cwd: str) -> tuple[str, ...] | None:
        """The paths that a pattern matches in the image; () for none, None where that is not known."""

    def known_matches(self, pattern: str, cwd: str) -> tuple[str, ...]:
        """The paths that are known among those that a pattern matches."""

    def start(self, world: World, start: Start, argv: tuple[Value, ...]) -> NotStarted | None:
        """Make the process `start.pid` run `argv`: None, or why that fails, with nothing changed."""
