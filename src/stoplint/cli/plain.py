"""`stoplint check` with paths, `--changed` and a format, read without click: to import that takes longer than to look into the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# The options of `check`, as they are when nobody gives them.
DEFAULTS: dict[str, Any] = {
    "output_format": "full", "select": (), "extend_select": (), "ignore": (), "fail_level": None, "fail_on_unknown": False,
    "changed": False, "exit_zero": False, "statistics": False, "jobs": 0, "no_cache": False, "cache_dir": None, "baseline": None,
    "write_baseline": None, "add_ignore": False, "fix": False, "unsafe_fixes": False, "diff": False,
    "exit_non_zero_on_fix": False, "context": None, "target": None, "build_args": (), "settings": (), "isolated": False,
    "color": "auto", "output_file": None, "stdin_filename": "Dockerfile",
}  # fmt: skip
_FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle")


def plain_check(arguments: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    """Paths and options of a command line that has nothing uncommon in it, else None."""
    if not arguments or arguments[0] != "check":
        return None
    given = dict(DEFAULTS)
    paths: list[str] = []
    rest = iter(arguments[1:])
    for each in rest:
        if not each.startswith("-"):
            paths.append(each)
        elif each == "--changed":  # as the pre-commit hook has it
            given["changed"] = True
        elif each in ("-f", "--output-format") and (name := next(rest, "")) in _FORMATS:
            given["output_format"] = name
        else:
            return None
    return tuple(paths), given
