"""Compose and Kubernetes files looked at: which containers they start, of which images, and how these stop."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.folder import Folder, repository_root
from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.fact import Unknown
from stoplint.model.workload import kubernetes
from stoplint.model.workload.compose import service_of
from stoplint.model.workload.misplaced import Misplaced
from stoplint.project.analysis import (
    STDIN,
    InputError,
    Looked,
    Note,
    RecordingContext,
    prefix_of,
    shown,
    text_of,
    why_no_dockerfile,
)
from stoplint.project.compose_project import ComposeProject
from stoplint.syntax.dockerfile import read
from stoplint.syntax.manifest import yaml
from stoplint.syntax.manifest.kinds import charts_of, is_compose_name, is_template, may_be_kubernetes
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stoplint.config import Options
    from stoplint.model.image.context import Context
    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload import Workload
    from stoplint.model.workload.service import Service
    from stoplint.project.analysis import Request
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.syntax.manifest.yaml import Documents
    from stoplint.text import Span

    Overlay = Callable[[Folder], Context]


@dataclass(frozen=True)
class Manifest:
    """A manifest that was read: its containers in order, or what is refused of one; `fault` is why it can't be read at all.

    `folder` is that of the repository that it lies in.
    """

    source: Source
    folder: str
    containers: tuple[Service | Misplaced, ...]
    fault: Note | None = None


def manifest_of(key: str, source: Source, home: Context, only: int = 0) -> Manifest:
    """The containers that a manifest starts, which lies at a path below `home`: other files there may say more of them.

    `only`: the number of the one that is asked for, 0 for all.
    """
    folder = key.rpartition("/")[0]
    read = _documents(source.path, source.text)
    if read.opaque is not None:
        return Manifest(source, folder, (), Note(str(read.opaque.span), f"can't be read as YAML: {read.opaque.why}"))
    if not is_compose_name(key):
        beside = tuple(_beside(key, home)) if _REFERS.search(source.text) else ()
        return Manifest(source, folder, _of_kubernetes(source.path, source.text, beside))

    def document(other: str) -> Node | None:
        text = source if other == key else home.read(other)
        found = _documents(text.path, text.text).documents if text is not None else ()
        return found[0] if found else None

    services: list[Service | Misplaced] = []
    for number, said in enumerate(ComposeProject(key, document, home.read).services(), 1):
        if only and number != only:
            services.append(Misplaced(said.span, "was not asked for"))
            continue
        service = service_of(said)
        services.append(
            service if isinstance(service, Misplaced) else replace(service, node=said.nodes[0], documents=read)
        )
    return Manifest(source, folder, tuple(services))


@lru_cache(maxsize=16)
def _documents(path: str, text: str) -> Documents:
    """The documents of a text: each container of a manifest is looked at by itself, and asks for them again."""
    return yaml.read(Source(path, text))


# What may stand in another file of the same folder: `configMap`, `configMapRef`, `configMapKeyRef`.
_REFERS = re.compile(r"\bconfigMap(?:Key)?(?:Ref)?:")
_MOST_BESIDE = 40


def _beside(key: str, home: Context) -> Iterator[tuple[str, str]]:
    """Path and text of the manifests in the same folder that hold ConfigMaps: they are applied together (`kubectl apply -f folder`)."""
    folder = key.rpartition("/")[0]
    names = [each for each in home.children(folder) or () if each.endswith((".yaml", ".yml"))]
    for name in names[:_MOST_BESIDE]:
        path = f"{folder}/{name}".lstrip("/")
        source = home.read(path) if path != key else None
        if source is not None and re.search(r"^kind:\s*ConfigMap\b", source.text, re.MULTILINE):
            yield source.path, source.text


@lru_cache(maxsize=16)
def _of_kubernetes(path: str, text: str, beside: tuple[tuple[str, str], ...]) -> tuple[Service | Misplaced, ...]:
    """The containers of a text, without what names no image: that is a part of another manifest, a patch of kustomize's."""
    read = _documents(path, text)
    others = tuple(each for other in beside for each in _documents(*other).documents)
    return tuple(
        each if isinstance(each, Misplaced) else replace(each, documents=read)
        for each in kubernetes.services(read.documents, others)
        if isinstance(each, Misplaced) or each.image is not None
    )


