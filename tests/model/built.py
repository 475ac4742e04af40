"""Dockerfiles and contexts in memory, made into images the short way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listing import Listing
from stoplint.model.catalog.rows import Base
from stoplint.model.fact import Unknown
from stoplint.model.image.launch import argv
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.image.stages import images
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.image.image import Image

BASES = {
    "debian": Base("debian", "test", cmd=("bash",), sh="dash"),
    "alpine": Base("alpine", "test", cmd=("/bin/sh",), sh="ash"),
    "fedora": Base("fedora", "test", cmd=("/bin/bash",), sh="bash"),
    "nginx": Base(
        "nginx",
        "test",
        entrypoint=("/docker-entrypoint.sh",),
        cmd=("nginx", "-g", "daemon off;"),
        stop_signal="SIGQUIT",
        sh="dash",
        env=(("NGINX_VERSION", "1.29"),),
        scripts=(("/docker-entrypoint.sh", "exec"),),
    ),
    "distroless": Base("distroless", "test", sh="none", workdir="/home/nonroot", user="nonroot"),
}


def bases(reference: str) -> Base | None:
    return BASES.get(reference.partition(":")[0])


def built(text: str, files: dict[str, str] | Listing | None = None, **options: object) -> tuple[Image, ...]:
    context = files if isinstance(files, Listing) else Listing(files or {})
    return images(read(Source("Dockerfile", text)), context, bases, **options)  # type: ignore[arg-type]


def image(text: str, files: dict[str, str] | Listing | None = None, **options: object) -> Image:
    return built(text, files, **options)[0]


def words(one: Image, arguments: tuple[str, ...] | None = None) -> list[str] | str | None:
    found = argv(one, arguments)
    if isinstance(found, Unknown):
        return "unknown"
    return [word.value for word in found] if found is not None else None


def text_at(one: Image, path: str) -> str:
    """The file's text, or what there is instead: "?", "absent", "folder", "no text"."""
    found = one.rootfs.lookup(path)
    if isinstance(found, File):
        return found.source.text if found.source is not None else "no text"
    if isinstance(found, Absent):
        return "folder" if found.folder else "absent"
    return "?"
