"""YAML as nodes with their places: what Compose and Kubernetes files are made of.

Aliases (`*x`) stand for the very node that their anchor names, so that a node may be reached in many ways: whoever walks
all of a document needs a bound. `tag` is one that stands in the file (`!reset`). Merge keys (`<<`) are resolved: the keys of a mapping are its own, then those merged in.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Union

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.text import Source, Span


@dataclass(frozen=True, eq=False)
class ScalarNode:
    """A single value. `span` is what stands in the file, quotes and a block's `|` included.

    `text` is the value as a text inside the file, each character at the place where it is written (where that can be told).
    `plain`: without quotes, and no block: it may be a number, a boolean or nothing at all. `tag` is what says its kind
    (`!reset`, `!!str`); "" where nothing does.
    """

    span: Span
    text: Source
    plain: bool
    tag: str = ""

    @property
    def value(self) -> str:
        return self.text.text

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's nothing: an empty value, `~` or `null` (YAML 1.2 core schema)."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, eq=False)
class SequenceNode:
    """A list. `span` is what stands in the file, from the first item (or bracket) to the last."""

    span: Span
    items: tuple[Node, ...]
    tag: str = ""


@dataclass(frozen=True, eq=False)
class MappingNode:
    """Keys with their values, in order. `span` goes from the first key (or brace) to the end of the last value.

    A key stands once: what is merged in (`<<`) does not go over the mapping's own. `merged`: so many of the entries, the last, are.
    """

    span: Span
    entries: tuple[tuple[ScalarNode, Node], ...]
    tag: str = ""
    merged: int = 0

    @cached_property
    def _by_key(self) -> dict[str, tuple[ScalarNode, Node]]:
        return {key.value: (key, value) for key, value in self.entries}

    def get(self, key: str) -> Node | None:
        """The value of a key; None where it has none."""
        found = self._by_key.get(key)
        return found[1] if found is not None else None

    def key(self, key: str) -> ScalarNode | None:
        """The key itself, for its place."""
        found = self._by_key.get(key)
        return found[0] if found is not None else None


Node = Union[ScalarNode, SequenceNode, MappingNode]
