"""One Dockerfile or lone script → its part of the answer: looked at, judged by the rules, its faults and ours kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.finding import Edit
from stoplint.folder import is_dockerfile_name
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.paths import base_name
from stoplint.project.analysis import look, look_alone, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.linting import InternalError
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload.service import Service
    from stoplint.outcomes import Outcome
    from stoplint.project.analysis import InputError, Looked, Request
    from stoplint.project.targets import Target
    from stoplint.rule import Rule
    from stoplint.text import Source


@dataclass(frozen=True)
class Part:
    """What one Dockerfile contributes to the answer; `sources` are the files read, True for a Dockerfile.

    `files` are the real paths of what the answer depends on. `borrowed` are those of the findings whose places are in the files of a Dockerfile that makes the base image, and
    `lent` the files of that one: it is looked at for its own sake, too. `is_container`: it is one of a manifest.
    """

    findings: tuple[Finding, ...] = ()
    borrowed: tuple[Finding, ...] = ()
    lent: tuple[tuple[Source, bool], ...] = ()
    input_errors: tuple[InputError, ...] = ()
    internal_errors: tuple[InternalError, ...] = ()
    sources: tuple[tuple[Source, bool], ...] = ()
    files: frozenset[str] = frozenset()
    selected: frozenset[str] = frozenset()
    foreign_ignores: str = "info"
    images: int = 0
    outcomes: tuple[Outcome, ...] = ()
    is_container: bool = False

    @property
    def own(self) -> tuple[Finding, ...]:
        """The findings in the Dockerfile's own files."""
        return tuple(each for each in self.findings if not any(each is other for other in self.borrowed))


def look_at(target: Target, request: Request) -> Looked | InputError:
    """A target looked at: a Dockerfile, or a script that none starts. Raises ConfigError."""
    if target.container:
        from stoplint.project.manifests import look_at_container  # noqa: PLC0415 - most runs see no manifest

        return look_at_container(target.path, target.container, request)
    return (look_alone if target.alone else look)(target.path, request)


def safely_looked_at(target: Target, request: Request) -> Looked | InputError | InternalError:
    """A target looked at, and a fault of ours as one: an exception ends no run. Raises ConfigError."""
    from stoplint.config import ConfigError  # noqa: PLC0415 - only when something failed
    from stoplint.linting import InternalError  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    try:
        return look_at(target, request)
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return InternalError.of("the model", shown(target.path), error)


def files_of(target: Target, looked: Looked) -> frozenset[str]:
    """The real paths of what the answer about a target depends on."""
    own = target.path if target.alone else looked.dockerfile.source.path  # that of `-` has another name
    also = (filesystem.realpath(target.path),) if target.container else ()
    return frozenset((*looked.context.read_files(), filesystem.realpath(own), *also))


def part_of(target: Target, looked: Looked) -> Part:
    """What the rules say about one Dockerfile that was looked at; an exception ends no run. Raises ConfigError."""
    from stoplint.config import ConfigError  # noqa: PLC0415 - only when something failed
    from stoplint.linting import InternalError  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    try:
        return _judged_part(target, looked)
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return Part(internal_errors=(InternalError.of("the judgement", shown(target.path), error),))


def _judged_part(target: Target, looked: Looked) -> Part:
    from stoplint.config import is_ignored_in, selected  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.rulebook import rules  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    chosen = selected(looked.options, rules())
    findings, internal_errors = _judged(looked, looked.traces, chosen)
    own = looked.dockerfile.source
    by_name = {rule.code: rule for rule in chosen}
    if target.alone:  # nobody wrote that Dockerfile
        findings = tuple(
            replace(each, related=tuple(other for other in each.related if other.span.path != own.path))
            for each in findings
            if each.path != own.path
        )
    findings = tuple(each for each in findings if not is_ignored_in(looked.options, by_name[each.code], each.path))
    if looked.service is not None:
        service = looked.service
        findings = tuple(_in_manifest(each, service) for each in findings)
    findings, borrowed = _with_borrowed(findings, looked.context.borrowed())
    # what stands for a script's launch or for the name of an image, nobody wrote
    sources = [] if target.alone or own.host is not None else [(own, True)]
    outcomes, more_errors = _outcomes(target, looked, findings)
    return Part(
        findings=findings,
        borrowed=borrowed,
        lent=tuple((each, is_dockerfile_name(base_name(each.path))) for each in looked.context.borrowed()),
        internal_errors=tuple(dict.fromkeys((*internal_errors, *more_errors))),
        files=files_of(target, looked),
        sources=(*sources, *((source, False) for source in looked.context.texts())),
        selected=frozenset(by_name),
        foreign_ignores=looked.options.foreign_ignores,
        images=len(looked.traces),
        outcomes=outcomes,
        is_container=looked.service is not None,
    )


