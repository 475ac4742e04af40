"""The operating system that an image's tag or name tells of, and what its /bin/sh is.

Sources: Debian and Ubuntu: dash is /bin/sh (Debian Policy 10.4, dash package; debootstrap of bookworm and trixie:
/bin/sh -> dash). Alpine, Wolfi, BusyBox, OpenWrt: BusyBox ash. Red Hat, Fedora, Amazon, Oracle, SUSE, Azure and
Arch Linux, Photon: /bin/sh is bash. Distroless, Chainguard and "chiseled" images hold no shell:
GoogleContainerTools/distroless@cd080764:java/testdata/java17_debian13.yaml, dotnet/dotnet-docker@3ed00b6:
documentation/ubuntu-chiseled.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from stoplint.model.catalog.images.alpines import last_built_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.catalog.shells import Dialect

SOURCE = "the system that the image's name or tag tells of: stoplint.model.catalog.images.families"

SHELLS: dict[str, Dialect | Literal["none"]] = {
    "debian": "dash",
    "ubuntu": "dash",
    "alpine": "ash",
    "busybox": "ash",
    "wolfi": "ash",
    "redhat": "bash",
    "fedora": "bash",
    "amazonlinux": "bash",
    "oraclelinux": "bash",
    "azurelinux": "bash",
    "photon": "bash",
    "suse": "bash",
    "arch": "bash",
    "none": "none",
}
# The family that a package manager tells of: apk(8), apt-get(8), dnf(8), zypper(8).
OF_MANAGERS: dict[str, str] = {
    "apk": "alpine", "apt-get": "debian", "apt": "debian", "yum": "redhat", "dnf": "redhat", "microdnf": "redhat",
    "zypper": "suse",
}  # fmt: skip
# Words of a name or tag, without digits at their end ("alpine3.19", "ubi9").
_NAMES: dict[str, str] = {
    **dict.fromkeys(("windowsservercore", "nanoserver"), "windows"),
    **dict.fromkeys(("alpine", "alpinelinux"), "alpine"),
    **dict.fromkeys(("debian", "minideb", "raspbian", "devuan"), "debian"),
    "ubuntu": "ubuntu",
    **dict.fromkeys(("ubi", "rhel", "centos", "rockylinux", "almalinux"), "redhat"),
    "fedora": "fedora",
    "amazonlinux": "amazonlinux",
    "oraclelinux": "oraclelinux",
    "azurelinux": "azurelinux",
    **dict.fromkeys(("opensuse", "sles"), "suse"),
    "archlinux": "arch",
    "busybox": "busybox",
    "wolfi": "wolfi",
    "distroless": "none",
}
# Words that tell of a system in a tag only: as part of a name they may be anything.
_TAGS: dict[str, str] = {
    **_NAMES,
    "ltsc": "windows",
    **dict.fromkeys(("wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "sid"), "debian"),
    **dict.fromkeys(("trusty", "xenial", "bionic", "focal", "jammy", "noble", "lunar", "mantic", "oracular"), "ubuntu"),
    **dict.fromkeys(("plucky", "questing", "resolute"), "ubuntu"),
    **dict.fromkeys(("rocky", "alma"), "redhat"),
    **dict.fromkeys(("al2023", "amzn"), "amazonlinux"),
    "oracle": "oraclelinux",
    "mariner": "azurelinux",
    "photon": "photon",
    **dict.fromkeys(("leap", "tumbleweed"), "suse"),
    "chiseled": "none",
}  # fmt: skip
# The image of the table that stands for a family.
_SYSTEMS = {"redhat": "registry.access.redhat.com/ubi9/ubi", "none": "scratch", "wolfi": "cgr.dev/chainguard/wolfi-base",
            "suse": "opensuse/leap", "arch": "archlinux", "azurelinux": "mcr.microsoft.com/azurelinux/base/core"}  # fmt: skip
_DIGITS = "0123456789."


def of_image(name: str, tag: str) -> str | None:
    """The family that a reference tells of: its tag, or else its name; "slim" without more is Debian's variant."""
    words = _words_of_tag(tag)
    return _of_words(words, _TAGS) or of_name(name) or ("debian" if "slim" in words else None)


def of_tag(tag: str) -> str | None:
    """The family that a tag names, or None."""
    return of_image("", tag)


_VARIABLE = re.compile(r"\$\{?\w+\}?")


def _words_of_tag(tag: str) -> list[str]:
    return _VARIABLE.sub("", tag.lower()).replace("_", "-").split("-")  # its name says nothing of its value


def of_name(name: str) -> str | None:
    """The family that the last parts of a repository's name tell of, or None."""
    registry, slash, path = name.lower().partition("/")
    if not slash or not ("." in registry or ":" in registry):
        path = name.lower()
    return _of_words(path.replace("_", "-").replace("/", "-").split("-"), _NAMES)


def system(tag: str) -> str | None:
    """The reference of the base system that a tag names, for rows whose parent depends on the tag."""
    family = of_tag(tag)
    return None if family is None else _SYSTEMS.get(family, family)


def alpine(name: str, tag: str) -> str | None:
    """The reference of the Alpine that an image is or that its tag names ("8.7-alpine3.6"), where its version is known."""
    versions = [word.removeprefix("alpine") for word in _words_of_tag(tag) if word.startswith("alpine")]
    if versions == [""]:
        return last_built_on(name, tag)
    if name.rpartition("/")[2] == "alpine":
        versions = [tag]
    return next((f"alpine:{version}" for version in versions if version[:1].isdigit() and "$" not in version), None)


def of_managers(managers: Iterable[str], base: str) -> str | None:
    """The family that all these package managers tell of; ALT Linux installs RPMs with apt-get (docs.altlinux.org)."""
    found = {OF_MANAGERS[name] for name in managers}
    if len(found) != 1 or {"alt", "altlinux"} & set(re.split(r"[^a-z]+", base.lower())):
        return None
    return found.pop()


def _of_words(words: list[str], known: dict[str, str]) -> str | None:
    for word in words:
        family = known.get(word) or known.get(word.rstrip(_DIGITS))
        if family is not None:
            return family
    return None
