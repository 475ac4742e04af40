"""What the configuration states about the world, put before what the tables know; then images and their traces."""

from __future__ import annotations

import os
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from stoplint import filesystem
from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.rows import Base
from stoplint.model.fact import Unknown
from stoplint.model.image.made import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stoplint.config import Options
    from stoplint.model.catalog.rows import Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact
    from stoplint.model.image.context import Context
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.image.made import Known
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload import Workload
    from stoplint.syntax.dockerfile_nodes import Dockerfile

# Images of the configuration may be made FROM each other; so deep, and not in a circle.
DEEPEST = 8
# So many scripts in a row are looked for elsewhere than where the image has them.
_SCRIPTS = 3
# The base image of a script that no Dockerfile starts: nobody named it, and nothing is to be said of it.
INVENTED = "stoplint.invalid/unknown"


def traces(
    dockerfile: Dockerfile, context: Context, options: Options, workload: Workload,
    as_started: Callable[[Image], Image] | None = None, untold: Mapping[str, Unknown] = MappingProxyType({}),
) -> tuple[ImageTrace, ...]:  # fmt: skip
    """What happens at stop in each image of the Dockerfile, the target first; none when there is no such target.

    `as_started`: what a manifest makes of the target; the other images are left out then. `untold`: base images that can't be known, and why.
    """
    from stoplint.model.fact import Fact  # noqa: PLC0415 - not before there is something to trace
    from stoplint.model.image.stages import images  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.model.stop.trace import trace  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    if options.grace_period is not None:
        said_by = options.said_by.get("grace_period", "configuration")
        workload = replace(workload, grace=Fact(options.grace_period, os.path.basename(said_by)))
    if options.programs or options.wrappers:
        workload = replace(workload, programs=_programs(options), wrappers=_wrappers(options))
    bases = Bases(options, context, dockerfile.source.path, untold=untold)
    found = images(dockerfile, context, bases, options.target, bases.arguments(dockerfile))
    if as_started is not None:
        found = tuple(map(as_started, found[:1]))
    traced = (_of_nobody(trace(image, workload)) for image in found)
    return tuple(_read_elsewhere(each, context, workload, dockerfile) for each in traced)


def _read_elsewhere(traced: ImageTrace, context: Context, workload: Workload, dockerfile: Dockerfile) -> ImageTrace:
    """The trace with the scripts that nobody knows where the image has them, where the repository has just one such file.

    It is worth as much only if it comes to an answer.
    """
    from stoplint.project.analysis import RecordingContext  # noqa: PLC0415 - it imports this one

    if traced.verdict != "unknown" or not isinstance(context, RecordingContext):
        return traced
    from stoplint.model.stop.trace import trace  # noqa: PLC0415 - not before there is something to trace
    from stoplint.project.stand_ins import with_stand_ins  # noqa: PLC0415 - few start scripts are not found

    again = traced
    for _ in range(_SCRIPTS):  # one may start another one
        image = with_stand_ins(again, context, dockerfile)
        if image is None:
            break
        again = trace(image, workload)
        if again.verdict != "unknown":
            return again
    return traced


def _of_nobody(traced: ImageTrace) -> ImageTrace:
    """The trace without what it assumes of a base image that was invented."""
    if traced.image.base != INVENTED:
        return traced
    return replace(traced, assumes=tuple(each for each in traced.assumes if each.subject != INVENTED))


def _programs(options: Options) -> tuple[Program, ...]:
    from stoplint.model.catalog.rows import Program  # noqa: PLC0415 - few configurations state any

    return tuple(
        Program(
            names=(name,),
            kind=said.get("kind", "server"),
            signals=tuple(said.get("signals", {}).items()),
            source=options.said_by.get("programs", "configuration"),
            others=said.get("others", "default" if "signals" in said else "graceful"),
            wants=f"SIG{said['stop_signal']}" if "stop_signal" in said else "",
        )
        for name, said in options.programs.items()
    )


