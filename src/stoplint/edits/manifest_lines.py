"""Keys and values of a manifest, put in or changed: what stands around them stays as it is written.

Nothing is changed where an alias or a merge key takes it over: it would be another thing elsewhere, too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Union

from stoplint.edits.dockerfile_lines import newline_of
from stoplint.finding import Edit
from stoplint.lazy_dataclass import replace
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Fix, ModeEdit
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.syntax.manifest.yaml import Documents
    from stoplint.text import Source, Span

Value = Union[str, int, bool]

# Texts that no reader of YAML takes for anything else: words, and durations (`1m30s`).
_PLAIN = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null)\Z)(?:[a-z_][\w./+-]*|(?:\d+(?:h|m|s|ms|us))+)", re.IGNORECASE
)
# What may be put into a value without quotes: nothing that ends it, or is more than a text to YAML
_IN_PLAIN = re.compile(r"[\w./+=@ -]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=\r?\n|\Z)")
_HEADER = re.compile(r"[|>]([-+0-9]*)[ \t]*(#[^\r\n]*)?")


def with_key(
    documents: Documents, mapping: MappingNode, key: str, value: Value, after: Sequence[str] = ()
) -> Edit | None:
    """`key: value` in a mapping: in place of the value that it has there, or put in.

    It is put behind the first of the keys `after` that the mapping has, or else before its first key. A key that is
    merged in stays: the mapping's own goes over it.
    """
    if documents.is_shared(mapping.span) or mapping.tag == "!reset":
        return None
    own = _own(mapping)
    for name, there in own:
        if name.value == key:
            is_text = isinstance(there, ScalarNode) and _is_here(name, there, mapping)
            return with_value(documents, there, value) if is_text and isinstance(there, ScalarNode) else None
    chosen = [pair for wanted in after for pair in own if pair[0].value == wanted]
    put = _in_flow if mapping.span.text.startswith("{") else _in_block
    return put(mapping, own, chosen, key, value)


def with_value(documents: Documents, node: ScalarNode, value: Value) -> Edit | None:
    """Another value in the place of one, in its own quotes where it has some."""
    if documents.is_shared(node.span) or node.tag:
        return None
    style = node.span.text[:1]
    if isinstance(value, str) and style == "'" and value.isprintable():
        quoted = value.replace("'", "''")
        return Edit(node.span, f"'{quoted}'")
    if style == '"' or (style == "'" and isinstance(value, str)):
        return _put(node, _quoted(_text_of(value)))
    if style == "'":
        return Edit(node.span, f"'{_text_of(value)}'")
    return _put(node, _written(value))


def as_list(documents: Documents, node: ScalarNode, words: Sequence[str]) -> Edit | None:
    """A command in text as a list of its words: `command: nginx -g x` as `command: ["nginx", "-g", "x"]`."""
    if documents.is_shared(node.span) or node.tag or not words:
        return None
    quoted = [_quoted(word) for word in words]
    return _put(node, f"[{', '.join(each for each in quoted if each is not None)}]") if None not in quoted else None


# ---------------------------------------------------------------- values
def _put(node: ScalarNode, text: str | None) -> Edit | None:
    """The text in the place of the node; the remark in a block's first line stays."""
    if text is None:
        return None
    source, start = node.span.source, node.span.start
    if node.span.start == node.span.end:  # nothing stands there yet: behind a `:` or a `-`, with a space between
        return Edit(node.span, f" {text}") if source.text[start - 1 : start] in (":", "-") else None
    header = _HEADER.match(node.span.text) if not node.plain else None
    if header is not None and header[2]:
        text += f" {header[2]}"
    return Edit(node.span, text)


