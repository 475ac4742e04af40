"""The shells: by which names they are called, and what each name's program speaks."""

from __future__ import annotations

from typing import Literal

from stoplint.paths import base_name

Dialect = Literal["dash", "ash", "bash", "ksh", "zsh"]
DIALECTS: tuple[Dialect, ...] = ("dash", "ash", "bash", "ksh", "zsh")
# What /bin/sh may be where nobody tells: those that the model follows to the end.
POSSIBLE_SH: tuple[Dialect, ...] = ("dash", "ash", "bash")

# Programs that are a shell whatever /bin/sh is. `sh` itself is what the image links it to.
_BY_NAME: dict[str, Dialect] = {
    "dash": "dash", "bash": "bash", "rbash": "bash", "bash-static": "bash", "ash": "ash", "ksh": "ksh", "ksh93": "ksh",
    "mksh": "ksh", "zsh": "zsh",
}  # fmt: skip
# What a link called sh may lead to besides: BusyBox's shell is ash.
_BY_TARGET: dict[str, Dialect] = {**_BY_NAME, "busybox": "ash", "busybox-static": "ash"}
# Shells that read no files of a user's own before they run a text.
PLAIN = frozenset({"sh", "bash", "dash", "ash"})
# The letters of options by the names that `-o` takes; pipefail has none. POSIX.1-2017 XCU 2.14 "set"; bash(1) 5.2.
OPTION_LETTERS = {
    "allexport": "a", "errexit": "e", "monitor": "m", "noexec": "n", "noglob": "f", "nounset": "u", "xtrace": "x",
}  # fmt: skip


def is_shell(program: str) -> bool:
    """Whether the program is a shell, by its name or path: `/bin/sh`, `bash`."""
    name = base_name(program)
    return name == "sh" or name in _BY_NAME


def dialect_of(program: str, sh: Dialect | None) -> Dialect | None:
    """What a shell of this name or path speaks, where /bin/sh is `sh`; None if there is no such shell."""
    name = base_name(program)
    return sh if name == "sh" else _BY_NAME.get(name)


def dialect_behind(target: str) -> Dialect | None:
    """What /bin/sh speaks when it is a link to `target`; None if that is not known."""
    return _BY_TARGET.get(base_name(target))
