"""File modes as chmod(1), install(1) and `--chmod` spell them; only the execute bit matters here."""

from __future__ import annotations

import re


def executable_by(mode: str, before: bool | None) -> bool | None:
    """Whether a file is executable by anybody after `chmod mode`; None if that cannot be known."""
    if re.fullmatch(r"[0-7]{1,5}", mode):
        return bool(int(mode, 8) & 0o111)
    result = before
    for clause in mode.split(","):
        match = re.fullmatch(r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)", clause)
        if match is None:
            return None
        for sign, bits in re.findall(r"([-+=])([rwxXstugo]*)", match[2]):
            if sign == "-":
                if "x" in bits:
                    # `a-x` takes it from all; `o-x` leaves the owner's.
                    result = False if match[1] in ("", "a", "ugo") else result
            elif "x" in bits:
                result = True
            elif sign == "=" and match[1] in ("", "a", "ugo"):
                result = before if "X" in bits else False
    return result
