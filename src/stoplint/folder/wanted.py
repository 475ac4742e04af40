"""What a Dockerfile takes from its build context: by that the context is found.

COPY and ADD name it plainly or by a glob, and so do the bind mounts of RUN; `COPY . /app` takes what ENTRYPOINT and CMD start below /app.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.image.globs import is_glob, walk
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from stoplint.folder.disk import Folder
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction

# A word of a command line that is the name of a file to run.
_RUN = re.compile(r"\.{0,2}/[\w./@+-]*\w|[\w./@+-]*\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|php|jar|lua)")


_QUOTED = re.compile(r"""(["'])([^"'$\\]*)\1""")


# Of the paths that a pattern names, one that is there is enough.
MAX_MATCHES = 5_000


@dataclass(frozen=True)
class Wanted:
    """A path of the build context; `is_file` where a folder of that name would not do. It may be a glob."""

    path: str
    is_file: bool = False


def is_found(view: Folder, wanted: Wanted) -> bool:
    """Whether it is in a folder."""
    if not is_glob(wanted.path):
        kind = view.kind(wanted.path)
        return kind == "file" if wanted.is_file else kind is not None
    found = walk(wanted.path, lambda folder: view.children(folder) or (), hidden=True, limit=MAX_MATCHES)
    return any(view.kind(path) is not None for path in found.paths)


def wanted_of(dockerfile: Dockerfile) -> tuple[Wanted, ...]:
    """What the Dockerfile takes from its context, each once."""
    found: dict[Wanted, None] = {}
    stage: list[Instruction] = []
    for outer in dockerfile.instructions:
        one = outer.inner or outer
        if one.name == "FROM":
            stage = []
        stage.append(one)
        if _copies(one):
            found.update((Wanted(path), None) for path in _sources(one))
        elif one.name == "RUN" and any(flag.name == "mount" for flag in one.flags):
            from stoplint.model.image.bind_mounts import sources  # noqa: PLC0415 - few Dockerfiles have any

            found.update((Wanted(name), None) for word in sources(one) if "$" not in word and (name := _cleaned(word)))
    found.update((Wanted(path, is_file=True), None) for path in _started(stage))
    return tuple(found)


def copied_paths(dockerfile: Dockerfile) -> tuple[str, ...]:
    """The sources that COPY and ADD name plainly: no variable, no glob, no URL, not from another stage."""
    return tuple(one.path for one in wanted_of(dockerfile) if not one.is_file and not is_glob(one.path))


def takes_files(dockerfile: Dockerfile) -> bool:
    """Whether anything comes from the context: where nothing does, it doesn't matter which one it is."""
    found = (outer.inner or outer for outer in dockerfile.instructions)
    return any(_copies(one) or (one.name == "RUN" and any(flag.name == "mount" for flag in one.flags)) for one in found)


def _copies(one: Instruction) -> bool:
    return one.name in ("COPY", "ADD") and not any(flag.name == "from" for flag in one.flags) and not one.heredocs


def _words(one: Instruction) -> list[str]:
    """The words of a COPY, ENTRYPOINT or CMD, without quotes around a whole one: BuildKit takes those off."""
    if one.json is not None:
        return [word.value for word in one.json]
    return [_QUOTED.sub(r"\2", word.value) for word in one.words]


def _sources(one: Instruction) -> list[str]:
    """The sources of which the name is known, or a part of it: no variable, no URL."""
    found = []
    for word in _words(one)[:-1]:
        name = _cleaned(word)
        if name and name.strip("*/") and not any(sign in word for sign in "$\"'") and "://" not in word:
            found.append(name)
    return [name for name in found if not name.startswith("git@")]


def _cleaned(word: str) -> str:
    """BuildKit takes a source as if the context were the root: "../x" and "/x" are "x"."""
    return os.path.normpath("/" + word.replace("\\", "/")).replace(os.sep, "/").strip("/")


def _started(stage: list[Instruction]) -> list[str]:
    """What ENTRYPOINT and CMD of a stage name that comes out of a folder which COPY brings."""
    workdir = "/"
    brought: list[tuple[str, str]] = []
    last: dict[str, Instruction] = {}
    for one in stage:
        if one.name == "WORKDIR" and "$" not in one.value.text:
            workdir = absolute(one.value.text.strip().strip("\"'"), workdir)
        elif one.name == "WORKDIR":
            workdir = f"{workdir}/?"
        elif (
            _copies(one) and len(words := _words(one)) == 2 and not any("$" in word or is_glob(word) for word in words)
        ):
            brought.append((_cleaned(words[0]), absolute(words[1], workdir)))
        elif one.name in ("ENTRYPOINT", "CMD"):
            last[one.name] = one
    found = []
    for one in last.values():
        for word in _words(one):
            path = absolute(word, workdir)
            if not _RUN.fullmatch(word):
                continue
            for source, target in reversed(brought):
                inside = target.rstrip("/") + "/"
                if path.startswith(inside) and base_name(source) != base_name(path):
                    found.append(f"{source}/{path[len(inside) :]}".strip("/"))
                    break
    return found
