"""Several ways that lead to one run, and what decides between them: a condition that comes out the same either way is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stoplint.model.processes.world import Condition
    from stoplint.model.stop.answer import Verdict

_MANY = 64  # ways that are compared with each other


def shortest(ways: Iterable[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """The fewest conditions under which one of the ways is taken: those that somebody has to set first; the first of equals."""
    known = dict.fromkeys(ways)
    todo = list(known)
    while todo and len(known) < _MANY:
        one = todo.pop(0)
        for at in range(len(one)):
            without = (*one[:at], *one[at + 1 :])
            if without not in known and _any_way(one, at, known):
                known[without] = None
                todo.append(without)
    return min(known, key=lambda way: (sum(each.departs for each in way), len(way)))


def _any_way(one: tuple[Condition, ...], at: int, ways: Iterable[tuple[Condition, ...]]) -> bool:
    """Whether there is a way for each outcome of the test that is number `at` in this one, all else being equal.

    A test holds or does not; a value has any number of outcomes ("is a or b"), but for the arms of a `case`.
    """
    asked = one[at]
    outcomes = asked.outcomes if asked.answer.startswith("is ") else 2
    answers = {
        other[at].answer
        for other in ways
        if len(other) == len(one)
        and (other[at].subject, other[at].place, other[at].outcomes) == (asked.subject, asked.place, asked.outcomes)
        and other[:at] == one[:at]
        and other[at + 1 :] == one[at + 1 :]
    }
    return len(answers) == outcomes


def decisive(ways: Sequence[tuple[Verdict, tuple[Condition, ...]]]) -> Condition | None:
    """The condition that ways of different verdicts differ by: the last one of the first way that has one.

    One after which both verdicts are possible is told only where none decides alone.
    """
    differing = None
    found: dict[tuple[object, ...], dict[str, set[Verdict]]] = {}  # of each question, the verdicts behind each answer
    for verdict, conditions in ways:
        for each in conditions:
            found.setdefault((each.subject, each.place), {}).setdefault(each.answer, set()).add(verdict)
    for verdict, conditions in ways:
        for asked in reversed(conditions):
            answers = found[asked.subject, asked.place]
            same = answers[asked.answer]
            otherwise = set().union(*(verdicts for answer, verdicts in answers.items() if answer != asked.answer))
            if otherwise and same.isdisjoint(otherwise):
                return asked
            if otherwise - {verdict}:
                differing = differing or asked
    return differing
