"""ENTRYPOINT and CMD as command lines, and the argv that a runtime makes of both.

Source of the rules: the Dockerfile reference, "Understand how CMD and ENTRYPOINT interact" (docs.docker.com);
BuildKit dispatchEntrypoint and dispatchCmd (frontend/dockerfile/dockerfile2llb/convert.go), which put the SHELL
in front of a shell form when the image is built, so that a runtime only ever joins two lists.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Argument, CommandLine
from stoplint.model.image.rootfs import File
from stoplint.paths import absolute, base_name
from stoplint.syntax.shebang import shebang
from stoplint.text import ARGUMENTS, Source

if TYPE_CHECKING:
    from stoplint.model.image.image import Image
    from stoplint.syntax.dockerfile_nodes import DockerfileWord, Instruction
    from stoplint.text import Span

# A comma that stands beside a quote, or in front of the closing bracket: strings of an array.
_COMMAS = r"""["'“”‘’]\s*,|,\s*["'“”‘’]|,\s*\]"""


def argv(image: Image, arguments: tuple[str, ...] | None = None) -> tuple[Argument, ...] | Unknown | None:
    """The words that become PID 1: ENTRYPOINT, then CMD or, instead of CMD, `arguments` (`docker run IMAGE …`).

    None when the image says neither, so that nothing can be started without arguments.
    """
    if isinstance(image.entrypoint, Unknown):
        return image.entrypoint
    first = _words(image.entrypoint.value, image)
    if len(first) == 1 and not first[0].value:
        first = ()  # moby daemon/container.go, mergeAndVerifyConfig: "Reset the Entrypoint if it is [""]"
    if arguments is not None:
        return (*first, *(Argument(text, Source(ARGUMENTS, text)) for text in arguments)) or None
    if isinstance(image.cmd, Unknown):
        return image.cmd
    return (*first, *_words(image.cmd.value, image)) or None


def given(image: Image, word: str, place: Span, *, follows: bool) -> tuple[Argument, ...] | None:
    """The words that become PID 1 if the container is started with this one, which `place` asks for; None if it is dropped.

    The image's CMD is the program that gets it where it `follows` that: an ENTRYPOINT may hand over to the CMD.
    Without an ENTRYPOINT of its own nothing else can get it.
    """
    argument = Argument(word, Source(ARGUMENTS, word, place))
    if isinstance(image.entrypoint, Unknown) or isinstance(image.cmd, Unknown):
        return None
    first = image.entrypoint.value
    if first is None or not first.words:
        words = _words(image.cmd.value, image)
        return (*words, argument) if words and follows else None
    if first.form != "exec":
        return None
    return (*_words(first, image), *(_words(image.cmd.value, image) if follows else ()), argument)


def handed_over(image: Image, arguments: tuple[str, ...] | None = None) -> tuple[Argument, ...] | None:
    """The words that become PID 1 if the ENTRYPOINT, which is not known, hands over to what it is given.

    By far the most do (`exec "$@"`). None where the words can't be a command of their own: options, or none at all.
    """
    words = argv(replace(image, entrypoint=Fact(None, "nobody")), arguments)
    # an entrypoint that is given a variable is one that expands it, one that is given a whole command one that takes it apart
    if isinstance(words, Unknown) or words is None or re.match(r"[-$]|\S+\s", words[0].value):
        return None
    return (*_overlay(image, words[-1].value), *words)


def _overlay(image: Image, script: str) -> tuple[Argument, ...]:
    """s6-overlay's /init, where the script that is handed over to runs under the with-contenv of s6-overlay.

    Nothing else brings that program, and it needs the environment that only /init writes down
    (just-containers/s6-overlay@9658b23:README.md, "Container environment").
    """
    found = image.rootfs.lookup(absolute(script, image.workdir.value or "/"))
    line = shebang(found.source) if isinstance(found, File) and found.source is not None else None
    if line is None or "with-contenv" not in (base_name(word) for word in line.command):
        return ()
    place = image.from_span
    return (Argument("/init", Source(place.path, "/init", place)),)


def _words(line: CommandLine | None, image: Image) -> tuple[Argument, ...]:
    if line is None or line.form == "exec":
        return line.words if line is not None else ()
    place = line.span or image.from_span
    return (*(Argument(text, Source(place.path, text, place)) for text in line.shell), *line.words)


def command_line(instruction: Instruction, shell: tuple[str, ...]) -> CommandLine:
    """What an ENTRYPOINT or CMD instruction says, with the SHELL that is in force there."""
    said_by = str(instruction.span)
    if instruction.json is not None:
        words = tuple(Argument(word.value, unquoted(word, instruction.value)) for word in instruction.json)
        return CommandLine("exec", words, said_by, instruction.span, shell=shell)
    text = instruction.value
    if not text.text:
        return CommandLine("exec", (), said_by, instruction.span, shell=shell)
    return CommandLine("shell", (Argument(text.text, text),), said_by, instruction.span, _malformed(text.text), shell)


def _malformed(text: str) -> Literal["", "test", "command"]:
    """Whether a text in shell form was meant as a JSON array. `[ -f x ] && app` is a test, and a right one."""
    if not text.startswith("["):
        return ""
    inside, closed, after = text.partition("]")
    if not re.search(_COMMAS, inside + closed):
        goes_on = re.match(r"\s*(&&|\|\||;|\|)", after)
        # `["a"] && b` has no test: `[a]` is no command
        if (goes_on and text[1:2] not in ('"', "'")) or (text.startswith("[[") and closed):
            return ""
    return "test" if text[1:2].isspace() else "command"


def inherited(words: tuple[str, ...], said_by: str, place: Span) -> CommandLine:
    """What a base image says, as its configuration holds it; `place` is the FROM that brings it in."""
    return CommandLine("exec", tuple(Argument(text, Source(place.path, text, place)) for text in words), said_by, None)


def unquoted(word: DockerfileWord, line: Source) -> Source:
    """A JSON string's value as a text in the file, each character at the place where it is written."""
    offsets = _offsets(word, line)
    places: list[int] = []
    text: list[str] = []
    for match in re.finditer(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.|[^\\]", word.text[1:-1], re.DOTALL):
        raw = match.group()
        places.append(offsets[1 + match.start()])
        text.append(raw if len(raw) == 1 else "?")
    places.append(offsets[max(len(word.text) - 1, 0)])
    if len(text) != len(word.value):
        return Source(word.span.path, word.value, word.span)
    return Source(word.span.path, word.value, word.span, tuple(places))


def _offsets(word: DockerfileWord, line: Source) -> list[int]:
    """Where in the file each character of the word is written; a string may go on behind a continuation."""
    if line.offsets is not None and line.host is not None and line.host.source is word.span.source:
        at = bisect_left(line.offsets, word.span.start)
        if line.text.startswith(word.text, at):
            return list(line.offsets[at : at + len(word.text) + 1])
    return list(range(word.span.start, word.span.start + len(word.text) + 1))
