"""Paths of an image's files, as text: absolute ones begin with `/`, whatever system stoplint itself runs on."""

from __future__ import annotations


def base_name(path: str) -> str:
    """What stands behind the last `/`."""
    return path.rpartition("/")[2]


def folder_of(path: str) -> str:
    """What stands before the last `/`, "/" for a path in the root."""
    return path.rpartition("/")[0] or "/"


def beside(path: str, name: str) -> str:
    """The file that a text in the file `path` calls `name`: in the same folder, unless it says from the root on.

    It is relative where both are.
    """
    return name if name.startswith("/") else path[: path.rfind("/") + 1] + name


def absolute(path: str, folder: str | None) -> str:
    """An absolute path without `.`, `..` and doubled slashes, from `folder` on (None: from the root).

    `..` of the root is the root.
    """
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{folder or ''}/{path}").split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
