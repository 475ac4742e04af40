"""Several ways that lead to one run: a condition that it does not need, because it comes about either way, is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.processes.world import Condition

_MANY = 64  # ways that are compared with each other


def shortest(ways: Iterable[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """The fewest conditions under which one of the ways is taken; the first of equals."""
    known = dict.fromkeys(ways)
    todo = list(known)
    while todo and len(known) < _MANY:
        one = todo.pop(0)
        for other in list(known):
            both = _either_way(one, other)
            if both is not None and both not in known:
                known[both] = None
                todo.append(both)
    return min(known, key=len)


def _either_way(one: tuple[Condition, ...], other: tuple[Condition, ...]) -> tuple[Condition, ...] | None:
    """What two ways have in common that differ in the outcome of a single test; None if they differ in more.

    A value ("is a or b") has more outcomes than two.
    """
    if len(one) != len(other):
        return None
    differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) != 1:
        return None
    a, b = one[differ[0]], other[differ[0]]
    if (a.subject, a.place) != (b.subject, b.place) or a.answer.startswith("is ") or b.answer.startswith("is "):
        return None
    return (*one[: differ[0]], *one[differ[0] + 1 :])
