"""`--add-ignore`: a comment above each finding that silences it, written into the files."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding


def add_comments(findings: Sequence[Finding]) -> str:
    """Write the comments; what was done, as lines for people. Raises OSError when a file can't be written."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(os.path.realpath(finding.path), []).append(finding)
    said = []
    count = 0
    for path, group in by_path.items():
        text = _text(path)
        new, left = commented(text, group)
        count += len(group) - len(left)
        if new != text:
            _replace(path, new)
        said += [
            f"{finding.path}:{finding.span.line if finding.span else 1}: {finding.code} has no line of its own "
            "to stand above: silence it by hand"
            for finding in left
        ]
    return "\n".join([*said, f"{count} finding{'s' * (count != 1)} silenced"])


def commented(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The text with comments above the findings' lines, and the findings that no comment could be put above.

    A line that continues the one before it can't have a comment above it, nor can a `#!` (execve(2)); a byte order
    mark stays in front of everything.
    """
    mark = text[: text.startswith("\ufeff")]
    # LF alone ends a line, here as in every span
    *whole, rest = text[len(mark) :].split("\n")
    lines = [*(f"{line}\n" for line in whole), *([rest] if rest else [])]
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    codes: dict[int, list[str]] = {}
    left = []
    for finding in findings:
        number = finding.span.line if finding.span else 0
        if (
            number == 0
            or number > len(lines)
            or (number == 1 and lines[0].startswith("#!"))
            or (number > 1 and lines[number - 2].rstrip("\r\n").endswith(("\\", "`")))
        ):
            left.append(finding)
        elif finding.code not in codes.setdefault(number, []):
            codes[number].append(finding.code)
    result = []
    for number, line in enumerate(lines, 1):
        if number in codes:
            indent = line[: len(line) - len(line.lstrip())]
            result.append(f"{indent}# stoplint: ignore[{', '.join(sorted(codes[number]))}]{newline}")
        result.append(line)
    return mark + "".join(result), left


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def _replace(path: str, text: str) -> None:
    """One atomic replace that keeps the mode."""
    mode = os.stat(path).st_mode
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".stoplint-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        os.chmod(temporary, mode & 0o7777)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
