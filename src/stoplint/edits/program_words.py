"""The word that names the program, in an exec form: its path for its name, a shell that expands it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stoplint.finding import Edit, Fix
from stoplint.model.fact import Unknown
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction
    from stoplint.text import Span

# What stands for itself in a shell, with or without variables.
_PLAIN = re.compile(r"(?:[\w@%+=:,./-]|\$\w+|\$\{\w+\})+")


def called_by_path(name: str, path: str, workdir: str) -> str:
    """How a file at `path` is called from the working directory: `./start.sh`, or by its path."""
    return f"./{name}" if absolute(name, workdir) == path else path


def by_path(dockerfile: Dockerfile, image: Image, at: Span, name: str, path: str) -> Fix | None:
    """The path of the file in place of the bare name, where an exec form names it."""
    found = _instruction(dockerfile, image, at)
    if found is None:
        return None
    for word in found.json or ():
        if word.value == name and word.text == f'"{name}"':
            instead = called_by_path(name, path, image.workdir.value)
            return Fix(f"call it by its path, {instead}", safe=True, edits=(Edit(word.span.located, f'"{instead}"'),))
    return None


def expanded_by_shell(dockerfile: Dockerfile, image: Image, at: Span, name: str) -> Fix | None:
    """`["$APP", "--x"]` as `["/bin/sh", "-c", "exec $APP --x"]`, where these are all the words that are started."""
    found = _instruction(dockerfile, image, at)
    if found is None or not found.json or (found.name == "ENTRYPOINT" and _has_words(image.cmd)):
        return None
    values = [word.value for word in found.json]
    # a program in front that starts it (tini) stays there
    first = next((number for number, value in enumerate(values) if value == name), None)
    if first is None or not all(_PLAIN.fullmatch(value) for value in values[first:]):
        return None
    words = [value if number == 0 or "$" not in value else f'"{value}"' for number, value in enumerate(values[first:])]
    text = json.dumps(" ".join(["exec", *words]), ensure_ascii=False)
    start, end = found.json[first].span.located, found.json[-1].span.located
    edit = Edit(start.source.span(start.start, end.end), f'"/bin/sh", "-c", {text}')
    return Fix("let a shell expand it, and become the program", safe=False, edits=(edit,))


def _has_words(said: object) -> bool:
    value = getattr(said, "value", None)
    return isinstance(said, Unknown) or (value is not None and bool(value.words))


def _instruction(dockerfile: Dockerfile, image: Image, at: Span) -> Instruction | None:
    """The CMD or ENTRYPOINT in exec form that the place is in."""
    place = at.located
    for fact in (image.cmd, image.entrypoint):
        line: CommandLine | None = None if isinstance(fact, Unknown) else fact.value
        if line is None or line.span is None or line.form != "exec" or line.span.source is not place.source:
            continue
        if line.span.start <= place.start and place.end <= line.span.end:
            for outer in dockerfile.instructions:
                same = (outer.span.start, outer.span.end) == (line.span.start, line.span.end)
                if same and outer.span.source is line.span.source:
                    return outer if outer.name in ("CMD", "ENTRYPOINT") else None
    return None
