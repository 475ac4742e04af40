"""Paths on disk → findings and traces: what the command line and the public functions share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from stoplint.folder import Folder, context_of, find_dockerfiles, is_dockerfile_name, repository_root
from stoplint.model.trace import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.config import Options
    from stoplint.finding import Finding
    from stoplint.linting import Crash
    from stoplint.model.context import Kind
    from stoplint.model.process import ImageTrace
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Source

# How scripts are called that images start; one of another name is only judged when a Dockerfile starts it.
START_NAMES = ("entrypoint", "start", "run", "docker-", "docker_", "init", "boot", "launch", "serve", "cmd")
STDIN = "-"
# So many Dockerfiles are worth a second process.
MANY = 64


@dataclass(frozen=True)
class Trouble:
    """An input that could not be looked at, and why, as the rest of a sentence."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True)
class Request:
    """What was asked besides paths: settings over those of files, and how the image is run (as `docker run`).

    An override is (key, value, who said it). `run` is how the image is run, as `docker run` would take it.
    `stdin` is the text of the path `-`, `stdin_name` the path it is shown and judged as.
    """

    overrides: tuple[tuple[str, Any, str], ...] = ()
    isolated: bool = False
    run: Settings = field(default_factory=Settings)
    stdin: str = ""
    stdin_name: str = "Dockerfile"


@dataclass(frozen=True)
class Looked:
    """One Dockerfile as it was looked at: what it says, its images' traces, what holds for it."""

    dockerfile: Dockerfile
    context: Watched
    traces: tuple[ImageTrace, ...]
    options: Options


