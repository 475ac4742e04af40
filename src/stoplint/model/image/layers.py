"""What the instructions of a stage did to its files, in order, and what is at a path in the end.

Nothing is walked that nobody asks for: a copied folder is one event, however many files it holds. Looking up a
path asks the events at the path and at the folders above it, newest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.image.changes import TOO_MUCH, Mode, Mounted, Patience, Put, has_folder, with_modes
from stoplint.model.image.rootfs import Absent, File, Link, Packaged, Unlisted, Volume
from stoplint.paths import base_name, folder_of

if TYPE_CHECKING:
    from stoplint.model.image.changes import Entry, Event, Tree
    from stoplint.text import Span

# Folders that every base image but scratch has: Filesystem Hierarchy Standard 3.0, chapters 3 and 4.
STANDARD_FOLDERS = frozenset({
    "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin",
    "/srv", "/sys", "/tmp",  # noqa: S108 - a name in the image
    "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib",
    "/usr/local/sbin", "/usr/local/share", "/usr/sbin", "/usr/share", "/var", "/var/lib", "/var/log", "/var/run",
    "/etc/init.d", "/etc/profile.d", "/etc/cron.d", "/usr/local/etc",
})  # fmt: skip
# Files that every base image but scratch has: os-release(5), passwd(5), group(5).
STANDARD_FILES = frozenset({"/etc/os-release", "/usr/lib/os-release", "/etc/passwd", "/etc/group"})
# Linux gives up at 40 links in one path: path_resolution(7), ELOOP.
MAX_LINKS = 40


class Layers:
    """The events by path.

    `floor` is what holds for a path that no event speaks of: None means nothing is there. `lacks` are programs that are
    not there even so.
    """

    def __init__(
        self, floor: Unknown | None, patience: Patience | None = None, lacks: frozenset[str] = frozenset()
    ) -> None:
        self.floor = floor
        self.lacks = lacks
        self.patience = patience or Patience()
        self._events: dict[str, tuple[Event, ...]] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._murky: dict[str, tuple[int, Unknown]] = {}
        # those of them that not only packages are in, and since when
        self._open: dict[str, int] = {}
        self._order = 0
        self._has_links = False
        # what was answered since the last change: `entry` by path, `real` by path and `last`
        self._entries: dict[str, Entry] = {}
        self._reals: dict[tuple[str, bool], str | None] = {}
        # answers to Debian's package questions, for dpkg-reconfigure
        self.answers: dict[str, str] = {}
        # packages that a RUN surely installs, by name
        self.packages: frozenset[str] = frozenset()
        # package managers with which it does, and where
        self.managers: dict[str, Span] = {}
        # repositories that a RUN clones, by the last part of their addresses
        self.clones: dict[str, str] = {}
        # releases that a RUN or an ADD fetches from GitHub: the repository's name, and which
        self.releases: dict[str, str] = {}
        # commands that a RUN installs with packages of an interpreter's language, and its name
        self.interpreted: dict[str, str] = {}
        # login shells of the accounts that the base image has and a RUN makes, by name
        self.login_shells: dict[str, str] = {}

    def copy(self) -> Layers:
        """The same files, to go on from: what is done to the one doesn't happen to the other."""
        twin = Layers(self.floor, self.patience, self.lacks)
        twin._events = dict(self._events)
        twin._names = {path: dict(names) for path, names in self._names.items()}
        twin._murky = dict(self._murky)
        twin._open = dict(self._open)
        twin._order = self._order
        twin._has_links = self._has_links
        twin.answers = dict(self.answers)
        twin.packages = self.packages
        twin.managers = dict(self.managers)
        twin.clones = dict(self.clones)
        twin.releases = dict(self.releases)
        twin.interpreted = dict(self.interpreted)
        twin.login_shells = dict(self.login_shells)
        return twin

    # ------------------------------------------------------------ what instructions do (paths are real paths)
    def put(self, path: str, what: Entry) -> None:
        """A file, link, folder or nothing stands at the path from now on; folders above it are made."""
        if isinstance(what, Link):
            self._has_links = True
        self._add(path, Put(self._next(), what))
        if not isinstance(what, Absent) or what.folder:
            self._make_above(path)

    def make_folder(self, path: str) -> None:
        """A folder is at the path; what is in it already stays."""
        if not self.is_folder(path):
            self.put(path, Absent(path, folder=True))

    def mount(self, path: str, tree: Tree) -> None:
        """The tree's content is copied over what is at the path."""
        self._has_links = True
        self._add(path, Mounted(self._next(), tree))
        self._make_above(path)

    def set_mode(self, path: str, executable: bool | None, *, only_adds: bool = False) -> None:
        """The file, or all files in the folder, are executable from now on (or not, or perhaps)."""
        self._add(path, Mode(self._next(), executable, only_adds))

    def muddy(self, path: str, why: Unknown) -> None:
        """From now on there may be more at and below the path than is known. What is known to be there stays."""
        self._murky[path] = (self._next(), why)
        if not isinstance(why, (Packaged, Volume)):
            self._open[path] = self._order

    # ------------------------------------------------------------ what is there
    def entry(self, path: str) -> Entry:
        """What is at a real path (the path itself may be a link); a folder is `Absent` with `folder`."""
        known = self._entries.get(path)
        if known is not None:
            return known
        events = self._newest_first(path)
        if not self.patience.enter(1 + len(events)):
            return TOO_MUCH
        try:
            found = self._entry(path, events)
        finally:
            self.patience.leave()
        if found is not TOO_MUCH:  # asked by itself, it may be told
            self._entries[path] = found
        return found

    def _entry(self, path: str, events: list[tuple[Event, str]]) -> Entry:
        modes: list[Mode] = []
        for event, where in events:
            found: Entry | None = None
            if isinstance(event, Mode):
                modes.append(event)
            elif isinstance(event, Mounted):
                found = event.tree.entry(path[len(where) :].lstrip("/"), path)
            elif where == path:
                if isinstance(event.what, Absent) and not event.what.folder:
                    return self._doubt_since(path, event.order) or event.what
                found = event.what
            elif isinstance(event.what, Absent) and not event.what.folder:
                return self._doubt_since(path, event.order) or Absent(path)
            elif isinstance(event.what, Unknown):
                return event.what
            if found is not None:
                return with_modes(found, modes) if isinstance(found, File) and modes else found
        if path == "/" or (self.floor is not None and path in STANDARD_FOLDERS):
            return Absent(path, folder=True)
        if self.floor is not None and path in STANDARD_FILES and base_name(path) not in self.lacks:
            return File(path, None, executable=False, said=None)
        floor = None if base_name(path) in self.lacks else self.floor
        return self._doubt_since(path, -1) or floor or Absent(path)

    def is_folder(self, path: str) -> bool:
        """Whether a folder is known to be at a real path."""
        found = self.entry(path)
        return isinstance(found, Absent) and found.folder

    def is_doubted(self, path: str) -> bool:
        """Whether a step may have put something else at just this path."""
        events = self._events.get(path, ())
        return bool(events) and isinstance(events[-1], Put) and isinstance(events[-1].what, Unknown)

    def doubt(self, path: str) -> Unknown | None:
        """Why there may be more in a folder than `names` tells; None if there can't."""
        for event, where in self._newest_first(path):
            if isinstance(event, Put):
                if isinstance(event.what, Unknown):
                    return event.what
                if isinstance(event.what, Absent) and (not event.what.folder) and path.startswith(where):
                    return self._doubt_since(path, event.order)
        return self._doubt_since(path, -1) or self.floor

    def is_brought(self, path: str) -> bool:
        """Whether a COPY brought the file or folder at a real path, and no link was there before: RUNs write through those."""
        found = self.entry(path)
        if isinstance(found, File):
            return found.from_context
        return path not in STANDARD_FOLDERS and any(
            isinstance(event, Mounted) and has_folder(event.tree, path[len(where) :].lstrip("/"))
            for event, where in self._newest_first(path)
        )

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a folder that are known, sorted."""
        return tuple(name for name, found in self._listed(path)[0] if self._is_something(found))

    def names_if_told(self, path: str) -> tuple[str, ...] | None:
        """The same; None where too much was asked already."""
        listed, whole = self._listed(path)
        return tuple(name for name, found in listed if self._is_something(found)) if whole else None

    def all_names(self, path: str, *, as_brought: bool = False) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None where there may be more: by a step that is not known, or after too many questions.

        `as_brought`: it is taken that such steps put nothing into a folder that only a later one brought.
        """
        below = path.rstrip("/") + "/"
        brought = self._brought(path) if as_brought else 0
        if self.is_open(path, brought) or any(one.startswith(below) for one in self._open):
            return None
        listed, whole = self._listed(path)
        if not whole or any(isinstance(found, Unknown) for _, found in listed):
            return None
        return tuple(name for name, found in listed if self._is_something(found))

    def _brought(self, path: str) -> int:
        """When a step brought the folder: by itself, or with one above. 0 where a step found it there: what chmod is done to."""
        said = [
            (event.order, isinstance(event, Mode))
            for event, where in self._newest_first(path)
            if where == path or (isinstance(event, Mounted) and has_folder(event.tree, path[len(where) :].lstrip("/")))
        ]
        order, was_there = min(said, default=(0, True))
        return 0 if was_there else order

    def _listed(self, path: str) -> tuple[list[tuple[str, Entry]], bool]:
        """What steps say of a folder's content, by name, and whether that is all: not where too much was asked already."""
        events = self._newest_first(path)
        if not self.patience.enter(1 + len(events)):
            return [], False
        try:
            return self._each(path, events)
        finally:
            self.patience.leave()

    def _each(self, path: str, events: list[tuple[Event, str]]) -> tuple[list[tuple[str, Entry]], bool]:
        names = dict(self._names.get(path, {}))
        whole = True
        for event, where in events:
            if isinstance(event, Mounted):
                inside = event.tree.names(path[len(where) :].lstrip("/"))
                names.update(dict.fromkeys(inside or ()))
                whole = whole and inside is not None
            elif isinstance(event, Put) and isinstance(event.what, Absent) and not event.what.folder:
                break
        prefix = path if path.endswith("/") else path + "/"
        return [(name, self.entry(prefix + name)) for name in sorted(names)], whole

    def folders_with(self, name: str) -> tuple[str, ...]:
        """The folders that steps put something of this name into by name, sorted."""
        return tuple(sorted(folder for folder, names in self._names.items() if name in names))

    def may_hold(self, path: str, *, is_script: bool) -> bool:
        """Whether something that isn't known may be at a path; not for a script of the user's own where it is packages."""
        real = self.real(path) or path
        found = self.entry(real)
        if isinstance(self.entry(self.real(path, last=False) or path), Link):
            return True
        if not isinstance(found, Unknown):
            return isinstance(found, (File, Link))
        if not is_script or self.is_doubted(real) or base_name(path) in getattr(self.floor, "starts", ()):
            return True
        if self.floor is not None and not isinstance(self.floor, Unlisted):
            return True
        return self.is_open(real)

    def is_open(self, path: str, since: int = 0) -> bool:
        """Whether a step that isn't known, but for package managers, may have put something at or below the path."""
        while self._open.get(path, 0) <= since:
            if path == "/":
                return False
            path = folder_of(path)
        return True

    def real(self, path: str, *, last: bool = True) -> str | None:
        """The absolute path with links in it followed (that of its last part unless `last` is False).

        None for a loop of links.
        """
        key = path, last
        if key in self._reals:
            return self._reals[key]
        found, whole = self._real(path, last=last)
        if whole:
            self._reals[key] = found
        return found

    def _real(self, path: str, *, last: bool) -> tuple[str | None, bool]:
        """The path, and whether all that was asked for it was told."""
        done: list[str] = []
        todo = path.split("/")[::-1]
        links = 0
        whole = True
        while todo:
            part = todo.pop()
            if part == "..":
                done[-1:] = []
            elif part not in ("", "."):
                done.append(part)
                if self._has_links and (todo or last):
                    found = self.entry("/" + "/".join(done))
                    whole = whole and found is not TOO_MUCH
                    if isinstance(found, Link):
                        links += 1
                        if links > MAX_LINKS:
                            return None, whole
                        done = [] if found.target.startswith("/") else done[:-1]
                        todo.extend(found.target.split("/")[::-1])
        return "/" + "/".join(done), whole

    # ------------------------------------------------------------ inner workings
    def _next(self) -> int:
        self._order += 1
        self._entries.clear()
        self._reals.clear()
        return self._order

    def _add(self, path: str, event: Event) -> None:
        before = self._events.get(path, ())
        if isinstance(event, Put) and isinstance(event.what, (File, Link)):
            before = ()  # what a file or a link replaces can never be asked for again
        elif before and _says_the_same(before[-1], event):
            before = before[:-1]
        self._events[path] = (*before, event)

    def _make_above(self, path: str) -> None:
        while path != "/":
            above, name = folder_of(path), base_name(path)
            siblings = self._names.setdefault(above, {})
            if name in siblings and self.is_folder(above):
                return
            siblings[name] = None
            if above != "/" and not self.is_folder(above):
                self._add(above, Put(self._next(), Absent(above, folder=True)))
            path = above

    def _newest_first(self, path: str) -> list[tuple[Event, str]]:
        found: list[tuple[Event, str]] = []
        where = path
        while True:
            found.extend((event, where) for event in self._events.get(where, ()))
            if where == "/":
                break
            where = folder_of(where)
        found.sort(key=lambda pair: -pair[0].order)
        return found

    def _doubt_since(self, path: str, order: int) -> Unknown | None:
        """The newest reason, later than `order`, why something may be at the path."""
        best: tuple[int, Unknown | None] = (order, None)
        where = path
        while True:
            murk = self._murky.get(where)
            if murk is not None and murk[0] > best[0]:
                best = murk
            if where == "/":
                return best[1]
            where = folder_of(where)

    @staticmethod
    def _is_something(found: Entry) -> bool:
        return not isinstance(found, (Absent, Unknown)) or (isinstance(found, Absent) and found.folder)


def _says_the_same(one: Event, other: Event) -> bool:
    """Whether a mode is set twice: what was done to the folders in between doesn't matter any more."""
    if not isinstance(one, Mode) or not isinstance(other, Mode):
        return False
    return replace(one, order=other.order) == other
