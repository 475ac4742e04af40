"""What paths given by the user come to: Dockerfiles, scripts that Dockerfiles start, and what can't be looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stoplint.folder import find_dockerfiles, is_dockerfile_name, repository_root
from stoplint.lazy_dataclass import dataclass
from stoplint.project.analysis import STDIN, InputError, Looked, Note, look, shown, text_of, why_no_dockerfile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.project.analysis import Request

# How scripts are called that images start; one of another name is only judged when a Dockerfile starts it.
START_NAMES = ("entrypoint", "start", "run", "docker-", "docker_", "init", "boot", "launch", "serve", "cmd")


@dataclass(frozen=True)
class Target:
    """What a path given by the user comes to: a Dockerfile to look at, or a script that none starts (`alone`)."""

    path: str
    alone: bool = False


def targets(paths: Sequence[str], request: Request) -> Iterator[Target | InputError | Note]:
    """What is to be looked at, each once, in order; what can't be; and notes about what is left out."""
    from stoplint.config import is_excluded, options_for  # noqa: PLC0415 - not before there are paths

    done: set[str] = set()
    starters = Starters(request)
    for path in paths:
        for target in _of_changed(path, starters) if request.changed else _targets_of(path, starters):
            if not isinstance(target, Target):
                yield target
                continue
            real = os.path.realpath(target.path) if target.path != STDIN else STDIN
            if real in done:
                continue
            done.add(real)
            named = path == STDIN or (os.path.isfile(path) and not request.changed)
            own = os.path.dirname(os.path.abspath(target.path))
            if named or not is_excluded(options_for(own, request.overrides, isolated=request.isolated), target.path):
                yield target


def _targets_of(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    if path == STDIN:
        yield Target(STDIN)
    elif os.path.isdir(path):
        found = False
        for each in find_dockerfiles(path):
            found = True
            yield Target(os.path.normpath(each))
        if not found:
            yield InputError(shown(path), "there is no Dockerfile in this folder")
    elif not os.path.lexists(path):
        yield InputError(shown(path), "there is no such file or folder")
    elif is_dockerfile_name(os.path.basename(path)):
        yield Target(path)
    else:
        yield from _of_other_name(path, starters)


def _of_changed(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    """A Dockerfile, or the Dockerfiles whose images read the file when they start; any other file is passed over."""
    if is_dockerfile_name(os.path.basename(path)):
        yield Target(path)
        return
    found = starters.of(path)
    yield from map(Target, found)
    if not found:
        text = text_of(path)
        if not isinstance(text, InputError) and _is_shell(path, text) and _looks_like_start(path, text):
            yield Target(path, alone=True)


def _of_other_name(path: str, starters: Starters) -> Iterator[Target | InputError | Note]:
    """A Dockerfile of another name, or a script: then the Dockerfiles of the repository that start it."""
    text = text_of(path)
    if isinstance(text, InputError):
        yield text
        return
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - a script is told by its first line
    from stoplint.text import Source  # noqa: PLC0415

    if not text.startswith("#!") and not why_no_dockerfile(read(Source(path, text))):
        yield Target(path)
        return
    found = starters.of(path)
    yield from map(Target, found)
    if not found and _looks_like_start(path, text):
        yield Target(path, alone=True)
    elif not found:
        yield Note(shown(path), "no Dockerfile here starts it, and it doesn't look like a start script; left out")


class Starters:
    """Which Dockerfiles start which files; each Dockerfile of a repository is looked at once for all files."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._by_root: dict[str, dict[str, list[str]]] = {}

    def of(self, path: str) -> list[str]:
        """The Dockerfiles of the file's repository (or folder) whose images read it when they start."""
        own = os.path.dirname(os.path.abspath(path))
        root = repository_root(own) or own
        if root not in self._by_root:
            self._by_root[root] = self._read_in(root)
        return self._by_root[root].get(os.path.realpath(path), [])

    def _read_in(self, root: str) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for path in find_dockerfiles(root):
            try:
                looked = look(path, self._request)
            except Exception:  # noqa: BLE001, S112 - whoever checks that Dockerfile will be told
                continue
            for real in looked.context.read_files() if isinstance(looked, Looked) else ():
                files.setdefault(real, []).append(os.path.relpath(path))
        return files


def _looks_like_start(path: str, text: str) -> bool:
    """Whether a script is likely to be an entrypoint: it hands over to its arguments, or is called like one."""
    if 'exec "$@"' in text or "exec $@" in text:
        return True
    return os.path.basename(path).lower().startswith(START_NAMES) and _is_shell(path, text)


def _is_shell(path: str, text: str) -> bool:
    first = text.split("\n", 1)[0]
    shebang = first.startswith("#!") and first.rstrip().split("/")[-1].split(" ")[-1].endswith("sh")
    return shebang or path.lower().endswith((".sh", ".bash", ".ash", ".ksh"))
