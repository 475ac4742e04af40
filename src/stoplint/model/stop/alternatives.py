"""Several ways that lead to one run, and what decides between them: a condition that comes out the same either way is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stoplint.model.processes.world import Condition
    from stoplint.model.stop.answer import Verdict

_MANY = 64  # ways that are compared with each other


class Questions:
    """Numbers for conditions, and for what was asked one after the other: comparing them as they are takes long.

    Two that say the same have one number, whoever asked: that script may have ended since.
    """

    def __init__(self) -> None:
        self._by_identity: dict[int, tuple[Condition, int]] = {}  # it is held, so that no other one gets its address
        self._by_what: dict[Condition, int] = {}
        self._next: dict[tuple[int, int], int] = {}

    def number(self, condition: Condition) -> int:
        """The number of one condition."""
        known = self._by_identity.get(id(condition))
        if known is None:
            asked = condition._replace(asker=0) if condition.asker else condition
            known = condition, self._by_what.setdefault(asked, len(self._by_what))
            self._by_identity[id(condition)] = known
        return known[1]

    def ways(self, conditions: Iterable[Condition]) -> Iterator[int]:
        """The numbers of what was asked up to each of them: of none, of the first one, of the first two, and so on."""
        at = 0
        yield at
        for condition in conditions:
            step = (at, self.number(condition))
            at = self._next.setdefault(step, len(self._next) + 1)
            yield at

    def way(self, conditions: Iterable[Condition]) -> int:
        """The number of all of them, in this order."""
        *_, last = self.ways(conditions)
        return last


class _Answers:
    """Ways, by what else each answer in them goes with."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = conditions
        asked: dict[tuple[object, ...], int] = {}
        self._question = [asked.setdefault((c.subject, c.place, c.outcomes), len(asked)) for c in conditions]
        self._answers: dict[tuple[object, ...], set[str]] = {}

    def add(self, way: tuple[int, ...]) -> None:
        for at, one in enumerate(way):
            self._answers.setdefault(self._around(way, at), set()).add(self._conditions[one].answer)

    def has_all(self, way: tuple[int, ...], at: int) -> bool:
        """Whether there is a way for each outcome of the test that is number `at` in this one, all else being equal.

        A test holds or does not; a value has any number of outcomes ("is a or b"), but for the arms of a `case`.
        """
        asked = self._conditions[way[at]]
        outcomes = asked.outcomes if asked.answer.startswith("is ") else 2
        return len(self._answers[self._around(way, at)]) == outcomes

    def _around(self, way: tuple[int, ...], at: int) -> tuple[object, ...]:
        return way[:at], self._question[way[at]], way[at + 1 :]


def shortest(ways: Sequence[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """The fewest conditions under which one of the ways is taken: those that somebody has to set first; the first of equals."""
    by_identity: dict[int, int] = {}
    numbers: dict[Condition, int] = {}
    for each in (each for way in ways for each in way):
        if id(each) not in by_identity:
            by_identity[id(each)] = numbers.setdefault(each, len(numbers))
    conditions = list(numbers)
    known = dict.fromkeys(tuple(by_identity[id(each)] for each in way) for way in ways)
    if len(known) < _MANY:
        _shorten(known, conditions)
    best = min(known, key=lambda way: (sum(conditions[each].departs for each in way), len(way)))
    return tuple(conditions[each] for each in best)


def _shorten(known: dict[tuple[int, ...], None], conditions: Sequence[Condition]) -> None:
    """Add the ways without what comes out the same either way."""
    answers = _Answers(conditions)
    for way in known:
        answers.add(way)
    todo = list(known)
    while todo and len(known) < _MANY:
        one = todo.pop(0)
        for at in range(len(one)):
            without = (*one[:at], *one[at + 1 :])
            if without not in known and answers.has_all(one, at):
                known[without] = None
                answers.add(without)
                todo.append(without)


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
