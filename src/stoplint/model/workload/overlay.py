"""An image as an orchestrator starts it: what a service says, put over what the image says.

Sources: moby runconfig Merge (daemon/container.go, merge): an entrypoint that is given drops the image's CMD, an empty one only
the image's ENTRYPOINT, an empty command nothing. Kubernetes, "Define a Command and Arguments for a Container": `command` drops
both, `args` the CMD. Mounts hide what the image has at their paths (mount(8)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.copied_folders import ContextTree, Copied, file_of
from stoplint.model.image.globs import Exclusions
from stoplint.model.image.rootfs import Absent, File, Unseen, Volume
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.image.context import Context
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.image.layers import Layers
    from stoplint.model.workload.service import Mount, Service


def overlaid(image: Image, service: Service, host: Context, folder: str) -> Image:
    """The image with all that the service changes of it. `folder` is where its manifest lies in `host`, whose files may be mounted."""
    entrypoint, cmd = _launch(image, service)
    env = {**image.env, **service.environment}
    workdir, user = service.workdir, service.user
    rootfs = image.rootfs
    if service.mounts:
        rootfs = image.rootfs.changed(lambda layers: _mount(layers, service.mounts, host, folder))
    return replace(
        image,
        entrypoint=entrypoint,
        cmd=cmd,
        stop_signal=image.stop_signal if service.stop_signal is None else service.stop_signal,
        env=env,
        env_complete=image.env_complete and not service.environment_open,
        workdir=workdir if isinstance(workdir, Fact) else image.workdir,
        user=user if isinstance(user, Fact) else image.user,
        rootfs=rootfs,
        exposes=image.exposes or service.exposed,
    )


def _launch(
    image: Image, service: Service
) -> tuple[Fact[CommandLine | None] | Unknown, Fact[CommandLine | None] | Unknown]:
    """The image's ENTRYPOINT and CMD, with those of the service in their places."""
    entrypoint, cmd = image.entrypoint, image.cmd
    given = service.entrypoint
    if given is not None and (isinstance(given, Unknown) or given.value is not None):
        entrypoint, cmd = given, Fact(None, "nobody")
    elif given is not None:
        entrypoint = given
    command = service.command
    if command is not None and (isinstance(command, Unknown) or command.value is not None):
        cmd = command
    return entrypoint, cmd


def _mount(layers: Layers, mounts: tuple[Mount, ...], host: Context, folder: str) -> None:
    """Puts over the files what is mounted: the shorter paths first, as a runtime does it."""
    for mount in sorted(mounts, key=lambda each: absolute(each.target, "/").count("/")):
        path = layers.real(absolute(mount.target, "/")) or absolute(mount.target, "/")
        if mount.source is not None:
            _bind(layers, path, mount, host, folder)
        elif mount.files is not None:
            _put_files(layers, path, mount)
        elif mount.is_copy:
            layers.muddy(path, Volume(mount.why, mount.span))
        else:
            layers.put(path, Unseen(mount.why, mount.span))
            layers.muddy(path, Unseen(mount.why, mount.span))


def _bind(layers: Layers, path: str, mount: Mount, host: Context, folder: str) -> None:
    """A file or folder beside the manifest."""
    parts: list[str] = []
    for part in f"{folder}/{mount.source}".split("/"):
        if part == "..":
            if not parts:
                layers.put(path, Unseen(f"{mount.source} lies outside of the repository", mount.span))
                return
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    key = "/".join(parts)
    kind = host.kind(key)
    if kind == "dir":
        layers.put(path, Absent(path))
        layers.put(path, Absent(path, folder=True))
        layers.mount(path, ContextTree(host, key, Exclusions(()), Copied(mount.span)))
        # what is made there before (node_modules, a built program) no repository has
        layers.muddy(path, Unseen(f"it may be in {mount.source} of the host", mount.span))
    elif kind == "file":
        layers.put(path, replace(file_of(host, key, mount.span), path=path))
    else:  # made before the service is started, or an empty folder that Docker makes
        layers.put(path, Unseen(f"{mount.source} is not in the repository", mount.span))


def _put_files(layers: Layers, path: str, mount: Mount) -> None:
    """Texts that the manifests hold. What no mode is known of can't be executed by itself: 0644 is what they have by default."""
    files = mount.files or {}
    if "" not in files:
        layers.put(path, Absent(path))
        layers.put(path, Absent(path, folder=True))
    for name, text in files.items():
        full = absolute(name, path) if name else path
        mode = mount.modes.get(name, 0o644)
        layers.put(full, File(full, text, bool(mode & 0o111), mount.span))
