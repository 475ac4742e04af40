"""The fields of an object as the API server takes them: by their types.

kubectl makes JSON of YAML as go-yaml v2 reads it, which is YAML 1.1 (kubernetes-sigs/yaml goyaml.v2/resolve.go), and the API
server refuses a value that is not of the field's type: "cannot unmarshal number into Go struct field EnvVar.value of type
string". A null is a field that is not set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from stoplint.model.fact import Fact, Unknown
from stoplint.model.workload.misplaced import Misplaced
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.text import Span

Kind = Literal["string", "number", "boolean", "list", "mapping"]
_BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_NUMBER = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
    r"|\.(?:nan|NaN|NAN)"
)
_WHOLE = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]{1,15}|0[oO]?[0-7]{1,18}|0[bB][01]{1,60}|0|[1-9][0-9]{0,17})")
# What another tool puts a value in for before the API server sees it: envsubst, Helm, Kustomize, Jinja, ERB.
_TEMPLATE = re.compile(r"\$\{|\$\(|\$[A-Za-z_]|\{\{|<%|@\w+@|__\w+__|%\w+%")
MOST_ITEMS = 200_000
_WORDS: dict[Kind, str] = {
    "string": "a string", "number": "a number", "boolean": "a boolean", "list": "a list", "mapping": "a mapping",
}  # fmt: skip


def whole(node: Node | None) -> int | None:
    """A whole number; None for what is none. One with a 0 in front is octal (Go, strconv.ParseInt with base 0)."""
    if not isinstance(node, ScalarNode) or not node.plain:
        return None
    digits = node.value.replace("_", "")
    if not _WHOLE.fullmatch(digits):
        return None
    is_octal = re.fullmatch(r"[-+]?0[0-7]+", digits) is not None
    return int(digits, 8 if is_octal else 0)


def is_absent(node: Node | None) -> bool:
    """Whether a field is not set: it is not there, or null."""
    return node is None or (isinstance(node, ScalarNode) and node.is_null)


def kind_of(node: Node) -> Kind:
    """What JSON calls a value that is not null."""
    if isinstance(node, SequenceNode):
        return "list"
    if isinstance(node, MappingNode):
        return "mapping"
    if not node.plain:
        return "string"
    if node.value in _BOOLEANS:
        return "boolean"
    # a number may have underscores in it, but not in front
    digits = node.value.replace("_", "") if node.value[:1] != "_" else node.value
    return "number" if _NUMBER.fullmatch(digits) else "string"


def fact(value: str, span: Span) -> Fact[str]:
    """A value that the manifest says at a place."""
    return Fact(value, str(span), span)


class Fields:
    """Reads fields by their types, and keeps what the API server refuses. A field that it refuses is taken as one that is not set.

    An alias may stand for a long list a thousand times, so that what is read is bounded.
    """

    def __init__(self) -> None:
        self.refused: list[Misplaced] = []
        self._known: set[Misplaced] = set()
        self._left = MOST_ITEMS

    def affords(self, count: int, place: Span) -> bool:
        """Whether so many more values may be looked at."""
        if count > self._left >= 0:
            self.refuse(place, f"more than {MOST_ITEMS:,} values in lists are not looked at: from here on")
            self._left = -1
        if self._left < 0:
            return False
        self._left -= count
        return True

    def refuse(self, span: Span, why: str) -> None:
        """Keep what is refused, once: an alias stands for the same node again and again."""
        refusal = Misplaced(span, why)
        if refusal not in self._known:
            self._known.add(refusal)
            self.refused.append(refusal)

    def taken(self) -> list[Misplaced]:
        """What was refused since the last time."""
        found, self.refused = self.refused, []
        return found

    def _wrong(self, node: Node, name: str, wanted: str) -> None:
        quotes = (
            ": write it in quotes"
            if wanted.endswith(("string", "strings")) and kind_of(node) in ("number", "boolean")
            else ""
        )
        self.refuse(node.span, f"the API server takes {wanted} for {name}, and this is {_WORDS[kind_of(node)]}{quotes}")

    def mapping(self, parent: MappingNode | None, name: str) -> MappingNode | None:
        """A field that is an object."""
        node = parent.get(name) if parent is not None else None
        if node is None or is_absent(node):
            return None
        if isinstance(node, MappingNode):
            return node
        self._wrong(node, name, "a mapping")
        return None

    def items(self, parent: MappingNode | None, name: str) -> tuple[Node, ...]:
        """The items of a field that is a list."""
        node = parent.get(name) if parent is not None else None
        if node is None or is_absent(node):
            return ()
        if isinstance(node, SequenceNode):
            return node.items if self.affords(len(node.items), node.span) else ()
        self._wrong(node, name, "a list")
        return ()

    def objects(self, parent: MappingNode | None, name: str) -> tuple[MappingNode, ...]:
        """The items of a field that is a list of objects."""
        found = []
        for item in self.items(parent, name):
            if isinstance(item, MappingNode):
                found.append(item)
            elif not is_absent(item):
                self._wrong(item, name, "a list of mappings")
        return tuple(found)

    def text(self, parent: MappingNode | None, name: str) -> ScalarNode | None:
        """A field that is a string; an empty one is as good as none."""
        node = parent.get(name) if parent is not None else None
        if node is None or is_absent(node):
            return None
        if isinstance(node, ScalarNode) and kind_of(node) == "string":
            return node if node.value else None
        self._wrong(node, name, "a string")
        return None

    def value(self, node: Node | None, name: str, wanted: str = "a string") -> ScalarNode | None:
        """A string as it stands, an empty or a null one, too; of a number or a boolean what it would be in quotes."""
        if node is None:
            return None
        if not isinstance(node, ScalarNode):
            self._wrong(node, name, wanted)
            return None
        if not node.is_null and kind_of(node) != "string":
            self._wrong(node, name, wanted)
        return node

    def boolean(self, parent: MappingNode | None, name: str) -> Fact[bool] | None:
        """A field that is true or false."""
        node = parent.get(name) if parent is not None else None
        if node is None or is_absent(node):
            return None
        if isinstance(node, ScalarNode) and kind_of(node) == "boolean":
            return Fact(_BOOLEANS[node.value], str(node.span), node.span)
        if not (isinstance(node, ScalarNode) and _TEMPLATE.search(node.value)):
            self._wrong(node, name, "true or false")
        return None

    def whole(self, parent: MappingNode | None, name: str) -> Fact[int] | Unknown | None:
        """A field that is a whole number; unknown where another tool is to put one in."""
        node = parent.get(name) if parent is not None else None
        if node is None or is_absent(node):
            return None
        if isinstance(node, ScalarNode):
            number = whole(node)
            if number is not None:
                return Fact(number, str(node.span), node.span)
            if _TEMPLATE.search(node.value):
                return Unknown(f"{name} is {node.value}, which another tool replaces", node.span)
            if kind_of(node) == "number":
                self.refuse(node.span, f"the API server takes a whole number for {name}, and this is {node.value}")
                return None
        self._wrong(node, name, "a whole number")
        return None

    def belongs(self, parent: MappingNode | None, names: dict[str, str], owner: str) -> None:
        """Refuse fields that `owner` does not have: `names` says where each belongs."""
        for name, place in names.items():
            key = parent.key(name) if parent is not None else None
            if key is not None:
                self.refuse(key.span, f"{owner} has no field {name}: it belongs to {place}")