def _wrappers(options: Options) -> tuple[Wrapper, ...]:
    from stoplint.model.catalog.rows import Wrapper  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    return tuple(
        Wrapper(
            names=(name,),
            source=options.said_by.get("wrappers", "configuration"),
            **{"kind": "exec", **said},
        )
        for name, said in options.wrappers.items()
    )


class Bases:
    """What a base image is: what the configuration says of it, over what the tables know, over what the repository shows.

    `above` are the Dockerfiles on the way here: none is made of itself.
    """

    def __init__(
        self, options: Options, context: Context, path: str, above: tuple[str, ...] = (),
        made: dict[tuple[str, str], Made | Unknown] | None = None, untold: Mapping[str, Unknown] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        from stoplint.project.analysis import RecordingContext  # noqa: PLC0415 - it imports this one

        self._options = options
        self._context = context if isinstance(context, RecordingContext) else None
        self._above = (*above, filesystem.realpath(path))
        self._made = {} if made is None else made
        self._untold = untold

    def __call__(self, reference: str) -> Known:
        """What is known of the image that a FROM names."""
        from stoplint.model.catalog.images import FACTS, find  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

        options = self._options
        if reference in self._untold:
            return self._untold[reference]
        known: Known = find(reference)
        path = options.dockerfiles.get(reference)
        if path is not None:
            made = self._from(os.path.join(options.root, path), None, "", "")
            known = made if isinstance(made, Made) else known or made
        said = dict(options.images.get(reference, {}))
        shell = options.shells.get(reference)
        if not said and shell is None:
            return self._here(reference, known) if path is None else known
        if isinstance(known, Made):
            known = _row(known.stage.image(False, known.files, None), reference)
        row = known if isinstance(known, Base) else Base(reference, "configuration", unknown=FACTS)
        if shell is not None:
            said["sh"] = shell
        if "entrypoint" in said and "cmd" not in said:
            said["cmd"] = ()
        made_of: dict[str, Any] = {
            name: tuple(value.items()) if name == "env" else value for name, value in said.items()
        }
        return replace(row, **made_of, unknown=tuple(name for name in row.unknown if name not in made_of))

    def arguments(self, dockerfile: Dockerfile) -> dict[str, str]:
        """The build arguments: what the configuration says, and what the repository gives that a FROM can't do without."""
        given = dict(self._options.build_args)
        wanted = _wanted(dockerfile) - given.keys()
        home = self._context.home if self._context is not None else None
        if wanted and home is not None:
            from stoplint.project.made_here import repository  # noqa: PLC0415 - few base images are given so

            home = filesystem.realpath(home)
            path = os.path.relpath(self._above[-1], home).replace(os.sep, "/")
            found = repository(home).arguments(path)
            given.update((name, values[0]) for name, values in found.items() if name in wanted and _alike(values))
        return given

    def _here(self, reference: str, known: Known) -> Known:
        """The Dockerfile of the same repository that makes an image of which no more than its system is known."""
        is_told = isinstance(known, Base) and not {"entrypoint", "cmd"} <= set(known.unknown)
        home = self._context.home if self._context is not None else None
        if is_told or home is None or reference == INVENTED:
            return known
        from stoplint.project.made_here import repository  # noqa: PLC0415 - few base images are asked for so

        home = filesystem.realpath(home)
        asking = os.path.relpath(self._above[-1], home).replace(os.sep, "/")
        maker = repository(home).maker(reference, asking)
        if not isinstance(maker, (Unknown, type(None))):
            context = None if maker.context is None else os.path.join(home, maker.context)
            made = self._from(os.path.join(home, maker.path), context, maker.target, maker.evidence)
            return made if isinstance(made, Made) else known or made
        return known or maker

    def _from(self, path: str, root: str | None, target: str, evidence: str) -> Made | Unknown:
        """The image that the Dockerfile at `path` makes. Each is read once, and none is made of itself."""
        key = (filesystem.realpath(path), target)
        if key not in self._made:
            self._made[key] = self._read(path, root, target, evidence)
        return self._made[key]

    def _read(self, path: str, root: str | None, target: str, evidence: str) -> Made | Unknown:
        from stoplint.folder import Folder, repository_root  # noqa: PLC0415 - few are made so
        from stoplint.model.image.stages import made  # noqa: PLC0415 - likewise
        from stoplint.project.analysis import context_said, shown  # noqa: PLC0415 - likewise
        from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - likewise

        name = shown(path)
        if filesystem.realpath(path) in self._above:
            return Unknown(f"{name} would make it, and is itself made of it")
        if len(self._above) > DEEPEST:
            return Unknown(f"{name} would make it, and too many are made of each other")
        folder = os.path.dirname(os.path.abspath(path))
        own = self._context.beside(folder) if self._context is not None else Folder(folder)
        source = own.read(os.path.basename(path))
        if source is None:
            return Unknown(f"{name} would make it, and can't be read")
        dockerfile = read(source)
        home = self._context.home if self._context is not None else repository_root(folder)
        root = root or context_said(path, home, dockerfile)[0]
        context = self._context.beside(root) if self._context is not None else Folder(root)
        below = Bases(self._options, context, path, self._above, self._made)
        found = made(dockerfile, context, below, target or None)
        if found is None:
            return Unknown(f"{name} would make it, and has no such stage")
        return Made(*found, path=name, evidence=evidence)


def _alike(values: tuple[str, ...]) -> bool:
    """Whether it doesn't matter which of them is given: base images of which the same is known."""
    from stoplint.model.catalog.images import FACTS, find  # noqa: PLC0415 - few Dockerfiles are given any

    if len(values) == 1:
        return True
    rows = [find(value) for value in values]
    facts = {row and tuple(getattr(row, name) for name in FACTS if name != "env") for row in rows}
    return len(facts) == 1 and None not in facts


def _wanted(dockerfile: Dockerfile) -> set[str]:
    """The build arguments without a default that the base images' names hold."""
    bare: set[str] = set()
    for one in dockerfile.instructions:
        if one.name == "FROM":
            break
        if one.name == "ARG":
            bare |= {word.value for word in one.words if "=" not in word.value}
    froms = " ".join(one.value.text for one in dockerfile.instructions if one.name == "FROM")
    return (
        {name for name in bare if re.search(rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}\}})", froms)}
        if bare
        else bare
    )


