"""The files of a Dockerfile's stages, and what /bin/sh is in them: worked out when they are asked for."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from stoplint.model.catalog.images import families
from stoplint.model.catalog.shells import dialect_behind, dialect_of
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.bind_mounts import mounted, taken_off
from stoplint.model.image.changes import Patience
from stoplint.model.image.copy import Origin, copy
from stoplint.model.image.layers import Layers
from stoplint.model.image.rootfs import Absent, File, Link, Rootfs, Unlisted, Volume
from stoplint.paths import absolute, base_name
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.context import Context
    from stoplint.model.image.globs import Exclusions
    from stoplint.model.image.scope import Scope
    from stoplint.model.image.stage import Stage

# What a start script that ends in `exec "$@"` comes to.
_HAND_OVER = '#!/bin/sh\nexec "$@"\n'


class StageFiles:
    """The files of all stages. A stage is worked out at most once, after those it is built on or copies from."""

    def __init__(
        self,
        stages: tuple[Stage, ...],
        context: Context,
        ignored: Exclusions,
    ) -> None:
        self._stages = stages
        self._context = context
        self._ignored = ignored
        self._done: dict[int, Layers] = {}
        self._patience = Patience()

    def rootfs(self, stage: Stage) -> Rootfs:
        """The stage's files, not worked out yet."""
        return Rootfs(lambda: self.layers(stage))

    def layers(self, stage: Stage) -> Layers:
        """What the stage's instructions did to its files."""
        wanted = {stage.number}
        todo = [stage]
        while todo:
            one = todo.pop()
            before = {one.parent.number} if one.parent is not None else set()
            for number in (before | one.copied_from) - wanted - self._done.keys():
                wanted.add(number)
                todo.append(self._stages[number])
        # Stages refer to earlier ones only, so that going up in number is going up in need.
        for number in sorted(wanted - self._done.keys()):
            self._done[number] = self._built(self._stages[number])
        return self._done[stage.number]

    def sh(self, stage: Stage) -> Fact[Dialect | None] | Unknown:
        """What /bin/sh is at the end of the stage (value None: there is no shell)."""
        first = self._base_sh(stage)
        may_change = isinstance(first, Fact) and first.value is None
        found = sh_of(self.layers(stage), first) if may_change or _touches_sh(stage) else first
        if found is first and isinstance(first, Unknown) and _installs(stage):
            return _sh_of_managers(self.layers(stage), stage.base or "") or first
        return found

    def _base_sh(self, stage: Stage) -> Fact[Dialect | None] | Unknown:
        first = stage
        while first.parent is not None:
            first = first.parent
        if first.made is not None:
            return first.made.files.sh(first.made.stage)
        if stage.base == "scratch":
            return Fact(None, "scratch")
        sh = stage.row.sh if stage.row is not None else "inherit"
        if sh == "inherit":
            return Unknown(f"what /bin/sh is in the base image {stage.base or ''}".strip(), stage.from_.span)
        return Fact(None if sh == "none" else sh, stage.base or "")

    def _built(self, stage: Stage) -> Layers:
        layers = self._begun(stage)
        origin = Origin(
            self._context, self._ignored, lambda name: self._named(stage, name), partial(_is_entered, stage)
        )
        first = self._base_sh(stage)
        for one, scope in stage.steps:
            layers.releases.update(_releases(one.value.text, scope))
            if one.name == "WORKDIR":
                layers.make_folder(layers.real(scope.workdir) or scope.workdir)
            elif one.name == "VOLUME":
                for word in one.words if one.json is None else one.json:
                    path = scope.path(word.value)
                    layers.muddy(layers.real(path) or path, Volume(f"a volume is at {path}", one.span))
            elif one.name == "RUN":
                if stage.platform != "windows":
                    from stoplint.model.image.run import run  # noqa: PLC0415 - few files are asked for

                    mounts = mounted(layers, one, scope, origin)
                    run(layers, one, scope, _dialect(layers, scope, first))
                    taken_off(layers, mounts, one)
            else:
                copy(layers, one, scope, origin)
        return layers

    def _begun(self, stage: Stage) -> Layers:
        """The files that the stage goes on from."""
        if stage.made is not None:
            return stage.made.files.layers(stage.made.stage).copy()
        return self._done[stage.parent.number].copy() if stage.parent is not None else self._base(stage)

    def _named(self, stage: Stage, name: str) -> Layers | None:
        found = stage.origins.get(name.lower())
        return self._done.get(found.number) if found is not None else None

    def _base(self, stage: Stage) -> Layers:
        if stage.base == "scratch":
            return Layers(None, self._patience)
        row = stage.row
        layers = Layers(
            _floor(stage),
            self._patience,
            frozenset(row.lacks if row is not None else ()),
        )
        if row is None:
            return layers
        layers.login_shells.update(row.login_shells)
        if row.sh == "none":
            layers.put("/bin/sh", Absent("/bin/sh"))
        for path, text in row.scripts:
            full = path if path.startswith("/") else f"/usr/local/bin/{path}"
            body = _HAND_OVER if text == "exec" else text
            place = stage.from_.span
            layers.put(full, File(full, Source(place.path, body, place), executable=True, said=place))
        return layers


