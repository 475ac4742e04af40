"""`--fix` and `--diff`: what is found on disk, fixed in memory and proven, then shown or written."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stoplint import filesystem
from stoplint.finding import Edit
from stoplint.fixing import FixResult, Judged, fix_all
from stoplint.fixing.applying import Changes, Overlaid
from stoplint.fixing.offers import made, with_fixes
from stoplint.folder import Folder, repository_root
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.paths import base_name
from stoplint.project import checking
from stoplint.project.analysis import InputError, Looked, Note, shown
from stoplint.project.parts import files_of, part_of, safely_looked_at
from stoplint.project.targets import Starters, Target, targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.fixing.offers import Spot
    from stoplint.linting import InternalError
    from stoplint.outcomes import Outcome
    from stoplint.project.analysis import Request
    from stoplint.project.parts import Part
    from stoplint.text import Source

__all__ = ["Fixed", "fix", "offered"]

# Files that are searched for a `.` that reads a changed script; larger ones are no scripts.
MOST_FILES, MOST_BYTES = 2000, 200_000
# A `.` or `source` as a word of its own: most scripts have none, and need not be kept.
_READS = re.compile(r"(?<![^\s;&|(`])(?:\.|source)\s")


@dataclass(frozen=True)
class Fixed:
    """What became of the files: `checked` says what is still found and what could not be looked at at all."""

    result: FixResult
    checked: checking.Checked
    before: tuple[Finding, ...]


@dataclass
class Site:
    """A Dockerfile (or lone script) as it was looked at on disk. A `witness` only uses files that may be changed.

    Of one that is `unfixed` no fix is made: they failed.
    """

    target: Target
    looked: Looked
    part: Part
    witness: bool = False
    touched: bool = False
    unfixed: bool = False

    @property
    def files(self) -> frozenset[str]:
        """The real paths of what the answer depends on."""
        return files_of(self.target, self.looked)


class Judge:
    """The findings and traces of all sites, for files as they would be."""

    def __init__(self, request: Request, sites: list[Site]) -> None:
        self._request = request
        self.sites = sites

    def __call__(self, changes: Changes) -> Judged:
        parts, broken = self._parts(changes)
        return Judged(
            findings=checking.said([part for site, _, part in parts if not site.witness]),
            offers=tuple(checking.said([_offering(part)]) for _, _, part in parts),
            traces=tuple(looked.traces for _, looked, _ in parts),
            names=tuple(looked.dockerfile.source.path for _, looked, _ in parts),
            broken=broken,
        )

    def only(self, site: Site) -> Judge:
        """One site alone."""
        return Judge(self._request, [site])

    def outcomes(self, changes: Changes) -> tuple[Outcome, ...]:
        """How the stop of each image that was asked about ends, for files as they would be."""
        parts, _ = self._parts(changes)
        return tuple(each for site, _, part in parts if not site.witness for each in part.outcomes)

    def _parts(self, changes: Changes) -> tuple[list[tuple[Site, Looked, Part]], str]:
        """Each site as it would be, and why one could not be looked at ("" if all could)."""
        parts: list[tuple[Site, Looked, Part]] = []
        broken = ""
        changed = set(changes.changed)
        for site in self.sites:
            looked, part = site.looked, site.part
            # what was fixed once may read other files than before
            site.touched = site.touched or not changed.isdisjoint(site.files)
            if site.touched:
                again = self._again(site, changes)
                if isinstance(again, InputError):
                    broken = broken or str(again)
                else:
                    looked, part = again, part_of(site.target, again)
                    new = [
                        str(internal_error)
                        for internal_error in part.internal_errors
                        if internal_error not in site.part.internal_errors
                    ]
                    broken = broken or (new[0] if new else "")
            if site.unfixed:
                part = replace(part, findings=with_fixes(part.findings, frozenset()))
            parts.append((site, looked, part))
        return parts, broken

    def _again(self, site: Site, changes: Changes) -> Looked | InputError:
        from stoplint.project.stated_facts import traces  # noqa: PLC0415 - only where something is fixed
        from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - only what a fix needs

        old = site.looked
        if site.target.container:
            from stoplint.project.manifests import look_at_container  # noqa: PLC0415 - most runs see no manifest

            try:
                return look_at_container(
                    site.target.path, site.target.container, self._request, lambda folder: Overlaid(folder, changes)
                )
            except Exception as error:  # noqa: BLE001 - one broken rule must not take the others along
                return InputError(site.target.path, f"the model failed: {type(error).__name__}: {error}")
        own = old.dockerfile.source
        dockerfile = read(own if site.target.alone else changes.source(own))
        context = old.context.changed_by(lambda folder: Overlaid(folder, changes))
        try:
            found = traces(dockerfile, context, old.options, self._request.run)
        except Exception as error:  # noqa: BLE001 - one broken rule must not take the others along
            return InputError(own.path, f"the model failed: {type(error).__name__}: {error}")
        return replace(old, dockerfile=dockerfile, context=context, traces=found)

    def call_witnesses(self) -> None:
        """Adds the Dockerfiles of the repository that use the same files, and that nobody asked about."""
        starters = Starters(self._request)
        known = {(filesystem.realpath(site.target.path), site.target.container) for site in self.sites}
        for real in sorted({real for site in self.sites for real in site.files} - {path for path, _ in known}):
            for target in starters.of(real):
                own = filesystem.realpath(target.path), target.container
                looked = None if own in known else safely_looked_at(target, self._request)
                known.add(own)
                if isinstance(looked, Looked):
                    self.sites.append(Site(target, looked, part_of(target, looked), witness=True))

    def used_by(self, finding: Finding) -> str:
        """Which script that no Dockerfile starts reads a file that the finding's fix edits, as a sentence."""
        mine = {real for site in self.sites for real in site.files}
        for edit in finding.fix.edits if finding.fix else ():
            if not isinstance(edit, Edit) or finding.path != edit.span.path or not edit.text:
                continue
            real = filesystem.realpath(edit.span.path)
            if any(real == filesystem.realpath(site.target.path) and not site.target.alone for site in self.sites):
                continue
            for path in _readers(real):
                if path not in mine:
                    return f"{shown(path)} reads {edit.span.path} with `.`, and may have to go on behind it"
        return ""


