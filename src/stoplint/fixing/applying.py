"""Edits on texts: a fix whole or not at all. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint.finding import Edit
from stoplint.lazy_dataclass import dataclass, field
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.finding import Fix
    from stoplint.model.image.context import Context, Kind


@dataclass(frozen=True)
class Changes:
    """Files as they would be: `texts` by key (see `fixing.fix_all`), and the keys of those made executable.

    `olds` are the texts that were there, `paths` the names that people see.
    """

    key: Callable[[str], str] = str
    texts: dict[str, str] = field(default_factory=dict)
    executable: frozenset[str] = frozenset()
    olds: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def source(self, source: Source) -> Source:
        """The same file with its new text."""
        text = self.texts.get(self.key(source.path))
        return source if text is None else Source(source.path, text)

    @property
    def changed(self) -> tuple[str, ...]:
        """Keys of the files whose text or mode is another one, in order."""
        texts = {key for key, text in self.texts.items() if text != self.olds[key]}
        return tuple(sorted(texts | self.executable))


class Overlaid:
    """A build context with changed files in it."""

    def __init__(self, inner: Context, changes: Changes) -> None:
        self._inner = inner
        self._changes = changes
        self._sources: dict[str, Source] = {}

    def read(self, path: str) -> Source | None:
        """As `Context.read`."""
        source = self._inner.read(path)
        if source is None:
            return None
        return self._sources.setdefault(source.path, self._changes.source(source))

    def unread(self, path: str) -> str | None:
        """As `Context.unread`."""
        return self._inner.unread(path)

    def is_script(self, path: str) -> bool:
        """As `Context.is_script`."""
        return self._inner.is_script(path)

    def children(self, path: str) -> tuple[str, ...] | None:
        """As `Context.children`."""
        return self._inner.children(path)

    def kind(self, path: str) -> Kind | None:
        """As `Context.kind`."""
        return self._inner.kind(path)

    def executable(self, path: str) -> bool:
        """As `Context.executable`."""
        if self._inner.executable(path):
            return True
        source = self._inner.read(path) if self._changes.executable else None
        return source is not None and self._changes.key(source.path) in self._changes.executable

    def link(self, path: str) -> str | None:
        """As `Context.link`."""
        return self._inner.link(path)


def why_unfit(fix: Fix, changes: Changes) -> str:
    """Why the fix can't be applied to the files as they are now, "" if it can."""
    spans = []
    for edit in fix.edits:
        if not isinstance(edit, Edit):
            continue
        source = edit.span.source
        if source.host is not None or source.is_nowhere:
            return f"{source.path} is no file that could be edited"
        key = changes.key(source.path)
        if key in changes.texts and changes.texts[key] != source.text:
            return f"{source.path} is another text by now"
        if not 0 <= edit.span.start <= edit.span.end <= len(source.text):
            return f"{source.path} has no such place"
        spans.append((key, edit.span.start, edit.span.end))
    spans.sort()
    if any(one[0] == two[0] and two[1] < one[2] for one, two in pairwise(spans)):
        return "its own edits overlap"
    return "" if fix.edits else "it has no edits"


def clashes(one: Fix, other: Fix, key: Callable[[str], str]) -> bool:
    """Whether two fixes touch the same text (or meet at one place): then the second one waits for the next round."""
    for path, start, end in _ranges(one, key):
        for other_path, other_start, other_end in _ranges(other, key):
            if path == other_path and start <= other_end and other_start <= end:
                return True
    return False


def _ranges(fix: Fix, key: Callable[[str], str]) -> Iterator[tuple[str, int, int]]:
    for edit in fix.edits:
        if isinstance(edit, Edit):
            yield key(edit.span.source.path), edit.span.start, edit.span.end


def applied(changes: Changes, fixes: Sequence[Fix]) -> Changes:
    """The files with the fixes made. They must fit and not clash."""
    texts, olds, paths = dict(changes.texts), dict(changes.olds), dict(changes.paths)
    executable = set(changes.executable)
    by_key: dict[str, list[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            path = edit.span.source.path if isinstance(edit, Edit) else edit.path
            key = changes.key(path)
            paths.setdefault(key, path)
            if isinstance(edit, Edit):
                by_key.setdefault(key, []).append(edit)
            else:
                executable.add(key)
    for key, edits in by_key.items():
        text = edits[0].span.source.text
        olds.setdefault(key, text)
        # at one place, what comes first in the fix comes first in the text
        for _, edit in sorted(
            enumerate(edits), key=lambda pair: (pair[1].span.start, pair[1].span.end, pair[0]), reverse=True
        ):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        texts[key] = text
    return Changes(changes.key, texts, frozenset(executable), olds, paths)
