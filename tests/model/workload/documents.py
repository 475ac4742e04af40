"""Manifests in tests, read the short way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.manifest.yaml import read
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.syntax.manifest.nodes import Node


def documents(text: str, path: str = "app.yaml") -> tuple[Node | None, ...]:
    """The documents of a text, which is YAML."""
    found = read(Source(path, text))
    assert found.opaque is None, found.opaque
    return found.documents
