"""SL106: the start script lacks the execute bit."""

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


def check(subject: Subject) -> Iterator[Problem]:
    """The kernel refuses to run such a file: permission denied."""
    for fault in faults(subject.traces, CannotStart):
        failure = fault.cause.failure
        if failure is None or failure.fault != "mode":
            continue
        name = base_name(failure.path)
        how = "COPY"
        file = fault.image.rootfs.lookup(failure.path)
        related = fault.related
        if isinstance(file, File) and file.said is not None:
            how = "ADD" if file.said.text[:3].upper() == "ADD" else how
            related = (Related(file.said, f"copies {name} without the execute bit"), *related)
        message = f"{name} is not executable, so {fault.container_ends}"
        advice = (
            f"copy it with {how} --chmod=755, or make the file executable: chmod +x {name} (in git: git add --chmod=+x)"
        )
        yield subject.problem(fault, message, "permission denied", advice, related=related)
