"""`--add-ignore`: a comment above each finding that silences it, written into the files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stoplint.files import contents, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding


def add_comments(findings: Sequence[Finding]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Write the comments; what was done, as lines for people, and (path, why) for each file that can't be written.

    A file is written whole or not at all, and everything else about it stays.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(os.path.realpath(finding.path), []).append(finding)
    said = []
    failed = []
    count = 0
    for path, group in by_path.items():
        data = contents(path)
        if isinstance(data, str):
            failed.append((group[0].path, data))
            continue
        text = data.decode("utf-8", "surrogateescape")
        new, left = commented(text, group)
        try:
            if new != text:
                replace(path, new.encode("utf-8", "surrogateescape"), expected=data)
        except OSError as error:
            failed.append((group[0].path, error.strerror or str(error)))
            continue
        count += len(group) - len(left)
        said += [
            f"{finding.path}:{finding.span.line if finding.span else 1}: {finding.code} has no line of its own "
            "to stand above: silence it by hand"
            for finding in left
        ]
    return "\n".join([*said, f"{count} finding{'s' * (count != 1)} silenced"]), tuple(failed)


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
