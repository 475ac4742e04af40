"""COPY and ADD: which files of the build context, of a stage or of a here-document stand where in the image.

Sources: Dockerfile reference, COPY and ADD; BuildKit dispatchCopy (dockerfile2llb/convert.go); fsutil/copy, whose
prepareTargetDir puts a file *into* a folder that exists, and under the name given otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.image.copied_folders import ContextTree, Copied, StageTree, file_of
from stoplint.model.image.globs import Exclusions, is_glob, walk
from stoplint.model.image.heredocs import expanded
from stoplint.model.image.modes import executable_by
from stoplint.model.image.rootfs import Absent, File, Link, Unseen
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.context import Context
    from stoplint.model.image.layers import Layers
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Flag, Instruction

ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
# A glob over a folder with very many files names them one by one; what comes later is only known to be possible.
MAX_MATCHES = 5_000


@dataclass(frozen=True)
class Origin:
    """Where COPY takes files from: the build context without `ignored`, and the stages (None: no such stage).

    `is_entered`: whether another instruction names something below a path, which is a folder then.
    """

    context: Context
    ignored: Exclusions
    stage: Callable[[str], Layers | None]
    is_entered: Callable[[str], bool] = lambda _: False


def copy(layers: Layers, instruction: Instruction, scope: Scope, origin: Origin) -> None:
    """Do to `layers` what a COPY or ADD does. What cannot be known becomes a doubt at the destination."""
    words = [word.value for word in (instruction.words if instruction.json is None else instruction.json)]
    if len(words) < 2:
        return
    sources = words[:-1] if instruction.json is not None else [w for w in words[:-1] if not _HEREDOC.match(w)]
    target = scope.expand(words[-1])
    if isinstance(target, Unknown):
        layers.muddy("/", Unknown(f"{instruction.name} at {instruction.span} copies to {words[-1]}: {target.why}"))
    text = scope.written(words[-1])
    into = text.endswith(("/", "/.", "/..")) or text in (".", "..") or len(sources) + len(instruction.heredocs) > 1
    Copy(layers, instruction, scope, origin, absolute(text, scope.workdir), into).run(sources)


def copy_to(layers: Layers, instruction: Instruction, scope: Scope, origin: Origin, source: str, target: str) -> None:
    """Do what a COPY of one source of the build context to a real path does, at the place of `instruction`."""
    Copy(layers, instruction, scope, origin, target, into=False).run([source])


_HEREDOC = re.compile(r"\d*<<-?\s*[^<]")
# Everything else with a scheme is for git: Dockerfile reference, ADD; BuildKit util/gitutil.
_HTTP = r"https?://[^#]*(?<!\.git)$"


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def _net_name(source: str) -> str:
    return base_name(source.partition("?")[0])


class Copy:
    """One COPY or ADD on its way. `target` is the destination, `into` whether it is a folder for certain."""

    def __init__(
        self, layers: Layers, instruction: Instruction, scope: Scope, origin: Origin, target: str, into: bool
    ) -> None:
        self._layers = layers
        self._one = instruction
        self._scope = scope
        self._origin = origin
        self._target = layers.real(target) or target
        self._into = into or layers.is_folder(self._target)
        self._pivot = ""
        self._chmod = self._flag("chmod")
        unpack = self._flag("unpack")
        self._unpacks = None if unpack is None else unpack.lower() not in ("false", "0", "f")
        excluded = tuple(flag.value for flag in instruction.flags if flag.name == "exclude" and flag.value)
        executable = executable_by(self._chmod, None) if self._chmod is not None else None
        self._how = Copied(
            instruction.span, self._chmod is not None, executable, Exclusions(excluded) if excluded else None
        )

    def run(self, sources: list[str]) -> None:
        """Copy from each source in turn, then from the here-documents."""
        for word in sources:
            source = self._scope.expand(word)
            origin = self._flag("from")
            before, pivot, _ = word.partition("/./")
            self._pivot = absolute(before, "/").strip("/") if pivot else ""
            if isinstance(source, Unknown):
                self._unknown(word, Unseen(f"{word}: {source.why}", self._one.span))
            elif origin is not None:
                self._from_stage(origin, source)
            elif (
                self._one.name == "ADD" and re.match(_HTTP, source) and self._unpacks and _is_archive(_net_name(source))
            ):
                self._unpacked(source)
            elif self._one.name == "ADD" and re.match(_HTTP, source):
                # Files from the net come with mode 600: Dockerfile reference, ADD.
                self._file(
                    _net_name(source),
                    File("", None, self._how.executable if self._how.has_mode else False, self._one.span),
                )
            elif self._one.name == "ADD" and ("://" in source or source.startswith("git@")):
                self._layers.muddy(self._target, Unseen(f"it may come from {source}", self._one.span))
            else:
                self._from_context(source)
        for heredoc in self._one.heredocs:
            mode = self._how.executable if self._how.has_mode else False  # mode 644 unless said otherwise
            body = expanded(heredoc, self._scope) if heredoc.expand else heredoc.body
            self._file(heredoc.name, File("", body, mode, self._one.span))

    def _flag(self, name: str) -> str | None:
        flag: Flag | None = next((flag for flag in self._one.flags if flag.name == name), None)
        return self._scope.written(flag.value or "") if flag is not None else None

    # ------------------------------------------------------------ the build context
    def _from_context(self, word: str) -> None:
        key = absolute(word.replace("\\", "/") if not is_glob(word) else word, "/").strip("/")
        context = self._origin.context
        if not is_glob(key) or context.kind(key) is not None:
            self._from_key(key, word)
            return
        ignored = self._origin.ignored
        # as Go's path/filepath.Match: `*` matches no `/`, but a leading period; `**` is the same as `*`
        walked = walk(key, lambda folder: context.children(folder) or (), hidden=True, limit=MAX_MATCHES)
        found = [
            one
            for one in walked.paths
            if (kind := context.kind(one)) and (kind == "dir" or not ignored.leaves_out(one))
        ]
        if len(found) > 1:
            self._into = True
        for one in found:
            self._from_key(one, word)
        if not found or not walked.whole:
            self._layers.muddy(self._target, Unseen(f"it may come from {word}", self._one.span))

    def _from_key(self, key: str, word: str) -> None:
        context = self._origin.context
        kind = context.kind(key)
        if kind == "dir":
            self._layers.mount(self._folder(key), ContextTree(context, key, self._origin.ignored, self._how))
        elif kind is None:
            self._unknown(key, Unseen(f"{word} is not in the build context", self._one.span))
        elif self._origin.ignored.leaves_out(key):
            self._unknown(key, Unseen(f"{word} is left out by .dockerignore", self._one.span))
        elif self._one.name == "ADD" and self._unpacks is not False and _is_archive(key):
            self._unpacked(word)
        else:
            self._file(key, self._how.file(file_of(context, key, self._one.span), ""))

    # ------------------------------------------------------------ a stage
    def _from_stage(self, origin: str, source: str) -> None:
        layers = self._origin.stage(origin)
        if layers is None:
            self._unknown(source, Unseen(f"it comes from the image {origin}", self._one.span))
            return
        path = absolute(source, "/")
        if is_glob(path):
            asked: list[str] = []

            def names_of(folder: str) -> tuple[str, ...]:
                asked.append(layers.real(folder) or "/")
                return layers.names(asked[-1])

            found = walk(path, names_of, hidden=True, limit=MAX_MATCHES)
            self._into = self._into or len(found.paths) > 1
            for one in found.paths:
                self._from_path(layers, one)
            if not found.whole or any(layers.doubt(folder) is not None for folder in asked):
                self._layers.muddy(self._target, Unseen(f"it may come from {source} of {origin}", self._one.span))
            return
        self._from_path(layers, path)

    def _from_path(self, layers: Layers, path: str) -> None:
        real = layers.real(path)
        found = layers.entry(real) if real is not None else Absent(path)
        if isinstance(found, File):
            self._file(path, self._how.file(found, ""))
        elif isinstance(found, Absent) and found.folder and real is not None:
            target = self._folder(path)
            self._layers.mount(target, StageTree(layers, real, self._how))
            if (doubt := layers.doubt(real)) is not None:
                self._layers.muddy(target, Unseen(doubt.why, self._one.span))
        elif isinstance(found, Unknown):
            self._unknown(path, Unseen(found.why, self._one.span))

    # ------------------------------------------------------------ the destination
    def _below(self, key: str) -> str:
        """The destination with `--parents`: the source's folders are kept, from `/./` on if that is written."""
        inside = key.strip("/")
        return absolute(inside.removeprefix(f"{self._pivot}/") if self._pivot else inside, self._target)

    def _folder(self, key: str) -> str:
        """Where the content of a folder goes."""
        return self._below(key) if self._flag("parents") is not None else self._target

    def _unpacked(self, archive: str) -> None:
        self._layers.make_folder(self._target)
        self._layers.muddy(self._target, Unseen(f"it may be in the archive {archive}", self._one.span))

    def _place(self, key: str) -> str:
        if self._flag("parents") is not None:
            return self._below(key)
        return absolute(base_name(key), self._target) if self._into else self._target

    def _file(self, key: str, file: File) -> None:
        if not self._into and isinstance(self._layers.entry(self._target), Unknown):
            self._into = self._origin.is_entered(self._target)  # the base image has this folder
        path = self._layers.real(self._place(key), last=False) or self._place(key)
        if isinstance(self._layers.entry(path), Link):
            path = self._layers.real(path) or path
        self._layers.put(path, replace(file, path=path))

    def _unknown(self, key: str, why: Unknown) -> None:
        """Something is at the destination; if it is a folder, its content is not known either."""
        place = self._place(key)
        if self._into:
            self._layers.muddy(self._target, why)
        if place != self._target or not self._into:
            self._layers.put(place, why)
            self._layers.muddy(place, why)