# ---------------------------------------------------------------- what containers are started from
@dataclass(frozen=True)
class Origin:
    """What a container is started from: a Dockerfile, or one that says no more than the name of an image, at the place of that.

    `dockerfile` is where the former lies, `root` its build context, as paths below the repository. `untold` are the base images that can't be known, and why.
    """

    source: Source
    dockerfile: str = ""
    root: str = ""
    target: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, Unknown] = field(default_factory=dict)


def origin_of(service: Service, folder: str, home: Context) -> Origin:
    """What a container of a manifest in a folder of the repository is started from."""
    found = _built(service, folder, home) if service.build is not None else _named(service)
    return found if isinstance(found, Origin) else untold(service, found)


def untold(service: Service, why: Unknown) -> Origin:
    """What stands for an image that can't be told: it is called like the service."""
    name = re.sub(r"[^\w.-]", "-", service.name.rpartition(" ")[2], flags=re.ASCII).strip(".-").lower() or "image"
    return _standing_for(name, why.span or service.span, {name: why})


def _built(service: Service, folder: str, home: Context) -> Origin | Unknown:
    """The Dockerfile that Compose builds a service from, or why it can't be had."""
    build = service.build
    if build is None:
        return Unknown("nothing is built")
    if "://" in build.context or build.context.startswith("git@"):
        return Unknown(f"it is built from {build.context}", build.span)
    root = _below(folder, build.context)
    if root is None or home.kind(root) != "dir":
        return Unknown(f"its build context {build.context} is not in the repository", build.span)
    name = build.dockerfile or "Dockerfile"
    path = _below(root, name)  # it may lie outside of its context
    source = build.inline or (home.read(path) if path is not None else None)
    if source is None or why_no_dockerfile(read(source)):
        return Unknown(f"its Dockerfile {name} is not in the repository", build.span)
    far = {each: Unknown(f"{each} is the build context {where}", build.span) for each, where in build.contexts.items()}
    return Origin(source, "" if build.inline is not None else path or "", root, build.target, build.arguments, far)


def _below(folder: str, path: str) -> str | None:
    """A path from a folder of the repository; None where it leads out of it."""
    found = os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")
    if path.startswith(("/", "~")) or found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def _named(service: Service) -> Origin | Unknown:
    """The image that a container names."""
    image = service.image
    if image is None:
        return Unknown("no image is named", service.span)
    if isinstance(image, Unknown):
        return image
    # what no name of an image has in it would be an instruction of its own
    if not re.fullmatch(r"[\w.:/@$-]+", image.value, re.ASCII):
        return Unknown(f"{image.value!r} is no name of an image", image.span)
    return _standing_for(image.value, image.span or service.span, {})


def _standing_for(name: str, place: Span, untold: Mapping[str, Unknown]) -> Origin:
    # a variable of which nothing is known is one that nobody gives a value
    open_ = "".join(f"ARG {variable}\n" for variable in re.findall(r"\$(\w+)", name))
    return Origin(Source(place.path, f"{open_}FROM {name}\n", place), untold=untold)


def traced(
    service: Service,
    origin: Origin,
    manifest: Manifest,
    home: Context,
    context: Context,
    options: Options,
    run: Workload,
) -> tuple[ImageTrace, ...]:
    """What happens when the container is stopped; none where the Dockerfile has no such stage."""
    from stoplint.model.workload.overlay import overlaid  # noqa: PLC0415 - where nothing is looked at, it is not needed
    from stoplint.project.stated_facts import traces  # noqa: PLC0415 - as above

    def as_started(image: Image) -> Image:
        return overlaid(image, service, home, manifest.folder)

    workload = replace(run, service=service)
    return traces(read(origin.source), context, options, workload, as_started, origin.untold)


