"""The objects of a manifest: what each is called, and what they say about each other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.fact import Fact
from stoplint.model.workload.kubernetes.fields import is_absent
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stoplint.model.fact import Unknown
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.text import Source

# A List may hold Lists, and an alias in it may stand for the list itself.
_DEPTH = 5


def said(parent: MappingNode | None, *path: str) -> str:
    """The text of a field, however it is written; "" where there is none."""
    node: Node | None = parent
    for name in path:
        node = node.get(name) if isinstance(node, MappingNode) else None
    return node.value if isinstance(node, ScalarNode) and not node.is_null else ""


@dataclass(frozen=True, eq=False)
class Object:
    """One object: `group` of its apiVersion without the version, "" for the core (`v1`)."""

    node: MappingNode
    group: str
    kind: str

    @property
    def name(self) -> str:
        return said(self.node, "metadata", "name") or said(self.node, "metadata", "generateName") or "?"

    @property
    def namespace(self) -> str:
        return said(self.node, "metadata", "namespace")


def objects(documents: Sequence[Node | None]) -> Iterator[Object]:
    """The objects of documents, those in Lists, too, each once.

    kubectl takes a `List` for what it holds: kubernetes.io/docs/concepts/overview/kubernetes-api, "Lists" (kind: List).
    """
    seen: set[int] = set()
    todo: list[tuple[Node | None, int]] = [(node, 0) for node in reversed(documents)]
    while todo:
        node, depth = todo.pop()
        if not isinstance(node, MappingNode) or id(node) in seen:
            continue
        seen.add(id(node))
        version, kind = said(node, "apiVersion"), said(node, "kind")
        if not version or not kind:
            continue
        group = version.partition("/")[0] if "/" in version else ""
        if kind.endswith("List") and depth < _DEPTH:
            items = node.get("items")
            found = getattr(items, "items", ()) if not isinstance(items, (MappingNode, ScalarNode)) else ()
            todo += [(item, depth + 1) for item in reversed(found)]
        else:
            yield Object(node, group, kind)


def _texts(node: Node | None) -> dict[str, Source]:
    """The values of a mapping of texts."""
    if not isinstance(node, MappingNode):
        return {}
    return {key.value: value.text for key, value in node.entries if isinstance(value, ScalarNode)}


@dataclass(frozen=True, eq=False)
class ConfigMap:
    """The texts in a ConfigMap by their keys; `binary`: the keys of what is no text."""

    namespace: str
    data: Mapping[str, Source]
    binary: frozenset[str]

    @cached_property
    def facts(self) -> dict[str, Fact[str | Unknown]]:
        """The same as variables."""
        return {name: Fact(text.text, str(text.whole), text.whole) for name, text in self.data.items()}


class Surroundings:
    """What the objects say about each other: the ConfigMaps by name, and whom the Services select.

    Those of the file itself go before those `beside` it: there may be other versions of the whole there.
    """

    def __init__(self, found: Sequence[Object], beside: Sequence[Object] = ()) -> None:
        self._maps: tuple[dict[str, list[ConfigMap]], ...] = ({}, {})
        self._selectors: list[tuple[str, dict[str, str]]] = []
        for number, each in enumerate((*found, *beside)):
            if (each.group, each.kind) == ("", "ConfigMap"):
                binary = frozenset(_texts(each.node.get("binaryData")))
                one = ConfigMap(each.namespace, _texts(each.node.get("data")), binary)
                self._maps[number >= len(found)].setdefault(each.name, []).append(one)
            elif (each.group, each.kind) == ("", "Service"):
                spec = each.node.get("spec")
                selector = _texts(spec.get("selector")) if isinstance(spec, MappingNode) else {}
                if selector:
                    self._selectors.append((each.namespace, {name: text.text for name, text in selector.items()}))

    def config_map(self, name: str, namespace: str) -> ConfigMap | None:
        """The one ConfigMap of this name that a pod in this namespace gets; "" is whatever namespace is chosen when it is applied."""
        for maps in self._maps:
            found = [one for one in maps.get(name, ()) if _same(one.namespace, namespace)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def selects(self, template: MappingNode, namespace: str) -> bool:
        """Whether a Service sends requests to the pods of a template: all that it selects by stands in their labels."""
        metadata = template.get("metadata")
        labels = _texts(metadata.get("labels")) if isinstance(metadata, MappingNode) else {}
        texts = {name: text.text for name, text in labels.items()}
        return any(_same(where, namespace) and selector.items() <= texts.items() for where, selector in self._selectors)


def _same(one: str, other: str) -> bool:
    return one == other or not one or not other


def is_optional(reference: MappingNode) -> bool:
    """Whether a pod starts without what a reference names."""
    return not is_absent(reference.get("optional")) and said(reference, "optional") in ("true", "True", "TRUE")