@dataclass(frozen=True)
class Checked:
    """The answer to `check`. `files` are the Dockerfiles (or lone scripts) looked at, as they are shown."""

    findings: tuple[Finding, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    crashes: tuple[Crash, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    images: int = 0


class Watched:
    """A build context that remembers which of its files were read: those that the image's start depends on."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.seen: dict[str, Source] = {}

    def read(self, path: str) -> Source | None:
        """As `Folder.read`."""
        source = self.folder.read(path)
        if source is not None:
            self.seen[path] = source
        return source

    def children(self, path: str) -> tuple[str, ...] | None:
        """As `Folder.children`."""
        return self.folder.children(path)

    def kind(self, path: str) -> Kind | None:
        """As `Folder.kind`."""
        return self.folder.kind(path)

    def executable(self, path: str) -> bool:
        """As `Folder.executable`."""
        return self.folder.executable(path)

    def link(self, path: str) -> str | None:
        """As `Folder.link`."""
        return self.folder.link(path)

    def read_files(self) -> set[str]:
        """The real paths of the files that were read."""
        return {real for path in self.seen if (real := self.folder.real(path)) is not None}


# ---------------------------------------------------------------- one Dockerfile
def shown(path: str) -> str:
    """The path as people see it: relative to where they are, unless that climbs far."""
    relative = os.path.relpath(os.path.abspath(path)).replace(os.sep, "/")
    return path if relative.startswith("../../../") else relative


def _prefix(folder: str) -> str:
    """What stands in front of the paths of a folder's files."""
    text = shown(folder)
    return "" if text == "." else text.rstrip("/") + "/"


def look(path: str, request: Request) -> Looked | Trouble:
    """One Dockerfile (or `-`) read, put together with its build context, and traced. Raises ConfigError."""
    from stoplint.config import options_for  # noqa: PLC0415 - not before there is something to look at
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415
    from stoplint.text import Source  # noqa: PLC0415

    place = request.stdin_name if path == STDIN else path
    text = request.stdin if path == STDIN else _text(path)
    if isinstance(text, Trouble):
        return text
    dockerfile = read(Source(shown(place), text))
    why = _why_no_dockerfile(dockerfile)
    if why:
        return Trouble(shown(place), why)
    own = os.path.dirname(os.path.abspath(place))
    options = options_for(own, request.overrides, isolated=request.isolated)
    root = options.context or context_of(place, repository_root(own), dockerfile)
    if not os.path.isdir(root):
        return Trouble(shown(root), "the build context is no folder")
    context = Watched(Folder(root, _prefix(root)))
    return _looked(dockerfile, context, options, request)


def _looked(dockerfile: Dockerfile, context: Watched, options: Options, request: Request) -> Looked | Trouble:
    from stoplint.facts import traces  # noqa: PLC0415

    found = traces(dockerfile, context, options, request.run)
    if not found and options.target:
        from stoplint.model.stages import stage_names  # noqa: PLC0415

        names = ", ".join(stage_names(dockerfile))
        return Trouble(dockerfile.source.path, f"has no stage {options.target!r}, only {names}")
    return Looked(dockerfile, context, found, options)


def _text(path: str) -> str | Trouble:
    """The file's text, links followed: whoever names a file means it."""
    real = os.path.realpath(path)
    folder, name = Folder(os.path.dirname(real)), os.path.basename(real)
    source = folder.read(name)
    return source.text if source is not None else Trouble(shown(path), folder.unread(name) or "can't be read")


def _why_no_dockerfile(dockerfile: Dockerfile) -> str:
    """Why the text is no Dockerfile, "" if it is one."""
    if any(each.name == "FROM" for each in dockerfile.instructions):
        return ""
    if dockerfile.opaque and not dockerfile.instructions:
        return f"is no Dockerfile: {dockerfile.opaque[0].why}"
    return "is no Dockerfile: it has no FROM" if dockerfile.source.text.strip() else "is empty"


# ---------------------------------------------------------------- from paths to Dockerfiles
@dataclass(frozen=True)
class Target:
    """What a path given by the user comes to: a Dockerfile to look at, or a script that none starts (`alone`)."""

    path: str
    alone: bool = False


def targets(paths: Sequence[str], request: Request) -> Iterator[Target | Trouble | str]:
    """What is to be looked at, each once, in order; what can't be; and notes (str) about what is left out."""
    from stoplint.config import is_excluded, options_for  # noqa: PLC0415 - not before there are paths

    done: set[str] = set()
    starters = _Starters(request)
    for path in paths:
        for target in _targets_of(path, starters):
            if not isinstance(target, Target):
                yield target
                continue
            real = os.path.realpath(target.path) if target.path != STDIN else STDIN
            if real in done:
                continue
            done.add(real)
            named = path == STDIN or os.path.isfile(path)
            own = os.path.dirname(os.path.abspath(target.path))
            if named or not is_excluded(options_for(own, request.overrides, isolated=request.isolated), target.path):
                yield target


def _targets_of(path: str, starters: _Starters) -> Iterator[Target | Trouble | str]:
    if path == STDIN:
        yield Target(STDIN)
    elif os.path.isdir(path):
        found = False
        for each in find_dockerfiles(path):
            found = True
            yield Target(os.path.normpath(each))
        if not found:
            yield Trouble(shown(path), "there is no Dockerfile in this folder")
    elif not os.path.lexists(path):
        yield Trouble(shown(path), "there is no such file or folder")
    elif is_dockerfile_name(os.path.basename(path)):
        yield Target(path)
    else:
        yield from _of_other_name(path, starters)


def _of_other_name(path: str, starters: _Starters) -> Iterator[Target | Trouble | str]:
    """A Dockerfile of another name, or a script: then the Dockerfiles of the repository that start it."""
    text = _text(path)
    if isinstance(text, Trouble):
        yield text
        return
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415
    from stoplint.text import Source  # noqa: PLC0415

    if not text.startswith("#!") and not _why_no_dockerfile(read(Source(path, text))):
        yield Target(path)
        return
    found = starters.of(path)
    yield from map(Target, found)
    if not found and _looks_like_start(path, text):
        yield Target(path, alone=True)
    elif not found:
        yield f"{shown(path)}: no Dockerfile here starts it, and it doesn't look like a start script; left out"


class _Starters:
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
    first = text.split("\n", 1)[0]
    shell = first.startswith("#!") and first.rstrip().split("/")[-1].split(" ")[-1].endswith("sh")
    name = os.path.basename(path).lower()
    return name.startswith(START_NAMES) and (shell or name.endswith((".sh", ".bash", ".ash", ".ksh")))


def _look_alone(path: str, request: Request) -> Looked | Trouble:
    """A script as the entrypoint of an image that nothing else is known of."""
    from stoplint.config import options_for  # noqa: PLC0415
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415
    from stoplint.text import Source  # noqa: PLC0415

    text = _text(path)
    if isinstance(text, Trouble):
        return text
    own, name = os.path.split(os.path.abspath(path))
    start = ["/start"] if text.startswith("#!") else ["/bin/sh", "/start"]
    argv = ", ".join(f'"{word}"' for word in start)
    invented = (
        f'FROM stoplint.invalid/unknown\nCOPY --chmod=755 ["{name}", "/start"]\nENTRYPOINT [{argv}]\nCMD ["app"]\n'
    )
    options = replace(options_for(own, request.overrides, isolated=request.isolated), target=None)
    context = Watched(Folder(own, _prefix(own)))
    return _looked(read(Source(f"{shown(path)} as an entrypoint", invented)), context, options, request)


def traces_of(path: str, request: Request) -> tuple[tuple[ImageTrace, ...], tuple[Trouble, ...]]:
    """The images of a Dockerfile (or of those in a folder, or that start a script), and what can't be looked at.

    In a folder only the Dockerfile of that name is meant, when there is one. Raises ConfigError.
    """
    if os.path.isdir(path):
        plain = [each for name in ("Dockerfile", "Containerfile") if os.path.isfile(each := os.path.join(path, name))]
        path = os.path.normpath(plain[0]) if plain else path
    found: list[ImageTrace] = []
    troubles: list[Trouble] = []
    for target in targets((path,), request):
        if isinstance(target, str):
            troubles.append(Trouble(*target.split(": ", 1)))
            continue
        looked = target if isinstance(target, Trouble) else _look_at(target, request)
        if isinstance(looked, Looked):
            found += looked.traces
        else:
            troubles.append(looked)
    return tuple(found), tuple(troubles)


def _look_at(target: Target, request: Request) -> Looked | Trouble:
    return (_look_alone if target.alone else look)(target.path, request)


# ---------------------------------------------------------------- many
@dataclass(frozen=True)
class _Part:
    """What one Dockerfile contributes to the answer; `sources` are the files read, True for a Dockerfile."""

    findings: tuple[Finding, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    crashes: tuple[Crash, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[tuple[Source, bool], ...] = ()
    selected: frozenset[str] = frozenset()
    images: int = 0


def check(
    paths: Sequence[str], request: Request, *, jobs: int = 0, progress: Callable[[int, int], None] | None = None
) -> Checked:
    """All findings for the paths, each fault once, in order. `jobs` 0: as many as are worth it.

    Raises ConfigError. `progress` is called with (done, all) after each Dockerfile.
    """
    found = list(targets(paths, request))
    wanted = [each for each in found if isinstance(each, Target)]
    parts: list[_Part] = []
    for part in _parts(wanted, request, jobs):
        parts.append(part)
        if progress:
            progress(len(parts), len(wanted))
    troubles = [each for each in found if isinstance(each, Trouble)]
    notes = [each for each in found if isinstance(each, str)]
    return Checked(
        findings=_said(parts),
        troubles=(*troubles, *(each for part in parts for each in part.troubles)),
        crashes=tuple(each for part in parts for each in part.crashes),
        notes=(*notes, *(each for part in parts for each in part.notes)),
        files=tuple(shown(request.stdin_name if each.path == STDIN else each.path) for each in wanted),
        images=sum(part.images for part in parts),
    )


def _said(parts: Sequence[_Part]) -> tuple[Finding, ...]:
    """The findings of all parts, merged, without those that a comment silences."""
    from stoplint.linting import merged  # noqa: PLC0415

    findings = merged((each for part in parts for each in part.findings), shown)
    sources = {shown(source.path): (source, kind) for part in parts for source, kind in part.sources}
    if not any(_may_silence(source.text) for source, _ in sources.values()):
        return findings
    from stoplint.ignore import silenced  # noqa: PLC0415 - few files silence anything
    from stoplint.rulebook import rules  # noqa: PLC0415

    selected = frozenset.intersection(*(part.selected for part in parts if part.sources))
    return merged(silenced(findings, tuple(sources.values()), rules(), selected, shown), shown)


def _may_silence(text: str) -> bool:
    return "stoplint:" in text or "hadolint" in text or "check" in text


def _parts(wanted: Sequence[Target], request: Request, jobs: int) -> Iterator[_Part]:
    jobs = jobs or (min(os.cpu_count() or 1, 8) if len(wanted) >= MANY else 1)
    if jobs == 1 or len(wanted) < 2:
        yield from (_part(target, request) for target in wanted)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few runs are that long
    from functools import partial  # noqa: PLC0415

    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(_part, request=request), wanted, chunksize=8)


def _part(target: Target, request: Request) -> _Part:
    from stoplint.config import ConfigError, is_ignored_in, selected  # noqa: PLC0415
    from stoplint.linting import Crash, lint  # noqa: PLC0415
    from stoplint.rulebook import rules  # noqa: PLC0415

    try:
        looked = _look_at(target, request)
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001 - our fault, and the other files are still to be looked at
        return _Part(crashes=(Crash.of("the model", shown(target.path), error),))
    if isinstance(looked, Trouble):
        return _Part(troubles=(looked,))
    from stoplint.checks import Subject  # noqa: PLC0415
    from stoplint.ignore import UNKNOWN, UNUSED  # noqa: PLC0415

    chosen = selected(looked.options, rules())
    judging = [rule for rule in chosen if rule.name not in (UNKNOWN, UNUSED)]  # those speak when all others have
    subject = Subject(looked.dockerfile, looked.traces, looked.context)
    findings, crashes = lint(subject, judging)
    own = looked.dockerfile.source
    by_name = {rule.code: rule for rule in chosen}
    if target.alone:  # nobody wrote that Dockerfile
        findings = tuple(
            replace(each, related=tuple(other for other in each.related if other.span.path != own.path))
            for each in findings
            if each.path != own.path
        )
    findings = tuple(each for each in findings if not is_ignored_in(looked.options, by_name[each.code], each.path))
    sources = [] if target.alone else [(own, True)]
    return _Part(
        findings=findings,
        crashes=crashes,
        notes=tuple(_notes(looked)),
        sources=(*sources, *((source, False) for source in looked.context.seen.values())),
        selected=frozenset(by_name),
        images=len(looked.traces),
    )


def _notes(looked: Looked) -> Iterator[str]:
    """One sentence for each image of which it is not known what it starts."""
    from stoplint.model.fact import Unknown  # noqa: PLC0415

    for trace in looked.traces:
        if isinstance(trace.launch, Unknown):
            stage = "" if trace.image.is_target else f", stage {trace.image.stage}"
            yield f"{shown(looked.dockerfile.source.path)}{stage}: what happens at stop is not known: {trace.launch.why}"