def _in_manifest(finding: Finding, service: Service) -> Finding:
    """The finding, its fix as the manifest wants it where that is edited; without one where it can't hold it.

    An image that the manifest only names has no lines to put one between.
    """
    edits = finding.fix.edits if finding.fix is not None else ()
    here = [each for each in edits if isinstance(each, Edit) and each.span.path == service.span.path]
    if not here or finding.fix is None or finding.fix.is_fitted:
        return finding
    from stoplint.edits.manifest_lines import in_manifest  # noqa: PLC0415 - few fixes are of manifests

    fix = in_manifest(service.documents, finding.fix) if service.documents is not None else None
    return replace(finding, fix=fix)


def _with_borrowed(
    findings: tuple[Finding, ...], lent: tuple[Source, ...]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings, and those of them that are about files of a Dockerfile that makes the base image.

    These are fixed in these files, or not through this Dockerfile: the other one has its own fix for itself.
    """
    if not lent:
        return findings, ()
    files = {id(each) for each in lent}
    found: list[Finding] = []
    borrowed: list[Finding] = []
    for finding in findings:
        one = finding
        if finding.span is not None and id(finding.span.located.source) in files:
            edits = finding.fix.edits if finding.fix is not None else ()
            if not all(isinstance(each, Edit) and id(each.span.source) in files for each in edits):
                one = replace(finding, fix=None)
            borrowed.append(one)
        found.append(one)
    return tuple(found), tuple(borrowed)


def _judged(
    looked: Looked, traces: tuple[ImageTrace, ...], among: Sequence[Rule]
) -> tuple[tuple[Finding, ...], tuple[InternalError, ...]]:
    """What those of the rules say that are about images; those about comments speak when all others have."""
    from stoplint.checks import Subject  # noqa: PLC0415 - not before there is something to judge
    from stoplint.linting import lint  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.suppression.reading import ABOUT_COMMENTS  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    judging = [rule for rule in among if rule.name not in ABOUT_COMMENTS]
    return lint(Subject(looked.dockerfile, traces, looked.context), judging)


def _outcomes(
    target: Target, looked: Looked, findings: tuple[Finding, ...]
) -> tuple[tuple[Outcome, ...], tuple[InternalError, ...]]:
    """How the stop of each target image ends; where badly and without a finding, why nothing is found."""
    from stoplint.outcomes import Outcome  # noqa: PLC0415 - likewise
    from stoplint.outcomes.silence import BAD, why_nothing  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    path = shown(target.path) if target.alone else looked.dockerfile.source.path
    outcomes: list[Outcome] = []
    internal_errors: tuple[InternalError, ...] = ()
    for trace in looked.traces:
        if trace.image.is_target:
            why = ""
            if trace.verdict in BAD:
                speaks, more = _speaks(looked, trace, findings)
                internal_errors += more
                is_job = looked.service is not None and not looked.service.lasts
                why = "" if speaks or is_job else why_nothing(trace)
            line, container = 1 if target.alone else trace.image.from_span.line, ""
            if looked.service is not None:
                path, line, container = looked.service.span.path, looked.service.span.line, looked.service.name
            outcomes.append(
                Outcome(path, trace.image.stage, line, trace.verdict, trace.reason, trace.assumes, why, container)
            )
    return tuple(outcomes), internal_errors


def _speaks(looked: Looked, trace: ImageTrace, findings: tuple[Finding, ...]) -> tuple[bool, tuple[InternalError, ...]]:
    """Whether a rule is about a bad end of the image: one that was not selected or is silenced in the file, too."""
    from stoplint.outcomes.silence import BAD  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    if len(looked.traces) == 1 and any(finding.verdict in BAD for finding in findings):
        return True, ()
    from stoplint.rulebook import rules  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    found, internal_errors = _judged(looked, (trace,), rules())
    return any(finding.verdict in BAD for finding in found), internal_errors
