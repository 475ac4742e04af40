"""Which Dockerfile of a repository makes an image, and what speaks for it.

Asked only where nothing else is known of a base image: then the repository's files are listed, once, and those that say
how images are built are read. Nothing outside of the repository is looked at.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.folder import Folder, TooManyError, find_files, is_dockerfile_name
from stoplint.lazy_dataclass import dataclass
from stoplint.model.fact import Unknown
from stoplint.project import home_assistant
from stoplint.project.build_files import builds, says_builds
from stoplint.project.image_names import (
    folders_below,
    is_home,
    is_nobodys,
    is_plain,
    is_tagged,
    kind_of,
    taken_apart,
    without_registry,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.project.build_files import Build

# So many entries of folders are looked at, so many files are read, up to this size.
MOST_ENTRIES, MOST_FILES, MOST_BYTES = 50_000, 3000, 200_000
# Where a repository has the scripts that build its images; so many files are read for one Dockerfile.
USUAL_FOLDERS = (
    ".github/workflows",
    ".devcontainer",
    "scripts",
    "script",
    "ci",
    ".ci",
    ".circleci",
    "build",
    "bin",
    "tools",
    "hack",
)
MOST_NEAR = 60


@dataclass(frozen=True)
class Maker:
    """A Dockerfile that makes an image: its path and build context in the repository, and what speaks for it.

    `context` is None where nobody says it, `target` "" for the last stage.
    """

    path: str
    context: str | None
    target: str
    evidence: str


@lru_cache(maxsize=8)
def repository(root: str) -> Repository:
    """The repository at `root`, whose files are listed and read once."""
    return Repository(root)


class Repository:
    """What the files of a repository say about how its images are made. Paths are relative to its root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._folder = Folder(root)
        self._publishes = filesystem.once()(self._is_published)

    def maker(self, reference: str, asking: str) -> Maker | Unknown | None:
        """The Dockerfile that makes the image, for the one at `asking` that is built FROM it.

        Unknown where several may be it; None where nothing says so.
        """
        name, tag = taken_apart(reference)
        if not re.fullmatch(r"[\w.:/-]+", name):
            return None
        return self._built(name, tag, asking) or self._named(name, tag, asking)

    def arguments(self, path: str) -> dict[str, tuple[str, ...]]:
        """The values of the build arguments that the Dockerfile is given where it is built, as far as all are told."""
        folder = path.rpartition("/")[0]
        beside = [self._text(_joined(folder, name) or "") for name in ("build.yaml", "build.yml", "build.json")]
        said = [home_assistant.arguments(text) for text in beside if "build_from" in text]
        if not said and home_assistant.leaves_base_open(self._text(path) or ""):
            apps = (self._text(_joined(folder, name) or "") for name in ("config.yaml", "config.yml", "config.json"))
            said += [home_assistant.DEFAULT for text in apps if home_assistant.is_app(text)]
        said += [given for maker, _, given in self._read if maker.path == path]
        found: dict[str, dict[str, None]] = {}
        for name, _, value in (each.partition("=") for given in said for each in given):
            found.setdefault(name, {})[value] = None
        return {name: tuple(values) for name, values in found.items() if all(one and "?" not in one for one in values)}

    def context(self, path: str) -> tuple[str, str] | None:
        """The build context of the Dockerfile at `path`, and what says so; None where nothing does, or not the same.

        Asked are the files beside it and above it, and those in the usual folders of the repository: it must be cheap.
        """
        said: dict[str, str] = {}
        for file in self._near(path):
            for build in builds(file, self._text(file), self._known):
                maker = self._maker(file, build)
                if maker is not None and maker.path == path and maker.context is not None:
                    said.setdefault(maker.context, maker.evidence)
        return next(iter(said.items())) if len(said) == 1 else None

    def _near(self, path: str) -> list[str]:
        folders = list(USUAL_FOLDERS)
        while path:
            path = path.rpartition("/")[0]
            folders.append(path)
        found = []
        for folder in dict.fromkeys(folders):
            names = self._folder.children(folder) or ()
            paths = (f"{folder}/{name}".lstrip("/") for name in names)
            found += [each for each in paths if says_builds(each) and self._folder.kind(each) == "file"]
        return found[:MOST_NEAR]

    # ------------------------------------------------------------ what commands and files say
    def _built(self, name: str, tag: str, asking: str) -> Maker | Unknown | None:
        found = [(said, maker) for maker, images in self._builds for each, said in images if self._is_same(each, name)]
        same = [(said, maker) for said, maker in found if said == tag]
        makers = [maker for _, maker in same or found]
        return self._one_of(makers, name, tag, asking, sure=bool(same))

    def _is_same(self, built: str, name: str) -> bool:
        """Whether a build's name is the image's, whatever registry it is sent to."""
        one, other = without_registry(built), without_registry(name)
        namespace, _, last = other.rpartition("/")
        if one == f"?/{last}":
            return self._publishes(name.rpartition("/")[0]) if namespace else is_nobodys(last)
        return one.removeprefix("?/") == other

    def _one_of(
        self, makers: Iterable[Maker], name: str, tag: str, asking: str, *, sure: bool
    ) -> Maker | Unknown | None:
        """The one Dockerfile among them that can be the image's; `sure`: what speaks for it tells the tag, too."""
        fitting: dict[tuple[str, str], Maker] = {}
        for maker in makers:
            if maker.path != asking and not self._is_made_of(maker.path, name, tag if sure else None):
                known = fitting.setdefault((maker.path, maker.target), maker)
                if known.context != maker.context:
                    fitting[maker.path, maker.target] = Maker(known.path, None, known.target, known.evidence)
        found = list(fitting.values())
        if len(found) < 2:
            return found[0] if found else None
        paths = list(dict.fromkeys(each.path for each in found))
        if len(paths) == 1:
            return Unknown(f"{paths[0]} makes it from one of several stages")
        more = f" and {len(paths) - 2} more" if len(paths) > 2 else ""
        return Unknown(f"{paths[0]} and {paths[1]}{more} may make it")

    def _is_made_of(self, path: str, name: str, tag: str | None) -> bool:
        """Whether a Dockerfile is built FROM an image of this name: then somebody else makes that."""
        return any(own == name and tag in (None, said) for own, said in self._froms.get(path, ()))

    # ------------------------------------------------------------ what folders are called
    def _named(self, name: str, tag: str, asking: str) -> Maker | Unknown | None:
        """The Dockerfile in the folder that is called like the image, where the repository publishes under its namespace."""
        namespace, _, last = name.rpartition("/")
        if not self._whole or not (self._publishes(namespace) if namespace else is_nobodys(name)):
            return None
        return self._one_of(self._called(last, tag), name, tag, asking, sure=False)

    def _called(self, name: str, tag: str) -> list[Maker]:
        """The Dockerfiles that are called like an image or lie in a folder that is: those of the tag before all others.

        The repository's own folder is one that is called like it.
        """
        plain: list[str] = []
        tagged: list[str] = []
        others: list[str] = []
        for path in self._by_name.get(name, ()):
            *folders, file = path.split("/")
            kind = kind_of(file)
            below = folders_below(folders, name) if not (name in self.own_names and is_home(folders)) else []
            if below is None or (kind == name and not below):
                plain += [path] if kind == name else []
                continue
            kinds = [*below, kind] if kind else below
            if not kinds:
                plain.append(path)
            elif is_tagged(kinds, tag):
                tagged.append(path)
            if len(kinds) == 1 or kinds[1:] == [kind]:
                others.append("-".join(kinds))
        chosen = tagged or (plain if is_plain(tag, others) else [])
        how = "by the names of its folders" if tagged else "by its name"
        builders = {maker.path: maker for maker, _ in self._builds}
        contexts = {path: builders[path].context if path in builders else None for path in chosen}
        return [Maker(path, contexts[path], "", how) for path in chosen]

    def _is_published(self, namespace: str) -> bool:
        """Whether the repository's images are published under a namespace (`ghcr.io/acme`)."""
        built = {each.rpartition("/")[0] for _, images in self._builds for each, _ in images}
        if without_registry(f"{namespace}/").strip("/") in {without_registry(f"{each}/").strip("/") for each in built}:
            return True
        owner = namespace.rpartition("/")[2].lower()
        if owner in self.own_names or any(owner == each for each, _ in self._addresses):
            return True
        names = set()
        for path, froms in self._froms.items():
            for name, tag in froms:
                above, _, last = name.rpartition("/")
                # a folder may be called like what it is built from: that is somebody else's
                if above == namespace and last not in path.split("/")[:-1] and self._called(last, tag):
                    names.add(last)
        return len(names) > 1

    # ------------------------------------------------------------ what is read, once
    @filesystem.once_property
    def _paths(self) -> list[str]:
        def is_wanted(name: str) -> bool:
            return is_dockerfile_name(name) or says_builds(name) or name.endswith((".yml", ".yaml"))

        try:
            found = list(find_files(self.root, is_wanted, MOST_ENTRIES))
        except TooManyError:
            return []
        return [os.path.relpath(path, self.root).replace(os.sep, "/") for path in found]

    @filesystem.once_property
    def _dockerfiles(self) -> list[str]:
        return [path for path in self._paths if is_dockerfile_name(path.rpartition("/")[2])]

    @filesystem.once_property
    def _by_name(self) -> dict[str, list[str]]:
        """The Dockerfiles by what they and the three folders above them are called; what lies at home, by the repository's name."""
        found: dict[str, list[str]] = {}
        for path in self._dockerfiles:
            *folders, file = path.split("/")
            for name in {*folders[-3:], kind_of(file), *(self.own_names if is_home(folders) else ())}:
                found.setdefault(name, []).append(path)
        return found

    @property
    def _whole(self) -> bool:
        """Whether all Dockerfiles are known: no other one may be called so, too."""
        return len(self._dockerfiles) <= MOST_FILES

    def _text(self, path: str) -> str:
        full = self._folder.real(path)
        length = filesystem.size(full) if full is not None else None
        if length is None or length > MOST_BYTES:
            return ""
        source = self._folder.read(path)
        return source.text if source is not None else ""

    @filesystem.once_property
    def _builds(self) -> list[tuple[Maker, tuple[tuple[str, str], ...]]]:
        """What is built by the repository's own files, and the images' names and tags."""
        return [(maker, images) for maker, images, _ in self._read if images]

    @filesystem.once_property
    def _read(self) -> list[tuple[Maker, tuple[tuple[str, str], ...], tuple[str, ...]]]:
        """The builds that the repository's own files say: what is made of which Dockerfile, with which arguments."""
        found = []
        for path in [path for path in self._paths if says_builds(path)][:MOST_FILES]:
            for build in builds(path, self._text(path), self._known):
                images = tuple(taken_apart(image) for image in build.images)
                known = tuple((name, tag) for name, tag in images if re.fullmatch(r"(?:\?/)?[^?]+", name))
                maker = self._maker(path, build) if known or build.arguments else None
                if maker is not None:
                    found.append((maker, known, build.arguments))
        return found

    def _maker(self, path: str, build: Build) -> Maker | None:
        """The Dockerfile of a build, where it is one file of the repository."""
        found: dict[str, Maker] = {}
        for folder in _folders(path, build):
            context = _joined(folder, build.context)
            if context is None or "?" in build.target:
                continue
            names = (build.dockerfile,) if build.dockerfile else ("Dockerfile", "Containerfile")
            start = context if build.in_context or not build.dockerfile else folder
            for file in (_joined(start, name) for name in names):
                if file is not None and self._folder.kind(file) == "file":
                    where = f"{path}:{build.line}"
                    found.setdefault(file, Maker(file, context, build.target, where))
                    break
        return next(iter(found.values())) if len(found) == 1 else None

    @filesystem.once_property
    def _froms(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The images that each Dockerfile is built FROM, as name and tag."""
        return {path: tuple(_froms(self._text(path))) for path in self._dockerfiles[:MOST_FILES]}

    @filesystem.once_property
    def _addresses(self) -> tuple[tuple[str, str], ...]:
        """Owner and name of the repository, by the addresses that it was cloned from."""
        source = self._folder.read(".git/config")
        text = source.text.lower() if source is not None else ""
        # a submodule has an address there, too
        text = "".join(re.findall(r'^\s*\[remote "[^\n]*\n((?:[^\[\n][^\n]*\n|\n)*)', f"{text}\n", re.MULTILINE))
        found = re.findall(r"^\s*url\s*=.*[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?\s*$", text, re.MULTILINE)
        return tuple(dict.fromkeys(found))

    @filesystem.once_property
    def _known(self) -> dict[str, str]:
        """What workflows call the repository: GitHub's contexts reference, `github.repository`."""
        if len(self._addresses) != 1:
            return {}
        owner, name = self._addresses[0]
        return {
            "github.repository": f"{owner}/{name}",
            "github.repository_owner": owner,
            "github.event.repository.name": name,
        }

    @filesystem.once_property
    def own_names(self) -> frozenset[str]:
        """What an image is called that is the repository's own: as it is, whether that says "docker" or not."""
        names = {name for _, name in self._addresses}
        return frozenset(
            names | {re.sub(r"^(docker|container)[-_.]|[-_.](docker|container)$", "", name) for name in names}
        )


def _folders(path: str, build: Build) -> Iterator[str]:
    """The folders that the paths of a build may be relative to."""
    own = path.rpartition("/")[0]
    if "?" in build.folder:
        # `cd "$(dirname "$0")"`, or anywhere
        yield from dict.fromkeys((own, own.rpartition("/")[0], ""))
        return
    in_ci = ".github/" in path or path.rpartition("/")[2].startswith(".")
    is_script = path.endswith((".sh", ".bash"))
    starts = ("",) if in_ci else (own, "") if is_script or "bake" in path else (own,)
    for start in dict.fromkeys(starts):
        folder = _joined(start, build.folder)
        if folder is not None:
            yield folder


def _joined(folder: str, path: str) -> str | None:
    """A path from a folder of the repository; None where it leads out of it, or isn't known."""
    if "?" in path or "://" in path or path.startswith(("/", "git@", "~")):
        return None
    found = os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")
    return None if found == ".." or found.startswith("../") else "" if found == "." else found


_ARG = re.compile(r"^[ \t]*ARG[ \t]+(\w+)=[\"']?([^\s\"']*)", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?", re.IGNORECASE | re.MULTILINE)


def _froms(text: str) -> Iterator[tuple[str, str]]:
    """The images that a Dockerfile is built FROM, as name and tag, by the defaults of its ARGs."""
    from stoplint.model.image.references import reference_of  # noqa: PLC0415 - few base images are asked for so
    from stoplint.model.image.scope import Scope  # noqa: PLC0415 - likewise

    first = _FROM.search(text)
    arguments: dict[str, str | Unknown | None] = {}
    for name, value in _ARG.findall(text[: first.start()] if first is not None else ""):
        arguments[name] = Scope(arguments).expand(value)
    stages: set[str] = set()
    for word, stage in _FROM.findall(text):
        reference = reference_of(word, Scope(arguments))
        is_stage = isinstance(reference, str) and reference.lower() in stages
        stages.add(stage.lower())
        if isinstance(reference, str) and not is_stage:
            yield taken_apart(reference)
