"""Signal names and numbers of Linux (x86-64 and arm64 agree), as container runtimes and shells spell them.

Sources: signal(7); moby/sys signal/signal_linux.go (what `STOPSIGNAL` accepts: a number, or a name in any
case, with or without `SIG`, real-time ones as RTMIN+n / RTMAX-n).
"""

from __future__ import annotations

import re

NUMBERS: dict[str, int] = {
    "HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "USR1": 10,
    "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15, "STKFLT": 16, "CHLD": 17, "CONT": 18, "STOP": 19,
    "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24, "XFSZ": 25, "VTALRM": 26, "PROF": 27, "WINCH": 28,
    "IO": 29, "PWR": 30, "SYS": 31, "RTMIN": 34, "RTMAX": 64,
}  # fmt: skip
ALIASES = {"IOT": "ABRT", "CLD": "CHLD", "POLL": "IO"}
UNCATCHABLE = frozenset({"KILL", "STOP"})
# Default action is not to end the process: ignored, or stop/continue. signal(7), "Standard signals".
HARMLESS = frozenset({"CHLD", "CONT", "URG", "WINCH", "STOP", "TSTP", "TTIN", "TTOU"})

_NAMES = {number: name for name, number in NUMBERS.items()}


def canonical(name: str) -> str | None:
    """The name without `SIG` (`TERM`, `RTMIN+3`) of what a runtime would accept as a signal, or None."""
    text = name.strip().upper()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return name_of(int(text))
    text = text.removeprefix("SIG")
    text = ALIASES.get(text, text)
    if text in NUMBERS:
        return text
    for base, sign in (("RTMIN", "+"), ("RTMAX", "-")):
        rest = text.removeprefix(base + sign)
        if rest != text and re.fullmatch(r"[0-9]{1,2}", rest) and int(rest) <= 30:
            return name_of(34 + int(rest) if sign == "+" else 64 - int(rest))
    return None


def name_of(number: int) -> str | None:
    """`TERM` for 15; real-time signals as `RTMIN+n`; None if there is no such signal."""
    if number in _NAMES:
        return _NAMES[number]
    return f"RTMIN+{number - 34}" if 34 < number < 64 else None


def number_of(name: str) -> int | None:
    """15 for `TERM`, `SIGTERM`, `term` or `15`; None if there is no such signal."""
    known = canonical(name)
    if known is None:
        return None
    return 34 + int(known[6:]) if known.startswith("RTMIN+") else NUMBERS[known]


def nearest(name: str) -> str | None:
    """The valid name that `name` most likely meant, with `SIG`; None if nothing is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for errors

    found = get_close_matches(name.strip().upper().removeprefix("SIG"), [*NUMBERS, *ALIASES], 1, 0.6)
    return f"SIG{found[0]}" if found else None
