"""What paths given by the user come to: Dockerfiles, scripts that Dockerfiles start, and what can't be looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stoplint.folder import find_files, is_dockerfile_name, repository_root
from stoplint.folder.repository import may_be_manifest
from stoplint.lazy_dataclass import dataclass
from stoplint.project.analysis import STDIN, InputError, Looked, Note, look, shown, text_of, why_no_dockerfile
from stoplint.syntax.templates import may_be_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.project.analysis import Request
    from stoplint.project.cache import Cache
    from stoplint.syntax.shebang import Shebang
    from stoplint.syntax.shell_nodes import Simple
    from stoplint.text import Source


@dataclass(frozen=True)
class Target:
    """What a path given by the user comes to: a Dockerfile to look at, a script that none starts (`alone`), or a container of a manifest.

    Containers are counted from 1 on; 0 for what is no manifest.
    """

    path: str
    alone: bool = False
    container: int = 0


def targets(paths: Sequence[str], request: Request, cache: Cache | None = None) -> Iterator[Target | InputError | Note]:
    """What is to be looked at, each once, in order; what can't be; and notes about what is left out."""
    from stoplint.config import is_excluded, options_for  # noqa: PLC0415 - not before there are paths

    done: set[tuple[str, int]] = set()
    starters = Starters(request, cache)
    for path in paths:
        for target in _of_changed(path, starters) if request.changed else _targets_of(path, starters):
            if not isinstance(target, Target):
                yield target
                continue
            real = os.path.realpath(target.path) if target.path != STDIN else STDIN
            if (real, target.container) in done:
                continue
            done.add((real, target.container))
            named = path == STDIN or (os.path.isfile(path) and not request.changed)
            own = os.path.dirname(os.path.abspath(target.path))
            if named or not is_excluded(options_for(own, request.overrides, isolated=request.isolated), target.path):
                yield target


