"""The one door to PyYAML: a text as nodes with their places, or why it is no YAML. Whatever the text is, it is read in bounded steps.

Only PyYAML's events are used: nodes are put together here, on a stack of our own. What Docker Compose and Kubernetes refuse
(a key that stands twice, a key that is no text) is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

from stoplint.lazy_dataclass import dataclass
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode
from stoplint.syntax.manifest.scalars import BREAKS, offsets
from stoplint.syntax.opaque import Opaque
from stoplint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.syntax.manifest.nodes import Node

MAX_TEXT = 5_000_000
MAX_DEPTH = 100
MAX_NODES = 200_000  # what is merged in counts, too
MAX_DOCUMENTS = 2_000
MAX_HANDLES = 20  # libyaml compares each with all before it

_Keys = dict[str, "tuple[ScalarNode, Node] | None"]  # None: its value isn't there yet, or is merged
# YAML 1.1, section 4.1: what may stand in a text at all
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TWICE_MARKED = re.compile("\ufeff(?=\ufeff)")
_HANDLE = re.compile(rf"(?:\A|[{BREAKS}])%TAG")
_PROPERTY = re.compile(
    rf"(?:&[^\s,\[\]{{}}]+|!<[^>\s]*>|![^\s,\[\]{{}}]*)(?:[ \t{BREAKS}]|(?<=[ \t{BREAKS}])#[^{BREAKS}]*)*"
)
_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset({"str", "bool", "int", "float", "timestamp", "null", "binary", "seq", "map", "merge"})
# docs.docker.com/reference/compose-file/merge, "Reset value" and "Replace value"
_OF_COMPOSE = frozenset({"!reset", "!override"})
# what libyaml and PyYAML say, in words for whoever wrote the file
_WORDS = {
    "cannot start any token": "no value without quotes begins with {}",
    "mapping values are not allowed": "a `:` stands where no key can be",
    "found unexpected end of stream": "the quote is never closed",
    "expected <block end>": "it fits neither the indentation above it nor the list or mapping there",
    "did not find expected key": "it fits neither the indentation above it nor the list or mapping there",
    "did not find expected '-' indicator": "it fits neither the indentation above it nor the list there",
    "could not find expected ':'": "a key has no `:` behind it",
    "expected ',' or": "the list or mapping in brackets is never closed, or lacks a comma",
    "unknown escape character": "no text in double quotes has this escape",
    "undefined tag handle": "the tag's handle is defined nowhere",
}


@dataclass(frozen=True)
class Documents:
    """The documents of a file (None: an empty one), up to where it can't be read; `opaque` says where that is, and why.

    `shared` are the places of what aliases and merge keys take over: a change of it is one elsewhere, too.
    """

    documents: tuple[Node | None, ...]
    opaque: Opaque | None = None
    shared: tuple[Span, ...] = ()

    def is_shared(self, span: Span) -> bool:
        """Whether a place is in what stands elsewhere, too, by an alias."""
        at = bisect_right(self._shared, (span.start, float("inf"))) - 1
        return at >= 0 and span.end <= self._shared[at][1]

    @cached_property
    def _shared(self) -> list[tuple[int, float]]:
        """The outermost ones, in order."""
        found: list[tuple[int, float]] = []
        for start, end in sorted((each.start, -each.end) for each in self.shared):
            if not found or -end > found[-1][1]:
                found.append((start, -end))
        return found


class _NoYamlError(Exception):
    def __init__(self, start: int, end: int, why: str) -> None:
        super().__init__(why)
        self.start, self.end, self.why = start, end, why


def read(source: Source) -> Documents:
    """The documents of a YAML text."""
    reading = _Reading(source)
    opaque = None
    try:
        _look_over(source.text)
        for event in _events(source.text, reading.base):
            reading.take(event)
    except _NoYamlError as fault:
        opaque = Opaque(source.span(fault.start, fault.end), fault.why)
    return Documents(tuple(reading.documents), opaque, tuple(reading.shared.values()))


def _look_over(text: str) -> None:
    """What is told before anything is read."""
    if len(text) > MAX_TEXT:
        raise _NoYamlError(0, 0, f"it has more than {MAX_TEXT:,} characters")
    sign = _UNREADABLE.search(text) or _TWICE_MARKED.match(text)
    if sign is not None:
        is_byte = 0xDC80 <= ord(sign[0]) <= 0xDCFF  # as surrogateescape keeps it
        why = "it has bytes that are no UTF-8" if is_byte else f"no YAML text has the character U+{ord(sign[0]):04X}"
        raise _NoYamlError(sign.start(), sign.end(), why)
    if "%TAG" in text:
        for number, each in enumerate(_HANDLE.finditer(text)):
            if number >= MAX_HANDLES:
                raise _NoYamlError(each.end() - 4, each.end(), f"it has more than {MAX_HANDLES} %TAG directives")


class _Mark(Protocol):
    index: int  # in characters


class _Event(Protocol):
    """An event of PyYAML, whichever: each kind has some of these, and those of a reader have marks."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None


