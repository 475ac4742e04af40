"""What a check finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.finding import Confidence, Fix, Related, Severity
    from stoplint.text import Span


@dataclass(frozen=True)
class Problem:
    """What a check found; the rule's page says code, name and, unless `severity` is given, the severity.

    `span` None: the problem is the Dockerfile as a whole. The other parts are those of `finding.Finding`.
    """

    span: Span | None
    message: str
    label: str = ""
    related: tuple[Related, ...] = ()
    consequence: str = ""
    help: str = ""
    verdict: str = ""
    severity: Severity | None = None
    confidence: Confidence = "high"
    fix: Fix | None = None
    usual: bool = True
