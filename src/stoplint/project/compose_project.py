"""The services of a Compose file, with what other files say of them: `extends`, and the usual file that another one lies over.

Sources: the Compose specification, 13-merge.md, 15-extends (05-services.md, "extends"), 14-include.md; docker compose's reference,
"-f": the files after the first one lie over it, `compose.override.yaml` over `compose.yaml` without being named.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.workload.compose import Said, dotenv
from stoplint.paths import base_name
from stoplint.syntax.manifest.kinds import COMPOSE_NAMES, OVERRIDE_NAMES
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.syntax.manifest.nodes import Node
    from stoplint.text import Source

_DEEPEST = 10


@dataclass(frozen=True)
class Link:
    """What one file says of a service, and the folder of that file, with a `/`, as seen from the file that was asked about."""

    node: MappingNode
    folder: str


class ComposeProject:
    """A Compose file and those beside it. `documents` gives the first document of a file by its path, `read` a file's text."""

    def __init__(self, path: str, document: Callable[[str], Node | None], read: Callable[[str], Source | None]) -> None:
        self._path = path
        self._folder = path.rpartition("/")[0]
        self._document = document
        self._read = read
        env = read(self._beside(".env"))
        self._variables = dotenv(env.text) if env is not None else {}

    def services(self) -> Iterator[Said]:
        """The services of the file, each with all that is said of it; without those of which it says no more than a part."""
        services = _services(self._document(self._path))
        if services is None:
            return
        awaited = set(_awaited(services))
        for key, node in services.entries:
            if not isinstance(node, MappingNode):
                continue
            links = list(self._links(self._path, key.value, 0))
            if base_name(self._path) in OVERRIDE_NAMES or not any(_is_whole(link.node) for link in links):
                links += self._usual(key.value)
            if any(_has_image(link.node) for link in links):
                nodes, folders = tuple(link.node for link in links), tuple(link.folder for link in links)
                is_awaited = key.value in awaited
                yield Said(key.value, key.span, nodes, self._variables, folders, self._env_file, is_awaited)

    def _usual(self, name: str) -> Iterator[Link]:
        """What the usual file of the folder says of the service, where this is another one: they are given together."""
        for usual in COMPOSE_NAMES:
            path = self._beside(usual)
            if path != self._path and _services(self._document(path)) is not None:
                yield from self._links(path, name, 0)
                return

    def _links(self, path: str, name: str, depth: int) -> Iterator[Link]:
        """What a file says of a service, then what this extends says."""
        services = _services(self._document(path))
        node = services.get(name) if services is not None else None
        if not isinstance(node, MappingNode) or depth > _DEEPEST:
            return
        yield Link(node, self._from_here(path))
        extends = node.get("extends")
        if isinstance(extends, ScalarNode):
            yield from self._links(path, extends.value, depth + 1)
        elif isinstance(extends, MappingNode):
            file, service = extends.get("file"), extends.get("service")
            if isinstance(service, ScalarNode):
                where = _joined(path.rpartition("/")[0], file.value) if isinstance(file, ScalarNode) else path
                yield from self._links(where, service.value, depth + 1)

    def _from_here(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        if folder == self._folder:
            return ""
        return os.path.relpath(folder or ".", self._folder or ".").replace(os.sep, "/") + "/"

    def _env_file(self, path: str) -> Source | None:
        return self._read(self._beside(path))

    def _beside(self, path: str) -> str:
        return _joined(self._folder, path)


def _joined(folder: str, path: str) -> str:
    found = os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")
    return "" if found == "." else found


def _services(document: Node | None) -> MappingNode | None:
    found = document.get("services") if isinstance(document, MappingNode) else None
    return found if isinstance(found, MappingNode) else None


def _is_whole(node: MappingNode) -> bool:
    """Whether a service may well stand for itself: it says what is built, or an image and what is started in it."""
    return node.get("build") is not None or all(node.get(key) is not None for key in ("image", "command"))


def _has_image(node: MappingNode) -> bool:
    return any(node.get(key) is not None for key in ("image", "build"))


def _awaited(services: MappingNode) -> Iterator[str]:
    """The services for whose end others wait (05-services.md, "depends_on", `service_completed_successfully`)."""
    for _, node in services.entries:
        needs = node.get("depends_on") if isinstance(node, MappingNode) else None
        for name, how in needs.entries if isinstance(needs, MappingNode) else ():
            condition = how.get("condition") if isinstance(how, MappingNode) else None
            if isinstance(condition, ScalarNode) and condition.value == "service_completed_successfully":
                yield name.value
