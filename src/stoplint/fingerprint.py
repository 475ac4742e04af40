"""What makes a finding the same finding tomorrow: its rule, its file and the text it is about, never a line number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stoplint.finding import Finding


def fingerprints(findings: Iterable[Finding], shown: Callable[[str], str] = str) -> list[str]:
    """One fingerprint (32 hexadecimal digits) for each finding, in order.

    Two findings of one rule on equal text in one file are told apart by their order. White space at the ends of
    a line does not count, so that re-indenting keeps the fingerprint. `shown` makes the path that counts.
    """
    from hashlib import blake2b  # noqa: PLC0415 - most runs want none

    seen: dict[tuple[str, str, str], int] = {}
    result = []
    for finding in findings:
        key = (finding.code, shown(finding.path), _subject(finding))
        seen[key] = seen.get(key, 0) + 1
        text = "\0".join((*key, str(seen[key])))
        result.append(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())
    return result


def _subject(finding: Finding) -> str:
    """The text that the finding marks, line by line without its indentation."""
    if finding.span is None:
        return ""
    return "\n".join(line.strip() for line in finding.span.located.text.splitlines())