def _offering(part: Part) -> Part:
    """Without what stands in a base image's files and isn't fixed through this Dockerfile."""
    if not part.borrowed:
        return part
    offered = (*part.own, *(each for each in part.borrowed if each.fix is not None))
    return replace(part, findings=offered, borrowed=())


@filesystem.once(maxsize=256)
def _readers(real: str) -> tuple[str, ...]:
    """The shell scripts of the repository (or folder) that have a `.` or `source` with this file's name behind it."""
    own, name = os.path.split(real)
    return tuple(
        full
        for full, source in _sourcing(repository_root(own) or own)
        if full != real and name in source.text and _sources(source, name)  # without the name it need not be parsed
    )


@filesystem.once(maxsize=2)
def _sourcing(root: str) -> tuple[tuple[str, Source], ...]:
    """The scripts below a folder that may read another one, by their real paths."""
    found = []
    folder = Folder(root)
    for number, path in enumerate(folder.files()):
        if number > MOST_FILES:
            break
        if path.startswith((".git/", "node_modules/")) or "/node_modules/" in path or not _may_be_script(path):
            continue
        source, full = folder.read(path), folder.real(path)
        if source is not None and full is not None and len(source.text) < MOST_BYTES and _READS.search(source.text):
            found.append((full, source))
    return tuple(found)


def _sources(source: Source, name: str) -> bool:
    """Whether a script has a `.` or `source` of a file of this name, whatever folder stands in front of it."""
    from stoplint.syntax import shell  # noqa: PLC0415 - only where something is fixed
    from stoplint.syntax.shell_nodes import Literal, Simple  # noqa: PLC0415 - only what a fix needs
    from stoplint.syntax.shell_walk import walk  # noqa: PLC0415 - only what a fix needs

    for node in walk(shell.read(source).script):
        if isinstance(node, Simple) and len(node.words) > 1 and node.words[0].literal in (".", "source"):
            parts = node.words[1].parts
            if parts and isinstance(parts[-1], Literal) and base_name(node.words[1].literal or parts[-1].text) == name:
                return True
    return False


def _may_be_script(path: str) -> bool:
    name = base_name(path)
    return name.endswith((".sh", ".bash", ".ash", ".ksh", ".inc", ".env")) or "." not in name


def offered(targets: Sequence[Target], request: Request) -> tuple[frozenset[Spot], tuple[InternalError, ...]]:
    """Where a fix is offered in what Dockerfiles that share files use: what `fix` would make if it were asked to."""
    sites = [
        Site(each, looked, part_of(each, looked))
        for each in targets
        if isinstance(looked := safely_looked_at(each, request), Looked)
    ]
    return offered_by(sites, request)