def _events(text: str, base: int) -> Iterator[_Event]:
    import yaml  # noqa: PLC0415 - most runs read no manifest

    try:
        # the one in C, where it was built, is ten times as fast
        yield from cast("Iterator[_Event]", yaml.parse(text[base:], getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or ""
        mark = error.problem_mark or error.context_mark
        if "end of stream" in problem and error.context_mark is not None:
            mark = error.context_mark
        at = min(mark.index + base, len(text)) if mark is not None else len(text)
        raise _NoYamlError(at, min(at + 1, len(text)), _why(problem, text[at : at + 1])) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # escapes of no character, for one
        raise _NoYamlError(0, 0, f"it is no YAML: {error}") from None


def _why(problem: str, sign: str) -> str:
    if sign == "\t":
        return "a tab stands where YAML wants spaces"
    for said, words in _WORDS.items():
        if said in problem:
            return words.format(f"`{sign}`" if sign != "`" else "a backtick")
    return f"it is no YAML: {problem}"


class _Frame:
    """A collection that is not closed yet. `start` is where it begins with its anchor and tag, `bracket` where its bracket stands (-1: none)."""

    __slots__ = ("anchor", "bracket", "end", "first", "items", "key", "keys", "merged", "start", "tag")

    def __init__(self, anchor: str | None, tag: str, start: int, bracket: int, keys: _Keys | None) -> None:
        self.anchor, self.tag, self.start, self.bracket = anchor, tag, start, bracket
        self.first, self.end = -1, -1  # of what is in it
        self.items: list[Node] = []
        self.keys = keys  # of a mapping
        self.key: ScalarNode | None = None  # the one whose value comes next
        self.merged: list[MappingNode] = []


class _Reading:
    """The nodes of a text, put together from its events."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text
        self.base = 1 if source.text.startswith("\ufeff") else 0
        self.documents: list[Node | None] = []
        self.shared: dict[int, Span] = {}
        self.anchors: dict[str, Node | None] = {}  # None: it isn't closed yet
        self.stack: list[_Frame] = []
        self.count = 0

    def take(self, event: _Event) -> None:
        """The next event."""
        name = type(event).__name__
        if name == "ScalarEvent":
            self._scalar(event)
        elif name == "AliasEvent":
            self._alias(event)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, is_mapping=name == "MappingStartEvent")
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._close(event)
        elif name == "DocumentStartEvent":
            if len(self.documents) >= MAX_DOCUMENTS:
                raise self._fault(event, f"it has more than {MAX_DOCUMENTS:,} documents")
            self.anchors = {}

    def _place(self, event: _Event) -> tuple[int, int]:
        return event.start_mark.index + self.base, event.end_mark.index + self.base

    def _fault(self, event: _Event, why: str) -> _NoYamlError:
        return _NoYamlError(*self._place(event), why)

    def _counted(self, event: _Event, number: int = 1) -> None:
        self.count += number
        if self.count > MAX_NODES:
            raise self._fault(event, f"it has more than {MAX_NODES:,} values")

    # ------------------------------------------------------------ nodes
    def _scalar(self, event: _Event) -> None:
        self._counted(event)
        outer, end = self._place(event)
        is_nothing = outer == end and not self.stack
        if outer == end and self.stack and self.stack[-1].end >= 0:
            # behind the `:` (of `? key` without a value, behind the key): libyaml has it where the next token is
            before = self.stack[-1].end
            outer = end = before + len(self.text[before:end].rstrip())
        start = self._behind_properties(event, outer, end)
        style, value = event.style or "", event.value
        places = offsets(self.text, start, end, style, value)
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip(f" \t{BREAKS}"))
        span = Span(self.source, start, end)
        tag, is_text = self._tag(event)
        node = ScalarNode(span, Source(self.source.path, value, span, places), not style and not is_text, tag)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self._put(None if is_nothing else node, outer, end)

    def _alias(self, event: _Event) -> None:
        self._counted(event)
        name = event.anchor or ""
        node = self.anchors.get(name)
        if node is None:
            inside = name in self.anchors
            why = f"`*{name}` stands inside of what it names" if inside else f"no `&{name}` stands before `*{name}`"
            raise self._fault(event, why)
        self.shared.setdefault(id(node), node.span)
        self._put(node, *self._place(event))

    def _open(self, event: _Event, *, is_mapping: bool) -> None:
        self._counted(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self._fault(event, f"its values are nested more than {MAX_DEPTH} deep")
        if self.stack and self.stack[-1].keys is not None and self.stack[-1].key is None:
            raise self._no_key(event)
        start, end = self._place(event)
        behind = self._behind_properties(event, start, end)
        has_bracket = event.flow_style and self.text[behind : behind + 1] == ("{" if is_mapping else "[")
        tag, _ = self._tag(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Frame(event.anchor, tag, start, behind if has_bracket else -1, {} if is_mapping else None))

    def _close(self, event: _Event) -> None:
        frame = self.stack.pop()
        if frame.bracket >= 0:
            span = Span(self.source, frame.bracket, event.end_mark.index + self.base)
        else:
            span = Span(self.source, frame.first, frame.end)
        node: Node
        if frame.keys is None:
            node = SequenceNode(span, tuple(frame.items), frame.tag)
        else:
            own = sum(each is not None for each in frame.keys.values())
            self._merge(frame, event)
            entries = tuple(each for each in frame.keys.values() if each is not None)
            node = MappingNode(span, entries, frame.tag, len(entries) - own)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = node
        self._put(node, frame.start, span.end)

    def _put(self, node: Node | None, start: int, end: int) -> None:
        """A node that is whole, where it belongs. [start, end) is its place there: an alias's is another than its node's."""
        if not self.stack:
            self.documents.append(node)
            return
        frame = self.stack[-1]
        frame.first = start if frame.first < 0 else frame.first
        frame.end = end
        if node is None:
            return
        if frame.keys is None:
            frame.items.append(node)
        elif frame.key is not None:
            if _is_merge(frame.key):
                frame.merged += _mergeable(node, start, end)
            else:
                frame.keys[frame.key.value] = (frame.key, node)
            frame.key = None
        elif isinstance(node, ScalarNode):
            self._key(frame, node, start, end)
        else:
            raise _NoYamlError(start, end, "a list or a mapping is no key")

    # ------------------------------------------------------------ keys
    def _key(self, frame: _Frame, key: ScalarNode, start: int, end: int) -> None:
        name = key.value
        if frame.keys is not None and name in frame.keys:
            found = frame.keys[name]
            line = f" (first in line {found[0].span.line})" if found is not None else ""
            raise _NoYamlError(start, end, f"the key `{_shown(name)}` stands twice in one mapping{line}")
        if frame.keys is not None:
            frame.keys[name] = None
        frame.key = key

    def _no_key(self, event: _Event) -> _NoYamlError:
        start, _ = self._place(event)
        for at in (start - 1, start):
            if self.text[at : at + 2] == "{{":
                return _NoYamlError(at, at + 2, "`{{` begins a placeholder of a template")
        return self._fault(event, "a list or a mapping is no key")

    def _merge(self, frame: _Frame, event: _Event) -> None:
        """The keys of other mappings behind the own ones: the first mapping goes over the next. yaml.org/type/merge.html"""
        for other in frame.merged:
            self._counted(event, len(other.entries) + 1)
            for key, value in other.entries:
                if frame.keys is not None and key.value not in frame.keys:
                    frame.keys[key.value] = (key, value)

    # ------------------------------------------------------------ anchors and tags
    def _behind_properties(self, event: _Event, start: int, end: int) -> int:
        """Where a value begins behind its anchor and its tag."""
        if event.anchor is None and event.tag is None:
            return start
        for _ in range(2):
            found = _PROPERTY.match(self.text, start, end) if start < end else None
            start = found.end() if found is not None else start
        return start

    def _tag(self, event: _Event) -> tuple[str, bool]:
        """The tag as it is kept, and whether it says that the value is a text."""
        tag = event.tag
        if tag is None:
            return "", False
        if tag == "!" or tag in _OF_COMPOSE:
            return tag, tag == "!"
        short = tag.removeprefix(_CORE)
        if short == tag or short not in _TAGS:
            raise _NoYamlError(*self._place(event), f"neither Compose nor Kubernetes knows the tag {_shown(tag)}")
        return f"!!{short}", short == "str"


def _mergeable(node: Node, start: int, end: int) -> list[MappingNode]:
    found = node.items if isinstance(node, SequenceNode) else (node,)
    if not all(isinstance(each, MappingNode) for each in found):
        raise _NoYamlError(start, end, "`<<` takes a mapping, or a list of mappings")
    return [each for each in found if isinstance(each, MappingNode)]


def _is_merge(key: ScalarNode) -> bool:
    return key.plain and key.value == "<<" and key.tag in ("", "!!merge")


def _shown(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
