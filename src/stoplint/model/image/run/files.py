"""The image's files as the commands of one RUN see them: relative paths, globs, doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.catalog.build_commands import edits_texts, only_reads
from stoplint.model.fact import Unknown
from stoplint.model.image.globs import walk
from stoplint.model.image.rootfs import ANYHOW, Absent, Changed, File, Link, Packaged, Unseen
from stoplint.model.image.run.packages import MANAGERS
from stoplint.model.image.run.traced_text import EMPTY, at_place, joined, of_source
from stoplint.paths import absolute, base_name
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.image.changes import Entry
    from stoplint.model.image.layers import Layers
    from stoplint.model.image.run.traced_text import Written
    from stoplint.text import Span

# A file that grows beyond this by `>>` is no start script.
MAX_TEXT = 65_536
# How many entries `find` may look at before it is left at "some of them".
MAX_FOUND = 2_000
# Where a base image has programs of its own: a file written there may replace one that was executable.
_PROGRAMS = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/")


@dataclass
class Site:
    """`file` is the Dockerfile, `place` the RUN, `why` the doubt that it leaves. `cwd` is None when not known.

    `doubtful` is above 0 while commands are only done under a condition.
    """

    layers: Layers
    file: Source
    place: Span
    cwd: str | None
    why: Unknown
    doubtful: int = 0

    # ------------------------------------------------------------ names
    def path(self, word: Written | None, *, last: bool = True) -> str | None:
        """The real path that a word names (`last`: a link there is followed); None if that cannot be known."""
        if word is None or not word.known or not word.text or word.text.startswith("~"):
            return None
        if self.cwd is None and not word.text.startswith("/"):
            return None
        return self.real(absolute(word.text, self.cwd or "/"), last=last)

    def file_at(self, word: Written) -> File | None:
        """The file that a word names, if one is known to be there."""
        path = self.path(word)
        found = self.layers.entry(path) if path is not None else None
        return found if isinstance(found, File) else None

    def real(self, path: str, *, last: bool = True) -> str:
        """The path with links followed."""
        return self.layers.real(path, last=last) or path

    def paths(self, words: list[Written], *, last: bool = True) -> list[str]:
        """The real paths that the words name, globs expanded to what is known to be there."""
        return [path for path, _ in self.named(words, last=last)]

    def named(self, words: list[Written], *, last: bool = True) -> list[tuple[str, str]]:
        """The same, each with the name that it was called by: that of a link where one is followed."""
        found: list[tuple[str, str]] = []
        for word in words:
            for one in self.matching(word) if word.globs else [word]:
                if self.path(one) is not None:
                    path = absolute(one.text, self.cwd or "/")
                    found.append((self.real(path, last=last), base_name(path)))
        return found

    def matching(self, word: Written) -> list[Written]:
        """The paths that a glob names, as far as they are known."""
        if self.path(word) is None:
            return []
        inside = walk(
            word.text,
            lambda folder: self.layers.names(self.real(absolute(folder or ".", self.cwd or "/"))),
            hidden=False,
            limit=MAX_FOUND,
        )
        found = inside.paths
        if word.text.endswith("/"):  # of folders only
            found = [path for path in found if self.layers.is_folder(self.real(absolute(path, self.cwd or "/")))]
        return [at_place(path, word.places[0]) for path in found]

    def is_murky(self, word: Written) -> bool:
        """Whether a glob may match more than is known, in the folder before its first sign."""
        folder = re.split(r"[*?[]", word.text)[0].rpartition("/")[0]
        if not folder and not word.text.startswith("/") and self.cwd is None:
            return True
        return self.layers.doubt(self.real(absolute(folder or ".", self.cwd or "/"))) is not None

    def below(self, paths: list[str]) -> list[str]:
        """The files at and below the paths, as far as they are known and not too many."""
        todo = list(paths)
        files: list[str] = []
        seen = 0
        while todo and seen < MAX_FOUND:
            path = todo.pop()
            seen += 1
            entry = self.layers.entry(path)
            if isinstance(entry, Absent) and entry.folder and path not in ("/proc", "/sys"):
                todo.extend(f"{path.rstrip('/')}/{name}" for name in self.layers.names(path))
            elif isinstance(entry, File):
                files.append(path)
        if todo:
            for path in paths:
                self.layers.set_mode(path, None)
        return files

    # ------------------------------------------------------------ texts
    def text_of(self, word: Written | None) -> Written | None:
        """The text of a file, when it is known."""
        path = self.path(word)
        found = self.layers.entry(path) if path is not None else None
        if not isinstance(found, File) or found.source is None:
            return EMPTY if word is not None and word.text == "/dev/null" else None
        written = of_source(found.source, self.file)
        return written if written is not None else at_place(found.source.text, self.place.start)

    def write(self, word: Written | None, text: Written | None, *, append: bool, place: Span | None) -> None:
        """A file gets a text, or (None) one that isn't known."""
        path = self.path(word)
        if path is None:
            self.unread()
            return
        if path.startswith(("/dev/", "/proc/", "/sys/")):
            return
        if text is not None and text.lost:
            text = None
        before = self.layers.entry(path)
        if isinstance(before, Absent) and before.folder:
            return
        changed = ANYHOW
        if append and text is not None:
            changed = self._appended(before, text)
            if isinstance(before, File):
                old = of_source(before.source, self.file) if before.source is not None else None
                if old is None and before.source is not None:
                    whole = Source(self.file.path, before.source.text + text.text, self.place)
                    self.put(path, File(path, whole, before.executable, self.place))
                    return
                text = joined([old, text]) if old is not None and len(old.text) < MAX_TEXT else None
            elif isinstance(before, Unknown) and self.layers.floor is not None and before != self.layers.floor:
                # who appends an interpreter's line begins a file, though a step that isn't known may have put one there
                text = text if text.text.startswith("#!") else None
        executable: bool | None = False
        if isinstance(before, File):
            executable = before.executable
        elif isinstance(before, Unknown) and (path.startswith(_PROGRAMS) or self.layers.is_doubted(path)):
            executable = None
        source = text.source(self.file) if text is not None else None
        self.put(path, File(path, source, executable, place or self.place, changed=changed))

    def _appended(self, before: Entry, text: Written) -> Changed:
        """What is known of a text after something was appended to it."""
        if isinstance(before, (File, Unseen)):
            edits = before.changed.edits
            tail = before.changed.tail
        else:
            edits, tail = (), None
        old = of_source(tail, self.file) if tail is not None else EMPTY
        return Changed(
            None if edits is None else (*edits, text.text),
            joined([old, text]).source(self.file) if old is not None else text.source(self.file),
        )

    def put(self, path: str, what: Entry, *, through: bool = False) -> None:
        """Something is at a path from now on, or perhaps is; `through`: a link there stays and is followed."""
        real = self.real(path, last=through)
        if self.doubtful and not (isinstance(what, Link) and real in ("/bin/sh", "/usr/bin/sh")):
            before = self.layers.entry(real)
            if isinstance(before, Absent) and not before.folder and isinstance(what, Absent):
                return
            self.layers.put(real, Unseen(self.why.why, self.why.span) if isinstance(what, File) else self.why)
            return
        self.layers.put(real, replace_path(what, real))

    # ------------------------------------------------------------ what is not read
    def unread(self) -> None:
        """Anything may have happened."""
        self.layers.muddy("/", self.why)

    def other(self, name: str, rest: list[Written], shell: str | None) -> None:
        """A command that isn't known. `shell` is what /bin/sh becomes by it."""
        if name in MANAGERS:
            self.layers.muddy("/", Packaged(self.why.why, self.why.span))
        else:
            self.unread()
        if shell is not None:
            self.layers.put("/bin/sh", Link(shell, self.place))
        if only_reads(name):
            return
        for one in rest:
            path = self.path(one) if not one.text.startswith("-") else None
            found = self.layers.entry(path) if path is not None else None
            if path is not None and found is not None:
                self.spoil(path, found, edited=edits_texts(name))

    def spoil(
        self, path: str, found: Entry, edit: str | None = None, *, edited: bool = False, lines: Written | None = None
    ) -> None:
        """What is found at a path is changed, and its text is not known from now on.

        `edit`: what it is edited with, and the `lines` that this puts there; `edited`: see `Changed`.
        """
        put = lines.source(self.file) if lines is not None else None
        if isinstance(found, File):
            before = found.changed if found.source is None else Changed((found.source.text,))
            self.layers.put(
                path, File(path, None, found.executable, found.said, changed=before.by(edit, edited=edited, put=put))
            )
        elif isinstance(found, Unknown):
            before = found.changed if isinstance(found, Unseen) else Changed(())
            self.layers.put(path, Unseen(found.why, found.span, before.by(edit, edited=edited, put=put)))


def replace_path(what: Entry, path: str) -> Entry:
    """The same thing at another path."""
    if isinstance(what, File) and what.path != path:
        return replace(what, path=path, changed=ANYHOW)
    return what
