"""SL106: the start script lacks the execute bit."""

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


def check(subject: Subject) -> Iterator[Problem]:
    """The kernel refuses to run such a file: permission denied."""
    for case in cases(subject.traces, "not-started"):
        if case.detail("fault") != "mode":
            continue
        path = case.detail("path")
        name = base_name(path)
        file = case.image.rootfs.lookup(path)
        related = case.related
        if isinstance(file, File) and file.said is not None:
            related = (Related(file.said, f"copies {name} without the execute bit"), *related)
        yield Problem(
            case.span,
            f"{name} is not executable, so the container does not start",
            "permission denied",
            related,
            case.consequence,
            f"copy it with COPY --chmod=755, or make the file executable: chmod +x {name} (in git: git add --chmod=+x)",
            case.verdict,
            case.severity,
            fix=mending(subject.dockerfile, case.trace, case.run, case.cause),
        )
