"""A Dockerfile and what its images do at stop → findings. No I/O: files come as a context, rules as nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.finding import Finding
from stoplint.lazy_dataclass import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stoplint.checks import Check, Problem, Subject
    from stoplint.finding import Related
    from stoplint.rule import Rule

_WORST = {"error": 0, "warning": 1, "info": 2}
_SUREST = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True)
class InternalError:
    """A part of stoplint that failed on a file: our own fault. `error` is the exception and where it was raised."""

    part: str
    path: str
    error: str

    @staticmethod
    def of(part: str, path: str, error: Exception) -> InternalError:
        """The internal error that an exception means."""
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        code = frame.tb_frame.f_code.co_filename.replace("\\", "/") if frame else ""
        place = f" ({'/'.join(code.split('/')[-2:])}:{frame.tb_lineno})" if frame else ""
        return InternalError(part, path, f"{type(error).__name__}: {error}{place}")

    def __str__(self) -> str:
        return f"{self.path}: {self.part} failed, which is a fault of stoplint: {self.error}"


def check_of(name: str) -> Check:
    """As `stoplint.checks.check_of`."""
    from stoplint import checks  # noqa: PLC0415 - where all is known from before, nothing is checked

    return checks.check_of(name)


def lint(subject: Subject, rules: Iterable[Rule]) -> tuple[tuple[Finding, ...], tuple[InternalError, ...]]:
    """What the rules say about one Dockerfile, merged and in order, and the rules that crashed on it."""
    findings: list[Finding] = []
    internal_errors: list[InternalError] = []
    for rule in rules:
        try:
            findings += [_finding(problem, rule, subject) for problem in check_of(rule.name)(subject)]
        except Exception as error:  # noqa: BLE001, PERF203 - one broken rule must not take the others along
            internal_errors.append(InternalError.of(f"{rule.code} {rule.name}", subject.dockerfile.source.path, error))
    return merged(findings), tuple(internal_errors)


def _finding(problem: Problem, rule: Rule, subject: Subject) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=problem.severity or rule.severity,
        confidence=problem.confidence,
        message=problem.message,
        path=problem.span.path if problem.span else subject.dockerfile.source.path,
        span=problem.span,
        label=problem.label,
        related=problem.related,
        consequence=problem.consequence,
        help=problem.help,
        verdict=problem.verdict,
        fix=problem.fix,
        usual=problem.usual,
    )


def merged(findings: Iterable[Finding], shown: Callable[[str], str] = str) -> tuple[Finding, ...]:
    """The findings in order (path, line, column, code), each fault once.

    Findings of one rule at one place are one fault, seen on several images or runs: the worst of them speaks
    (the first of equals), the related places of all are kept, and so is a fix that one of them offers. What only another
    run than the usual one has is no place of the usual one's.
    """
    faults: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (*place(finding, shown), finding.code)
        known = faults.get(key)
        faults[key] = finding if known is None else _both(known, finding, shown)
    return tuple(faults[key] for key in sorted(faults, key=_order))


def _order(key: tuple[object, ...]) -> tuple[object, ...]:
    path, line, column, end_line, end_column, code = key
    return (path, line, column, code, end_line, end_column)


def _both(one: Finding, other: Finding, shown: Callable[[str], str]) -> Finding:
    first, second = (one, other) if _WORST[one.severity] <= _WORST[other.severity] else (other, one)
    further = () if first.usual and not second.usual else second.related
    related = {_spot(each, shown): each for each in (*further, *first.related)}
    order = {_spot(each, shown): None for each in (*first.related, *further)}
    return replace(
        first,
        related=tuple(related[spot] for spot in order),
        confidence=min(one.confidence, other.confidence, key=_SUREST.__getitem__),
        fix=first.fix or second.fix,
    )


def place(finding: Finding, shown: Callable[[str], str]) -> tuple[object, ...]:
    """Where a finding stands, to tell whether another one stands there, too."""
    span = finding.span
    if span is None:
        return (shown(finding.path), 0, 0, 0, 0)
    return (shown(span.path), span.line, span.column, span.end_line, span.end_column)


def _spot(related: Related, shown: Callable[[str], str]) -> tuple[object, ...]:
    return (shown(related.span.path), related.span.line, related.span.column)


def at_least(findings: Sequence[Finding], level: str) -> bool:
    """Whether one of the findings is of this severity or worse."""
    return any(_WORST[finding.severity] <= _WORST[level] for finding in findings)
