"""Which here-documents an instruction opens, as BuildKit decides it (moby/buildkit, parser.go, heredocsFromLine)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.syntax.dockerfile_line import command_of
from stoplint.syntax.expand import BuildRefused, Lexer, not_set

if TYPE_CHECKING:
    from stoplint.syntax.dockerfile_line import RawInstruction

_WITH_HEREDOCS = frozenset({"ADD", "COPY", "RUN"})


@dataclass(frozen=True)
class Opening:
    """`<<NAME` as it is asked for on an instruction's line."""

    name: str
    expand: bool
    strip_tabs: bool


def openings(command: RawInstruction, escape: str) -> tuple[Opening, ...]:
    """The here-documents that follow this instruction, in the order of their bodies."""
    if "<<" not in command.line.text:
        return ()
    inner = command_of(command.line, *command.arguments, escape) if command.keyword == "ONBUILD" else command
    if inner.keyword not in _WITH_HEREDOCS or inner.json is not None:
        return ()
    # BuildKit looks at the whole line and always takes the backslash for the escape character here.
    lexer = Lexer(command.line.text, not_set, "\\", raw_quotes=True, raw_escapes=True, keep_unset=True)
    try:
        _, words = lexer.run()
        found = [_opening(word) for word in words if "<<" in word]
    except BuildRefused:
        # What this lexer cannot read (`it's`, `${x[0]}`) opens no here-document in BuildKit either.
        return ()
    return tuple(opening for opening in found if opening)


def _opening(word: str) -> Opening | None:
    # White space behind `<<` since moby/buildkit@0b77373 (Dockerfile 1.15, March 2025).
    match = re.match(r"[0-9]*<<(-?)[\t\n\f\r ]*([^<]*)\Z", word)
    if not match or not match.group(2):
        return None
    plain, raw = (
        Lexer(match.group(2), not_set, "\\", raw_quotes=raw, keep_unset=True).run()[1] for raw in (False, True)
    )
    if len(plain) != 1 or len(raw) != 1:
        return None
    name = plain[0]
    expand = _quotes(name) == _quotes(raw[0])
    return Opening(name, expand, bool(match.group(1)))


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
