"""The one door to files: what is read of them, and how they are replaced."""

# pathlib would cost more than the look at the disk, thousands of times.
from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

from stoplint import filesystem

# Start scripts and configuration are far smaller; what is bigger is data, and reading it costs time for nothing.
MAX_BYTES = 1_000_000


class UnwrittenError(OSError):
    """A file that could not be written, and why, as the rest of a sentence."""


def contents(path: str, limit: int = MAX_BYTES) -> bytes | str:
    """The bytes of a regular file, or why there are none, as a phrase ("is binary"). It never blocks.

    A file that says it is empty and gives text all the same is the kernel's own (/proc), and none of these.
    """
    found = _contents(path, limit)
    if limit == MAX_BYTES:
        filesystem.note_content(path, found)
    return found


def _contents(path: str, limit: int) -> bytes | str:
    try:
        data, size = _read(path, limit + 1)
    except FileNotFoundError:
        return "does not exist"
    except _NoFileError as error:
        return str(error)
    except (OSError, ValueError) as error:
        return f"can't be read: {getattr(error, 'strerror', None) or error}"
    if size > limit or len(data) > limit:
        return f"is larger than {limit // 1_000_000} MB"
    if data and not size:
        return "is no regular file"
    return "is binary" if b"\0" in data else data


class _NoFileError(OSError):
    """What is no file that could be read, as a phrase."""


def _read(path: str, most: int) -> tuple[bytes, int]:
    """So many bytes of a regular file, and its size."""
    # A pipe that took the file's place must not block us: hence non-blocking, and a second look.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    status = _regular(os.stat(path))
    if status.st_size >= most:
        return b"", status.st_size
    with open(os.open(path, flags), "rb") as file:
        status = _regular(os.fstat(file.fileno()))
        return file.read(most), status.st_size


def _regular(status: os.stat_result) -> os.stat_result:
    if not stat.S_ISREG(status.st_mode):
        raise _NoFileError("is a folder" if stat.S_ISDIR(status.st_mode) else "is no regular file")
    return status


# ---------------------------------------------------------------- where files are
def repository_root(path: str | os.PathLike[str]) -> str | None:
    """The nearest folder at or above `path` that holds a `.git`, as an absolute path; None if there is none."""
    folder = os.path.abspath(path)
    while True:
        if filesystem.exists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def current_top(folder: str) -> str | None:
    """The current directory, if the folder is in it; not the whole file system."""
    top = os.path.abspath(os.curdir)
    return top if os.path.dirname(top) != top and folder.startswith(os.path.join(top, "")) else None


def is_below(path: str, top: str) -> bool:
    """Whether a path is the folder `top` or in it, all links resolved."""
    try:
        real, root = filesystem.realpath(path), filesystem.realpath(top)
    except ValueError:  # a NUL in it
        return False
    return real == root or real.startswith(os.path.join(root, ""))


def leads_out(path: str) -> bool:
    """Whether the file is a link out of the repository that the link lies in (without one: out of the current directory).

    Whoever names a file means it; but where a link in it leads is the word of whoever wrote the repository.
    """
    if not filesystem.is_link(path):
        return False
    folder = filesystem.realpath(os.path.dirname(os.path.abspath(path)))
    top = repository_root(folder) or current_top(os.path.join(folder, ""))
    return top is not None and not is_below(path, top)


# ---------------------------------------------------------------- writing
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
    if expected is not None and contents(real) != expected:
        raise UnwrittenError("the file was changed meanwhile")
    import tempfile  # noqa: PLC0415 - few runs write

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
