"""What a RUN has a package manager install, by name, and what it fetches the sources of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.model.image.run.traced_text import Written


class _Manager(NamedTuple):
    """The subcommands with which a package manager adds packages, and those with which it takes them away."""

    adds: frozenset[str]
    removes: frozenset[str]


# As the manual pages say: apt-get(8), apk(8), dnf(8), zypper(8).
_APT = _Manager(frozenset({"install"}), frozenset({"remove", "purge"}))
_DNF = _Manager(frozenset({"install"}), frozenset({"remove", "erase"}))
_MANAGERS = {
    "apt-get": _APT, "apt": _APT, "apk": _Manager(frozenset({"add"}), frozenset({"del"})),
    "yum": _DNF, "dnf": _DNF, "microdnf": _DNF,
    "zypper": _Manager(frozenset({"install", "in"}), frozenset({"remove", "rm"})),
}  # fmt: skip
MANAGERS = frozenset(_MANAGERS)
# Those that put commands into the PATH, of programs that an interpreter runs: pip(1), uv(1), npm-install(1), yarn(1), pnpm(1).
_INTERPRETED = (
    (
        re.compile(
            r"(?:(?:python[\d.]* -m )?pip[\d.]* install|uv pip install|pipx install|uv tool install|easy_install) "
        ),
        "python",
    ),
    (re.compile(r"(?:(?:npm|pnpm) (?:i|install|add)|yarn global add) "), "node"),
)
_INSTALLERS = ("pip", "python", "uv", "easy_install", "npm", "pnpm", "yarn")  # how the names of all of them begin
_GLOBALLY = frozenset({"-g", "--global", "--location=global"})
_VIRTUAL = frozenset({"-t", "--virtual"})  # apk-add(8)
# What stands behind a package's name: a version, an architecture, a release, a repository.
_REQUIREMENT = re.compile(r"[\[=<>~!;@]")
_BEHIND = re.compile(r"[=<>~:/@].*", re.DOTALL)


def adds(name: str, rest: Sequence[Written]) -> bool:
    """Whether the manager `name` is told to add packages."""
    operands = _operands(rest)
    return bool(operands) and operands[0].known and operands[0].text in _MANAGERS[name].adds


def _operands(rest: Sequence[Written]) -> list[Written]:
    return [one for one in rest if not one.known or not one.text.startswith("-")]


def changed(packages: frozenset[str], name: str, rest: Sequence[Written], *, doubtful: bool) -> frozenset[str]:
    """The packages that are surely there after the manager `name` ran with these words; `doubtful`: if it ran at all."""
    operands = _operands(rest)
    if not operands or not operands[0].known:
        return packages
    what = operands[0].text
    named = frozenset(_BEHIND.sub("", one.text) for one in operands[1:] if one.known)
    if what in _MANAGERS[name].adds:
        # `apk add --virtual .deps x` is there to be taken away again by that name
        virtual = any(one.text.split("=")[0] in _VIRTUAL for one in rest)
        return packages if doubtful or virtual else packages | named
    if what not in _MANAGERS[name].removes:
        return packages
    sure = all(one.known and not set("*?[") & set(one.text) for one in operands[1:])
    return packages - named if sure else frozenset()


def interpreted(name: str, rest: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """(name, interpreter) of the packages that are installed with a command for everybody, which most often has their name."""
    if not name.startswith(_INSTALLERS):
        return  # most commands are none: the rest need not be read
    words = [one.text for one in rest if one.known]
    said = " ".join([name, *(word for word in words if not word.startswith("-") or word == "-m")])
    found = next(((at, language) for form, language in _INTERPRETED if (at := form.match(said))), None)
    if found is None or (found[1] == "node" and name != "yarn" and _GLOBALLY.isdisjoint(words)):
        return
    for word in said[found[0].end() :].split():
        if found[1] == "python" and word.endswith(
            ".whl"
        ):  # NAME-VERSION-…: packaging.python.org, binary-distribution-format
            yield word.rpartition("/")[2].partition("-")[0], found[1]
            continue
        if "://" in word or word.startswith((".", "/")):
            continue
        package = word.rpartition("/")[2] if word.startswith("@") else word
        package = _REQUIREMENT.split(package)[0]
        if package:
            yield package, found[1]


# Where projects name the commands that pip puts into the PATH: packaging.python.org, entry points and pyproject.toml; setuptools
# and Poetry have them in sections of their own.
PROJECT_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
_SECTION = re.compile(r"^\[(?:project\.scripts|tool\.poetry\.scripts)\]$(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
_OF_TOML = re.compile(r"""^\s*["']?([\w.-]+)["']?\s*=\s*["'{]""", re.MULTILINE)
_OF_SETUP = re.compile(
    r"""^\s*(?:["']?console_scripts["']?\s*[=:][\s\["']*|["'])?([\w.-]+)\s*=\s*[\w.]+:\w+""", re.MULTILINE
)


def projects(name: str, rest: Sequence[Written]) -> Iterator[str]:
    """The folders whose Python project is installed: `pip install .`, `pip install -e ./app[all]`."""
    words = [one.text for one in rest if one.known]
    said = " ".join([name, *(word for word in words if not word.startswith("-") or word == "-m")])
    found = _INTERPRETED[0][0].match(said) if name.startswith(_INSTALLERS) else None
    for word in said[found.end() :].split() if found is not None else ():
        if word.startswith((".", "/")) and not word.endswith((".whl", ".gz", ".zip", ".txt")):
            yield word.partition("[")[0]


def console_scripts(file: str, text: str) -> Iterator[str]:
    """The commands that a project's file names."""
    if file == "pyproject.toml":
        for section in _SECTION.findall(text):
            yield from _OF_TOML.findall(section)
    elif "console_scripts" in text:
        yield from _OF_SETUP.findall(text[text.index("console_scripts") :])


def cloned(rest: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """(name, address) of the repository that `git clone` fetches, named by the last part of its address: git-clone(1)."""
    words = [one.text for one in rest if one.known]
    if "clone" not in words:
        return
    for word in words[words.index("clone") + 1 :]:
        if ("://" in word or word.startswith("git@")) and not word.startswith("-"):
            yield word.rstrip("/").rpartition("/")[2].removesuffix(".git"), word
