"""A rule's complaint, and the edits that would fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.text import Span

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # the worst first
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Related:
    """Another place that belongs to the finding, with what happens there."""

    span: Span
    label: str


@dataclass(frozen=True)
class Edit:
    """Replace `span` (a span of a file on disk, never of an embedded text) by `text`."""

    span: Span
    text: str


@dataclass(frozen=True)
class ModeEdit:
    """Make the file `path` executable."""

    path: str


@dataclass(frozen=True)
class Fix:
    """Edits that belong together: applied whole or not at all. `title` says what they do, in the imperative.

    `is_fitted`: they are written as the manifest that they are of wants them; edits of a script that stands in one are not, yet.
    """

    title: str
    safe: bool
    edits: tuple[Edit | ModeEdit, ...]
    is_fitted: bool = False


@dataclass(frozen=True)
class Finding:
    """One complaint.

    `message` is one sentence; `span` the primary place (None: about the file `path` as a whole), `label` what
    stands beside its mark; `related` further places, in order; `consequence` what happens at `docker stop`;
    `help` what to change (when there is no safe fix); `verdict` the verdict of the run it is about ("" if none); `usual`: that
    run is the usual one.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    path: str
    span: Span | None
    label: str = ""
    related: tuple[Related, ...] = ()
    consequence: str = ""
    help: str = ""
    verdict: str = ""
    fix: Fix | None = None
    usual: bool = True
