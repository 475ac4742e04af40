"""A baseline: the findings that are known and put up with for now, keyed by content, never by line number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stoplint.config import ConfigError
from stoplint.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.finding import Finding

VERSION = 1
MAX_BYTES = 20_000_000  # a hundred thousand findings


def written(findings: Sequence[Finding], shown: Callable[[str], str] = str) -> str:
    """The text of a baseline file that holds these findings; a line each, so that differences read well."""
    known = [
        {"code": finding.code, "path": shown(finding.path), "fingerprint": fingerprint}
        for finding, fingerprint in zip(findings, fingerprints(findings, shown), strict=True)
    ]
    lines = ",\n".join(f"    {json.dumps(each)}" for each in known)
    return f'{{\n  "version": {VERSION},\n  "findings": [\n{lines}\n  ]\n}}\n'


def without(findings: Sequence[Finding], text: str, path: str, shown: Callable[[str], str] = str) -> list[Finding]:
    """The findings that the baseline (its text, and its path for messages) doesn't hold. Raises ConfigError."""
    try:
        document = json.loads(text)
        version, known = document["version"], {each["fingerprint"] for each in document["findings"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{path}: is no baseline: write one with --write-baseline") from None
    if version != VERSION:
        raise ConfigError(f"{path}: is a baseline of version {version!r}; this stoplint reads version {VERSION}")
    return [
        finding
        for finding, fingerprint in zip(findings, fingerprints(findings, shown), strict=True)
        if fingerprint not in known
    ]
