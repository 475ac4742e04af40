"""SL111: a script of the image is called by its bare name, and no folder of the PATH has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.program_words import called_by_path
from stoplint.faults import faults
from stoplint.finding import Related
from stoplint.model.image.rootfs import File
from stoplint.model.stop.causes import CannotStart
from stoplint.paths import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A name without a slash is looked for in the folders of the PATH alone: not where the program is started."""
    for fault in faults(subject.traces, CannotStart):
        failure = fault.cause.failure
        if failure is None or failure.fault != "path":
            continue
        name, path = failure.path, failure.wanted
        file = fault.image.rootfs.lookup(path)
        related = fault.related
        if isinstance(file, File) and file.said is not None:
            related = (Related(file.said, f"puts it into {folder_of(path)}, which is in no PATH"), *related)
        instead = called_by_path(name, path, fault.image.workdir.value)
        yield subject.problem(
            fault,
            f"{name} is in no folder of the PATH, so it is not found, and {fault.container_ends}",
            "looked for in the PATH only, not in the working directory",
            f"name its path: {instead}",
            related=related,
        )
