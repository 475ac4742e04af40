"""What the configuration states about the world, put before what the tables know; then images and their traces."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from stoplint.lazy_dataclass import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.config import Options
    from stoplint.model.catalog.rows import Base, Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.context import Context
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload import Workload
    from stoplint.syntax.dockerfile_nodes import Dockerfile

    Bases = Callable[[str], Base | None]

# Images of the configuration may be made FROM each other; so deep, and not in a circle.
DEEPEST = 8
# The base image of a script that no Dockerfile starts: nobody named it, and nothing is to be said of it.
INVENTED = "stoplint.invalid/unknown"


def traces(dockerfile: Dockerfile, context: Context, options: Options, workload: Workload) -> tuple[ImageTrace, ...]:
    """What happens at stop in each image of the Dockerfile, the target first; none when there is no such target."""
    from stoplint.model.fact import Fact  # noqa: PLC0415 - not before there is something to trace
    from stoplint.model.image.stages import images  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.model.stop.trace import trace  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    if options.grace_period is not None:
        said_by = options.said_by.get("grace_period", "configuration")
        workload = replace(workload, grace=Fact(options.grace_period, os.path.basename(said_by)))
    if options.programs or options.wrappers:
        workload = replace(workload, programs=_programs(options), wrappers=_wrappers(options))
    found = images(dockerfile, context, bases(options), options.target, dict(options.build_args))
    return tuple(_of_nobody(trace(image, workload)) for image in found)


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


def bases(options: Options, depth: int = 0) -> Bases:
    """What a base image sets: what the configuration says of it, over what the tables know."""
    from stoplint.model.catalog.images import FACTS, find  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.model.catalog.rows import Base  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

    if not (options.images or options.shells or options.dockerfiles):
        return find

    def look_up(reference: str) -> Base | None:
        known = find(reference)
        path = options.dockerfiles.get(reference)
        if path is not None and depth < DEEPEST:
            known = _made_by(os.path.join(options.root, path), reference, options, depth) or known
        said = dict(options.images.get(reference, {}))
        shell = options.shells.get(reference)
        if not said and shell is None:
            return known
        row = known or Base(reference, "configuration", unknown=FACTS)
        if shell is not None:
            said["sh"] = shell
        if "entrypoint" in said and "cmd" not in said:
            said["cmd"] = ()
        made: dict[str, Any] = {name: tuple(value.items()) if name == "env" else value for name, value in said.items()}
        return replace(row, **made, unknown=tuple(name for name in row.unknown if name not in made))

    return look_up


def _made_by(path: str, reference: str, options: Options, depth: int) -> Base | None:
    """What the image sets that the Dockerfile at `path` makes; None if it can't be read."""
    from stoplint.folder import Folder, context_of, repository_root  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.model.image.stages import images  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - a script is told by its first line

    folder = os.path.dirname(os.path.abspath(path))
    source = Folder(folder).read(os.path.basename(path))
    if source is None:
        return None
    dockerfile = read(source)
    context = Folder(context_of(path, repository_root(folder), dockerfile))
    found = images(dockerfile, context, bases(options, depth + 1))
    return _row(found[0], reference) if found else None


def _row(image: Image, reference: str) -> Base:
    from stoplint.model.catalog.rows import Base  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed
    from stoplint.model.fact import Unknown  # noqa: PLC0415 - where no Dockerfile is looked at, it is not needed

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
        env=tuple((name, fact.value) for name, fact in image.env.items() if isinstance(fact.value, str)),
        workdir=image.workdir.value,
        user=image.user.value,
        windows=image.platform == "windows",
        unknown=(*unknown, *([] if image.env_complete else ["env"])),
    )
