"""Stages that are only built with other values of ARGs than the defaults.

`FROM php:8.3-${KIND} AS base` with the stages `apache-runtime` and `fpm-runtime` on it, or `FROM ${KIND}-runtime` at the
end: whoever builds the one that isn't called like the default gives the ARG (`--target fpm-runtime --build-arg KIND=fpm`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.fact import Unknown
    from stoplint.model.image.stage import Stage


# Nobody keeps so many for one ARG to choose from; each is compared with each.
MOST_STAGES = 200


def choices(
    stages: tuple[Stage, ...], arguments: Mapping[str, str | Unknown | None], given: Mapping[str, str]
) -> dict[str, tuple[str, bool]]:
    """The ARGs that choose what a stage is built FROM, with their defaults, and whether the whole name may be one.

    `arguments` are those in front of the first FROM, `given` are those said from outside: they stand.
    """
    if len(stages) > MOST_STAGES:
        return {}
    froms = [word.value for one in stages for word in one.from_.words[:1]]
    found: dict[str, tuple[str, bool]] = {}
    for name, default in arguments.items():
        if (
            name not in given
            and isinstance(default, str)
            and default
            and any(re.search(_used(name), one) for one in froms)
        ):
            found[name] = default, any(re.fullmatch(rf"{_used(name)}[^$]*", one) for one in froms)
    return found


def _used(name: str) -> str:
    return rf"\$(?:{re.escape(name)}(?!\w)|\{{{re.escape(name)}[^\w])"


def fitting(stage: Stage, stages: tuple[Stage, ...], choices: Mapping[str, tuple[str, bool]]) -> dict[str, str]:
    """The values with which the stage can be the one that is built, where they are others than the defaults."""
    if stage.name is None:
        return {}
    found: dict[str, str] = {}
    for name, (default, chooses) in choices.items():
        used = _used(name)
        value = _instead(stage.name, default, [each.name for each in stages if each.name], alone=chooses)
        own = re.sub(rf"{used}\}}?", value or "", stage.from_.words[0].value) if stage.from_.words else ""
        if value is not None and own != stage.name:  # a stage is not built FROM itself: the variable chooses below it
            found[name] = value
    return found


def _instead(name: str, default: str, names: list[str], *, alone: bool) -> str | None:
    """What stands in the stage's name where another's has the default, as words; `alone`: the whole name may be it."""
    word = rf"(?<![^-_.]){re.escape(default)}(?![^-_.])"
    if re.search(word, name, re.IGNORECASE):
        return None
    for other in names:
        for match in re.finditer(word, other, re.IGNORECASE):
            before, after = other[: match.start()], other[match.end() :]
            middle = name[len(before) : len(name) - len(after)]
            if (before or after or alone) and middle and before + middle + after == name:
                return middle
    return None
