"""Paths on disk → findings and traces: what the command line and the public functions share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from stoplint import filesystem
from stoplint.finding import Edit
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.project.analysis import STDIN, InputError, Looked, Note, Request, look, shown
from stoplint.project.parts import Part, part_of, safely_looked_at
from stoplint.project.targets import Target, targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from stoplint.finding import Finding
    from stoplint.fixing.offers import Spot
    from stoplint.linting import InternalError
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.outcomes import Outcome
    from stoplint.project.cache import Cache

    T = TypeVar("T")
    R = TypeVar("R")
    Kind = Literal["part", "offers"]
    # What was looked at, by its path, with what was asked of the file system for it: few are kept until their fixes are proven.
    Kept = dict[str, tuple[Looked, Part, filesystem.Recording | None]]

__all__ = ["STDIN", "Checked", "InputError", "Looked", "Request", "check", "look", "shown", "traces_of"]

# So many Dockerfiles are worth a second process.
MANY = 64


@dataclass(frozen=True)
class Checked:
    """The answer to `check`.

    `files` are the Dockerfiles (or lone scripts) looked at, as they are shown; `outcomes` how the stop of each target
    image ends; `notes` are about what was left out.
    """

    findings: tuple[Finding, ...] = ()
    input_errors: tuple[InputError, ...] = ()
    internal_errors: tuple[InternalError, ...] = ()
    notes: tuple[Note, ...] = ()
    files: tuple[str, ...] = ()
    images: int = 0
    outcomes: tuple[Outcome, ...] = ()


def traces_of(path: str, request: Request) -> tuple[tuple[ImageTrace, ...], tuple[InputError | InternalError, ...]]:
    """The images of a Dockerfile (or of those in a folder, or that start a script), what can't be looked at, our faults.

    In a folder only the Dockerfile of that name is meant, when there is one. Raises ConfigError.
    """
    if os.path.isdir(path):
        plain = [each for name in ("Dockerfile", "Containerfile") if os.path.isfile(each := os.path.join(path, name))]
        path = os.path.normpath(plain[0]) if plain else path
    found: list[ImageTrace] = []
    errors: list[InputError | InternalError] = []
    for target in targets((path,), request):
        if isinstance(target, Note):  # it was asked for by its name
            errors.append(InputError(target.path, target.why))
            continue
        looked = target if isinstance(target, InputError) else safely_looked_at(target, request)
        if isinstance(looked, Looked):
            found += looked.traces
        else:
            errors.append(looked)
    return tuple(found), tuple(errors)


def check(
    paths: Sequence[str],
    request: Request,
    *,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
    cache_folder: str = "",
) -> Checked:
    """All findings for the paths, each fault once, in order. `jobs` 0: as many as are worth it.

    Raises ConfigError. `progress` is called with (done, all) after each Dockerfile. What is judged is kept in `cache_folder`
    ("": nowhere), and taken from there.
    """
    cache = _cache(cache_folder, request) if cache_folder and STDIN not in paths else None
    found = list(targets(paths, request, cache))
    wanted = [each for each in found if isinstance(each, Target)]
    parts: list[Part] = []
    few = len(wanted) < MANY and jobs < 2
    kept: Kept | None = {} if few else None
    for part in _mapped("part", wanted, request, jobs, cache, kept):
        parts.append(part)
        if progress:
            progress(len(parts), len(wanted))
    findings, unproven = _with_proven_fixes(said(parts), wanted, parts, request, jobs, cache, kept)
    input_errors = [each for each in found if isinstance(each, InputError)]
    notes = [each for each in found if isinstance(each, Note)]
    return Checked(
        findings=findings,
        input_errors=(*input_errors, *(each for part in parts for each in part.input_errors)),
        internal_errors=(*(each for part in parts for each in part.internal_errors), *unproven),
        notes=tuple(notes),
        files=tuple(dict.fromkeys(shown(request.stdin_name if each.path == STDIN else each.path) for each in wanted)),
        images=sum(part.images for part in parts),
        outcomes=tuple(each for part in parts for each in part.outcomes),
    )


def said(parts: Sequence[Part]) -> tuple[Finding, ...]:
    """The findings of all parts, merged, without those that a comment silences."""
    from stoplint.linting import merged  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    findings = merged(_told(parts), shown)
    lent = {shown(source.path): (source, kind) for part in parts for source, kind in part.lent}
    sources = {**lent, **{shown(source.path): (source, kind) for part in parts for source, kind in part.sources}}
    speaking = tuple(each for each in sources.values() if _may_silence(each[0].text))
    if not speaking:
        return findings
    from stoplint.rulebook import rules  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.suppression.reading import ABOUT_COMMENTS, silenced  # noqa: PLC0415 - few files silence anything

    selected = frozenset.intersection(*(part.selected for part in parts if part.sources))
    foreign = {shown(source.path): part.foreign_ignores for part in parts for source, _ in part.sources}
    left = silenced(findings, speaking, rules(), selected, shown, foreign)
    # what a comment in a base image's file silences is known where that image is looked at
    only_lent = lent.keys() - {shown(source.path) for part in parts for source, _ in part.sources}
    left = tuple(each for each in left if each.name not in ABOUT_COMMENTS or shown(each.path) not in only_lent)
    return merged(left, shown)


def _told(parts: Sequence[Part]) -> Iterator[Finding]:
    """The findings of all parts; what a Dockerfile tells for itself is told with its own places only.

    Whose base image it makes, and which containers of manifests are started from it, is no news then.
    """
    from stoplint.linting import place  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    if not any(part.borrowed or part.is_container for part in parts):
        yield from (each for part in parts for each in part.findings)
        return
    known = {(*place(each, shown), each.code) for part in parts if not part.is_container for each in part.own}
    for part in parts:
        for each in part.findings:
            is_others = part.is_container or any(each is other for other in part.borrowed)
            is_told = is_others and (*place(each, shown), each.code) in known
            yield replace(each, related=()) if is_told else each


def _may_silence(text: str) -> bool:
    return "stoplint" in text.lower() or "hadolint" in text or "check" in text


def _with_proven_fixes(
    findings: tuple[Finding, ...],
    wanted: Sequence[Target],
    parts: Sequence[Part],
    request: Request,
    jobs: int,
    cache: Cache | None,
    kept: Kept | None,
) -> tuple[tuple[Finding, ...], tuple[InternalError, ...]]:
    """The findings with the fixes that would be made; Dockerfiles that use a file which one of these edits are asked together."""
    edited = frozenset(path for each in findings for path in _edited(each))
    if not edited:
        return findings, ()
    from stoplint.fixing.offers import with_fixes  # noqa: PLC0415 - where nothing can be fixed, it is not needed

    groups: list[tuple[frozenset[str], tuple[Target, ...]]] = []
    for target, part in zip(wanted, parts, strict=True):
        shared = part.files & edited
        members: tuple[Target, ...] = (target,)
        if not shared:
            continue
        for group in [each for each in groups if each[0] & shared]:
            groups.remove(group)
            shared, members = group[0] | shared, (*group[1], *members)
        groups.append((shared, members))
    answers = [*_mapped("offers", [members for _, members in groups], request, jobs, cache, kept)]
    spots = frozenset().union(*(found for found, _ in answers))
    return with_fixes(findings, spots), tuple(each for _, errors in answers for each in errors)


def _edited(finding: Finding) -> Iterator[str]:
    for edit in finding.fix.edits if finding.fix is not None else ():
        yield os.path.realpath(edit.span.path if isinstance(edit, Edit) else edit.path)


def _mapped(
    kind: Kind, wanted: Sequence[Any], request: Request, jobs: int, cache: Cache | None, kept: Kept | None
) -> Iterator[Any]:
    """The answers of a function, in order: those that are known, the others from as many processes as are worth it.

    Where one dies, what is left is asked one by one, each in a process of its own.
    """
    known = [cache.known(kind, each) if cache is not None else None for each in wanted]
    missing = [each for each, answer in zip(wanted, known, strict=True) if answer is None]
    jobs = jobs or (min(os.cpu_count() or 1, 8) if len(missing) >= MANY else 1)
    found: Iterator[Any]
    if jobs == 1 or len(missing) < 2:
        found = (_answer(kind, request, cache, kept, each) for each in missing)
    else:
        from functools import partial  # noqa: PLC0415 - few runs are that long

        answer, lost = partial(_answer, kind, request, cache, None), partial(_lost, kind)
        found = _from_processes(answer, lost, missing, jobs)
    yield from (next(found) if answer is None else answer for answer in known)


def _from_processes(answer: Callable[[T], R], lost: Callable[[T], R], missing: Sequence[T], jobs: int) -> Iterator[R]:
    """The answers about the items, in order, from other processes; `lost` is what is said of an item whose process died."""
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415 - few runs are that long
    from contextlib import suppress  # noqa: PLC0415 - likewise

    done = 0
    with suppress(BrokenExecutor, OSError), ProcessPoolExecutor(jobs) as pool:
        for each in pool.map(answer, missing, chunksize=8):
            done += 1
            yield each
    for item in missing[done:]:
        try:
            with ProcessPoolExecutor(1) as pool:
                one = pool.submit(answer, item).result()
        except BrokenExecutor:
            one = lost(item)
        except OSError:  # no process can be started any more
            one = answer(item)
        yield one


def _answer(kind: Kind, request: Request, cache: Cache | None, kept: Kept | None, item: Any) -> Any:  # noqa: ANN401 - the kind decides
    """What is to be found out of an item; it is kept, unless something went wrong."""
    if cache is None:
        return _found_out(kind, item, request, kept)
    return cache.found(kind, item, _found_out, request, kept)


def _found_out(kind: Kind, item: Any, request: Request, kept: Kept | None) -> Any:  # noqa: ANN401 - the kind decides
    return _part(item, request, kept) if kind == "part" else _offers(item, request, kept or {})


def _offers(
    members: tuple[Target, ...], request: Request, kept: Kept
) -> tuple[frozenset[Spot], tuple[InternalError, ...]]:
    from stoplint.project.fixes import Site, offered, offered_by  # noqa: PLC0415 - where nothing can be fixed, it is not needed

    if not all(target.path in kept for target in members):
        return offered(members, request)
    sites = []
    for target in members:
        looked, part, asked = kept[target.path]
        if asked is not None:
            filesystem.hear(asked)
        sites.append(Site(target, looked, part))
    return offered_by(sites, request)


def _lost(kind: Kind, item: Any) -> Any:  # noqa: ANN401 - the kind decides
    """The answer about an item where the process that was asked died."""
    if kind == "part":
        return Part(internal_errors=(_process_lost(item.path),))
    return frozenset(), (_process_lost(item[0].path),)


def _process_lost(path: str) -> InternalError:
    """That the process which looked at a file was killed, or killed itself."""
    from stoplint.linting import InternalError  # noqa: PLC0415 - only when something failed

    return InternalError("the process that looked at it", shown(path), "it ended before it had an answer")


def _cache(folder: str, request: Request) -> Cache | None:
    from stoplint import finding, outcomes  # noqa: PLC0415 - only with a cache
    from stoplint.model.stop.answer import Assumption  # noqa: PLC0415 - likewise
    from stoplint.project.cache import opened  # noqa: PLC0415 - likewise

    of_findings = (finding.Finding, finding.Related, finding.Fix, finding.Edit, finding.ModeEdit)
    return opened(folder, request, (Part, *of_findings, outcomes.Outcome, Assumption, InputError, Note))


def _part(target: Target, request: Request, kept: Kept | None) -> Part:
    """What a target contributes; what was looked at goes into `kept`, where something can be fixed."""
    with filesystem.listening() as asked:
        looked = safely_looked_at(target, request)
        if isinstance(looked, InputError):
            part = Part(input_errors=(looked,))
        elif isinstance(looked, Looked):
            part = part_of(target, looked)
            if kept is not None and any(each.fix is not None for each in part.findings):
                kept[target.path] = looked, part, asked
        else:
            part = Part(internal_errors=(looked,))
    return part
