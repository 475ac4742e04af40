"""Which command lines are no application: tools that end by themselves, and filters of a log pipeline.

And what a word says of a program that is in no table: that it ends, or that it goes into the background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import programs, wrappers
from stoplint.model.catalog.configs import FALSE
from stoplint.model.catalog.shells import is_shell
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANYWHERE_TOOL = ("--version", "--help")
# Words that alone behind a program's name ask it for something that ends: of control programs (status), of
# Go's cobra and Rust's clap (help, version).
_ASKS = frozenset({"status", "help", "version", "-V", "-version", "-help", "-?"})
_BACKGROUND = ("--daemon", "--daemonize", "--background", "--detach", "--detached", "-daemon", "-detached", "-bg")
_DEPTH = 8  # of wrappers in wrappers


def is_tool(argv: Sequence[str], *, busybox: bool = False) -> bool:
    """True if the command ends by itself: a file utility, a migration, `nginx -t`, `anything --version`.

    Through wrappers too: `bundle exec rake db:migrate`, `sudo -u app npm ci`.
    """
    words = tuple(argv)
    for _ in range(_DEPTH):
        known = programs.find(words, busybox=busybox)
        if known is not None and known.kind in ("tool", "helper"):
            return True
        if any(word in _ANYWHERE_TOOL for word in words[1:]):
            return True
        if known is None and len(words) == 2 and words[1] in _ASKS and not is_shell(words[0]):
            return True
        wrapped = wrappers.find(words, busybox=busybox)
        if wrapped is None or not wrapped.command:
            # without a command `env` prints, and `xargs` calls echo: env(1), xargs(1)
            bare = base_name(words[0]) in ("env", "xargs") if words else False
            return bare and (wrapped is None or wrapped.split is None)
        words = wrapped.words(words)
    return False


def into_background(argv: Sequence[str]) -> str:
    """The word that asks a program to leave the foreground, as most mean it; "" without one, or where it says no."""
    for at, word in enumerate(argv[1:], 1):
        name, mark, value = word.partition("=")
        if name not in _BACKGROUND:
            continue
        said = value if mark else argv[at + 1] if at + 1 < len(argv) else "yes"
        return word if not said or said.lower() not in FALSE else ""
    return ""


def is_helper(argv: Sequence[str]) -> bool:
    """True if the command is a filter of a log pipeline (tee, logger, sed …) and no application."""
    known = programs.find(argv)
    return known is not None and (known.kind == "helper" or known.name in _FILTERS)


_FILTERS = frozenset({"cat", "sed", "awk", "gawk", "mawk", "grep", "egrep", "fgrep", "tr", "cut", "tail", "head", "jq"})
