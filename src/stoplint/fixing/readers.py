"""The second readers: what did not make an edit must see the intended change and no other.

The one door to `bashlex`, and one of two to `dockerfile-parse` and PyYAML. The others are `stoplint.syntax.dockerfile`, which
feeds the first a plain form of the file (here it reads the file itself), and `stoplint.syntax.manifest.yaml`, which takes
the second's events (here it composes the documents itself).
"""

from __future__ import annotations

import io
import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from stoplint.fixing.difference import changed_ranges
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.fixing.applying import Changes

Line = tuple[int, int]
# bashlex needs seconds for more.
MAX_TEXT = 100_000


def why_misread(old: Changes, new: Changes) -> str:
    """Which second reader sees something else than was meant, as the rest of a sentence; "" if none does."""
    for key, text in new.texts.items():
        before = old.texts.get(key, new.olds[key])
        if before == text:
            continue
        reader, why = _misread_by(new.paths[key], before, text)
        if why:
            return f"{reader}, the second reader, {why} in {new.paths[key]}"
    return ""


def _misread_by(path: str, before: str, after: str) -> tuple[str, str]:
    if path.lower().endswith((".yml", ".yaml")):
        return _manifest_misread_by(before, after)
    if is_dockerfile(after):
        return "dockerfile-parse", _why_not_dockerfile(before, after)
    return "bashlex", _why_not_script(before, after)


def is_dockerfile(text: str) -> bool:
    """Whether the text is a Dockerfile rather than a script."""
    return not text.startswith("#!") and any(each.name == "FROM" for each in read(Source("", text)).instructions)


# ---------------------------------------------------------------- Dockerfiles
def _why_not_dockerfile(before: str, after: str) -> str:
    try:
        one, other = _instructions(before), _instructions(after)
    except Exception:  # noqa: BLE001 - a reader that fails on the original has nothing to say about the change
        return ""
    old, new = [_plain(each) for each in one], [_plain(each) for each in other]
    for start, end, new_start, new_end in changed_ranges(old, new):
        names = [name for name, _ in old[start:end]]
        new_names = [name for name, _ in new[new_start:new_end]]
        if [each for each in new_names if each not in ("STOPSIGNAL", "COMMENT")] != [
            each for each in names if each not in ("STOPSIGNAL", "COMMENT")
        ]:
            return f"sees {' and '.join(new_names) or 'nothing'} instead of {' and '.join(names) or 'nothing'}"
        for name, value in new[new_start:new_end]:
            if name in ("CMD", "ENTRYPOINT") and not _is_array(value) and value.startswith("["):
                return f"sees no JSON array behind {name}"
    return ""


def _instructions(text: str) -> list[dict[str, Any]]:
    from dockerfile_parse import DockerfileParser  # noqa: PLC0415 - only files that change are read twice

    data = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()
    structure: list[dict[str, Any]] = DockerfileParser(fileobj=io.BytesIO(data)).structure
    return structure


