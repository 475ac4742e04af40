"""What is known about a base image: the row that fits a reference, with what its own bases set.

`find` is the one way in. The rows are in the modules that `_TABLES` names (`systems`: operating systems, empty and Windows
images), what their start scripts do in `entrypoints` and `starts`, which tags are which system in `families`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.images import families
from stoplint.model.catalog.images.reference import parse
from stoplint.model.catalog.images.tags import fits, like
from stoplint.model.catalog.rows import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.catalog.images.reference import Reference

# What a row says of an image; each may be unknown.
FACTS = ("entrypoint", "cmd", "stop_signal", "shell", "sh", "env", "workdir", "user")
_DEEPEST = 8  # bases of bases; the longest chain in the table has four


# The modules that hold the rows, in the order in which these are tried.
_TABLES = ("systems", "languages", "servers", "php", "java", "databases", "services", "inits", "development",
           "clouds", "products", "vendors")  # fmt: skip


def tables() -> Iterator[tuple[Base, ...]]:
    """The rows of each module; one is only loaded when no earlier one has the image."""
    return (import_module(f"{__name__}.{name}").ROWS for name in _TABLES)


@lru_cache(maxsize=256)
def find(reference: str) -> Base | None:
    """What is known about the image that `FROM reference` names, after expansion; None if nothing is.

    In the answer nothing is inherited any more: None means that the image does not set it (an ENTRYPOINT or CMD
    of `[]` too), unless the field's name is in `unknown`. `sh` is "inherit" only when it is unknown. An image that
    is not in the table but whose name or tag tells its system (`acme/api:2-alpine`) has `sh` and `windows` only.
    A tag that still holds a `$variable` gives what all tags that it may stand for have in common.
    """
    return _find(parse(reference), 0)


def _find(wanted: Reference, depth: int) -> Base | None:
    family = families.of_image(wanted.name, wanted.tag)
    if family == "windows":
        return Base(wanted.name, families.SOURCE, windows=True, sh="none", unknown=_without("sh"))
    found = None if depth > _DEEPEST else _row(wanted, depth)
    if found is None and family is not None:
        found = Base(wanted.name, families.SOURCE, sh=families.SHELLS[family], unknown=_without("sh"))
    return found if found is None or wanted.name == "alpine" else _of_its_alpine(found, wanted)


def _of_its_alpine(found: Base, wanted: Reference) -> Base:
    """The shell of an image that is built on an Alpine is that one's, where the tag says which: not all are the same."""
    system = families.alpine(wanted.name, wanted.tag) if found.sh == "ash" else None
    below = _row(parse(system), 0) if system is not None else None
    return found if below is None else replace(found, old_busybox=below.old_busybox)


def _row(wanted: Reference, depth: int) -> Base | None:
    found: Base | None = None
    for row in chain.from_iterable(tables()):
        if not like(row.image, wanted.name):
            continue
        fit = fits(row.tags, wanted.tag)
        if fit is False:
            continue
        resolved = _resolve(row, wanted, depth)
        found = resolved if found is None else _common(found, resolved)
        if fit:
            return replace(found, image=wanted.name)
    return None if found is None else replace(found, image=wanted.name)


def _resolve(row: Base, wanted: Reference, depth: int) -> Base:
    if row.parent is None:
        return _plain(row)
    parent = row.parent
    is_open = False
    if parent.startswith("tag|"):
        told = families.system(wanted.tag)
        # `node:$TAG` may be one of those on Alpine; of a digest alone ("$") the usual one is taken
        is_open = told is None and "$" in wanted.tag and wanted.tag != "$"
        parent = told or parent[4:]
    below = _find(parse(parent), depth + 1)
    if below is None:
        below = Base(parent, row.source, unknown=FACTS)
    if is_open:
        below = replace(below, sh="inherit", unknown=(*below.unknown, "sh"))
    return _plain(_over(row, below))


def _over(row: Base, below: Base) -> Base:
    """`row`'s image built FROM `below`. Source: Dockerfile reference, "Understand how CMD and ENTRYPOINT
    interact": an ENTRYPOINT set in a child resets the CMD that came with the base.
    """
    unknown = [name for name in below.unknown if _unset(row, name)] + list(row.unknown)
    cmd = row.cmd if row.cmd is not None else None if row.entrypoint is not None else below.cmd
    if row.entrypoint is not None and "cmd" not in row.unknown:
        unknown = [name for name in unknown if name != "cmd"]
    given = dict(below.env)
    given.update(row.env)
    paths = {path for path, _ in row.scripts}
    return replace(
        row,
        parent=None,
        entrypoint=row.entrypoint if row.entrypoint is not None else below.entrypoint,
        cmd=cmd,
        stop_signal=row.stop_signal or below.stop_signal,
        shell=row.shell or below.shell,
        sh=below.sh if row.sh == "inherit" else row.sh,
        old_busybox=row.old_busybox or (row.sh == "inherit" and below.old_busybox),
        env=tuple(given.items()),
        workdir=row.workdir or below.workdir,
        user=row.user or below.user,
        windows=row.windows or below.windows,
        scripts=(*row.scripts, *(pair for pair in below.scripts if pair[0] not in paths)),
        unknown=tuple(dict.fromkeys(unknown)),
        env_names=tuple(dict.fromkeys((*row.env_names, *below.env_names))),
        login_shells=(*below.login_shells, *row.login_shells),
    )


def _unset(row: Base, name: str) -> bool:
    if name == "sh":
        return row.sh == "inherit"
    # variables add up: a row's own say nothing about the base's
    return name == "env" or getattr(row, name) is None


def _plain(row: Base) -> Base:
    """A row in the form of an answer: `[]` is not set, an unknown /bin/sh is named as such, what is unknown is not
    given even if a base would give it.
    """
    row = _blank(row, row.unknown)
    unknown = row.unknown if row.sh != "inherit" or "sh" in row.unknown else (*row.unknown, "sh")
    return replace(row, entrypoint=row.entrypoint or None, cmd=row.cmd or None, unknown=unknown)


def _blank(base: Base, names: tuple[str, ...]) -> Base:
    return replace(
        base,
        entrypoint=None if "entrypoint" in names else base.entrypoint,
        cmd=None if "cmd" in names else base.cmd,
        stop_signal=None if "stop_signal" in names else base.stop_signal,
        shell=None if "shell" in names else base.shell,
        sh="inherit" if "sh" in names else base.sh,
        old_busybox=base.old_busybox and "sh" not in names,
        workdir=None if "workdir" in names else base.workdir,
        user=None if "user" in names else base.user,
    )


def _common(one: Base, other: Base) -> Base:
    """What two images agree on; where they differ it is unknown."""
    differ = [name for name in FACTS if getattr(one, name) != getattr(other, name)]
    differ += ["sh"] if one.old_busybox != other.old_busybox else []
    unknown = tuple(dict.fromkeys((*one.unknown, *other.unknown, *differ)))
    return replace(
        _blank(one, unknown),
        env=tuple(pair for pair in one.env if pair in other.env),
        scripts=tuple(pair for pair in one.scripts if pair in other.scripts),
        env_names=tuple(dict.fromkeys((*one.env_names, *other.env_names))),
        login_shells=tuple(pair for pair in one.login_shells if pair in other.login_shells),
        lacks=tuple(name for name in one.lacks if name in other.lacks),
        unknown=unknown,
    )


def _without(known: str) -> tuple[str, ...]:
    return tuple(name for name in FACTS if name != known)
