"""What there is to be judged in a context in memory: its Dockerfile, and each container that its manifests start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from listing import Listing
from stoplint.checks import Subject
from stoplint.config import Options
from stoplint.model.workload import Workload
from stoplint.model.workload.misplaced import Misplaced
from stoplint.project import manifests
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Below:
    """A folder of a context as a context of its own."""

    def __init__(self, context: Listing, folder: str) -> None:
        self._context, self._folder = context, folder

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._context, name)
        return lambda path: asked(f"{self._folder}/{path}".strip("/"))


def subjects(texts: Mapping[str, str], executable: Collection[str], workload: Workload | None = None) -> list[Subject]:
    """The Dockerfile at the root, then the containers of all YAML files."""
    run = workload or Workload()
    context = Listing(texts, frozenset(executable))
    found = []
    own = context.read("Dockerfile")
    if own is not None:
        dockerfile = read(own)
        found.append(Subject(dockerfile, traces(dockerfile, context, Options(), run), context))
    for path in texts:
        source = context.read(path) if path.endswith((".yaml", ".yml")) else None
        if source is None:
            continue
        manifest = manifests.manifest_of(path, source, context)
        assert manifest.fault is None, manifest.fault
        for service in manifest.containers:
            assert not isinstance(service, Misplaced), service
            origin = manifests.origin_of(service, manifest.folder, context)
            folder: Any = Below(context, origin.root) if origin.root else context
            options = Options(target=origin.target or None, build_args=tuple(origin.arguments.items()))
            traced = manifests.traced(service, origin, manifest, context, folder, options, run)
            found.append(Subject(read(origin.source), traced, folder))
    assert found, "nothing is started"
    return found
