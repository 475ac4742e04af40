"""Words of a Dockerfile, expanded as BuildKit's `frontend/dockerfile/shell/lex.go` does (as far as tests need it)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]")


def expanded(text: str, env: Mapping[str, str], *, quotes: bool = True) -> str:
    """`$X`, `${X}`, `${X:-y}`, `${X:+y}` and quotes; with `quotes` off (a heredoc's body) quotes stay as they are."""
    out: list[str] = []
    at, double = 0, False
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            if double and text[at + 1] not in '"$\\':
                out.append("\\")
            out.append(text[at + 1])
            at += 2
        elif quotes and char == "'" and not double:
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            out.append(text[at + 1 : end])
            at = end + 1
        elif quotes and char == '"':
            double = not double
            at += 1
        elif char == "$":
            value, at = _variable(text, at + 1, env)
            out.append(value)
        else:
            out.append(char)
            at += 1
    return "".join(out)


def _variable(text: str, at: int, env: Mapping[str, str]) -> tuple[str, int]:
    if text[at : at + 1] != "{":
        name = _NAME.match(text, at)
        return (env.get(name[0], ""), name.end()) if name else ("$", at)
    depth, end = 1, at + 1
    while end < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    inner = text[at + 1 : end - 1]
    name = _NAME.match(inner)
    if not name:
        return "${" + inner + "}", end
    value, rest = env.get(name[0]), inner[name.end() :]
    if rest.startswith((":-", "-")):
        missing = not value if rest[0] == ":" else value is None
        return (expanded(rest.lstrip(":")[1:], env) if missing else value or ""), end
    if rest.startswith((":+", "+")):
        present = bool(value) if rest[0] == ":" else value is not None
        return (expanded(rest.lstrip(":")[1:], env) if present else ""), end
    return value or "", end
