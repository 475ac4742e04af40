"""One Dockerfile looked at: read, put together with its build context, and traced."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stoplint import filesystem
from stoplint.files import is_below, leads_out
from stoplint.folder import Folder, guess_of, repository_root
from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.config import Options
    from stoplint.model.image.context import Context, Kind
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload.service import Service
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Source

STDIN = "-"


@dataclass(frozen=True)
class InputError:
    """An input that could not be looked at, and why, as the rest of a sentence."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True)
class Note:
    """What somebody may want to know of an input that was looked at, or left out, as the rest of a sentence."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True)
class Request:
    """What was asked besides paths: settings over those of files, and how the image is run (as `docker run`).

    An override is (key, value, who said it). `run` is how the image is run, as `docker run` would take it.
    `stdin` is the text of the path `-`, `stdin_name` the path it is shown and judged as. `changed`: the paths are
    what somebody changed, not what somebody wants to know of; those that no image starts with are passed over. `home` is
    the root of the repository, where that is not the nearest folder with a `.git`.
    """

    overrides: tuple[tuple[str, Any, str], ...] = ()
    isolated: bool = False
    run: Workload = field(default_factory=Workload)
    stdin: str = ""
    stdin_name: str = "Dockerfile"
    changed: bool = False
    home: str = ""


@dataclass(frozen=True)
class Looked:
    """One Dockerfile, or one container of a manifest, as it was looked at: what it says, its images' traces, what holds for it."""

    dockerfile: Dockerfile
    context: RecordingContext
    traces: tuple[ImageTrace, ...]
    options: Options
    # the container of a manifest that it is; nobody wrote a Dockerfile that stands for a mere name of an image
    service: Service | None = None


class RecordingContext:
    """A build context that remembers which of its files were read: those that the image's start depends on.

    `home` is the root of the repository that it lies in, None where there is none. `overlay` puts changes over a folder's
    files.
    """

    def __init__(
        self, folder: Folder, home: str | None = None, overlay: Callable[[Folder], Context] | None = None
    ) -> None:
        self.folder = folder
        self.home = home
        self.said_by = ""  # the place in another file that says which folder it is
        self.seen: dict[str, Source] = {}
        self.others: list[RecordingContext] = []
        self.around: RecordingContext | None = (
            None  # the repository, where other files than a Dockerfile say what is started
        )
        self._overlay = overlay
        self._files: Context = overlay(folder) if overlay is not None else folder

    def beside(self, root: str) -> RecordingContext:
        """Another folder, of which is remembered here what is read: that of a Dockerfile that makes a base image."""
        other = RecordingContext(Folder(root, prefix_of(root)), self.home, self._overlay)
        self.others.append(other)
        return other

    def changed_by(self, overlay: Callable[[Folder], Context]) -> RecordingContext:
        """The same with changed files in it, of which nothing was read yet."""
        other = RecordingContext(self.folder, self.home, overlay)
        other.said_by = self.said_by
        return other

    def read(self, path: str) -> Source | None:
        """As `Folder.read`."""
        source = self._files.read(path)
        if source is not None:
            self.seen[path] = source
        return source

    def unread(self, path: str) -> str | None:
        """As `Folder.unread`."""
        return self._files.unread(path)

    def is_script(self, path: str) -> bool:
        """As `Folder.is_script`."""
        return self._files.is_script(path)

    def children(self, path: str) -> tuple[str, ...] | None:
        """As `Folder.children`."""
        return self._files.children(path)

    def kind(self, path: str) -> Kind | None:
        """As `Folder.kind`."""
        return self._files.kind(path)

    def executable(self, path: str) -> bool:
        """As `Folder.executable`."""
        return self._files.executable(path)

    def link(self, path: str) -> str | None:
        """As `Folder.link`."""
        return self._files.link(path)

    def read_files(self) -> set[str]:
        """The real paths of the files that were read."""
        own = {real for path in self.seen if (real := self.folder.real(path)) is not None}
        around = (self.around,) if self.around is not None else ()
        return own.union(*(other.read_files() for other in (*self.others, *around)))

    def texts(self) -> tuple[Source, ...]:
        """The files that were read, but for those of other Dockerfiles."""
        return (*self.seen.values(), *(self.around.texts() if self.around is not None else ()))

    def borrowed(self) -> tuple[Source, ...]:
        """The texts that other Dockerfiles make base images of, and these Dockerfiles themselves."""
        return tuple(source for other in self.others for source in (*other.seen.values(), *other.borrowed()))


def shown(path: str) -> str:
    """The path as people see it: relative to where they are, unless that climbs far."""
    return _shown_from(path, os.getcwd())