def offered_by(sites: list[Site], request: Request) -> tuple[frozenset[Spot], tuple[InternalError, ...]]:
    """The same of Dockerfiles that were looked at.

    Those that nobody asked about, and bashlex, which alone takes 100 ms, are not asked before something is written.
    """
    from stoplint.linting import InternalError  # noqa: PLC0415 - only what a fix needs

    judge = Judge(request, sites)
    findings = checking.said([each.part for each in sites])
    found: frozenset[Spot] = frozenset()
    since = None
    try:
        for safe in (True, False):
            if any(each.fix is not None and each.fix.safe is safe for each in findings):
                result = fix_all(
                    judge, unsafe=not safe, key=filesystem.realpath, used=judge.used_by, second=False, since=since
                )
                found |= made(findings, result, safe=safe)
                since = result.changes  # the safe ones are made by now
    except Exception as error:  # noqa: BLE001 - the findings stand, whatever becomes of their fixes
        return found, (InternalError.of("the proof of the fixes", shown(sites[0].target.path), error),)
    return found, ()


def fix(paths: Sequence[str], request: Request, *, unsafe: bool = False) -> Fixed:
    """All that can be fixed in what the paths mean, in memory. Raises ConfigError."""
    found = list(targets(paths, request))
    input_errors = [each for each in found if isinstance(each, InputError)]
    notes = [each for each in found if isinstance(each, Note)]
    internal_errors: list[InternalError] = []
    sites: list[Site] = []
    for target in (each for each in found if isinstance(each, Target)):
        looked = safely_looked_at(target, request)
        if isinstance(looked, Looked):
            sites.append(Site(target, looked, part_of(target, looked)))
        elif isinstance(looked, InputError):
            input_errors.append(looked)
        else:
            internal_errors.append(looked)
    judge = Judge(request, sites)
    before = checking.said([site.part for site in sites])
    if any(each.fix is not None and (each.fix.safe or unsafe) for each in before):
        judge.call_witnesses()
    asked = [site for site in judge.sites if not site.witness]
    result, unfixed = _fixed(judge, unsafe=unsafe)
    result = replace(result, left=_left(result, judge, unsafe=unsafe))
    checked = checking.Checked(
        findings=result.left,
        input_errors=(*input_errors, *(each for site in asked for each in site.part.input_errors)),
        internal_errors=(*internal_errors, *unfixed, *(each for site in asked for each in site.part.internal_errors)),
        notes=tuple(notes),
        files=tuple(dict.fromkeys(shown(each.path) for each in found if isinstance(each, Target))),
        images=sum(site.part.images for site in asked),
        outcomes=judge.outcomes(result.changes),
    )
    return Fixed(result, checked, before)


def _fixed(judge: Judge, *, unsafe: bool) -> tuple[FixResult, tuple[InternalError, ...]]:
    """What is fixed; of a Dockerfile whose fixes fail nothing is, and it is named."""
    from stoplint.linting import InternalError  # noqa: PLC0415 - only when something failed

    try:
        return fix_all(judge, unsafe=unsafe, key=filesystem.realpath, used=judge.used_by), ()
    except Exception:  # noqa: BLE001 - one broken fix must not take the others along
        failed: list[InternalError] = []
    for site in judge.sites:
        alone = judge.only(site)
        try:
            fix_all(alone, unsafe=unsafe, key=filesystem.realpath, used=alone.used_by)
        except Exception as error:  # noqa: BLE001 - this is the one
            failed.append(InternalError.of("the fixing", shown(site.target.path), error))
            site.unfixed = True
    try:
        return fix_all(judge, unsafe=unsafe, key=filesystem.realpath, used=judge.used_by), tuple(failed)
    except Exception as error:  # noqa: BLE001 - what all do together fails, too
        failed.append(InternalError.of("the fixing", shown(judge.sites[0].target.path), error))
        left = with_fixes(judge(Changes(filesystem.realpath)).findings, frozenset())
        return FixResult(Changes(filesystem.realpath), (), (), left), tuple(failed)


def _left(result: FixResult, judge: Judge, *, unsafe: bool) -> tuple[Finding, ...]:
    """What is still found. Of the fixes for it only those are offered that would be made if all were asked for."""
    if unsafe or not any(each.fix is not None and not each.fix.safe for each in result.left):
        return with_fixes(result.left, frozenset())
    try:
        more = fix_all(
            judge, unsafe=True, key=filesystem.realpath, used=judge.used_by, second=False, since=result.changes
        )
    except Exception:  # noqa: BLE001 - what is made stands, whatever becomes of what could be asked for
        return with_fixes(result.left, frozenset())
    return with_fixes(result.left, made(result.left, more, safe=False))
