"""Whether a program's source sets a handler for SIGTERM: one module a language, each careful to say "no" only when sure.

"no" means: the whole program is known (its own modules were read, and every other one it imports is known to set no
handler), nothing in it sets one, and it goes on for ever (a one-shot script is no server). Anything else is "unknown".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    # The text of a local module by its path, relative to the folder of the program; None if there is none.
    Local = Callable[[str], "str | None"]

Answer = Literal["yes", "no", "unknown"]

MAX_FILES = 30
MAX_TEXT = 400_000  # characters of one file


def sets_handler(language: str, text: str, local: Local, package: str = "", *, stays: bool = False) -> Answer:
    """The answer for a program in "python" or "node"; "unknown" for any other language. `stays`: it is known to go on.

    `package`: the folder of the package that a module was asked for by (`python -m`).
    """
    if len(text) > MAX_TEXT:
        return "unknown"
    if language == "python":
        from stoplint.syntax.handlers import python  # noqa: PLC0415 - ast is big, and few runs need it

        return python.sets_handler(text, local, package, stays=stays)
    if language == "node":
        from stoplint.syntax.handlers import javascript  # noqa: PLC0415 - few runs need it

        return javascript.sets_handler(text, local)
    return "unknown"