@lru_cache(maxsize=4096)
def _shown_from(path: str, here: str) -> str:
    relative = os.path.relpath(os.path.join(here, path), here).replace(os.sep, "/")
    return path if relative.startswith("../../../") else relative


def prefix_of(folder: str) -> str:
    """What stands in front of the paths of a folder's files."""
    text = shown(folder)
    return "" if text == "." else text.rstrip("/") + "/"


def look(path: str, request: Request) -> Looked | InputError:
    """One Dockerfile (or `-`) read, put together with its build context, and traced. Raises ConfigError."""
    from stoplint.config import options_for  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - a script is told by its first line
    from stoplint.text import Source  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    place = request.stdin_name if path == STDIN else path
    text = request.stdin if path == STDIN else text_of(path)
    if isinstance(text, InputError):
        return text
    dockerfile = read(Source(shown(place), text))
    why = why_no_dockerfile(dockerfile)
    if why:
        return InputError(shown(place), why)
    own = os.path.dirname(os.path.abspath(place))
    options = options_for(own, request.overrides, isolated=request.isolated)
    home = request.home or repository_root(own)
    root, said_by = (options.context, "") if options.context else context_said(place, home, dockerfile)
    if not filesystem.is_dir(root):
        return InputError(shown(root), "the build context is no folder")
    context = RecordingContext(Folder(root, prefix_of(root)), home)
    context.said_by = said_by
    return _looked(dockerfile, context, options, request)


def context_said(path: str, home: str | None, dockerfile: Dockerfile) -> tuple[str, str]:
    """The build context of a Dockerfile, and the place that says so; "" where its own COPYs tell it, or it is guessed."""
    guess, is_sure = guess_of(path, home, dockerfile)
    if is_sure or home is None:
        return guess, ""
    from stoplint.project.made_here import repository  # noqa: PLC0415 - most contexts are told by what is copied

    top = filesystem.realpath(home)
    said = repository(top).context(os.path.relpath(filesystem.realpath(path), top).replace(os.sep, "/"))
    folder = os.path.normpath(os.path.join(home, said[0])) if said is not None else ""
    if said is None or not filesystem.is_dir(folder) or not is_below(folder, home):
        return guess, ""
    return os.path.abspath(folder), said[1]


def _looked(
    dockerfile: Dockerfile, context: RecordingContext, options: Options, request: Request
) -> Looked | InputError:
    from stoplint.project.stated_facts import traces  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    found = traces(dockerfile, context, options, request.run)
    if not found and options.target:
        from stoplint.model.image.stages import stage_names  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

        names = ", ".join(stage_names(dockerfile))
        return InputError(dockerfile.source.path, f"has no stage {options.target!r}, only {names}")
    said_by = context.said_by
    if said_by:
        found = tuple(replace(each, context=shown(context.folder.root), context_said_by=said_by) for each in found)
    return Looked(dockerfile, context, found, options)


def text_of(path: str) -> str | InputError:
    """The file's text. Links are followed inside of the repository: whoever names a file means it, not where it leads."""
    if leads_out(path):
        return InputError(shown(path), "is a link out of the repository")
    real = filesystem.realpath(path)
    folder, name = Folder(os.path.dirname(real)), os.path.basename(real)
    source = folder.read(name)
    return source.text if source is not None else InputError(shown(path), folder.unread(name) or "can't be read")


def why_no_dockerfile(dockerfile: Dockerfile) -> str:
    """Why the text is no Dockerfile, "" if it is one."""
    if any(each.name == "FROM" for each in dockerfile.instructions):
        return ""
    if dockerfile.opaque and not dockerfile.instructions:
        # it may be any file: nothing of it is shown
        return f"is no Dockerfile: line {dockerfile.opaque[0].span.line} is none of one"
    return "is no Dockerfile: it has no FROM" if dockerfile.source.text.strip() else "is empty"


def look_alone(path: str, request: Request) -> Looked | InputError:
    """A script as the entrypoint of an image that nothing else is known of."""
    from stoplint.config import options_for  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.project.stated_facts import INVENTED  # noqa: PLC0415 - likewise
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - a script is told by its first line
    from stoplint.text import Source  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    text = text_of(path)
    if isinstance(text, InputError):
        return text
    own, name = os.path.split(os.path.abspath(path))
    start = ["/start"] if text.startswith("#!") else ["/bin/sh", "/start"]
    argv = ", ".join(f'"{word}"' for word in start)
    invented = f'FROM {INVENTED}\nCOPY --chmod=755 ["{name}", "/start"]\nENTRYPOINT [{argv}]\nCMD ["app"]\n'
    options = replace(options_for(own, request.overrides, isolated=request.isolated), target=None)
    context = RecordingContext(Folder(own, prefix_of(own)))
    return _looked(read(Source(f"{shown(path)} as an entrypoint", invented)), context, options, request)
