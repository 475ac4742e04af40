"""SL104: CMD's words are handed to a shell that does not use them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.launch_form import takes_a_text
from stoplint.faults.places import lines
from stoplint.finding import Related
from stoplint.model.catalog.shells import is_shell
from stoplint.model.fact import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.model.image.image import Image
    from stoplint.text import Source


def check(subject: Subject) -> Iterator[Problem]:
    """`sh -c text word …`: the words become $0, $1 … of the text."""
    for trace in subject.traces:
        cmd = next((line for name, line in lines(trace.image) if name == "CMD" and not line.malformed), None)
        if cmd is None or not cmd.words:
            continue
        text = _text(trace.image)
        unused = cmd.words
        if text is None and cmd.form == "exec" and takes_a_text(trace.image):
            text, unused = cmd.words[0].source, cmd.words[1:]
        if text is None or not unused or _may_use_arguments(text):
            continue
        said = trace.image.entrypoint
        span = said.span if not isinstance(said, Unknown) and said.span is not None else trace.image.from_span
        words = " ".join(word.value for word in unused)
        whole = unused is cmd.words
        yield Problem(
            cmd.span,
            f"CMD is not used: ENTRYPOINT is run by a shell, which takes no notice of `{words}`"
            if whole
            else f"only the first string of CMD is run: the shell takes no notice of `{words}`",
            "becomes $0, $1 … of a text that does not use them",
            (
                Related(
                    span, "this text has no $0, no $1 and no $@" if whole else "takes one text, and this is all of it"
                ),
            ),
            "no harm by itself, but the application runs without these arguments",
            _advice(cmd.form, whole=whole),
            "",
            "warning",
        )


def _advice(form: str, *, whole: bool) -> str:
    if not whole:
        return "put the whole command in one string"
    if form == "shell":  # appended, it would be the arguments `/bin/sh -c …`
        return "take CMD out; what prepares the image is run by RUN, what prepares the start by ENTRYPOINT itself"
    return "write ENTRYPOINT as a JSON array; CMD is appended to it then"


def _may_use_arguments(text: Source) -> bool:
    from stoplint.model.shell.arguments import may_use_arguments  # noqa: PLC0415 - few images hand words to a shell

    return may_use_arguments(text)


def _text(image: Image) -> Source | None:
    """The text that the ENTRYPOINT hands to a shell, if it does and nothing comes from CMD before it."""
    line = None if isinstance(image.entrypoint, Unknown) else image.entrypoint.value
    if line is None or line.malformed:
        return None
    words = [word.value for word in line.words]
    if line.form == "shell":
        return line.words[0].source
    if len(words) == 3 and is_shell(words[0]) and re.fullmatch(r"-[a-z]*c", words[1]):
        return line.words[2].source
    return None
