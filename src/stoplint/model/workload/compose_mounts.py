"""What Compose puts over paths of the image: bind mounts, volumes, configs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.workload.service import Mount
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from stoplint.model.workload.compose import Said
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.text import Span

# `C:\x` or `\\x` on a host with Windows.
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


def mounts_of(said: Said) -> tuple[Mount, ...]:
    """The mounts of a service: a later one at the same path takes the place of the former (13-merge.md, "Unique resources")."""
    found: dict[str, Mount] = {}
    for node in said.all("volumes"):
        folder = said.folder("volumes", node)
        for item in node.items if isinstance(node, SequenceNode) else ():
            mount = _volume(said, item)
            if mount is not None:
                mount = mount if mount.source is None else replace(mount, source=folder + mount.source)
                found[mount.target.rstrip("/")] = mount
    return tuple(found.values())


def _volume(said: Said, item: Node) -> Mount | None:
    if isinstance(item, ScalarNode):
        return _short(said, item)
    if not isinstance(item, MappingNode):
        return None
    texts = {key: said.text(item.get(key)) for key in ("type", "source", "src", "target", "dst", "destination")}
    values = {key: text.value for key, text in texts.items() if text is not None and not isinstance(text, Unknown)}
    target = values.get("target") or values.get("dst") or values.get("destination") or ""
    source = values.get("source") or values.get("src") or ""
    if not target.startswith("/"):
        return None
    kind = values.get("type", "volume")
    if kind == "bind":
        return _bind(source, target, item.span)
    if kind == "tmpfs":
        return Mount(target, item.span, files={})
    return Mount(target, item.span, why=f"the volume {source or target} is mounted there", is_copy=kind == "volume")


def _short(said: Said, item: ScalarNode) -> Mount | None:
    """`SOURCE:TARGET[:MODE]`, or a path in the container alone."""
    found = said.filled(item)
    text = found.text.text
    if found.open:
        # what is mounted nobody knows, but perhaps where
        behind = re.search(r":(/[^:$]+)(?::\w+)?$", text)
        return (
            Mount(behind[1], item.span, why=f"nothing here sets {found.open[0]}, of which it is mounted")
            if behind
            else None
        )
    if _WINDOWS.match(text):
        return None
    source, colon, rest = text.partition(":")
    if not colon:
        return Mount(text, item.span, why="a volume is mounted there", is_copy=True) if text.startswith("/") else None
    target = rest.partition(":")[0]
    if not target.startswith("/"):
        return None
    if source.startswith((".", "/", "~")):
        return _bind(source, target, item.span)
    return Mount(target, item.span, why=f"the volume {source} is mounted there", is_copy=True)


def _bind(source: str, target: str, span: Span) -> Mount:
    if source.startswith(("/", "~")) or not source:
        return Mount(target, span, why=f"{source or 'a folder'} of the host is mounted there")
    return Mount(target, span, source=source)
