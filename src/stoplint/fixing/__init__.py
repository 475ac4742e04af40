"""Fixes made: applied whole or not at all, round by round to rest, each proven by the model and a second reader.

This package knows nothing of disks but `writing`. What is judged comes in as a `Judge`: it gives, for files as they
would be, the findings of all rules and the traces of all images (those of Dockerfiles that merely use a changed
file, too).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.finding import Edit
from stoplint.fixing.applying import Changes, applied, clashes, why_unfit
from stoplint.fixing.proving import why_not
from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.finding import Finding, Fix
    from stoplint.model.stop.answer import ImageTrace

ROUNDS = 24  # a script in a script in a script, and a trap in each, need no more
MOST_FIXES = 500  # each is held against each


@dataclass(frozen=True)
class Judged:
    """What is said about some state of the files.

    `findings` are those to be fixed, merged and not silenced. `offers` are the findings of each Dockerfile by
    itself, `traces` its images', in the same order; `names` the Dockerfiles' paths. `broken` says why a Dockerfile
    could not be judged (a crash, an unreadable file), "" if all could.
    """

    findings: tuple[Finding, ...]
    offers: tuple[tuple[Finding, ...], ...]
    traces: tuple[tuple[ImageTrace, ...], ...]
    names: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True)
class RefusedFix:
    """A fix that was not made, and which proof failed, as the rest of a sentence."""

    finding: Finding
    why: str

    def __str__(self) -> str:
        finding = self.finding
        line = f":{finding.span.line}" if finding.span else ""
        return f"not fixed: {finding.path}{line}: {finding.code} {finding.name}: {self.why}"


@dataclass(frozen=True)
class FixResult:
    """The files as they came to rest, what was done on the way, what was refused, and what is still found."""

    changes: Changes
    made: tuple[Finding, ...]
    refused: tuple[RefusedFix, ...]
    left: tuple[Finding, ...]


class RestlessError(RuntimeError):
    """Fixes that undo each other: a fault of stoplint's own."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"the fixes of {', '.join(codes)} do not come to rest in {ROUNDS} rounds: a fault of stoplint")


@dataclass
class _Round:
    """The fixes of one round: tried together, and in ever smaller groups when the proof fails."""

    judge: Callable[[Changes], Judged]
    changes: Changes
    before: Judged
    accepted: list[Finding] = field(default_factory=list)
    refused: list[RefusedFix] = field(default_factory=list)
    after: Judged | None = None
    second: bool = True

    def settle(self, group: list[Finding]) -> None:
        if not group:
            return
        wanted = applied(self.changes, [each.fix for each in (*self.accepted, *group) if each.fix])
        after = self.judge(wanted)
        why = why_not(self.before, after, group, self.changes, wanted, second=self.second)
        if not why:
            self.accepted += group
            self.after = after
        elif len(group) == 1:
            self.refused.append(RefusedFix(group[0], why))
        else:
            middle = len(group) // 2
            self.settle(group[:middle])
            self.settle(group[middle:])


def fix_all(
    judge: Callable[[Changes], Judged], *, unsafe: bool = False, key: Callable[[str], str] = str,
    used: Callable[[Finding], str] = lambda _: "", second: bool = True, since: Changes | None = None,
) -> FixResult:  # fmt: skip
    """All that can be fixed, fixed. Raises RestlessError.

    `key` makes one name of all paths of a file. `used` says what else depends on the files that a finding's fix
    edits ("lib.sh reads it with `.`"), "" if nothing does. `second`: another reader reads what is changed, too.
    `since` are changes that were made before.
    """
    changes = since or Changes(key)
    judged = judge(changes)
    made: list[Finding] = []
    refused: list[RefusedFix] = []
    for _ in range(ROUNDS):
        this = _Round(judge, changes, judged, second=second)
        group: list[Finding] = []
        offers = _by_place(judged)
        asked = len(made)
        for finding in judged.findings:
            fix = finding.fix
            if fix is None or (not fix.safe and not unsafe):
                continue
            asked += 1
            if asked > MOST_FIXES:
                this.refused.append(
                    RefusedFix(finding, f"more than {MOST_FIXES} fixes at once: run it again for the rest")
                )
                continue
            why = why_unfit(fix, changes) or _disagreement(finding, offers) or used(finding)
            if why:
                this.refused.append(RefusedFix(finding, why))
            elif not any(clashes(fix, other.fix, key) for other in group if other.fix is not None):
                group.append(finding)
        this.settle(group)
        refused = this.refused
        if not this.accepted or this.after is None:
            return FixResult(changes, tuple(made), tuple(refused), judged.findings)
        changes = applied(changes, [each.fix for each in this.accepted if each.fix])
        judged = this.after if len(this.accepted) == len(group) else judge(changes)
        made += this.accepted
    raise RestlessError(sorted({finding.code for finding in made[-6:]}))


Place = tuple[str, str, int, int]


def _place(finding: Finding) -> Place | None:
    """The rule and the place of a finding, as all Dockerfiles say them."""
    if finding.span is None:
        return None
    located = finding.span.located
    return (finding.code, str(finding.path), located.start, located.end)


def _by_place(judged: Judged) -> dict[Place, list[tuple[str, Finding]]]:
    """What each Dockerfile offers at a place, with the Dockerfile's name."""
    found: dict[Place, list[tuple[str, Finding]]] = {}
    for name, offers in zip(judged.names, judged.offers, strict=True):
        for other in offers:
            if (place := _place(other)) is not None:
                found.setdefault(place, []).append((name, other))
    return found


def _disagreement(finding: Finding, offers: dict[Place, list[tuple[str, Finding]]]) -> str:
    """Two Dockerfiles start the same script: what is done to it for one must be right for the other.

    That is asked of the files that are edited: a STOPSIGNAL for what a shared script starts is each Dockerfile's own.
    """
    span, place = finding.span, _place(finding)
    if span is None or place is None or finding.fix is None:
        return ""
    for name, other in offers.get(place, ()):
        said = _said(other.fix)
        for path, edits in _said(finding.fix).items():
            if (path == str(span.path) or path in said) and said.get(path) != edits:
                return f"{name} uses {path}, too, and needs it as it is"
    return ""


def _said(fix: Fix | None) -> dict[str, list[object]]:
    """What a fix does to each file."""
    found: dict[str, list[object]] = {}
    for one in fix.edits if fix is not None else ():
        if isinstance(one, Edit):
            found.setdefault(str(one.span.path), []).append((one.span.start, one.span.end, one.text))
        else:
            found.setdefault(str(one.path), []).append(one.path)
    return found
