"""The package whose script a runner runs: that of the working directory, or another one of its workspace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.catalog.argv import value_of, values_of
from stoplint.model.catalog.configs.package_json import package_name, pnpm_workspaces, workspaces
from stoplint.paths import absolute, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.model.container.container import Container
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.values import Value

_PLAIN = re.compile(r"(?:@[\w.-]+/)?[\w-][\w.-]*")


class Package(NamedTuple):
    """A package: its folder, None where that is not known, and how people call it. `selected`: an option names it."""

    folder: str | None
    package: str = "package.json"
    selected: bool = False


def package_folder(c: Container, s: Start, argv: tuple[Value, ...], wrapped: Wrapped) -> Package:
    """`npm --prefix`, `yarn --cwd` and `pnpm -C` name a folder; `pnpm --filter`, `npm -w` and `yarn workspace` a package.

    npm-run(1), "Workspaces"; pnpm.io/filtering; yarnpkg.com/cli/workspace.
    """
    texts = tuple(value.text for value in argv[: _own_end(argv, wrapped)])
    said = value_of(texts, ("--prefix", "--cwd", "-C", "--dir"))
    here = absolute(said[1] if said is not None else ".", s.cwd)
    named = [*values_of(texts, wrapped.row.packages)] if wrapped.row.packages else []
    if wrapped.package is not None:
        named.append((wrapped.package, argv[wrapped.package].text))
    if any(word in wrapped.row.several for word in texts[1:]):
        return Package(None, "several packages", selected=True)
    if not named:
        return Package(here)
    at, name = named[0]
    if len(named) > 1 or not argv[at].known:
        return Package(None, "several packages" if len(named) > 1 else name, selected=True)
    return Package(_by_name(c, here, name), name, selected=True)


def _own_end(argv: tuple[Value, ...], wrapped: Wrapped) -> int:
    """Where the words of the runner end: npm reads options up to `--`, the others up to the script's arguments."""
    behind = wrapped.command or (wrapped.arguments if wrapped.row.shape != "npm" else ())
    end = next((at for at, value in enumerate(argv) if value.text == "--"), len(argv))
    return min(end, *behind[:1]) if behind else end


def _by_name(c: Container, here: str, name: str) -> str | None:
    """The folder of the one package of the workspace that has this name, or stands at this path; None where it is not known."""
    root, patterns = _workspace(c, here)
    if name.startswith("./") or (not name.startswith("@") and "/" in name):
        folder = absolute(name, here if name.startswith("./") else root)
        plain = _PLAIN.fullmatch(name.removeprefix("./").rstrip("/").replace("/", "-"))
        return folder if plain and c.text(absolute("package.json", folder)) is not None else None
    if _PLAIN.fullmatch(name) is None:
        return None  # `name...`, `@scope/*`, `{folder}`: several
    found = []
    for folder in dict.fromkeys([root, *_folders(c, root, patterns)]):
        manifest = c.text(absolute("package.json", folder))
        own = package_name(manifest.text) if manifest is not None else ""
        if own == name:
            return folder
        if own.startswith("@") and own.partition("/")[2] == name:
            found.append(folder)  # pnpm takes `core` for `@babel/core`, if that is the only one
    return found[0] if len(found) == 1 else None


def _workspace(c: Container, here: str) -> tuple[str, tuple[str, ...]]:
    """The folder at the top of the workspace that a folder is in, and its patterns."""
    folder = here
    while True:
        listed = c.text(absolute("pnpm-workspace.yaml", folder))
        manifest = c.text(absolute("package.json", folder))
        patterns = pnpm_workspaces(listed.text) if listed is not None else ()
        patterns = patterns or (workspaces(manifest.text) if manifest is not None else ())
        if patterns or folder == "/":
            return folder if patterns else here, patterns
        folder = folder_of(folder) or "/"


def _folders(c: Container, root: str, patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        if pattern.startswith("!"):
            continue
        plain = pattern.removeprefix("./").rstrip("/").replace("**", "*")
        names = c.known_matches(plain, root) if "*" in plain else (plain,)
        yield from (absolute(name, root) for name in names)
