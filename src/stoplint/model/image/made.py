"""A base image that another Dockerfile makes: its target stage, with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Union

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.rows import Base
from stoplint.model.fact import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.stage import Stage
    from stoplint.model.image.stage_files import StageFiles
    from stoplint.text import Span


@dataclass(frozen=True)
class Made:
    """The stage that a base image is built to, its files, and the Dockerfile's path as it is shown.

    `evidence` says what speaks for it ("compose.yaml:7"), "" where somebody has stated it.
    """

    stage: Stage
    files: StageFiles
    path: str
    evidence: str = ""


class Taken(NamedTuple):
    """A base image that is taken to be made by a Dockerfile of the same repository; `place` is the FROM that names it."""

    reference: str
    path: str
    evidence: str
    place: Span


class StandIn(NamedTuple):
    """A file of the repository that is taken to be what the image starts at a path that no step is known to have filled.

    `path` is that of the file, `target` that in the image, `evidence` says what speaks for it; `place` is what names it.
    """

    target: str
    path: str
    evidence: str
    place: Span | None


# What a base image is: what the tables know, another Dockerfile's image, why it can't be told, or nothing.
Known = Union[Base, Made, Unknown, None]
if TYPE_CHECKING:
    Bases = Callable[[str], Known]
