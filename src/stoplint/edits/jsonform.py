"""CMD and ENTRYPOINT as JSON arrays: from shell form, from an array that is none, from `sh -c` in an array."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stoplint.edits import places
from stoplint.edits.handover import exec_before
from stoplint.finding import Edit, Fix
from stoplint.model.catalog.shells import PLAIN
from stoplint.model.fact import Unknown
from stoplint.paths import base_name
from stoplint.syntax import shell, shell_nested, shell_nodes, shell_quote
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.image.image import CommandLine, Image
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction
    from stoplint.text import Span

# Options that change nothing for a single program that is started by its words.
_PLAIN_OPTIONS = r"-[ceux]+\Z"
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "«": "»", "`": "`´"}
_BARE = re.compile(r"""[^\s,\[\]"'“”„‘’«»`]+""")


def exec_form(dockerfile: Dockerfile, image: Image, launch: Span, stop_signal: str) -> Fix | None:
    """The shell form that `launch` stands in as exec form; with a shell and `exec` where its text needs a shell.

    An ENTRYPOINT that a CMD comes behind (or may come) stays shell form and only gets its `exec`: an exec form would
    be handed the CMD as arguments. So does a text on several lines, which in a JSON string would stand on one.
    """
    found = _line_at(dockerfile, image, launch)
    if found is None:
        return None
    line, instruction = found
    if line.form != "shell" or line.malformed or instruction.heredocs:
        return None
    words = _plain_words(instruction.value)
    stays = instruction.name == "ENTRYPOINT" and _has_cmd(image)
    if words is not None and is_plain_shell(line.shell) and not stays:
        return _of_inner(instruction, stop_signal) or _of_words(words)
    inner = _of_inner(instruction, stop_signal) if is_plain_shell(line.shell) and not stays else None
    if inner is not None:
        return inner
    if launch.source is not instruction.value:
        last = last_command(instruction.value)  # the whole instruction was meant
        if last is None:
            return None
        launch = last
    in_place = exec_before(launch, stop_signal) if stays or "\n" in _value_span(instruction).text else None
    if stays or in_place is not None:
        return in_place
    text = instruction.value.text
    alone = Source(instruction.span.path, text)  # a text of its own: its edits are made here, and quoted then
    handed = exec_before(alone.span(launch.start, launch.end), stop_signal)
    if handed is None or not places.is_editable(instruction.value_span):
        return None
    for edit in sorted((each for each in handed.edits if isinstance(each, Edit)), key=_start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    whole = _array((*line.shell, text))
    if whole is None:
        return None
    return Fix(
        f"use the exec form, with `exec` in the {line.shell[0]} string",
        handed.safe,
        (Edit(_value_span(instruction), whole),),
    )


def given_to_shell(dockerfile: Dockerfile, image: Image, launch: Span) -> Fix | None:
    """`CMD /start.sh` as `["/bin/sh", "/start.sh"]`: a script without a `#!` line starts in no other way.

    Not by its name alone: a shell looks for that in its own folder.
    """
    found = _line_at(dockerfile, image, launch)
    words = _plain_words(found[1].value) if found is not None else None
    if found is None or words is None or "/" not in words[0][0] or not is_plain_shell(found[0].shell):
        return None
    line, instruction = found
    whole = _array((line.shell[0], *(value for value, _ in words)))
    if whole is None or not places.is_editable(instruction.value_span):
        return None
    if instruction.name == "ENTRYPOINT" and _has_cmd(image):
        return None
    return Fix("use the exec form, with the shell that runs the script", True, (Edit(_value_span(instruction), whole),))


def _of_inner(instruction: Instruction, stop_signal: str) -> Fix | None:
    """`bash -c "a && app"` as `["bash", "-c", "a && exec app"]`: `exec` in the inner text alone would leave the outer shell."""
    inner = shell_nested.nested(instruction.value, PLAIN)
    written = shell_nested.with_exec(inner.text) if inner is not None else None
    if inner is None or written is None or not is_plain_shell(inner.words):
        return None
    alone = Source(instruction.span.path, inner.text)
    last = last_command(alone)
    handed = exec_before(last, stop_signal) if last is not None and written != inner.text else None
    whole = _array((*inner.words, written))
    if whole is None or not places.is_editable(instruction.value_span) or (handed is None and written != inner.text):
        return None
    title = f"use the exec form, with `exec` in the text that {inner.words[0]} is given"
    safe = (handed is None or handed.safe) and not inner.expanded  # a value with quotes would be another text
    return Fix(title, safe, (Edit(_value_span(instruction), whole),))


def last_command(text: Source) -> Span | None:
    """The place of the last simple command of a script."""
    found = [command.span for command, _ in places.simple_commands(shell.read(text).script)]
    return found[-1] if found else None


def _start(edit: Edit) -> int:
    return edit.span.start


def _line_at(dockerfile: Dockerfile, image: Image, at: Span) -> tuple[CommandLine, Instruction] | None:
    """The image's own CMD or ENTRYPOINT that the place is in."""
    place = at.located
    for fact in (image.cmd, image.entrypoint):
        line = None if isinstance(fact, Unknown) else fact.value
        if line is None or line.span is None or line.span.source is not place.source:
            continue
        if line.span.start <= place.start and place.end <= line.span.end:
            for outer in dockerfile.instructions:
                same = (outer.span.start, outer.span.end) == (line.span.start, line.span.end)
                if same and outer.span.source is line.span.source:
                    return (line, outer) if outer.name in ("CMD", "ENTRYPOINT") else None
    return None


def _has_cmd(image: Image) -> bool:
    """Whether words come behind the ENTRYPOINT, or may come."""
    return isinstance(image.cmd, Unknown) or (image.cmd.value is not None and bool(image.cmd.value.words))


def is_plain_shell(words: Sequence[str]) -> bool:
    """Whether a shell that is called so does nothing but run the string: no login, no files of its own."""
    if not words or base_name(words[0]) not in PLAIN or not words[-1].endswith("c"):
        return False
    options = list(words[1:])
    while "-o" in options:
        at = options.index("-o")
        if options[at + 1 : at + 2] not in (["pipefail"], ["errexit"], ["nounset"]):
            return False
        del options[at : at + 2]
    return all(re.match(_PLAIN_OPTIONS, option) for option in options)


def _plain_words(text: Source) -> list[tuple[str, Span]] | None:
    """The words of a text that needs no shell, with their places in it; a leading `exec` left out."""
    words = shell_quote.split(text.text)
    items = shell.read(text).script.items
    if words is None or len(items) != 1 or not isinstance(items[0].command, shell_nodes.Simple):
        return None
    command = items[0].command
    if tuple(word.literal for word in command.words) != words or command.redirects or items[0].background:
        return None
    found = [(value, word.span) for value, word in zip(words, command.words, strict=True)]
    if found[0][0] == "exec":
        found = found[1:]
    if not found or places.is_builtin(found[0][0]) or found[0][0].startswith("-"):
        return None
    return found


def _of_words(words: list[tuple[str, Span]]) -> Fix | None:
    """The words as JSON, each where it stands: what is between them (continuations, comments) stays."""
    source = words[0][1].source
    start = next(at for at, char in enumerate(source.text) if char not in " \t")
    pieces = []
    end: int | None = None
    for value, span in words:
        written = _string(value)
        place = span.located
        if written is None:
            return None
        if end is not None:
            pieces.append("," + place.source.text[end : place.start])
        pieces.append(written)
        end = place.end
    first = source.span(start, start).located
    return Fix(
        "use the exec form", safe=True, edits=(Edit(first.source.span(first.start, end or 0), f"[{''.join(pieces)}]"),)
    )


def _value_span(instruction: Instruction) -> Span:
    text = instruction.value.text
    return instruction.value.span(len(text) - len(text.lstrip(" \t")), len(text.rstrip(" \t"))).located


def _string(value: str) -> str | None:
    """The value as a JSON string; None if it holds what no JSON text does (bytes that are no UTF-8)."""
    if any("\ud800" <= char <= "\udfff" for char in value):
        return None
    return json.dumps(value, ensure_ascii=False)


def _array(values: Sequence[str]) -> str | None:
    written = [_string(value) for value in values]
    return None if None in written else f"[{', '.join(one for one in written if one is not None)}]"


# ---------------------------------------------------------------- arrays that are none
def fixed_array(instruction: Instruction) -> Fix | None:
    """The words of something that was meant to be a JSON array, as one.

    Single and typographic quotes become double ones, words without quotes get them, missing commas are put in,
    superfluous ones taken out. None where it is not clear what the words are.
    """
    text = instruction.value.text
    strings = _strings(text)
    if strings is None or instruction.heredocs:
        return None
    edits: list[Edit] = []
    previous_end: int | None = None
    for value, start, end in strings:
        written = _string(value)
        if written is None:
            return None
        commas = text[previous_end or 0 : start].count(",")
        if commas > (previous_end is not None):
            return None
        if commas == 0 and previous_end is not None:
            edits.append(Edit(instruction.value.span(previous_end, previous_end).located, ","))
        if written != text[start:end]:
            edits.append(Edit(instruction.value.span(start, end).located, written))
        previous_end = end
    tail = text[previous_end:].rstrip()
    if "," in tail:
        comma = (previous_end or 0) + tail.index(",")
        edits.append(Edit(instruction.value.span(comma, comma + 1).located, ""))
    if not tail.endswith("]"):
        edits.append(Edit(instruction.value.span(previous_end or 0, previous_end or 0).located, "]"))
    return Fix("make the array valid JSON", safe=True, edits=tuple(edits)) if edits else None


def _strings(text: str) -> list[tuple[str, int, int]] | None:
    """The words between `[` and `]`, with their places; None if something else stands there."""
    text = text.rstrip()
    if not text.startswith("["):
        return None
    found: list[tuple[str, int, int]] = []
    at = 1
    while at < len(text) and text[at] != "]":
        char = text[at]
        if char in " \t,":
            at += 1
        elif char in _QUOTES:
            closing = {*_QUOTES[char], char} if char not in "\"'" else {char}
            end = at + 1
            while end < len(text) and text[end] not in closing:
                end += 2 if text[end] == "\\" and char == '"' else 1
            if end >= len(text):
                return None
            raw = text[at + 1 : end]
            if char == '"':
                try:
                    raw = json.loads(f'"{raw}"')
                except ValueError:
                    return None
            elif char != "'" and '"' in raw:
                return None
            found.append((raw, at, end + 1))
            at = end + 1
        else:
            match = _BARE.match(text, at)
            if match is None or "$" in match.group():
                return None
            found.append((match.group(), at, match.end()))
            at = match.end()
    if at < len(text) - 1:
        return None
    return found or None


# ---------------------------------------------------------------- sh -c in an array
def without_shell(dockerfile: Dockerfile, image: Image, launch: Span) -> Fix | None:
    """`["sh", "-c", "app --x"]` as `["app", "--x"]`: where the string is a CMD's last word and needs no shell."""
    found = _line_at(dockerfile, image, launch)
    if found is None:
        return None
    line, instruction = found
    if line.form != "exec" or instruction.json is None or instruction.name != "CMD":
        return None
    values = [word.value for word in instruction.json]
    words = shell_quote.split(values[-1])
    if words is None or len(values) < 3:
        return None
    words = words[1:] if words[0] == "exec" else words
    start = next((at for at in range(len(values) - 2) if is_plain_shell(values[at:-1])), None)
    if start is None or not words or places.is_builtin(words[0]) or words[0].startswith("-"):
        return None
    if launch.located.start < instruction.json[-1].span.start and launch.located.start != instruction.span.start:
        return None
    written = [_string(word) for word in words]
    if None in written:
        return None
    span = instruction.json[start].span.located
    end = instruction.json[-1].span.located.end
    text = ", ".join(one for one in written if one is not None)
    return Fix("start the program without a shell", safe=True, edits=(Edit(span.source.span(span.start, end), text),))