# ---------------------------------------------------------------- on disk
def home_of(path: str, request: Request, overlay: Overlay | None = None) -> RecordingContext:
    """The repository (or else the folder) that a manifest lies in, as far as it is read for it."""
    own = os.path.dirname(os.path.abspath(_place(path, request)))
    root = request.home or repository_root(own) or own
    return RecordingContext(Folder(root, prefix_of(root)), root, overlay)


def _place(path: str, request: Request) -> str:
    """The path that a manifest is judged as: standard input has another name."""
    return request.stdin_name if path == STDIN else path


def _manifest(path: str, request: Request, home: RecordingContext, only: int = 0) -> Manifest | InputError:
    place = _place(path, request)
    key = os.path.relpath(filesystem.realpath(place), home.folder.root).replace(os.sep, "/")
    source = Source(shown(place), request.stdin) if path == STDIN else home.read(key)
    if source is None:
        return InputError(shown(place), home.unread(key) or "can't be read")
    return manifest_of(key, source, home, only)


def look_at_container(path: str, number: int, request: Request, overlay: Overlay | None = None) -> Looked | InputError:
    """One container of a manifest, by its number from 1 on, traced as its orchestrator starts it. Raises ConfigError."""
    from stoplint.config import options_for  # noqa: PLC0415 - where nothing is looked at, it is not needed

    home = home_of(path, request, overlay)
    manifest = _manifest(path, request, home, number)
    if isinstance(manifest, InputError):
        return manifest
    service = manifest.containers[number - 1] if 0 < number <= len(manifest.containers) else None
    if service is None or isinstance(service, Misplaced):
        return InputError(shown(path), f"has no container {number}")
    origin = origin_of(service, manifest.folder, home)
    own = os.path.abspath(_place(path, request))
    where = os.path.join(home.folder.root, origin.dockerfile) if origin.dockerfile else own
    options = options_for(os.path.dirname(where), request.overrides, isolated=request.isolated)
    given = {**dict(options.build_args), **origin.arguments}
    # where a Dockerfile is built, and to what, is said for Dockerfiles
    options = replace(options, target=origin.target or None, build_args=tuple(given.items()))
    context = home
    if origin.root:
        root = os.path.join(home.folder.root, origin.root)
        context = RecordingContext(Folder(root, prefix_of(root)), home.folder.root, overlay)
        context.around = home
    found = traced(service, origin, manifest, home, context, options, request.run)
    if not found:  # Compose would refuse it
        origin = untold(service, Unknown(f"its Dockerfile has no stage {options.target}", service.span))
        options = replace(options, target=None)
        found = traced(service, origin, manifest, home, context, options, request.run)
    if service.build is None and isinstance(found[0].launch, Unknown) and found[0].launch is found[0].image.entrypoint:
        # the same is said of all such images: whoever reads it can do nothing about one of them
        found = (replace(found[0], reason="nothing is known about the image that it names"),)
    return Looked(read(origin.source), context, found, options, service)


def is_manifest(path: str, request: Request) -> bool:
    """Whether a YAML file is one of Compose's, by its name, or one of Kubernetes' with containers in it. It is not parsed.

    A template is none: it is made into one.
    """
    place = _place(path, request)
    text = request.stdin if path == STDIN else text_of(path)
    if isinstance(text, InputError):
        return is_compose_name(os.path.basename(place))
    charts = charts_of(os.path.abspath(place).replace(os.sep, "/"))
    if is_template(text) or any(map(filesystem.is_file, charts)):
        return False
    return is_compose_name(os.path.basename(place)) or may_be_kubernetes(text)


def containers_in(path: str, request: Request) -> Iterator[int | Note | InputError]:
    """The numbers of the containers that a manifest starts; what is to be said of what it refuses."""
    found = _manifest(path, request, home_of(path, request))
    if isinstance(found, InputError):
        yield found
        return
    if found.fault is not None:
        yield found.fault
    for number, each in enumerate(found.containers, 1):
        if isinstance(each, Misplaced):
            is_left_out = is_compose_name(found.source.path)
            yield Note(str(each.span), f"{each.why}; left out" if is_left_out else each.why)
        else:
            yield number
