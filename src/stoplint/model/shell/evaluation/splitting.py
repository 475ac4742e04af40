"""Field splitting: what the characters of IFS make of an unquoted text (POSIX XCU 2.6.5)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell

WHITE = " \t\n"


def ifs_of(shell: Shell) -> str:
    """The characters that split; those of POSIX where IFS is not set or not known."""
    ifs = shell.variables.get("IFS")
    return ifs.text if ifs is not None and ifs.known else WHITE


def split_at(text: str, ifs: str) -> list[str]:
    """The fields of an unquoted text."""
    if not ifs or not text:
        return [text] if text else []
    found = _separator(ifs).split(text.strip("".join(c for c in ifs if c in WHITE) or "\0"))
    return found if found[-1] else found[:-1]


@cache
def _separator(ifs: str) -> re.Pattern[str]:
    """What stands between two fields: a character of IFS with white space around it, or white space."""
    white = "".join(re.escape(c) for c in ifs if c in WHITE)
    other = "".join(re.escape(c) for c in ifs if c not in WHITE)
    blanks = f"[{white}]" if white else ""
    around = f"{blanks}*" if white else ""
    return re.compile(
        "|".join(filter(None, (f"{around}[{other}]{around}" if other else "", f"{blanks}+" if white else "")))
    )
