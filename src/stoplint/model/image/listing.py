"""Which files of an image a shell's pattern matches: known where all of a folder's content is.

POSIX.1-2017 XCU 2.14.3: a name that begins with a period is only matched by a period; the names come sorted.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from stoplint.model.image.globs import is_glob, walk
from stoplint.model.image.layers import STANDARD_FOLDERS
from stoplint.model.image.rootfs import Absent, File, Unlisted
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.fact import Unknown
    from stoplint.model.image.changes import Entry
    from stoplint.model.image.layers import Layers

# More files than that are no start scripts.
MAX_FILES = 64
# Below these, a base image and its packages have folders of all kinds.
_SYSTEM = (
    "/bin/",
    "/boot/",
    "/dev/",
    "/etc/",
    "/lib",
    "/proc/",
    "/root/",
    "/run/",
    "/sbin/",
    "/sys/",
    "/tmp/",  # noqa: S108 - a name in the image
    "/usr/",
    "/var/",
)
# What bash reads as more than a pattern where `extglob` is on.
_EXTENDED = re.compile(r"[@?*+!]\(")


def matching(layers: Layers, pattern: str, cwd: str, *, known: bool = False) -> tuple[str, ...] | None:
    """The paths that a pattern matches, as it is written; () where it matches none, None where that is not known.

    `known`: those that are known, where there may be more. Where steps brought some into a folder of their own, it is taken
    that a command that isn't known put none there before.
    """
    if _EXTENDED.search(pattern) or "\\" in pattern:
        return None
    if not is_glob(pattern.rstrip("/").rpartition("/")[2]):
        return None  # whether something of that name is in each folder is another question

    def names(folder: str, *, as_brought: bool = False) -> tuple[str, ...] | None:
        path = absolute(folder or ".", cwd)
        return layers.names(layers.real(path) or path) if known else _names(layers, path, as_brought=as_brought)

    found = walk(pattern, names, hidden=False, limit=MAX_FILES)
    if not found.whole:
        found = walk(pattern, partial(names, as_brought=True), hidden=False, limit=MAX_FILES)
        if not found.whole or not found.paths:
            return None
    if not pattern.endswith("/"):
        return tuple(found.paths)
    return tuple(f"{path}/" for path in found.paths if layers.is_folder(layers.real(absolute(path, cwd)) or path))


def _names(layers: Layers, folder: str, *, as_brought: bool) -> tuple[str, ...] | None:
    """The names in a folder; None where there may be more than is known."""
    real = layers.real(folder)
    if real is None:
        return None
    found = layers.entry(real)
    if isinstance(found, File):
        return ()
    return layers.all_names(real, as_brought=as_brought) if _is_own(layers.floor, found, real) else None


def _is_own(floor: Unknown | None, found: Entry, folder: str) -> bool:
    """Whether a folder is there by a step, and none that the base image or the system's packages have files in."""
    if not (isinstance(found, Absent) and found.folder):
        return False
    if floor is None:
        return True
    if not isinstance(floor, Unlisted) or folder in STANDARD_FOLDERS or f"{folder}/".startswith(_SYSTEM):
        return False
    # hooks of the base image's own start script
    return not (floor.starts and folder.startswith("/docker-"))