def _targets_of(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    if path == STDIN:
        yield from _of_input(starters)
    elif os.path.isdir(path):
        found = False
        for each in find_files(path, _may_start):
            for one in _found(os.path.normpath(each), starters):
                found = True
                yield one
        if not found:
            yield InputError(shown(path), "there is no Dockerfile in this folder")
    elif not os.path.lexists(path):
        yield InputError(shown(path), "there is no such file or folder")
    elif is_dockerfile_name(os.path.basename(path)):
        yield Target(path)
    elif may_be_manifest(os.path.basename(path)):
        yield from _of_manifest(path, starters)
    else:
        yield from _of_other_name(path, starters)


def _of_input(starters: Starters) -> Iterator[Target | InputError | Note]:
    """Standard input: a Dockerfile, unless its name or its text is a manifest's (`helm template . | stoplint check -`)."""
    request = starters.request
    unnamed = request.stdin_name == "Dockerfile" and "apiVersion:" in request.stdin
    if unnamed or may_be_manifest(os.path.basename(request.stdin_name)):
        yield from _of_manifest(STDIN, starters)
    else:
        yield Target(STDIN)


def _may_start(name: str) -> bool:
    return is_dockerfile_name(name) or may_be_manifest(name)


def _found(path: str, starters: Starters) -> Iterator[Target | Note]:
    """What a file comes to that was found in a folder."""
    if is_dockerfile_name(os.path.basename(path)):
        yield _built(path)
        return
    for each in starters.containers(path):
        if isinstance(each, int):
            yield Target(path, container=each)
        else:
            yield Note(each.path, each.why)


def _of_manifest(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    """The containers of a file that somebody named."""
    from stoplint.project.manifests import containers_in, is_manifest  # noqa: PLC0415 - most runs see none

    if not is_manifest(path, starters.request):
        yield InputError(
            shown(starters.request.stdin_name if path == STDIN else path),
            "is no Compose file, and no Kubernetes manifest that starts containers",
        )
        return
    found = False
    for each in containers_in(path, starters.request):
        found = True
        yield Target(path, container=each) if isinstance(each, int) else InputError(each.path, each.why)
    if not found:
        yield Note(shown(path), "starts no container")


def _built(path: str) -> Target | Note:
    """A Dockerfile that was found, unless it is a template. Whoever names one means it."""
    text = text_of(path)
    sign = "" if isinstance(text, InputError) or not may_be_template(text) else _placeholder(_source(path, text))
    return Note(shown(path), f"is a template: nothing fills {sign} in; left out") if sign else Target(path)


def _placeholder(source: Source) -> str:
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - few Dockerfiles have a sign of one
    from stoplint.syntax.templates import placeholder  # noqa: PLC0415 - likewise

    return placeholder(read(source))


def _of_changed(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    """A Dockerfile, or the Dockerfiles whose images read the file when they start; any other file is passed over."""
    if _may_start(os.path.basename(path)):
        yield from _found(path, starters)
        if is_dockerfile_name(os.path.basename(path)):
            return
    found = starters.of(path)
    yield from found
    if not found:
        text = text_of(path)
        source = None if isinstance(text, InputError) else _source(path, text)
        if source is not None and _is_shell(path, source) and _looks_like_start(path, source):
            yield Target(path, alone=True)


def _of_other_name(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    """A Dockerfile of another name, or a script: then the Dockerfiles of the repository that start it."""
    text = text_of(path)
    if isinstance(text, InputError):
        yield text
        return
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - a script is told by its first line

    source = _source(path, text)
    if _shebang(source) is None and not why_no_dockerfile(read(source)):
        yield Target(path)
        return
    found = starters.of(path)
    yield from found
    if not found and _looks_like_start(path, source):
        yield Target(path, alone=True)
    elif not found:
        yield Note(shown(path), "no Dockerfile here starts it, and it doesn't look like a start script; left out")


def _source(path: str, text: str) -> Source:
    from stoplint.text import Source  # noqa: PLC0415 - not before a file was read

    return Source(path, text)


class Starters:
    """Which Dockerfiles start which files; each Dockerfile of a repository is looked at once for all files."""

    def __init__(self, request: Request, cache: Cache | None = None) -> None:
        self.request = request
        self._cache = cache
        self._by_root: dict[str, dict[str, list[Target]]] = {}

    def containers(self, path: str) -> tuple[int | Note | InputError, ...]:
        """The numbers of the containers that a YAML file starts, and what is to be said of it; none where it is no manifest."""
        known = self._cache.known("containers", path) if self._cache is not None else None
        if known is None:
            known = (
                self._cache.found("containers", path, self._read_containers)
                if self._cache
                else self._read_containers("", path)
            )
        return known

    def _read_containers(self, _kind: str, path: str) -> tuple[int | Note | InputError, ...]:
        from stoplint.project.manifests import containers_in, is_manifest  # noqa: PLC0415 - most folders hold none

        return tuple(containers_in(path, self.request)) if is_manifest(path, self.request) else ()

    def of(self, path: str) -> list[Target]:
        """The Dockerfiles and Compose services of the file's repository (or folder) that read it when they start."""
        own = os.path.dirname(os.path.abspath(path))
        root = repository_root(own) or own
        if root not in self._by_root:
            self._by_root[root] = self._read_in(root)
        return self._by_root[root].get(os.path.realpath(path), [])

    def _read_in(self, root: str) -> dict[str, list[Target]]:
        files: dict[str, list[Target]] = {}
        for path in find_files(root, _may_read):
            for target in self._targets(path):
                item = (target.path, target.container) if target.container else target.path
                try:
                    found = self._cache.known("files", item) if self._cache is not None else None
                    if found is None:
                        found = self._cache.found("files", item, self._files) if self._cache else self._files("", item)
                except Exception:  # noqa: BLE001, S112 - whoever checks that file will be told
                    continue
                shorter = Target(os.path.relpath(target.path), container=target.container)
                for real in found:
                    files.setdefault(real, []).append(shorter)
        return files

    def _targets(self, path: str) -> Iterator[Target]:
        if is_dockerfile_name(os.path.basename(path)):
            yield Target(path)
            return
        yield from (Target(path, container=each) for each in self.containers(path) if isinstance(each, int))

    def _files(self, _kind: str, item: str | tuple[str, int]) -> frozenset[str]:
        if isinstance(item, str):
            looked = look(item, self.request)
        else:
            from stoplint.project.manifests import look_at_container  # noqa: PLC0415 - as above

            looked = look_at_container(*item, self.request)
        return frozenset(looked.context.read_files()) if isinstance(looked, Looked) else frozenset()


def _may_read(name: str) -> bool:
    """Whether a file of this name may start others: those of Kubernetes hold all that they start."""
    from stoplint.syntax.manifest.kinds import is_compose_name  # noqa: PLC0415 - few commits change scripts

    return is_dockerfile_name(name) or is_compose_name(name)


def _looks_like_start(path: str, source: Source) -> bool:
    """Whether a script is likely to be an entrypoint: it hands over to its arguments, or is called like one."""
    if not _may_be_shell(path, source):
        return False
    from stoplint.model.catalog.scripts import is_called_start  # noqa: PLC0415 - only for scripts

    if is_called_start(path) and _is_shell(path, source):
        return True
    from stoplint.syntax import shell  # noqa: PLC0415 - only for scripts of other names
    from stoplint.syntax.shell_walk import simple_commands  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    return any(map(_execs_arguments, simple_commands(shell.read(source).script)))


def _execs_arguments(command: Simple) -> bool:
    """Whether a command is `exec "$@"`."""
    from stoplint.syntax.shell_nodes import Parameter  # noqa: PLC0415 - as above

    if len(command.words) < 2 or command.words[0].literal != "exec":
        return False
    parts = command.words[1].parts
    return len(parts) == 1 and isinstance(parts[0], Parameter) and parts[0].name == "@"


def _is_shell(path: str, source: Source) -> bool:
    """Whether a file is a shell's script, by its #! line, or else by its name."""
    line = _shebang(source)
    if line is None:
        return path.lower().endswith((".sh", ".bash", ".ash", ".ksh"))
    from stoplint.model.catalog.shells import is_shell  # noqa: PLC0415 - only for scripts

    return any(map(is_shell, (line.interpreter, *(word for arg in line.args for word in arg.split()))))


def _may_be_shell(path: str, source: Source) -> bool:
    """Whether nothing says that a file is something else: no #! line of another language, no name of one."""
    return _is_shell(path, source) or (_shebang(source) is None and "." not in os.path.basename(path))


def _shebang(source: Source) -> Shebang | None:
    from stoplint.syntax.shebang import shebang  # noqa: PLC0415 - only for scripts

    return shebang(source)