def _text_of(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(value: Value) -> str | None:
    """A value that had no quotes: without them as long as it stays what it is."""
    if not isinstance(value, str) or _PLAIN.fullmatch(value):
        return _text_of(value)
    return _quoted(value)


def _quoted(value: str) -> str | None:
    """In double quotes; None if it holds what no YAML does (bytes that are no UTF-8)."""
    if any("\ud800" <= char <= "\udfff" for char in value):
        return None
    return "".join(
        char if char.isprintable() else json.dumps(char)[1:-1] for char in json.dumps(value, ensure_ascii=False)
    )


# ---------------------------------------------------------------- keys
def _own(mapping: MappingNode) -> list[tuple[ScalarNode, Node]]:
    """The entries that are not merged in, and whose keys are no aliases."""
    at, number = mapping.span, len(mapping.entries) - mapping.merged
    return [pair for pair in mapping.entries[:number] if at.start <= pair[0].span.start and pair[0].span.end <= at.end]


def _is_here(name: ScalarNode, there: Node, mapping: MappingNode) -> bool:
    """Whether a value stands behind its key, and is no alias."""
    return name.span.end <= there.span.start and there.span.end <= mapping.span.end


def _in_flow(
    mapping: MappingNode, own: list[tuple[ScalarNode, Node]], chosen: list[tuple[ScalarNode, Node]], key: str, value: Value
) -> Edit | None:  # fmt: skip
    source, start = mapping.span.source, mapping.span.start + 1
    is_json = bool(own) and own[0][0].span.text.startswith('"')
    name = _quoted(key) if is_json else key
    said = _quoted(value) if is_json and isinstance(value, str) else _written(value)
    if name is None or said is None:
        return None
    pair = f"{name}: {said}"
    rest = source.text[start : mapping.span.end - 1]
    if not rest.strip():
        return Edit(source.span(start, mapping.span.end - 1), pair)
    first = own[0][0].span.start if own else start
    before = source.text[source.text.rfind("\n", 0, first) + 1 : first]
    if own and not before.strip() and "\n" in source.text[start:first]:
        return Edit(source.span(first, first), f"{pair},{newline_of(source.text)}{before}")
    for chosen_name, there in chosen:
        end = there.span.end
        if _is_here(chosen_name, there, mapping) and there.span.start < end:
            return Edit(source.span(end, end), f", {pair}")
    return Edit(source.span(start, start), f"{pair}, ")


def _in_block(
    mapping: MappingNode, own: list[tuple[ScalarNode, Node]], chosen: list[tuple[ScalarNode, Node]], key: str, value: Value
) -> Edit | None:  # fmt: skip
    source = mapping.span.source
    said = _written(value)
    first = mapping.span.start
    before = source.text[source.text.rfind("\n", 0, first) + 1 : first].removeprefix("\ufeff")
    if said is None or not own or before.strip(" -"):
        return None
    indent, newline = " " * len(before), newline_of(source.text)
    is_alone = not before.strip()
    # the first entry of a list's item stays in front, for it names the item
    for name, there in chosen if is_alone else (*chosen, *own):
        end = there.span.end
        rest = _REST_OF_LINE.match(source.text, end)
        if _is_here(name, there, mapping) and not _is_block(there) and rest is not None:
            return Edit(source.span(rest.end(), rest.end()), f"{newline}{indent}{key}: {said}")
    return Edit(source.span(first, first), f"{key}: {said}{newline}{indent}")


def _is_block(node: Node) -> bool:
    """Whether it ends in a block of text: how many line breaks belong to that, depends on what follows."""
    while not isinstance(node, ScalarNode):
        last = node.items[-1:] if isinstance(node, SequenceNode) else [value for _, value in _own(node)[-1:]]
        if not last or last[0].span.end != node.span.end:  # a bracket behind it, or an alias
            return False
        node = last[0]
    return not node.plain and node.span.text[:1] in ("|", ">")


# ---------------------------------------------------------------- scripts and Dockerfiles in values
def in_manifest(documents: Documents, fix: Fix) -> Fix | None:
    """A fix of a text that stands in values of a manifest, as their styles want it; None where one of them can't hold it."""
    edits: list[Edit | ModeEdit] = []
    for edit in fix.edits:
        written: Edit | ModeEdit | None = edit
        if isinstance(edit, Edit) and edit.span.source is _source(documents):
            written = _in_value(documents, edit)
        if written is None:
            return None
        edits.append(written)
    return replace(fix, edits=tuple(edits))


def _source(documents: Documents) -> Source | None:
    return next((each.span.source for each in documents.documents if each is not None), None)


def _in_value(documents: Documents, edit: Edit) -> Edit | None:
    node = scalar_at(documents, edit.span)
    if node is None or documents.is_shared(node.span):
        return None
    text = edit.text
    if not node.plain and node.span.text[:1] in ("|", ">"):
        return _in_block_text(node, edit)
    if _is_folded_away(node, edit):
        return None
    match node.span.text[:1]:
        case '"' if not node.plain:
            quoted = _quoted(text)
            return replace(edit, text=quoted[1:-1]) if quoted is not None else None
        case "'" if not node.plain:
            return replace(edit, text=text.replace("'", "''")) if text.isprintable() else None
        case _:
            return edit if _fits_plain(node, edit) else None


def _is_folded_away(node: ScalarNode, edit: Edit) -> bool:
    """Whether the edit stands beside a line break of the value, and would be folded with it."""
    text, place = edit.span.source.text, edit.span
    line, end = text.rfind("\n", node.span.start, place.start) + 1, text.find("\n", place.end, node.span.end)
    begins = line > 0 and not text[line : place.start].strip()
    ends = end >= 0 and not text[place.end : end].strip()
    return (begins and ends) or (begins and edit.text.startswith(" ")) or (ends and edit.text.endswith(" "))


def _fits_plain(node: ScalarNode, edit: Edit) -> bool:
    """Whether a value without quotes is still one text with the edit made."""
    text, place = edit.span.source.text, edit.span
    if _IN_PLAIN.fullmatch(edit.text) is None:
        return False
    if place.start == node.span.start and not re.match(r"[\w./]", edit.text):
        return False
    before, behind = text[place.start - 1 : place.start], text[place.end : place.end + 1]
    ends = place.end == node.span.end
    return not (edit.text.startswith(" ") and before in (":", "-", "?")) and not (
        edit.text.endswith(" ") and (ends or behind == "#")
    )


def _in_block_text(node: ScalarNode, edit: Edit) -> Edit | None:
    """In a block, further lines are indented as it is. Lines that begin with a space are told from others, and so are empty ones."""
    text, place = edit.span.source.text, edit.span
    behind, is_folded = text[place.end : place.end + 1], node.span.text.startswith(">")
    before = text[text.rfind("\n", 0, place.start) + 1 : place.start]
    begins = not before.strip()
    if begins and (edit.text + behind).lstrip("\r\n").startswith(" "):
        return None
    if is_folded and (not edit.text.isprintable() or (begins and behind in (" ", "\t", "\r", "\n"))):
        return None
    width = _width(node)
    if width is None:
        return None if begins or "\n" in edit.text else edit
    first, *further = edit.text.replace("\r\n", "\n").split("\n")
    if first and begins:  # an empty line has no spaces yet
        first = " " * (width - len(before)) + first
    # what stands behind the edit in its line is indented by its last line
    lines = [f"{' ' * width}{line}" if line or number == len(further) else "" for number, line in enumerate(further, 1)]
    return replace(edit, text=newline_of(text).join((first, *lines)))


def _width(node: ScalarNode) -> int | None:
    """How far a block is indented."""
    offsets = node.text.offsets
    at = next((number for number, char in enumerate(node.value) if char not in " \n"), None)
    if offsets is None or at is None:
        return None
    spaces = at - (node.value.rfind("\n", 0, at) + 1)
    return offsets[at] - (node.span.source.text.rfind("\n", 0, offsets[at]) + 1) - spaces


def scalar_at(documents: Documents, span: Span) -> ScalarNode | None:
    """The value that a place is in."""
    todo: list[Node] = [each for each in documents.documents if each is not None]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            todo += node.items
        elif isinstance(node, MappingNode):
            todo += [value for _, value in node.entries]
        elif node.span.start <= span.start and span.end <= node.span.end:
            return node
    return None
