"""Scripts that an image starts at a path where nobody knows what is there: the repository's own files of that name.

What a build step puts there, or the build context that somebody makes before (`dependency/entrypoint.sh`), is most often a
copy of the one file of this name that lies beside the Dockerfile, or in the repository. That is taken, and told.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.folder import TooManyError, find_files
from stoplint.folder.wanted import wanted_of
from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.scripts import SCRIPT_ENDS, is_start_script
from stoplint.model.fact import Unknown
from stoplint.model.image.made import StandIn
from stoplint.model.image.rootfs import File, Packaged, Unlisted, Volume
from stoplint.paths import absolute, base_name
from stoplint.project.made_here import MOST_ENTRIES, repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.project.analysis import RecordingContext
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Source

_BESIDE = "it lies beside the Dockerfile"
_ONLY = "the only file of that name in the repository"
_NEAREST = "of the files of that name in the repository the only one whose folders are called so"
# Where packages put what they bring: hier(7); never into the folders of programs that a user makes.
_OF_PACKAGES = re.compile(r"/(?!usr/local/|usr/src/)(?:usr|bin|sbin|lib|etc|var)/")
_FROM_ELSEWHERE = re.compile(r"--from=|://|git@")


def with_stand_ins(traced: ImageTrace, context: RecordingContext, dockerfile: Dockerfile) -> Image | None:
    """The image with the files that are taken to be the scripts which were not found; None if there are none.

    What the Dockerfile takes itself, by its name, is not looked for: it knows where it is.
    """
    own = frozenset(f"{context.folder.root}/{each.path}" for each in wanted_of(dockerfile))
    image = traced.image
    files: dict[str, File] = {}
    found: list[StandIn] = []
    for path, doubt in _not_found(traced):
        evidence, source = _only_one(image, path, doubt, context)
        if source is not None and path not in files and filesystem.realpath(source.path) not in own:
            files[path] = File(path, source, executable=None, said=doubt.span)
            found.append(StandIn(path, source.path, evidence, doubt.span))
    if not found:
        return None
    return replace(image, rootfs=image.rootfs.with_stand_ins(files), stand_ins=(*image.stand_ins, *found))


def _not_found(traced: ImageTrace) -> Iterator[tuple[str, Unknown]]:
    """The paths of the start scripts in the usual runs of which it is not known what is there, and why."""
    rootfs, cwd = traced.image.rootfs, traced.image.workdir.value or "/"
    words = (word for run in traced.runs if run.default for process in run.processes for word in process.argv)
    for word in dict.fromkeys(words):
        if not is_start_script(word) or re.search(r"[\s$*]", word):
            continue
        folders = (cwd,) if "/" in word else (cwd, "/usr/local/bin", "/usr/bin", "/bin")
        for path in (absolute(word, folder) for folder in folders):
            found = rootfs.lookup(path)
            if isinstance(found, File):
                break
            if isinstance(found, Unknown) and _may_be_own(traced.image, path, found):
                yield path, found
                break


def _may_be_own(image: Image, path: str, doubt: Unknown) -> bool:
    """Whether the repository's own file may be at the path: not one of the base image's, another image's, or of the net."""
    said = doubt.span.text if doubt.span is not None else ""
    if re.match(r"\s*(?:COPY|ADD)\b", said, re.IGNORECASE):
        return _FROM_ELSEWHERE.search(said) is None and ".dockerignore" not in doubt.why
    fetched = re.search(rf"://\S*/{re.escape(base_name(path))}\b", image.dockerfile.text)
    if fetched or isinstance(doubt, Volume) or (isinstance(doubt, Packaged) and _OF_PACKAGES.match(path)):
        return False
    floor = image.rootfs.layers.floor
    if floor is not None and not isinstance(floor, Unlisted):
        return False  # a base image of which nothing is known may well hold a start script
    return base_name(path) not in getattr(floor, "starts", ())


def _only_one(image: Image, path: str, doubt: Unknown, context: RecordingContext) -> tuple[str, Source | None]:
    """What speaks for the one file that may be meant, and its text; None where there is none, or several are."""
    name, home = base_name(path), context.home
    own = os.path.dirname(os.path.abspath(image.dockerfile.path))
    beside = _text(os.path.join(own, name), context)
    if beside is not None or home is None:
        return _BESIDE, beside
    clones = {each.removesuffix(".git").lower() for each in image.rootfs.clones}
    if clones - repository(filesystem.realpath(home)).own_names and not re.match(r"\s*(?:COPY|ADD)\b", _said(doubt)):
        return "", None  # it may come from there
    try:
        paths = list(find_files(home, lambda each: each == name, MOST_ENTRIES))
    except TooManyError:
        return "", None
    nearest = [each for each in paths if base_name(os.path.dirname(each)) == base_name(os.path.dirname(path))]
    chosen, evidence = (paths, _ONLY) if len(paths) == 1 else (nearest, _NEAREST)
    return (evidence, _text(chosen[0], context)) if len(chosen) == 1 else ("", None)


def _said(doubt: Unknown) -> str:
    return doubt.span.text if doubt.span is not None else ""


def _text(path: str, context: RecordingContext) -> Source | None:
    """The text of a script of the repository."""
    inside = os.path.relpath(filesystem.realpath(path), context.folder.root).replace(os.sep, "/")
    if not filesystem.is_file(path):
        return None
    own = not inside.startswith("../")
    source = context.read(inside) if own else context.beside(os.path.dirname(path)).read(base_name(path))
    is_script = source is not None and (source.text.startswith("#!") or path.endswith(SCRIPT_ENDS))
    return source if is_script else None
