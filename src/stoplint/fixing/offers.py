"""What is offered as a fix is what would be made: a fix that is refused is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from stoplint.finding import Finding
    from stoplint.fixing import FixResult

    Spot = tuple[str, str, int, int]


def made(findings: Iterable[Finding], result: FixResult, *, safe: bool) -> frozenset[Spot]:
    """Which of the findings whose fix is safe (or is not) are gone when all that can be fixed is."""
    done = {_spot(each) for each in result.made}
    left = {_told(each) for each in result.left}
    return frozenset(
        _spot(each)
        for each in findings
        if each.fix is not None and each.fix.safe is safe and (_spot(each) in done or _told(each) not in left)
    )


def with_fixes(findings: Sequence[Finding], offered: Collection[Spot]) -> tuple[Finding, ...]:
    """The findings with the fixes that are offered, and no other."""
    return tuple(
        each if each.fix is None or _spot(each) in offered else replace(each, fix=None) for each in findings
    )  # fmt: skip


def _spot(finding: Finding) -> Spot:
    span = finding.span.located if finding.span is not None else None
    return finding.code, finding.path, span.start if span else -1, span.end if span else -1


def _told(finding: Finding) -> tuple[str, str, str]:
    """What it is once lines have moved."""
    return finding.code, finding.path, finding.message
