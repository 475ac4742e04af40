"""A container as Compose or Kubernetes starts and stops it: what they say over the image, each value with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.image import Argument, CommandLine
    from stoplint.syntax.manifest.nodes import MappingNode
    from stoplint.syntax.manifest.yaml import Documents
    from stoplint.text import Source, Span

Orchestrator = Literal["compose", "kubernetes"]


@dataclass(frozen=True)
class Hook:
    """What runs before the stop signal: Kubernetes' preStop, Compose's pre_stop. `span` is what asks for it.

    `argv` are the words of one that runs a command in the container, which no shell reads; `seconds` how long one of kind
    "sleep" takes. `in_grace`: its time is taken from the grace period, as Kubernetes does.
    """

    kind: Literal["exec", "http", "tcp", "sleep"]
    span: Span
    argv: tuple[Argument, ...] = ()
    seconds: float | None = None
    in_grace: bool = True


@dataclass(frozen=True)
class Mount:
    """What stands over a path of the image. `target` is that path, `span` what says so.

    `source`: the file or folder of the host, as a path relative to the manifest's folder. `files`: the texts in it by their relative paths,
    "" for the target itself, where the manifests hold them (a ConfigMap). Where it is neither, nobody knows what is in it, which `why` tells
    as the rest of a sentence; `is_copy`: at first it holds what the image has there (a named volume of Docker). `modes` of `files` that the
    manifests give them, by the same paths (0o644: it is not executable).
    """

    target: str
    span: Span
    source: str | None = None
    files: Mapping[str, Source] | None = None
    why: str = ""
    is_copy: bool = False
    modes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildOf:
    """How Compose builds a service's image. Paths are as written: `context` relative to the manifest's folder, `dockerfile` to the context.

    `inline` is a Dockerfile in the manifest itself. `contexts` are further ones by name (`additional_contexts`).
    """

    span: Span
    context: str
    dockerfile: str = ""
    inline: Source | None = None
    target: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """One container. What is None, the image decides.

    `name` is what people call it (`web`; `Deployment/shop web`: kind and name of the object, then the container's); `span` its place in the manifest.
    `image` is the reference. `entrypoint` and `command` stand over those of the image: Compose's `entrypoint` or Kubernetes' `command`, and
    Compose's `command` or Kubernetes' `args`; their value is None where they are set to nothing (which resets the image's); an `entrypoint` drops the image's CMD, as both do.
    `grace` is in seconds. `environment` are the variables set over those of the image; `environment_open`: there may be more of them.
    `lasts`: it is to go on until it is stopped; not a job or what only runs before the others start. `shares_pid`: its first
    process is not PID 1, for it lives in another container's or the host's namespace.
    """

    orchestrator: Orchestrator
    name: str
    span: Span
    image: Fact[str] | Unknown | None = None
    build: BuildOf | None = None
    entrypoint: Fact[CommandLine | None] | Unknown | None = None
    command: Fact[CommandLine | None] | Unknown | None = None
    init: Fact[bool] | None = None
    stop_signal: Fact[str] | Unknown | None = None
    grace: Fact[float] | Unknown | None = None
    environment: Mapping[str, Fact[str | Unknown]] = field(default_factory=dict)
    environment_open: bool = False
    user: Fact[str] | Unknown | None = None
    workdir: Fact[str] | Unknown | None = None
    hooks: tuple[Hook, ...] = ()
    mounts: tuple[Mount, ...] = ()
    lasts: bool = True
    shares_pid: Fact[bool] | None = None
    # it waits for what somebody types: `tty` and `stdin_open` of Compose, `tty` and `stdin` of Kubernetes
    interactive: bool = False
    # whether requests come to it: `ports` or `expose`, a port of the container, a Service of the same files
    exposed: bool = False
    # what the manifest says of it, and all that it says: for who changes something there
    node: MappingNode | None = None
    documents: Documents | None = None
    # it is started only for development: `develop` of Compose, or a profile of that name
    develops: bool = False
    # what the orchestrator drops of the command without a word: Compose, from the first sign of a shell on
    dropped: Span | None = None
