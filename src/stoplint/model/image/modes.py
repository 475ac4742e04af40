"""File modes as chmod(1), install(1) and `--chmod` spell them; only the execute bit matters here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def executable_by(mode: str, before: bool | None) -> bool | None:
    """Whether a file is executable by anybody after `chmod mode`; None if that cannot be known."""
    if re.fullmatch(r"[0-7]{1,5}", mode):
        return bool(int(mode, 8) & 0o111)
    # of the owner, the group and others: where anybody may, all may, as files mostly are
    has: dict[str, bool | None] = dict.fromkeys("ugo", before)
    for clause in mode.split(","):
        match = re.fullmatch(r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)", clause)
        if match is None:
            return None
        who = "ugo" if match[1] == "" or "a" in match[1] else match[1]
        for sign, bits in re.findall(r"([-+=])([rwxXstugo]*)", match[2]):
            given = _anybody(["x" in bits, *([_anybody(has.values())] if "X" in bits else [])])
            given = _anybody([given, *(has[each] for each in bits if each in has)])
            for each in who:
                if sign == "=":
                    has[each] = given
                elif given is None:
                    has[each] = has[each] if has[each] is (sign == "+") else None
                elif given:
                    has[each] = sign == "+"
    return _anybody(has.values())


def _anybody(may: Iterable[bool | None]) -> bool | None:
    """Whether one of them may; None if that cannot be known."""
    every = set(may)
    return True if True in every else None if None in every else False
