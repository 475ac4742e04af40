"""SL107: the kernel can't make out what is to run the start script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import mending
from stoplint.faults import cases
from stoplint.finding import Related
from stoplint.model.image.rootfs import File
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject
    from stoplint.text import Source

_CRLF = "save the file with LF line ends (in git: `*.sh text eol=lf` in .gitattributes)"


def check(subject: Subject) -> Iterator[Problem]:
    """No `#!` as the very first two bytes, Windows line ends, or an interpreter that is not there."""
    for case in cases(subject.traces, "not-started"):
        fault = case.detail("fault")
        path = case.detail("path")
        file = case.image.rootfs.lookup(path)
        if fault not in ("shebang", "crlf", "interpreter") or not isinstance(file, File) or file.source is None:
            continue
        name = base_name(path)
        message, label, advice = _said(fault, name, file.source, case.detail("why"))
        first = len(file.source.text.split("\n", 1)[0].rstrip("\r"))
        start = case.widened(case.span) if case.span is not None else None
        related = case.related_to(start)
        if start is not None:
            related = (*related, Related(start, f"starts {name}"))
        yield Problem(
            file.source.span(0, first),
            message,
            label,
            related,
            case.consequence,
            advice,
            case.verdict,
            case.severity,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )


def _said(fault: str, name: str, source: Source, why: str) -> tuple[str, str, str]:
    if fault == "crlf":
        return (
            f"{name} has Windows line ends (CR LF), so the container does not start",
            "the line ends in CR LF, and the CR is taken for a part of the name",
            _CRLF,
        )
    if fault == "interpreter":
        wanted = why.partition(" wants ")[2].partition(",")[0]
        return (
            f"{name} wants {wanted}, which is not in the image, so the container does not start",
            "no such file",
            f"install {wanted.rsplit('/', 1)[-1]} in the Dockerfile, or write the script for /bin/sh",
        )
    advice = "write #!/bin/sh (or #!/bin/bash) as the very first characters of the file"
    if source.text.startswith("\ufeff"):
        return (
            f"{name} begins with a byte order mark, so the container does not start",
            "an invisible mark stands in front of #!",
            "save the file as UTF-8 without a byte order mark",
        )
    if source.text.lstrip().startswith("#!"):
        return (f"the #! of {name} is not in the first line, so the container does not start", "not #!", advice)
    return (f"{name} has no #! line, so the container does not start", "the kernel looks for #! here", advice)
