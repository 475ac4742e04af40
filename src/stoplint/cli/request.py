"""What the commands share without click: their exit codes, and what options and environment ask for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.project.checking import Request

CLEAN, FOUND, USAGE, FAULT = 0, 1, 2, 3


def cache_folder(given: dict[str, Any], said: str | None) -> str:
    """Where what was judged is kept; "" for nowhere. `said` is what the configuration says."""
    if given["no_cache"] or os.environ.get("STOPLINT_NO_CACHE"):
        return ""
    return str(given["cache_dir"] or os.environ.get("STOPLINT_CACHE_DIR") or said or _usual_cache_folder())


def _usual_cache_folder() -> str:
    """The user's own folder for what can be made again, as the system has it."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(above, "stoplint", "Cache")
    above = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(above):  # the XDG Base Directory Specification, "Environment variables"
        above = os.path.join(home, "Library", "Caches") if sys.platform == "darwin" else os.path.join(home, ".cache")
    return os.path.join(above, "stoplint") if os.path.isabs(above) else ""


def request_of(paths: Sequence[str], given: dict[str, Any]) -> Request:
    from stoplint.config import override  # noqa: PLC0415 - the commands that look at no file do without
    from stoplint.project.checking import STDIN, Request  # noqa: PLC0415 - likewise

    overrides = [override(text) for text in given["settings"]]
    for key in ("context", "target", "select", "ignore", "extend_select", "fail_level", "fail_on_unknown"):
        value = given.get(key)
        if value:
            overrides.append((key.replace("_", "-"), list(value) if isinstance(value, tuple) else value, f"--{key.replace('_', '-')}"))  # fmt: skip
    if given["build_args"]:
        overrides.append(("build-args", dict(given["build_args"]), "--build-arg"))
    stdin = sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if STDIN in paths else ""
    return Request(
        overrides=tuple(overrides),
        isolated=given["isolated"],
        stdin=stdin,
        stdin_name=given["stdin_filename"],
        changed=given.get("changed", False),
    )
