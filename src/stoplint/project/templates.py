"""Dockerfiles that are templates: a tool fills their placeholders in, and nobody builds them as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.text import Source

# Placeholders of sed and m4 recipes, autoconf, Jinja and its kin, ERB.
_NAMED = r"%%\w+%%|(?<![\w@])@[A-Z][A-Z0-9_]*@(?![\w@])"
_PLACEHOLDER = re.compile(rf"{_NAMED}|\{{\{{.*?(?:\}}\}}|$)|\{{%.*?(?:%\}}|$)|<%.*?(?:%>|$)")
# Instructions whose words no builder takes with braces in them: Dockerfile reference. RUN, LABEL and ENV may hold any text,
# CMD and ENTRYPOINT those of the program's own (`--format {{.ID}}`).
_PLAIN = frozenset({"FROM", "COPY", "ADD", "EXPOSE", "USER", "WORKDIR", "STOPSIGNAL", "VOLUME"})
_STARTS = frozenset({"CMD", "ENTRYPOINT"})


def placeholder(source: Source) -> str:
    """The first placeholder in the text that makes it a template; "" if it is none."""
    if _PLACEHOLDER.search(source.text) is None:
        return ""
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - few Dockerfiles have a sign of one

    dockerfile = read(source)
    for part in dockerfile.opaque:
        if (sign := _PLACEHOLDER.match(part.span.text)) is not None:
            return sign[0]
    for one in dockerfile.instructions:
        text = one.value.text
        found = None
        if one.name in _PLAIN:
            found = _PLACEHOLDER.search(text)
        elif one.name in _STARTS:
            found = re.search(_NAMED, text)
        if found is not None:
            return found[0]
    return ""
