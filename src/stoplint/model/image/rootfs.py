"""The image's files, as far as the Dockerfile and the build context tell."""

from __future__ import annotations

import re
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.scripts import SCRIPT_ENDS
from stoplint.model.fact import Unknown
from stoplint.paths import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stoplint.model.image.layers import Layers
    from stoplint.text import Source, Span

# What a runtime sets where the image says nothing: moby oci/defaults.go, BuildKit util/system/path.go.
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


# What `docker run` itself puts into a container, whatever the image holds: moby daemon/initlayer/setup_unix.go, and what the
# kernel says of its processes, proc(5). Devices: OCI runtime specification, "Default Devices" and "Dev symbolic links".
RUNTIME_FILES = frozenset({
    "/.dockerenv", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/null", "/dev/stdout", "/dev/stderr",
    *(f"/proc/{name}" for name in ("cmdline", "cpuinfo", "meminfo", "mounts", "stat", "uptime", "version")),
    *(f"/proc/{who}/{what}" for who in ("1", "self") for what in (
        "cgroup", "cmdline", "comm", "environ", "mountinfo", "mounts", "sched", "status")),
})  # fmt: skip
# A login shell that nobody named: adduser(8) takes /bin/bash on Debian (adduser.conf(5), DSHELL), and elsewhere what useradd does.
BY_ADDUSER = "adduser"


@dataclass(frozen=True)
class Changed:
    """What steps wrote into a file whose text is not known.

    `edits` are the texts that they wrote or edited with (None: nobody knows what was written); `tail` is the text at the
    end, as far as it was appended, or the lines that an editor put in. `edited`: by an editor of texts (`sed -i`), so that it is no longer what was shipped.
    """

    edits: tuple[str, ...] | None = None
    tail: Source | None = None
    edited: bool = False

    def by(self, edit: str | None, *, edited: bool = False, put: Source | None = None) -> Changed:
        """The same after one more edit, whose text may be unknown (None); `put`: the lines that it put in."""
        edits = None if self.edits is None or edit is None else (*self.edits, edit)
        # what was put in before may be what is edited now
        return Changed(edits, put if self.edits == () else None, edited=self.edited or edited)


ANYHOW = Changed()
"""A text of which nothing is known."""


@dataclass(frozen=True)
class File:
    """A file of the image.

    `path` is absolute in the image. `source` is its text when that is known (from the build context, a
    heredoc, a RUN that writes it), else None. `executable` is None when the mode cannot be known. `said` is
    the place in the Dockerfile that put it there. `from_context` is True when `source` is a file of the build
    context as it stands on disk (so that a fix may edit it). `changed`: what is known of a text that is not.
    `unread`: why a file of the build context has no text ("is binary"), and whether it begins as a script does.
    """

    path: str
    source: Source | None
    executable: bool | None
    said: Span | None
    from_context: bool = False
    changed: Changed = ANYHOW
    unread: str = ""
    is_script: bool = False

    @property
    def why_unread(self) -> str:
        """Why its text is not known, as the rest of a sentence about it."""
        return f"it {self.unread}" if self.unread else "its text is not known"


@dataclass(frozen=True)
class Absent:
    """No file is at this path, and that is certain (a scratch image, a removed file).

    `folder` is True when a folder is there.
    """

    path: str
    folder: bool = False


@dataclass(frozen=True)
class Unseen(Unknown):
    """A step puts a file at this path or changes it, and its text can't be known (another image's, a built one)."""

    changed: Changed = ANYHOW


@dataclass(frozen=True)
class Unlisted(Unknown):
    """A base image may hold a file, of which it is known what it is for, and that it starts nothing else than `starts`."""

    starts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Packaged(Unknown):
    """The system's packages may hold a file: those that a package manager has installed."""


@dataclass(frozen=True)
class Volume(Unknown):
    """What is mounted may hold a file. By itself a volume begins as the image's folder (Dockerfile reference, VOLUME)."""


@dataclass(frozen=True)
class Link:
    """A symbolic link; `target` is as written, `said` the place in the Dockerfile that made it."""

    target: str
    said: Span | None


