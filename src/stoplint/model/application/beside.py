"""Calls in a Python start script that start something which goes on beside it.

Sources: docs.python.org/3/library/os.html#process-management, docs.python.org/3/library/concurrency.html
"""

from __future__ import annotations

import re

_MODULES = ("multiprocessing.", "threading.", "concurrent.", "pty.", "asyncio.create_subprocess", "_thread.")
_CALLS = frozenset({
    "os.fork", "os.forkpty", "os.posix_spawn", "os.posix_spawnp", "os.popen", "os.startfile",
    *(f"os.spawn{form}{path}{env}" for form in "lv" for path in ("", "p") for env in ("", "e")),
})  # fmt: skip
# `&` between two commands, or behind the last: not `&&`, `>&2`, `&>file`
_AND = re.compile(r"(?<![&<>])&(?![&>])")


def goes_on(name: str | None) -> bool:
    """Whether what is called so starts something that nobody followed."""
    return name is not None and (name in _CALLS or name.startswith(_MODULES))


def may_go_on(text: str) -> bool:
    """Whether a text for a shell that is known in parts leaves something in the background."""
    return _AND.search(text) is not None
