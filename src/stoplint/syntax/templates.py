"""Dockerfiles that are templates: a tool fills their placeholders in, and nobody builds them as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction
    from stoplint.text import Span

# What a line begins with that is for the tool: Jinja and its kin, ERB, sed and m4 recipes, envsubst, autoconf, EmPy.
MARKS = ("{{", "{%", "{#", "<%", "%%", "${", "@", "#%")
# Placeholders of sed and m4 recipes, autoconf, Jinja and its kin, ERB.
_NAMED = r"%%\w+%%|(?<![\w@])@[A-Z][A-Z0-9_]*@(?![\w@])"
_PLACEHOLDER = re.compile(rf"{_NAMED}|\{{\{{.*?(?:\}}\}}|$)|\{{%.*?(?:%\}}|$)|<%.*?(?:%>|$)")
# Instructions whose words no builder takes with braces in them: Dockerfile reference. RUN, LABEL and ENV may hold any text,
# CMD and ENTRYPOINT those of the program's own (`--format {{.ID}}`).
_PLAIN = frozenset({"FROM", "COPY", "ADD", "EXPOSE", "USER", "WORKDIR", "STOPSIGNAL", "VOLUME"})
_STARTS = frozenset({"CMD", "ENTRYPOINT"})
_CALLED_SO = re.compile(r"templ|tmpl|tpl|\.(j2|jinja2?|in|erb|m4|mustache)$", re.IGNORECASE)


def may_be_template(text: str) -> bool:
    """Whether there is a sign of a placeholder at all, before anything is read."""
    return _PLACEHOLDER.search(text) is not None


def placeholder(dockerfile: Dockerfile) -> str:
    """The first placeholder in the text that makes it a template; "" if it is none."""
    if not may_be_template(dockerfile.source.text):
        return ""
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


def is_filled_in(dockerfile: Dockerfile, one: Instruction) -> bool:
    """Whether what an instruction says has a placeholder that a tool fills in before anybody builds the file."""
    return _PLACEHOLDER.search(one.value.text) is not None and is_template(dockerfile)


def is_template(dockerfile: Dockerfile) -> bool:
    """Whether it is one by its name, by a placeholder, or by a line that is for the tool."""
    if _CALLED_SO.search(base_name(dockerfile.source.path)) is not None or placeholder(dockerfile):
        return True
    return any(part.span.text.startswith(MARKS) for part in dockerfile.opaque)


def filled_in_lines(dockerfile: Dockerfile) -> tuple[Span, ...]:
    """The lines of a template in the place of which instructions are filled in; a remark of the template is none."""
    if not dockerfile.opaque or not is_template(dockerfile):
        return ()
    lines = (part.span for part in dockerfile.opaque if part.instruction or part.span.text.startswith(MARKS))
    return tuple(line for line in lines if not line.text.startswith("{#"))
