"""Which files are scripts, and start scripts, by their names, and the shells whose scripts nobody here reads.

What a file is whose text is known says its text: names are asked where it is not, and where no Dockerfile starts a script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

# Scripts of these shells are not followed. Their languages are their own (fish, nu, pwsh, xonsh) or csh's.
OTHER_SHELLS = frozenset({
    "fish", "csh", "tcsh", "yash", "nu", "nushell", "pwsh", "powershell", "elvish", "xonsh", "es", "rc", "osh", "ysh",
    "oil",
})  # fmt: skip
_ENDINGS = (".sh", ".bash", ".ash", ".dash", ".ksh", ".zsh", ".fish", ".csh", ".tcsh", ".nu", ".ps1")
# What people call the file that an image starts with. Measured on 1,015 public Dockerfiles: their ENTRYPOINT and CMD name 18
# files without an ending that are in the context. All 12 with one of these words are shell scripts, of the other 6 three are.
_WORDS = frozenset({"entrypoint", "entry", "start", "startup", "run", "init", "boot", "bootstrap", "launch"})


# `$HOME/bin/server`: where it lies is not known, but what it is called.
_NAMED = re.compile(r".*/[\w.+-]+", re.DOTALL)

# How a script's name begins that is judged though no Dockerfile starts it.
_BEGINNINGS = ("start", "run", "docker-", "docker_", "init", "boot", "launch", "serve", "cmd")
# How scripts are called that people write for their images, in whatever language.
SCRIPT_ENDS = (".sh", ".bash", ".py", ".pl", ".rb", ".js")


# With which words control scripts keep their server in front.
_IN_FRONT = frozenset({"console", "fg", "foreground", "run", "start"})


# `mongod-8.0.12`, `ruby3.1`, `mongod-$MONGO_VERSION`: a version of it beside others, as archives and distributions call it;
# without a dot it may be any number: node1
_VERSIONED = re.compile(r"([A-Za-z][A-Za-z_+-]*[A-Za-z])-?(?:v?\d+(?:\.\d+)+|\$\{?\w*(?i:ver)\w*\}?)")


def unversioned(name: str) -> str:
    """The program of which a file's name says the version, too; the name itself where it says none."""
    found = _VERSIONED.fullmatch(name)
    return found[1] if found is not None else name


def is_named(path: str) -> bool:
    """Whether a path with unknown parts says what its file is called, but for a version: `$HOME/bin/server`, `mongod-$VERSION`."""
    return _NAMED.fullmatch(path) is not None or unversioned(base_name(path)) != base_name(path)


def is_start_script(path: str) -> bool:
    """Whether a file of this name is taken to be a script that starts something else."""
    name = base_name(path).lower()
    if name.endswith(_ENDINGS):
        return True
    words = _words(name)
    return "entrypoint" in words or ("." not in name and not words.isdisjoint(_WORDS))


def is_control_script(argv: Sequence[str]) -> bool:
    """Whether a command is called as the scripts are that start a server in front: `nuxeoctl console`, `zeoctl fg`."""
    return base_name(argv[0]).lower().endswith("ctl") and not _IN_FRONT.isdisjoint(argv[1:])


def is_called_start(path: str) -> bool:
    """Whether a shell script is called like one that an image starts with; `build.sh` and `dry-run.sh` are not."""
    name = base_name(path).lower()
    return name.startswith(("entrypoint", *_BEGINNINGS)) or "entrypoint" in _words(name)


def _words(name: str) -> set[str]:
    return set(re.split(r"[-_]", name.partition(".")[0]))
