"""Changed files on disk: one atomic replace each, with everything else about the file kept."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.fixing.applying import Changes


class UnwrittenError(OSError):
    """A file that could not be written, and why, as the rest of a sentence."""


def written(changes: Changes) -> Iterator[tuple[str, str]]:
    """Writes all changed files; (path, why) for each that could not be, the others are written all the same."""
    for key in changes.changed:
        path = changes.paths[key]
        try:
            if key in changes.texts and changes.texts[key] != changes.olds[key]:
                replace(key, _bytes(changes.texts[key]), expected=_bytes(changes.olds[key]))
            if key in changes.executable:
                make_executable(key)
        except UnwrittenError as error:
            yield path, str(error)
        except OSError as error:
            yield path, error.strerror or str(error)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def replace(path: str, data: bytes, *, expected: bytes | None = None) -> None:
    """The file's bytes replaced, whole: at any moment, the old ones or the new ones are there.

    Links are followed, and stay. Mode, owner, group and extended attributes stay. Raises UnwrittenError where that
    can't be kept, where the file may not be written, and when it no longer holds `expected`; no other file is
    left behind then.
    """
    real = os.path.realpath(path)
    folder, name = os.path.split(real)
    status = os.stat(real)
    _may_replace(real, folder, status)
    if expected is not None and _read(real) != expected:
        raise UnwrittenError("the file was changed meanwhile")
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name[:100]}.", suffix=".stoplint")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            _take_over(file.fileno(), temporary, real, status)
            os.fsync(file.fileno())
        os.replace(temporary, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _settle(folder)


def _may_replace(real: str, folder: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnwrittenError("is no regular file")
    if not os.access(real, os.W_OK) or not status.st_mode & 0o222:
        raise UnwrittenError("is read-only")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnwrittenError("its folder is read-only")
    if status.st_nlink > 1:
        raise UnwrittenError(f"has {status.st_nlink} hard links, which would be torn apart")


def _take_over(handle: int, temporary: str, real: str, status: os.stat_result) -> None:
    """Owner, group, extended attributes and mode of the old file (the mode last: a new owner clears some of it)."""
    if sys.platform == "win32":
        return
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(handle, status.st_uid, status.st_gid)
        except OSError:
            raise UnwrittenError("its owner could not be kept") from None
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(real):
                os.setxattr(temporary, name, os.getxattr(real, name))
    os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _settle(folder: str) -> None:
    """The new name made to last over a power cut, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_executable(path: str) -> None:
    """The execute bit for whoever may read the file. Raises OSError."""
    real = os.path.realpath(path)
    mode = stat.S_IMODE(os.stat(real).st_mode)
    os.chmod(real, mode | ((mode & 0o444) >> 2))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
