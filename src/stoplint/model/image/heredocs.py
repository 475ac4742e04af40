"""Here-documents of COPY and ADD, expanded as BuildKit expands them: `$x` replaced, backslashes removed.

Source: BuildKit frontend/dockerfile/dockerfile2llb/convert.go, dispatch: `lex.SkipProcessQuotes = true`, an
environment of ENV and ARG, and what is not set is empty. So `"$@"` of a script becomes `""`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Heredoc, Instruction


def expanded(heredoc: Heredoc, scope: Scope) -> Source:
    """The text that BuildKit writes, each character at the place in the file where it or its variable stands.

    A variable that cannot be known stays as it is written.
    """
    body = heredoc.body
    offsets = body.offsets or tuple(range(len(body.text) + 1))
    text: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(body.text):
        char = body.text[at]
        if char == "\\" and at + 1 < len(body.text):
            text.append(body.text[at + 1])
            places.append(offsets[at + 1])
            at += 2
            continue
        end = reference_end(body.text, at) if char == "$" else at
        if end > at + 1:
            reference = body.text[at:end]
            value = scope.expand(reference)
            value = reference if isinstance(value, Unknown) else value
            text.append(value)
            # a variable that stayed as written is traced letter by letter, any other one to its dollar sign
            places.extend(offsets[at:end] if value == reference else [offsets[at]] * len(value))
            at = end
        else:
            text.append(char)
            places.append(offsets[at])
            at += 1
    places.append(offsets[len(body.text)])
    host = body.host or body.whole
    return Source(body.path, "".join(text), host, tuple(places))


_REFERENCE = re.compile(r"\$(?:\d+|[@*#?$!-]|[A-Za-z_]\w*)")


def reference_end(text: str, at: int) -> int:
    """Where the variable reference ends that begins with the dollar sign at `at`; `at` if there is none."""
    if not text.startswith("${", at):
        match = _REFERENCE.match(text, at)
        return match.end() if match else at
    depth = 0
    # A reference longer than any that a person writes is an open brace in a text that has no close one.
    for end in range(at + 1, min(len(text), at + 500)):
        if text[end] == "{":
            depth += 1
        elif text[end] == "}":
            depth -= 1
            if depth == 0:
                return end + 1
    return at


def with_heredocs(instruction: Instruction) -> Source:
    """The text that the shell of a RUN gets: the joined line, then the here-documents in order."""
    line = instruction.value
    if not instruction.heredocs:
        return line
    text, places = [line.text], list((line.offsets or ())[: len(line.text)])
    for heredoc in instruction.heredocs:
        body = heredoc.body
        end = heredoc.span.end
        for piece, where in (
            ("\n", (end,)),
            (body.text, (body.offsets or ())[: len(body.text)]),
            ("" if body.text.endswith("\n") or not body.text else "\n", (end,)),
            (heredoc.name, (end,) * len(heredoc.name)),
        ):
            text.append(piece)
            places.extend(where[: len(piece)])
    return Source(line.path, "".join(text), instruction.span, (*places, instruction.span.end))
