"""The image's files, as far as the Dockerfile and the build context tell.

Nouns only so far as the rest of the model needs them; `Rootfs` is built up instruction by instruction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.text import Source, Span


@dataclass(frozen=True)
class File:
    """A file of the image.

    `path` is absolute in the image. `source` is its text when that is known (from the build context, a
    heredoc, a RUN that writes it), else None. `executable` is None when the mode cannot be known. `said` is
    the place in the Dockerfile that put it there. `from_context` is True when `source` is a file of the build
    context as it stands on disk (so that a fix may edit it).
    """

    path: str
    source: Source | None
    executable: bool | None
    said: Span | None
    from_context: bool = False


@dataclass(frozen=True)
class Absent:
    """Nothing is at this path, and that is certain (a scratch image, a removed file, a folder wholly known)."""

    path: str
