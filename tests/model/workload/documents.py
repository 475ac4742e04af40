"""Manifests in tests, made into nodes the short way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.syntax.manifest.nodes import Node


def documents(text: str, path: str = "app.yaml") -> list[Node | None]:
    """The documents of a text."""
    source = Source(path, text)
    made: dict[int, Node] = {}

    def node(of: yaml.Node) -> Node:
        if id(of) not in made:
            made[id(of)] = _made(of)
        return made[id(of)]

    def _made(of: yaml.Node) -> Node:
        span = source.span(of.start_mark.index, of.end_mark.index)
        if isinstance(of, yaml.SequenceNode):
            return SequenceNode(span, tuple(node(each) for each in of.value))
        if isinstance(of, yaml.MappingNode):
            pairs = [(node(key), node(value)) for key, value in of.value]
            return MappingNode(span, tuple((key, value) for key, value in pairs if isinstance(key, ScalarNode)))
        return ScalarNode(span, span.holding(of.value), not of.style)

    return [node(each) if each is not None else None for each in yaml.compose_all(text, yaml.CSafeLoader)]
