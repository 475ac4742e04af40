"""Instructions put into a Dockerfile or changed in it: STOPSIGNAL, `COPY --chmod`, line ends of scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.finding import Edit, Fix, ModeEdit
from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import File

if TYPE_CHECKING:
    from stoplint.model.image.image import Image
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction
    from stoplint.text import Source, Span


def stop_signal(dockerfile: Dockerfile, image: Image, signal: str) -> Fix | None:
    """`STOPSIGNAL SIG…` for the image's stage: put before its launch, or, unsafely, in place of what it says now.

    `signal` is canonical (QUIT, RTMIN+3).
    """
    stage = _stage(dockerfile, image)
    if not stage or dockerfile.source.host is not None or not _says(dockerfile, image):
        return None
    name = f"SIG{signal}"
    said = [each for each in stage if each.name == "STOPSIGNAL"]
    if said:
        return Fix(f"stop it with {name}", safe=False, edits=(Edit(_stripped(said[-1]), name),))
    launches = [each for each in stage if each.name in ("ENTRYPOINT", "CMD")]
    # A stop signal that the base image says was chosen by somebody, too.
    inherited = not isinstance(image.stop_signal, Unknown) and image.stop_signal.said_by != "default"
    return Fix(f"add `STOPSIGNAL {name}`", not inherited, (_before((launches or stage)[0], name, after=not launches),))


def _says(dockerfile: Dockerfile, image: Image) -> bool:
    """Whether no other file than a Dockerfile decides which stop signal the image has."""
    place = None if isinstance(image.stop_signal, Unknown) else image.stop_signal.span
    said_in = (dockerfile.source, *(each.located.source for each in image.froms))
    return place is None or any(place.located.source is each for each in said_in)


def _before(instruction: Instruction, name: str, *, after: bool) -> Edit:
    """A line before the instruction (or behind the FROM that is all the stage has), in its spelling."""
    source = instruction.span.source
    word = "stopsignal" if instruction.name_span.text.islower() else "STOPSIGNAL"
    newline = newline_of(source.text)
    if after:
        end = instruction.span.end
        return Edit(source.span(end, end), f"{newline}{word} {name}")
    start = instruction.span.start
    line_start = source.text.rfind("\n", 0, start) + 1
    indent = source.text[line_start:start]
    if indent.strip():  # a BOM
        line_start, indent = start, ""
    return Edit(source.span(start, start), f"{word} {name}{newline}{indent}")


def _stripped(instruction: Instruction) -> Span:
    text = instruction.value.text
    return instruction.value.span(len(text) - len(text.lstrip()), len(text.rstrip())).located


def _stage(dockerfile: Dockerfile, image: Image) -> list[Instruction]:
    """The instructions of the image's own stage, its FROM first."""
    found: list[Instruction] = []
    for each in dockerfile.instructions:
        if each.name == "FROM":
            if found:
                break
            if each.span.start <= image.from_span.start <= each.span.end:
                found.append(each)
        elif found:
            found.append(each)
    return found


def newline_of(text: str) -> str:
    """How the lines of a text end: as its first one does."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


# ---------------------------------------------------------------- files
def executable(dockerfile: Dockerfile, image: Image, path: str) -> Fix | None:
    """The execute bit for the file at `path` of the image: on the file itself, or by the COPY that sets its mode."""
    found = image.rootfs.lookup(image.rootfs.resolve(path, image.workdir.value))
    if not isinstance(found, File) or found.said is None:
        return None
    copy = next(
        (each for each in dockerfile.instructions if each.span.start <= found.said.located.start < each.span.end), None
    )
    if copy is None or copy.span.source is not found.said.located.source:
        return None
    chmod = next((flag for flag in copy.flags if flag.name == "chmod"), None)
    if chmod is not None:
        start = chmod.span.end - len(chmod.value or "")
        edit = Edit(chmod.span.source.span(start, chmod.span.end), "755")
        return Fix("copy it as executable", safe=False, edits=(edit,)) if chmod.value else None
    if found.from_context and found.source is not None and found.source.host is None:
        return Fix(f"make {found.source.path} executable", safe=True, edits=(ModeEdit(found.source.path),))
    if copy.name not in ("COPY", "ADD") or len(copy.words) != 2:
        return None
    at = copy.name_span.end
    return Fix("copy it as executable", safe=True, edits=(Edit(copy.span.source.span(at, at), " --chmod=755"),))


def unix_line_ends(source: Source) -> Fix | None:
    """Each CR that ends a line taken out of a script."""
    if source.host is not None:
        return None
    text = source.text
    edits = []
    at = text.find("\r\n")
    while at >= 0:
        edits.append(Edit(source.span(at, at + 1), ""))
        at = text.find("\r\n", at + 2)
    return Fix("use Unix line ends", safe=True, edits=tuple(edits)) if edits else None
