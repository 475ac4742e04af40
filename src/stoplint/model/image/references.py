"""Which image a FROM names, and whether it is one of Windows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown

if TYPE_CHECKING:
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Instruction

WINDOWS_IMAGES = ("mcr.microsoft.com/windows", "microsoft/nanoserver", "microsoft/windowsservercore")


# A tag begins with a letter, a digit or `_` (distribution/reference, "tag"): of `node:$V-alpine` without a value nothing is left.
_NAME = r"(?!.*:[.-])[A-Za-z0-9][\w.:@-]*(?:/[\w][\w.:@-]*)*(?<![:.@_-])"


def reference_of(word: str, scope: Scope) -> str | Unknown:
    """The image that FROM names. `${REGISTRY}node:20` is node:20 as long as nobody gives a registry.

    Where only the tag can't be told, it holds the variable's name still: `node:$VERSION` is one of node's images.
    """
    value = scope.expand(word)
    if isinstance(value, Unknown):
        built = scope.expand(word, as_built=True)
        if isinstance(built, str) and re.fullmatch(_NAME, built):
            return built
        name, _, tag = word.strip("\"'").rpartition(":")
        known, left = scope.expand(name, as_built=True), scope.left_open().expand(tag)
        if isinstance(known, str) and isinstance(left, str) and re.fullmatch(_NAME, known) and _is_open(left):
            return f"{known}:{left}"
    return value


def _is_open(tag: str) -> bool:
    return re.fullmatch(r"[\w.-]*\$[\w.$-]+", tag) is not None


# Programs that only Windows has, as the first word of a SHELL. PowerShell of Linux is called pwsh.
WINDOWS_SHELLS = ("cmd", "powershell")


def is_windows(from_: Instruction, base: str | None, scope: Scope, *, known: bool) -> bool:
    """Whether a FROM speaks of Windows: by its platform, by the image's name.

    The file's escape character is a mere taste (Dockerfile reference, "escape"): it decides only where nothing is `known`
    about the image.
    """
    asked = next((flag.value or "" for flag in from_.flags if flag.name == "platform"), "")
    name = (base or "").lower()
    return (
        scope.written(asked).startswith("windows")
        or (scope.escape == "`" and not known)
        or name.startswith(WINDOWS_IMAGES)
        or any(mark in name for mark in ("nanoserver", "servercore", "windowsservercore"))
    )


def is_windows_shell(words: tuple[str, ...]) -> bool:
    """Whether a SHELL is one of Windows."""
    return bool(words) and re.sub(r"^.*[\\\\/]|\.exe$", "", words[0].lower()) in WINDOWS_SHELLS
