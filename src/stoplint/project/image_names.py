"""What images are called, and what of that the name and the folders of a Dockerfile say."""

from __future__ import annotations

import re

# The names of a registry on one's own machine, and of Docker Hub: they say nothing of who publishes an image.
_NO_REGISTRY = ("docker.io/", "index.docker.io/", "localhost/", "localhost:5000/", "127.0.0.1:5000/")
_PLAIN = ("dockerfile", "containerfile")
# Folders of Dockerfiles whose names are no part of an image's.
_SAY_NOTHING = frozenset({"docker", "dockerfiles", "images", "versions"})
_VERSION = re.compile(r"v?\d")


def taken_apart(reference: str) -> tuple[str, str]:
    """Name and tag; without what stands for Docker Hub, and for one's own machine. A tag that nobody says is "latest"."""
    text = reference.partition("@")[0]
    head, colon, tag = text.rpartition(":")
    if not colon or "/" in tag:
        head, tag = text, "latest"
    for prefix in _NO_REGISTRY:
        head = head.removeprefix(prefix)
    return head.removeprefix("library/"), tag


def without_registry(name: str) -> str:
    """The name on Docker Hub, or on any other registry: `acme/app` of `ghcr.io/acme/app`."""
    head, slash, rest = name.partition("/")
    return rest if slash and ("." in head or ":" in head) else name


def is_nobodys(name: str) -> bool:
    """Whether a name without a namespace is none of Docker Hub's."""
    from stoplint.model.catalog.images.official import OFFICIAL  # noqa: PLC0415 - few base images are asked for so

    return name not in OFFICIAL


def kind_of(file: str) -> str:
    """What tells a Dockerfile from others of its folder: `Dockerfile.alpine`, `alpine.Dockerfile`; "" for the plain one."""
    low = file.lower()
    for name in _PLAIN:
        if low == name:
            return ""
        if low.startswith(name):
            return file[len(name) + 1 :]
        if low.endswith(f".{name}"):
            return file[: -len(name) - 1]
    return file


def folders_below(folders: list[str], name: str) -> list[str] | None:
    """The folders below the nearest one of a name, without those whose names say nothing; None where none is called so."""
    near = folders[-3:]
    if name not in near:
        return None
    at = len(near) - 1 - near[::-1].index(name)
    return [each for each in near[at + 1 :] if each not in _SAY_NOTHING]


def is_home(folders: list[str]) -> bool:
    """Whether a Dockerfile of these folders makes the repository's own image: at its root, or in the folder for such files."""
    return folders in ([], ["docker"])


def is_tagged(kinds: list[str], tag: str) -> bool:
    """Whether a tag says what a Dockerfile is told from others by: `1.2`, `8.1-apache` of `8.1/apache`, `1.2-alpine` of `alpine`."""
    words = tag.split("-")
    if kinds[-1] == tag or sorted("-".join(kinds).split("-")) == sorted(words):
        return True
    return len(kinds) == 1 and kinds[0][:1].isalpha() and tag.endswith(f"-{kinds[0]}")


def is_plain(tag: str, others: list[str]) -> bool:
    """Whether a tag is none of those of the Dockerfiles beside the plain one: a version, where these are no versions."""
    if tag == "latest" or not others:
        return True
    if not _VERSION.match(tag) or any(_VERSION.match(each) for each in others):
        return False
    return not {word for each in others for word in each.split("-")} & set(tag.split("-"))
