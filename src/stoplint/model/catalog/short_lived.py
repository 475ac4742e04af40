"""Which command lines are no application: tools that end by themselves, and filters of a log pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import programs, wrappers
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANYWHERE_TOOL = ("--version", "--help")
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
        wrapped = wrappers.find(words, busybox=busybox)
        if wrapped is None or not wrapped.command:
            # without a command `env` prints, and `xargs` calls echo: env(1), xargs(1)
            bare = base_name(words[0]) in ("env", "xargs") if words else False
            return bare and (wrapped is None or wrapped.split is None)
        words = wrapped.words(words)
    return False


def is_helper(argv: Sequence[str]) -> bool:
    """True if the command is a filter of a log pipeline (tee, logger, sed …) and no application."""
    known = programs.find(argv)
    return known is not None and (known.kind == "helper" or known.name in _FILTERS)


_FILTERS = frozenset({"cat", "sed", "awk", "gawk", "mawk", "grep", "egrep", "fgrep", "tr", "cut", "tail", "head", "jq"})
