"""From a Dockerfile and its build context to images: what each stage says, and what it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.image.globs import Exclusions
from stoplint.model.image.stage import Inherited, Stage
from stoplint.model.image.stage_files import StageFiles
from stoplint.model.image.variants import choices, fitting
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.context import Context
    from stoplint.model.image.image import Image
    from stoplint.model.image.made import Bases
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Source

# What a build for linux/amd64 sets in front of the first FROM: Dockerfile reference, "Automatic platform ARGs".
PLATFORM = {
    "TARGETPLATFORM": "linux/amd64", "TARGETOS": "linux", "TARGETARCH": "amd64", "TARGETVARIANT": "",
    "BUILDPLATFORM": "linux/amd64", "BUILDOS": "linux", "BUILDARCH": "amd64", "BUILDVARIANT": "",
}  # fmt: skip


def images(
    dockerfile: Dockerfile,
    context: Context,
    bases: Bases,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    sh: Fact[Dialect | None] | None = None,
) -> tuple[Image, ...]:
    """The images that a Dockerfile may be built to: the target first.

    The target is the last stage, or the one that `target` names (by name in any case, or by number). The others
    are stages with a CMD or ENTRYPOINT of their own that no other stage builds on or copies from. `bases` tells
    what a base image sets, or which stage of another Dockerfile it is (None: nobody knows). `sh` says what /bin/sh is in all of them.
    Without a FROM, and when there is no stage called `target`, there are no images.
    """
    given = build_args or {}
    stages, arguments = _read(dockerfile, bases, given)
    chosen = _find(stages, target) if target is not None else (stages[-1] if stages else None)
    if chosen is None:
        return ()
    used = {stage.parent.number for stage in stages if stage.parent is not None}
    used |= {number for stage in stages for number in stage.copied_from}
    ignored = ignored_files(dockerfile.source, context)
    files = StageFiles(stages, context, ignored)
    others = [stage for stage in stages if stage is not chosen and stage.launches and stage.number not in used]
    chosen_by = choices(stages, arguments, given)
    found: list[Image] = []
    for stage in (chosen, *others):
        instead = fitting(stage, stages, chosen_by)
        if instead:
            again, _ = _read(dockerfile, bases, {**given, **instead})
            found.append(again[stage.number].image(stage is chosen, StageFiles(again, context, ignored), sh))
        else:
            found.append(stage.image(stage is chosen, files, sh))
    return tuple(found)


def made(dockerfile: Dockerfile, context: Context, bases: Bases, target: str | None) -> tuple[Stage, StageFiles] | None:
    """The stage that the Dockerfile is built to, with its files, for others to go on from; None if there is none."""
    stages, _ = _read(dockerfile, bases, {})
    chosen = _find(stages, target) if target is not None else (stages[-1] if stages else None)
    if chosen is None:
        return None
    return chosen, StageFiles(stages, context, ignored_files(dockerfile.source, context))


def stage_names(dockerfile: Dockerfile) -> tuple[str, ...]:
    """What `target` may be, in order: the stages' names, or their numbers where they have none."""
    return tuple(stage.label for stage in _read(dockerfile, lambda _reference: None, {})[0])


def _read(
    dockerfile: Dockerfile, bases: Bases, build_args: Mapping[str, str]
) -> tuple[tuple[Stage, ...], dict[str, str | Unknown | None]]:
    """The stages in order, and the ARGs in front of the first FROM."""
    stages: list[Stage] = []
    named: dict[str, Stage] = {}
    arguments: dict[str, str | Unknown | None] = {**PLATFORM}
    arguments.update({name: build_args[name] for name in PLATFORM if name in build_args})
    inherited = Inherited(dockerfile, arguments, dict(build_args), bases)
    for instruction in dockerfile.instructions:
        if instruction.name == "FROM":
            stage = Stage.of(instruction, len(stages), named, inherited)
            stages.append(stage)
            named[str(stage.number)] = stage
            if stage.name is not None:
                named[stage.name.lower()] = stage
        elif stages:
            stages[-1].apply(instruction)
        elif instruction.name == "ARG":
            inherited.declare(instruction)
    return tuple(stages), arguments


def _find(stages: tuple[Stage, ...], target: str) -> Stage | None:
    by_name = [stage for stage in stages if (stage.name or "").lower() == target.lower()]
    if by_name:
        return by_name[-1]
    return stages[int(target)] if is_number(target) and int(target) < len(stages) else None


def ignored_files(dockerfile: Source, context: Context) -> Exclusions:
    """What `<Dockerfile>.dockerignore` leaves out, or else the `.dockerignore` at the context's root."""
    parts = dockerfile.path.split("/")
    for start in range(len(parts)):
        # The Dockerfile's path is not told relative to the context: it is the longest end of it that exists there.
        path = "/".join(parts[start:])
        if path and context.kind(path) == "file":
            own = context.read(f"{path}.dockerignore")
            if own is not None:
                return Exclusions(tuple(own.text.splitlines()))
            break
    shared = context.read(".dockerignore")
    return Exclusions(tuple(shared.text.splitlines()) if shared is not None else ())
