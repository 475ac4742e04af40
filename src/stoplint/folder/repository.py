"""Where things are in a repository: its root, its Dockerfiles, and the folder that a Dockerfile is built from."""

# pathlib would cost more than the look at the disk, thousands of times.
from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.files import current_top, repository_root
from stoplint.folder.disk import Folder
from stoplint.folder.wanted import is_found, takes_files, wanted_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.folder.gitignore import Rules
    from stoplint.syntax.dockerfile_nodes import Dockerfile

    # (folder with a trailing separator, its rules), outermost first
    AllRules = tuple[tuple[str, Rules], ...]

# Folders of other people's code, or of no code.
SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", ".nox", "__pycache__"})
# What follows a Dockerfile's name when the file is made into one, or only speaks about it.
NO_DOCKERFILE = (
    ".dockerignore", ".gitignore", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".mustache", ".hbs",
    ".erb", ".ejs", ".in", ".m4", ".md", ".rst", ".txt", ".adoc", ".html", ".json", ".yml", ".yaml", ".toml", ".lock",
    ".bak", ".orig", ".rej", ".swp", "~", ".patch", ".diff", ".sha256", ".sig", ".cs", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx",
)  # fmt: skip
# `Dockerfile`, `Dockerfile.dev`, `Dockerfile-web`; `prod.Dockerfile`, `web.dockerfile`, `ProdDjangoDockerfile`.
_NAME = re.compile(
    r"(?:Docker|Container|docker|container)file(?:[._-].+)?|.+(?:Docker|Container)file|.+[._-](?:docker|container)file"
)


class TooManyError(Exception):
    """More is in a folder than is worth being looked at."""


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile when a folder is searched."""
    low = name.lower()
    if low.endswith(NO_DOCKERFILE):
        return False
    return _NAME.fullmatch(name) is not None


def may_be_manifest(name: str) -> bool:
    """Whether a file of this name may say how containers are started: YAML, whatever it holds."""
    return name.lower().endswith((".yml", ".yaml"))


def find_dockerfiles(root: str | os.PathLike[str]) -> Iterator[str]:
    """The Dockerfiles below `root`, as `find_files` has them."""
    return find_files(root, is_dockerfile_name)


def find_files(
    root: str | os.PathLike[str], is_wanted: Callable[[str], bool], most: int | None = None
) -> Iterator[str]:
    """The files below `root` whose names are wanted, as paths that start with `root` as given, folder by folder in order.

    Raises `TooManyError` where more than `most` entries would have to be looked at. What `.gitignore` files name (those above `root` in the same repository count) is left out, and links to
    folders are not entered. A folder that can't be read is as if it were empty.
    """
    start = os.fspath(root)
    todo: list[tuple[str, AllRules]] = [(start, _rules_above(start))]
    seen = 0
    while todo:
        folder, rules = todo.pop()
        entries = filesystem.entries(folder)
        seen += len(entries)
        if most is not None and seen > most:
            raise TooManyError
        if any(entry.name == ".gitignore" for entry in entries):
            rules = _with_rules(rules, folder)
        inner: list[tuple[str, AllRules]] = []
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED and not _is_ignored(entry.path + "/", rules):
                        inner.append((entry.path, rules))
                elif is_wanted(entry.name) and _is_file(entry) and not _is_ignored(entry.path, rules):
                    yield entry.path
            except OSError:  # noqa: PERF203 - one entry that can't be looked at is no reason to lose the others
                continue
        todo.extend(reversed(inner))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file, links followed."""
    return filesystem.is_file(entry.path) if entry.is_symlink() else entry.is_file()


def context_of(path: str | os.PathLike[str], repo_root: str | None, dockerfile: Dockerfile) -> str:
    """The folder that the Dockerfile at `path` is most likely built from, as an absolute path.

    It is the Dockerfile's own folder, or the nearest one above it, up to `repo_root` (where there is no repository: up to the
    current directory), in which all is found that the Dockerfile takes from there. When there is none (some files are built
    before the image is), it is the nearest one of those in which most is found.
    """
    return guess_of(path, repo_root, dockerfile)[0]


def guess_of(path: str | os.PathLike[str], repo_root: str | None, dockerfile: Dockerfile) -> tuple[str, bool]:
    """The folder of `context_of`, and whether no other one comes into question: all is found there, and nowhere else."""
    own = os.path.dirname(os.path.abspath(path))
    wanted = wanted_of(dockerfile)
    best, most, whole = own, -1, 0
    folders = list(_upwards(own, repo_root or current_top(own)))
    for folder in folders:
        view = Folder(folder)
        found = sum(map(partial(is_found, view), wanted))
        if found > most:
            best, most = folder, found
        whole += found == len(wanted)
    return best, whole == 1 or (whole > 1 and not takes_files(dockerfile))


def _upwards(folder: str, top: str | None) -> Iterator[str]:
    yield folder
    if top is None or os.path.commonpath([folder, os.path.abspath(top)]) != os.path.abspath(top):
        return
    while folder != os.path.abspath(top):
        folder = os.path.dirname(folder)
        yield folder


# ---------------------------------------------------------------- .gitignore
def _rules_above(start: str) -> AllRules:
    """The rules of the folders above `start`, from the repository's root down."""
    top = repository_root(start)
    if top is None:
        return ()
    rules: AllRules = ()
    above = list(_upwards(os.path.abspath(start), top))[1:]
    for folder in reversed(above):
        rules = _with_rules(rules, folder)
    return rules


def _with_rules(rules: AllRules, folder: str) -> AllRules:
    text = Folder(folder).read(".gitignore")
    if text is None:
        return rules
    from stoplint.folder.gitignore import Rules  # noqa: PLC0415 - most configurations have no globs

    rules_here = Rules.of(text.text.removeprefix("\ufeff").split("\n"))
    return (*rules, (os.path.join(os.path.abspath(folder), ""), rules_here))


def _is_ignored(path: str, rules: AllRules) -> bool:
    """Whether the innermost rule that speaks of the path (a folder ends in "/") leaves it out."""
    if not rules:
        return False
    full = os.path.abspath(path).replace(os.sep, "/")
    for folder, own in reversed(rules):
        said = own.says(full[len(folder) :], is_folder=path.endswith("/"))
        if said is not None:
            return said
    return False
