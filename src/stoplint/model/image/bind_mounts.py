"""RUN --mount=type=bind: files of the build context that are there for one RUN, and gone after it.

Source: Dockerfile reference, "RUN --mount=type=bind" (the type where none is said; what is written to it is discarded).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.image.copied_folders import Copied, StageTree
from stoplint.model.image.copy import copy_to
from stoplint.model.image.rootfs import Absent
from stoplint.model.image.scope import Scope

if TYPE_CHECKING:
    from stoplint.model.image.copy import Origin
    from stoplint.model.image.layers import Layers
    from stoplint.syntax.dockerfile_nodes import Instruction


class Mounted(NamedTuple):
    """The real paths that are mounted over, and the files as they were before."""

    paths: tuple[str, ...]
    before: Layers


def mounted(layers: Layers, run: Instruction, scope: Scope, origin: Origin) -> Mounted | None:
    """Put there what the context has for the RUN; None where it asks for nothing of it."""
    wanted = [found for flag in run.flags if flag.name == "mount" and (found := _bind(flag.value or "", scope))]
    if not wanted:
        return None
    before = layers.copy()
    paths = []
    for source, target in wanted:
        path = layers.real(scope.path(target)) or scope.path(target)
        copy_to(layers, replace(run, name="COPY", flags=(), heredocs=()), scope, origin, source, path)
        paths.append(path)
    return Mounted(tuple(paths), before)


def taken_off(layers: Layers, one: Mounted | None, run: Instruction) -> None:
    """What was at the paths is there again, and nothing that the RUN did to them."""
    if one is None:
        return
    for path in one.paths:
        found = one.before.entry(path)
        layers.put(path, Absent(path))
        if isinstance(found, Absent) and found.folder:
            layers.mount(path, StageTree(one.before, path, Copied(run.span)))
            if (doubt := one.before.doubt(path)) is not None:
                layers.muddy(path, doubt)
        elif not isinstance(found, Absent):
            layers.put(path, found)


def sources(run: Instruction) -> list[str]:
    """What a RUN mounts of the build context, as written."""
    scope = Scope({})
    return [found[0] for flag in run.flags if flag.name == "mount" and (found := _bind(flag.value or "", scope))]


def _bind(value: str, scope: Scope) -> tuple[str, str] | None:
    """Source and target of a mount, where it is one of the context's files; None else."""
    said: dict[str, str] = {}
    for part in value.strip("\"'").split(","):
        key, _, text = part.partition("=")
        said[{"src": "source", "dst": "target", "destination": "target"}.get(key, key)] = scope.written(text)
    target = said.get("target", "")
    if said.get("type", "bind") != "bind" or "from" in said or not target:
        return None
    return said.get("source", "") or ".", target