def _row(image: Image, reference: str) -> Base:
    def words(said: Fact[CommandLine | None] | Unknown) -> tuple[str, ...] | None:
        if isinstance(said, Unknown) or said.value is None:
            return None
        line = said.value
        own = tuple(word.value for word in line.words)
        return own if line.form == "exec" else (*line.shell, *own)

    facts = {"entrypoint": image.entrypoint, "cmd": image.cmd, "stop_signal": image.stop_signal, "sh": image.sh}
    unknown = [name for name, fact in facts.items() if isinstance(fact, Unknown)]
    sh: Dialect | None = None if isinstance(image.sh, Unknown) else image.sh.value
    return Base(
        image=reference,
        source=str(image.dockerfile.path),
        entrypoint=words(image.entrypoint),
        cmd=words(image.cmd),
        stop_signal=None if isinstance(image.stop_signal, Unknown) else image.stop_signal.value,
        shell=image.shell.value,
        sh="inherit" if isinstance(image.sh, Unknown) else sh or "none",
        old_busybox=image.old_busybox,
        env=tuple((name, fact.value) for name, fact in image.env.items() if isinstance(fact.value, str)),
        workdir=image.workdir.value,
        user=image.user.value,
        windows=image.platform == "windows",
        unknown=(*unknown, *([] if image.env_complete else ["env"])),
    )