def _plain(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["instruction"].upper(), " ".join(entry["value"].split())


def _is_array(value: str) -> bool:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


# ---------------------------------------------------------------- manifests
def _manifest_misread_by(before: str, after: str) -> tuple[str, str]:
    """Which reader sees what: only values on changed lines may be others, no key may go, and nothing changes elsewhere, too."""
    before, after = before.removeprefix("\ufeff"), after.removeprefix("\ufeff")
    old = _values(before)
    if old is None:
        return "PyYAML", ""
    new = _values(after)
    if new is None:
        return "PyYAML", "can't read it any more"
    documents = {path for path in old if len(path) == 1}
    if documents != {path for path in new if len(path) == 1}:
        return "PyYAML", "sees another number of documents"
    removed, added = _differences(before, after)
    for path, one in old.items():
        other = new.get(path)
        if other is None and (not isinstance(path[-1], int) or not _is_in(one, removed)):
            return "PyYAML", f"sees no `{_shown(path)}` any more"
    elsewhere = {each.first for each in new.values() if each.first is not None}
    for path, other in new.items():
        before_it = old.get(path)
        if before_it is not None and before_it.said == other.said:
            continue
        if not _is_in(other, added) or not (before_it is None or _is_in(before_it, removed)):
            return "PyYAML", f"sees another `{_shown(path)}` than before"
        if any(path[:length] in elsewhere for length in range(len(path) + 1)):
            return "PyYAML", f"sees another `{_shown(path)}` elsewhere, too"
        if before_it is not None and "\n" in before_it.value and other.value:  # a script, or a Dockerfile
            reader, why = _misread_by("", before_it.value, other.value)
            if why:
                return reader, why
    return "PyYAML", ""


_Path = tuple[Union[int, str], ...]


class _Seen(NamedTuple):
    """A node, at [start, end) of its text. `first` is the path of the node that an alias stands for."""

    kind: str
    tag: str
    value: str
    start: int
    end: int
    first: _Path | None = None

    @property
    def said(self) -> tuple[object, ...]:
        return self.kind, self.tag, self.value, self.first


def _values(text: str) -> dict[_Path, _Seen] | None:
    """All nodes by their paths (the number of the document first), each once; None if the text can't be read."""
    import yaml  # noqa: PLC0415 - few fixes are of manifests

    from stoplint.syntax.manifest import yaml as manifest  # noqa: PLC0415 - likewise

    # PyYAML goes down by calls, and has no limits: the first reader's hold
    if manifest.read(Source("", text)).opaque is not None:
        return None
    try:
        documents = list(yaml.compose_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError:  # an anchor that stands twice, for one
        return None
    found: dict[_Path, _Seen] = {}
    places: dict[int, _Path] = {}
    todo: list[tuple[_Path, yaml.Node]] = []
    todo += [((at,), each) for at, each in enumerate(documents)][::-1]
    while todo:
        path, node = todo.pop()
        start, end = (mark.index if mark is not None else 0 for mark in (node.start_mark, node.end_mark))
        first = places.setdefault(id(node), path)
        if first != path:
            found[path] = _Seen("alias", "", "", start, end, first)
        elif isinstance(node, yaml.MappingNode):
            found[path] = _Seen("mapping", node.tag, "", start, end)
            todo += [((*path, key.value), value) for key, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            found[path] = _Seen("sequence", node.tag, "", start, end)
            todo += [((*path, at), each) for at, each in enumerate(node.value)][::-1]
        else:
            found[path] = _Seen("scalar", node.tag, node.value, start, end)
    return found


def _is_in(node: _Seen, ranges: list[Line]) -> bool:
    """Whether a node stands on one of the lines, or around a place where lines were put in. No edit makes an alias, or another of one."""
    around = any(node.start <= begin <= node.end for begin, stop in ranges if begin == stop)
    around = around or any(begin <= node.start == node.end <= stop for begin, stop in ranges)
    return node.first is None and (around or _touches(node.start, node.end, ranges))


def _shown(path: _Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path[1:]).removeprefix(".")


# ---------------------------------------------------------------- scripts
def _why_not_script(before: str, after: str) -> str:
    if len(after) > MAX_TEXT:
        return f"reads no text of more than {MAX_TEXT:,} characters, and can't tell"
    old = _commands(before)
    if old is None:
        return ""
    new = _commands(after)
    if new is None:
        return "can't read it any more"
    removed, added = _differences(before, after)
    kept = [each for start, end, each in old if not _touches(start, end, removed)]
    stay = [each for start, end, each in new if not _touches(start, end, added)]
    if kept != stay:
        lost, other = next(pair for pair in zip_longest(kept, stay) if pair[0] != pair[1])
        other = lost if other is None else other
        return f"sees another command than before: `{' '.join(other)}`"
    return ""


def _commands(text: str) -> list[tuple[int, int, tuple[str, ...]]] | None:
    """Start, end and words of each simple command, in order; None if bashlex can't read the text."""
    import bashlex  # noqa: PLC0415 - takes 100 ms, and is only needed where a script changes

    # of the same length, so that places stay; behind a backslash it is the end of the line that is quoted
    plain = text.replace("\\\r\n", " \\\n").replace("\r\n", " \n")
    if plain.startswith("\ufeff"):
        plain = " " + plain[1:]
    try:
        trees = bashlex.parse(plain)
    except Exception:  # noqa: BLE001 - a reader that fails on the original has nothing to say about the change
        return None
    found: list[tuple[int, int, tuple[str, ...]]] = []
    todo = list(trees)
    while todo:
        node = todo.pop()
        if node.kind == "command":
            words = tuple(part.word for part in node.parts if part.kind in ("word", "assignment"))
            found.append((*node.pos, words))
        for name in ("parts", "list", "command"):
            inner = getattr(node, name, None)
            todo.extend(inner if isinstance(inner, list) else [inner] if inner is not None else [])
        body = getattr(node, "body", None)
        if body is not None:
            todo.append(body)
    return sorted(set(found))


def _differences(before: str, after: str) -> tuple[list[Line], list[Line]]:
    """The ranges of lines that differ, as character ranges of both texts (line ends by themselves don't count)."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    old_at, new_at = _offsets(old), _offsets(new)
    removed, added = [], []
    for a, b, c, d in changed_ranges([x.rstrip("\r\n") for x in old], [x.rstrip("\r\n") for x in new]):
        removed.append((old_at[a], old_at[b]))
        added.append((new_at[c], new_at[d]))
    return removed, added


def _offsets(lines: list[str]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


def _touches(start: int, end: int, ranges: list[Line]) -> bool:
    return any(start < stop and begin < end for begin, stop in ranges)
