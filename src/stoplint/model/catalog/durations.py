"""Durations as sleep(1) and timeout(1) take them: "10", "1.5s", "2m". Source: coreutils 9.1, "sleep invocation"."""

from __future__ import annotations

import math

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> float | None:
    """How many seconds it is; None for what is no duration, and for one without an end ("infinity")."""
    unit = _SECONDS.get(text[-1:])
    try:
        value = float(text[:-1] if unit else text) * (unit or 1)
    except ValueError:
        return None
    return value if 0 <= value < math.inf else None
