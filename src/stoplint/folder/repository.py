"""Where things are in a repository: its root, its Dockerfiles, and the folder that a Dockerfile is built from."""

# pathlib would cost more than the look at the disk, thousands of times.
from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stoplint.folder.disk import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pathspec import GitIgnoreSpec

    from stoplint.syntax.dockerfile_nodes import Dockerfile

    # (folder with a trailing separator, its rules), outermost first
    Rules = tuple[tuple[str, GitIgnoreSpec], ...]

# Folders of other people's code, or of no code.
SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", ".nox", "__pycache__"})
# What follows a Dockerfile's name when the file is made into one, or only speaks about it.
NO_DOCKERFILE = (
    ".dockerignore", ".gitignore", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".mustache", ".hbs",
    ".erb", ".ejs", ".in", ".m4", ".md", ".rst", ".txt", ".adoc", ".html", ".json", ".yml", ".yaml", ".toml", ".lock",
    ".bak", ".orig", ".rej", ".swp", "~", ".patch", ".diff", ".sha256", ".sig",
)  # fmt: skip


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile when a folder is searched."""
    low = name.lower()
    if low.endswith(NO_DOCKERFILE):
        return False
    if name in ("Dockerfile", "Containerfile", "dockerfile", "containerfile"):
        return True
    if name.startswith(("Dockerfile.", "Dockerfile-", "Containerfile.", "Containerfile-", "dockerfile.")):
        return True
    return name.endswith((".Dockerfile", ".dockerfile", ".Containerfile", ".containerfile"))


def find_dockerfiles(root: str | os.PathLike[str]) -> Iterator[str]:
    """The Dockerfiles below `root`, as paths that start with `root` as given, folder by folder in order.

    What `.gitignore` files name (those above `root` in the same repository count) is left out, and links to
    folders are not entered. A folder that can't be read is as if it were empty.
    """
    start = os.fspath(root)
    todo: list[tuple[str, Rules]] = [(start, _rules_above(start))]
    while todo:
        folder, rules = todo.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            rules = _with_rules(rules, folder)
        inner: list[tuple[str, Rules]] = []
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED and not _is_ignored(entry.path + "/", rules):
                        inner.append((entry.path, rules))
                elif is_dockerfile_name(entry.name) and entry.is_file() and not _is_ignored(entry.path, rules):
                    yield entry.path
            except OSError:  # noqa: PERF203 - one entry that can't be looked at is no reason to lose the others
                continue
        todo.extend(reversed(inner))


def repository_root(path: str | os.PathLike[str]) -> str | None:
    """The nearest folder at or above `path` that holds a `.git`, as an absolute path; None if there is none."""
    folder = os.path.abspath(path)
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def context_of(path: str | os.PathLike[str], repo_root: str | None, dockerfile: Dockerfile) -> str:
    """The folder that the Dockerfile at `path` is most likely built from, as an absolute path.

    It is the Dockerfile's own folder, or the nearest one above it, up to `repo_root`, in which all sources of its
    COPY and ADD exist that are plain paths. When there is none (some are built before the image is), it is the
    nearest one of those in which most of them exist.
    """
    own = os.path.dirname(os.path.abspath(path))
    wanted = copied_paths(dockerfile)
    best, most = own, -1
    for folder in _upwards(own, repo_root):
        view = Folder(folder)
        found = sum(1 for source in wanted if view.kind(source) is not None)
        if found > most:
            best, most = folder, found
        if found == len(wanted):
            break
    return best


def copied_paths(dockerfile: Dockerfile) -> tuple[str, ...]:
    """The sources that COPY and ADD name plainly: no variable, no glob, no URL, not from another stage."""
    found: dict[str, None] = {}
    for outer in dockerfile.instructions:
        one = outer.inner or outer
        if one.name not in ("COPY", "ADD") or any(flag.name == "from" for flag in one.flags) or one.heredocs:
            continue
        words = [word.value for word in (one.words if one.json is None else one.json)]
        for word in words[:-1]:
            # BuildKit takes a source as if the context were the root: "../x" and "/x" are "x".
            name = os.path.normpath("/" + word.replace("\\", "/")).replace(os.sep, "/").strip("/")
            if (
                name
                and not any(sign in word for sign in "$*?[\"'")
                and "://" not in word
                and not word.startswith("git@")
            ):
                found[name] = None
    return tuple(found)


def _upwards(folder: str, top: str | None) -> Iterator[str]:
    yield folder
    if top is None or os.path.commonpath([folder, os.path.abspath(top)]) != os.path.abspath(top):
        return
    while folder != os.path.abspath(top):
        folder = os.path.dirname(folder)
        yield folder


# ---------------------------------------------------------------- .gitignore
def _rules_above(start: str) -> Rules:
    """The rules of the folders above `start`, from the repository's root down."""
    top = repository_root(start)
    if top is None:
        return ()
    rules: Rules = ()
    above = list(_upwards(os.path.abspath(start), top))[1:]
    for folder in reversed(above):
        rules = _with_rules(rules, folder)
    return rules


def _with_rules(rules: Rules, folder: str) -> Rules:
    text = Folder(folder).read(".gitignore")
    if text is None:
        return rules
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 20 ms that a tree without .gitignore need not pay

    try:
        spec = GitIgnoreSpec.from_lines(text.text.splitlines())
    except ValueError:  # git passes over a pattern it can't read; pathspec refuses the whole file
        spec = GitIgnoreSpec.from_lines([line for line in text.text.splitlines() if _is_readable(line)])
    return (*rules, (os.path.join(os.path.abspath(folder), ""), spec))


def _is_readable(pattern: str) -> bool:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return True


def _is_ignored(path: str, rules: Rules) -> bool:
    """Whether the innermost rule that speaks of the path (a folder ends in "/") leaves it out."""
    if not rules:
        return False
    full = os.path.abspath(path).replace(os.sep, "/") + ("/" if path.endswith("/") else "")
    for folder, spec in reversed(rules):
        said = _said(spec, full[len(folder) :])
        if said is not None:
            return said
    return False


def _said(spec: GitIgnoreSpec, path: str) -> bool | None:
    """What the last pattern that matches says. pathspec's own answer lets `*` win over a later `!folder/`.

    A pattern that only matches a folder above the path has been asked about that folder before.
    """
    for pattern in reversed(list(spec.patterns)):
        if pattern.include is None or pattern.regex is None:
            continue
        inside = str(getattr(pattern, "pattern", "")).rstrip().endswith("/**")  # all in the folder, not the folder
        text = path.rstrip("/") if inside else path
        ends = [match.groupdict().get("ps_d") and match.start("ps_d") for match in pattern.regex.finditer(text)]
        if any(end is None or end == len(path) - 1 for end in ends):
            return bool(pattern.include)
    return None
