"""SL107: the kernel can't make out what is to run the start script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.finding import Related
from stoplint.model.image.rootfs import File
from stoplint.model.stop.causes import CannotStart
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject

_FIRST = "write #!/bin/sh (or #!/bin/bash) as the very first characters of the file"
_CRLF = "save the file with LF line ends (in git: `*.sh text eol=lf` in .gitattributes)"


def check(subject: Subject) -> Iterator[Problem]:
    """No `#!` as the very first two bytes, Windows line ends, or an interpreter that is not there."""
    for fault in faults(subject.traces, CannotStart):
        failure = fault.cause.failure
        file = fault.image.rootfs.lookup(failure.path) if failure is not None and failure.path else None
        if failure is None or not isinstance(file, File) or file.source is None:
            continue
        name, source = base_name(failure.path), file.source
        match failure.fault:
            case "crlf":
                message = f"{name} has Windows line ends (CR LF), so {fault.container_ends}"
                label, advice = "the line ends in CR LF, and the CR is taken for a part of the name", _CRLF
            case "interpreter":
                message = f"{name} wants {failure.wanted}, which is not in the image, so {fault.container_ends}"
                label = "no such file"
                advice = f"install {base_name(failure.wanted)} in the Dockerfile, or write the script for /bin/sh"
            case "bom":
                message = f"{name} begins with a byte order mark, so {fault.container_ends}"
                label = "an invisible mark stands in front of #!"
                advice = "save the file as UTF-8 without a byte order mark"
            case "late-shebang":
                message, label = f"the #! of {name} is not in the first line, so {fault.container_ends}", "not #!"
                advice = _FIRST
            case "shebang":
                message = f"{name} has no #! line, so {fault.container_ends}"
                label, advice = "the kernel looks for #! here", _FIRST
            case "nameless":
                message = f"the #! line of {name} names no interpreter, so {fault.container_ends}"
                label, advice = "no program's name", "write #!/bin/sh, or #!/usr/bin/env and the interpreter's name"
            case _:
                continue
        first = source.span(0, len(source.text.split("\n", 1)[0].rstrip("\r")))
        start = fault.widened(fault.span) if fault.span is not None else None
        related = fault.related_to(start)
        if start is not None:
            related = (*related, Related(start, f"starts {name}"))
        yield subject.problem(fault, message, label, advice, span=first, related=related)