def _releases(text: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """(repository's name, release) of what is fetched, as far as the Dockerfile's own variables tell which."""
    for name, release in _RELEASE.findall(text) if "/releases/" in text else ():
        said = scope.expand(release)
        if isinstance(said, str) and said:
            yield name, said


def _floor(stage: Stage) -> Unknown:
    """Why a file may be there that no step puts there."""
    why = f"no step puts it there, and the base image {stage.base or ''} may hold it"
    row = stage.row
    if row is None or {"entrypoint", "cmd"} & set(row.unknown):
        return Unknown(why)
    return Unlisted(why, None, frozenset(map(base_name, (*(row.entrypoint or ()), *(row.cmd or ())))))


def _is_entered(stage: Stage, folder: str) -> bool:
    """Whether an instruction of a stage names something in a folder: no file can be of that name in an image that is built."""
    inside = re.compile(rf"(?<![\w./~-]){re.escape(folder)}/+[\w*.]")
    for one, scope in stage.steps:
        words = () if one.name not in ("COPY", "ADD") else one.words if one.json is None else one.json
        target = scope.written(words[-1].value) if words else ""
        path = absolute(target, scope.workdir) if target else ""
        into = inside.match(path) or (target.endswith("/") and path == folder)
        moved = one.name == "WORKDIR" and f"{scope.workdir}/".startswith(f"{folder}/")
        if into or moved or (one.name == "RUN" and inside.search(one.value.text)):
            return True
    lines = (fact.value for fact in (stage.entrypoint, stage.cmd) if isinstance(fact, Fact))
    return any(inside.match(word.value) for line in lines if line is not None for word in line.words)


def sh_of(layers: Layers, first: Fact[Dialect | None] | Unknown) -> Fact[Dialect | None] | Unknown:
    """What /bin/sh is, given what it was in the base image."""
    for path in ("/bin/sh", "/usr/bin/sh"):
        found = layers.entry(layers.real(path, last=False) or path)
        if isinstance(found, Link):
            said_by = str(found.said) if found.said is not None else "link"
            dialect = dialect_behind(found.target)
            if dialect is not None:
                return Fact(dialect, said_by, found.said)
            return Unknown(f"/bin/sh is a link to {found.target}", found.said)
        if path == "/bin/sh" and isinstance(first, Fact) and first.value is None:
            if isinstance(found, File):
                return Unknown("which shell was copied to /bin/sh", found.said)
            if isinstance(found, Unknown):
                return Unknown(f"what /bin/sh is: {found.why}", found.span)
    return first


def _sh_of_managers(layers: Layers, base: str) -> Fact[Dialect | None] | None:
    """What /bin/sh is in a base image of which nothing is known but which package manager installs in it.

    Alpine has packages that put another shell there: dash-binsh, yash-binsh.
    """
    family = families.of_managers(layers.managers, base)
    others = any(name.endswith("-binsh") for name in layers.packages - {"busybox-binsh"})
    if family is None or others:
        return None
    sh = families.SHELLS[family]
    place = next(iter(layers.managers.values()))
    return Fact(None if sh == "none" else sh, str(place), place)


def _dialect(layers: Layers, scope: Scope, first: Fact[Dialect | None] | Unknown) -> Dialect | None:
    """The shell that a RUN is read by; None if it cannot be known."""
    if not scope.shell:
        return None
    fact = sh_of(layers, first)
    return dialect_of(scope.shell[0], fact.value if isinstance(fact, Fact) else None)


# Not the first line of a script that is written: `#!/bin/sh`.
_SH = re.compile(r"(?<!#!)(?<!#! )/bin/sh\b|dpkg-reconfigure|debconf|update-alternatives|\bln\b[^;&|]*\bsh\b")


_RELEASE = re.compile(r"github\.com/[\w.-]+/([\w.-]+)/releases/download/([^/\s\"']+)/")
_INSTALLS = re.compile(rf"\b(?:{'|'.join(families.OF_MANAGERS)})\b")


def _touches_sh(stage: Stage) -> bool:
    """Whether any step may have changed /bin/sh: a cheap look before the files are worked out for it."""
    return _speaks_of(stage, _SH)


def _installs(stage: Stage) -> bool:
    """Whether any step may install packages: as cheap a look."""
    return _speaks_of(stage, _INSTALLS)


def _speaks_of(stage: Stage | None, words: re.Pattern[str]) -> bool:
    while stage is not None:
        for one, _ in stage.steps:
            if words.search(one.value.text) or any(words.search(doc.body.text) for doc in one.heredocs):
                return True
        stage = stage.parent
    return False
