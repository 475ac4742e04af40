"""package.json: the script that `npm start` and its like run, and where it stands.

Read with the standard JSON reader; a scanner of its own finds the place of the value in the text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class PackageScript:
    """A script. `start`, `end`: the range of what is between the quotes in the text of package.json.

    `offsets[i]` is the offset in that text of the script's character `i` (one more than there are characters),
    so that a place in the script is a place in the file, through JSON's escapes.
    """

    name: str
    text: str
    start: int
    end: int
    offsets: tuple[int, ...]


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def _string(text: str, at: int) -> tuple[str, tuple[int, ...], int] | None:
    """The string whose opening quote stands at `at`: its characters, their offsets, the offset behind it."""
    out: list[str] = []
    offsets: list[int] = []
    at += 1
    while at < len(text) and text[at] != '"':
        offsets.append(at)
        if text[at] != "\\":
            out.append(text[at])
            at += 1
        elif text[at + 1 : at + 2] == "u":
            digits = text[at + 2 : at + 6]
            if len(digits) < 4 or any(each not in "0123456789abcdefABCDEF" for each in digits):
                return None
            out.append(chr(int(digits, 16)))
            at += 6
        else:
            out.append(_ESCAPES.get(text[at + 1 : at + 2], text[at + 1 : at + 2]))
            at += 2
    if at >= len(text):
        return None
    offsets.append(at)
    return "".join(out), tuple(offsets), at + 1


def _strings(text: str, table: str) -> Iterator[PackageScript]:
    """The string values of the object that stands at the top under `table`."""
    at, depth, key, inside = 0, 0, "", False
    expect_value = False
    while at < len(text):
        char = text[at]
        if char == '"':
            read = _string(text, at)
            if read is None:
                return
            value, offsets, after = read
            if expect_value and inside and depth == 2:
                yield PackageScript(key, value, at + 1, after - 1, offsets)
            if not expect_value:
                key = value
            expect_value, at = False, after
            continue
        if char == ":":
            expect_value = True
        elif char in "{[":
            depth += 1
            inside = inside or (depth == 2 and char == "{" and key == table and expect_value)
            expect_value = False
        elif char in "}]":
            inside = inside and depth != 2
            depth -= 1
            expect_value = False
        elif char == ",":
            expect_value = False
        at += 1


def scripts(text: str, table: str = "scripts") -> dict[str, PackageScript]:
    """All scripts by name; none when the text is no JSON. `table`: "tasks" for a deno.json."""
    known = _read(text).get(table)
    if not isinstance(known, dict):
        return {}
    # the scanner's answer counts only where the JSON reader's is the same
    return {each.name: each for each in _strings(text, table) if known.get(each.name) == each.text}


def package_manager(text: str) -> tuple[str, str] | None:
    """("yarn", "4.1.0") of `"packageManager": "yarn@4.1.0+sha512…"` (Corepack), or None."""
    said = _read(text).get("packageManager")
    name, mark, version = said.partition("@") if isinstance(said, str) else ("", "", "")
    return (name, version.partition("+")[0]) if mark and name else None


def package_name(text: str) -> str:
    """What the package calls itself; "" where it has no name."""
    said = _read(text).get("name")
    return said if isinstance(said, str) else ""


def workspaces(text: str) -> tuple[str, ...]:
    """The patterns of the folders whose packages belong to it: `"workspaces"`, for Yarn 1 also an object's "packages"."""
    said = _read(text).get("workspaces")
    said = said.get("packages") if isinstance(said, dict) else said
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def pnpm_workspaces(text: str) -> tuple[str, ...]:
    """The patterns of pnpm-workspace.yaml: the list below `packages:`, in either of YAML's forms. pnpm.io/pnpm-workspace_yaml."""
    lines = [line.split(" #")[0].rstrip() for line in text.splitlines()]
    at = next((number for number, line in enumerate(lines) if line.startswith("packages:")), None)
    if at is None:
        return ()
    rest = lines[at].removeprefix("packages:").strip()
    if rest:
        found = rest.strip("[]").split(",")
    else:
        found = []
        for line in lines[at + 1 :]:
            item = line.strip()
            if item.startswith("-"):
                found.append(item[1:])
            elif item and not item.startswith("#"):
                break
    return tuple(each.strip().strip("\"'") for each in found if each.strip())


@lru_cache(maxsize=32)  # one manifest is asked for its scripts, its name, its workspaces and its package manager
def _read(text: str) -> dict[str, Any]:
    import json  # noqa: PLC0415 - only where a package's script is run

    try:
        parsed = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
