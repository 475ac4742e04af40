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


def fitting(
    stage: Stage, stages: tuple[Stage, ...], arguments: Mapping[str, str | Unknown | None], given: Mapping[str, str]
) -> dict[str, str]:
    """The values with which the stage can be the one that is built, where they are others than the defaults.

    `arguments` are those in front of the first FROM, `given` are those said from outside: they stand.
    """
    if stage.name is None:
        return {}
    froms = [word.value for one in stages for word in one.from_.words[:1]]
    found: dict[str, str] = {}
    for name, default in arguments.items():
        used = rf"\$(?:{re.escape(name)}(?!\w)|\{{{re.escape(name)}[^\w])"
        if (
            name in given
            or not isinstance(default, str)
            or not default
            or not any(re.search(used, one) for one in froms)
        ):
            continue
        chooses = any(re.fullmatch(rf"{used}[^$]*", one) for one in froms)
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