class Rootfs:
    """The files of one image, worked out from the Dockerfile when they are first asked for."""

    def __init__(self, build: Callable[[], Layers], stand_ins: Mapping[str, File] = MappingProxyType({})) -> None:
        self._build = build
        self._stand_ins = stand_ins

    def with_stand_ins(self, files: Mapping[str, File]) -> Rootfs:
        """The same files, and at paths where nobody knows what is there these, which are taken to be."""
        return Rootfs(lambda: self.layers, {**self._stand_ins, **files})

    def changed(self, change: Callable[[Layers], None]) -> Rootfs:
        """The same files, with what is done to them at run time: mounts."""

        def done() -> Layers:
            layers = self.layers.copy()
            change(layers)
            return layers

        return Rootfs(done, self._stand_ins)

    @cached_property
    def layers(self) -> Layers:
        """What the instructions did, in order."""
        return self._build()

    def lookup(self, path: str) -> File | Absent | Unknown:
        """The file at an absolute path, links followed. Its `path` is where it really is."""
        if path in RUNTIME_FILES:
            return File(path, None, executable=False, said=None)
        real = self.layers.real(path)
        if real is None:
            return Absent(path)
        found = self.layers.entry(real)
        if isinstance(found, Unknown) and path in self._stand_ins:
            return self._stand_ins[path]
        return Absent(path) if isinstance(found, Link) else found

    def unfollowed(self, path: str) -> File | Link | Absent | Unknown:
        """What is at an absolute path itself: of a link there the link; unknown where a base image may have one."""
        if path in RUNTIME_FILES:
            return Unknown("the runtime puts it there")
        real = self.layers.real(path, last=False)
        found = self.layers.entry(real) if real is not None else Absent(path)
        if real is None or isinstance(found, (Link, Unknown)) or self.layers.is_brought(real):
            return found
        if isinstance(found, Absent) and not found.folder:
            return found
        return Unknown("the base image may have a link there") if self.layers.floor is not None else found

    def resolve(self, path: str, cwd: str = "/") -> str:
        """The absolute path, links not followed, without `.`, `..` and doubled slashes."""
        return absolute(path, cwd)

    def which(self, name: str, path_env: str | None = None, cwd: str = "/") -> File | Absent | Unknown:
        """The file that runs when `name` is started, as execvp(3) finds it.

        A file that is known to be there wins over folders earlier in the PATH of which nothing is known. A file
        without the execute bit is the answer only when there is no better one.
        """
        if not name:
            return Absent(name)
        if "/" in name:
            return self.lookup(absolute(name, cwd))
        best: File | Absent | Unknown = Absent(name)
        for folder in (DEFAULT_PATH if path_env is None else path_env).split(":"):
            found = self.lookup(absolute(f"{folder}/{name}" if folder else name, cwd))
            if isinstance(found, File):
                if found.executable is not False:
                    return found
                best = found
            elif isinstance(found, Unknown) and isinstance(best, Absent):
                best = found
        return best

    def beside_path(self, name: str, path_env: str, cwd: str) -> File | None:
        """The file called `name` that a step put into the working directory, or elsewhere, and into no folder of the PATH.

        None where such a folder may hold one as well: no base image and no package brings a program of the name of the
        user's own script (`start.sh`), but what is built or fetched may.
        """
        if self._may_find(name, path_env, cwd, is_script=name.endswith(SCRIPT_ENDS)):
            return None
        for folder in (cwd, *self.layers.folders_with(name)):
            found = self.lookup(absolute(name, folder))
            # a folder of programs may well be in a PATH that isn't known in full
            if isinstance(found, File) and not re.search(r"/s?bin(?:/|$)", folder):
                return found
        return None

    def _may_find(self, name: str, path_env: str, cwd: str, *, is_script: bool) -> bool:
        """Whether a folder of the PATH may hold a program of this name (see `Layers.may_hold`)."""
        folders = (absolute(folder or ".", cwd) for folder in path_env.split(":"))
        return any(
            self.layers.may_hold(f"{folder}/".replace("//", "/") + name, is_script=is_script) for folder in folders
        )

    def lacks(self, name: str, path_env: str, cwd: str) -> bool:
        """Whether no folder of the PATH may hold a program of this name, which is one that a start script has made up.

        Such a name no base image has of which it is known what it is for, and none of the system's packages.
        """
        brought = name in self.layers.packages or name in self.layers.interpreted
        return not brought and not self._may_find(name, path_env, cwd, is_script=True)

    def installs(self, name: str) -> bool:
        """Whether the image has a program of this name by what its steps say: put into a folder of the PATH, or a package.

        What only a base image may hold is not counted. Neither the program's text need be known nor whether a condition
        in front of its download holds.
        """
        if name in self.layers.packages:
            return True
        for folder in DEFAULT_PATH.split(":"):
            real = self.layers.real(f"{folder}/{name}")
            found = self.layers.entry(real) if real is not None else None
            if isinstance(found, File) and found.executable is not False:
                return True
            if isinstance(found, Unseen) and real is not None and self.layers.is_doubted(real):
                return True
        return False

    @property
    def packages(self) -> frozenset[str]:
        """The packages that steps surely install, by name."""
        return self.layers.packages

    @property
    def interpreted(self) -> Mapping[str, str]:
        """The commands that steps install as packages of Python or Node, with the interpreter that runs them."""
        return self.layers.interpreted

    @property
    def clones(self) -> Mapping[str, str]:
        """The repositories that steps clone, by name."""
        return self.layers.clones

    @property
    def releases(self) -> Mapping[str, str]:
        """The releases that steps fetch from GitHub, by the name of the repository."""
        return self.layers.releases

    def login_shell(self, user: str) -> str | None:
        """The shell that a user's line of /etc/passwd names, as far as steps say; "" for one that nobody knows.

        `BY_ADDUSER`: what that takes. None where no step speaks of the user.
        """
        found = self.lookup("/etc/passwd")
        if isinstance(found, File) and found.source is not None:
            lines = [line.split(":") for line in found.source.text.splitlines()]
            return next((line[6] or "/bin/sh" for line in lines if line[0] == user and len(line) > 6), None)
        return self.layers.login_shells.get(user)

    def matching(self, pattern: str, cwd: str, *, known: bool = False) -> tuple[str, ...] | None:
        """The paths that a shell's pattern matches; () for none, None where that is not known (`known`: those that are)."""
        from stoplint.model.image.listing import matching  # noqa: PLC0415 - few scripts have one

        return matching(self.layers, pattern, cwd, known=known)

    def known_children(self, path: str) -> tuple[str, ...]:
        """The names in a folder that are known to be there, sorted; there may be more."""
        real = self.layers.real(path)
        return self.layers.names(real) if real is not None else ()

    def real(self, path: str) -> str | None:
        """The absolute path with the links in it followed that are known; None for a loop of links."""
        return self.layers.real(path)
