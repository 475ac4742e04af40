"""Which rests stand: not those that only pass on the way to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.stop.alternatives import Questions
from stoplint.model.stop.keywords import becomes
from stoplint.model.stop.one_shots import is_one_shot, was_spared
from stoplint.model.stop.rests import (
    ANSWERS,
    OPEN,
    PASSING,
    STAYS,
    became_program,
    focus,
    lacks_variable,
    serves_others,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stoplint.model.processes.world import Condition, World
    from stoplint.model.stop.rests import Rest

_MANY = 16  # ways to one rest that are kept


class Merge(NamedTuple):
    """Two runs that came to one state, which goes on as the first one; each with what had to hold for it."""

    state: int
    first: tuple[Condition, ...]
    other: tuple[Condition, ...]


def standing_worlds(
    rests: Mapping[int, Rest], following: Mapping[int, list[int]], merges: Sequence[Merge]
) -> list[World]:
    """The worlds of the rests that stand; `following` are the states that each state leads to, by their numbers."""
    ways = _Ways(rests, following, merges)
    found = ways.standing()
    for rest in found:
        rest.world.ways = ways.others(rest)
    return [rest.world for rest in found]


class _Ways:
    """The rests, and which of them can be reached from where."""

    def __init__(self, rests: Mapping[int, Rest], following: Mapping[int, list[int]], merges: Sequence[Merge]) -> None:
        self.rests = rests
        self.following = following
        self.reach: dict[int, set[int]] = {}
        self.awake: dict[int, set[int]] = {}
        self.ranks: dict[int, int] = {}
        self.intervals: dict[int, bool] = {}
        self.questions = Questions()
        self.merges: dict[int, list[Merge]] = {}
        for merge in merges:
            self.merges.setdefault(self.questions.way(merge.first), []).append(merge)

    def reachable(self, start: int) -> set[int]:
        """The states to which one leads."""
        return _reached(start, self._leads_to, self.reach)

    def _leads_to(self, number: int) -> Iterator[int]:
        """The states that come next, by whatever ends."""
        yield from self.following.get(number, ())
        rest = self.rests.get(number)
        if rest is not None:
            if rest.returned is not None:
                yield rest.returned
            yield from (start for _, start in rest.further)

    def _leads_awake_to(self, number: int) -> Iterator[int]:
        """Those that come next without a sleep that ends, on PID 1's own line."""
        yield from self.following.get(number, ())
        rest = self.rests.get(number)
        if rest is not None and rest.returned is not None and not rest.sleeps:
            yield rest.returned

    def beyond(self, start: int) -> list[Rest]:
        """The rests to which a state leads."""
        return [self.rests[n] for n in self.reachable(start) if n in self.rests]

    def rank(self, rest: Rest) -> int:
        """How sure a rest stays: a short sleep stays for good in a loop that nothing leads out of.

        So does a program that only answers, where the loop doesn't even sleep.
        """
        if rest.rank > PASSING or rest.returned is None:
            return rest.rank
        known = self.ranks.get(rest.number)
        if known is None:
            beyond = self.beyond(rest.returned)
            loops = rest.number in {each.number for each in beyond} and all(
                0 < each.rank <= rest.rank for each in beyond
            )
            known = STAYS if loops else rest.rank
            self.ranks[rest.number] = known
        return known

    def passes(self, rest: Rest) -> bool:
        """Whether something that stays at least as surely comes behind this rest."""
        if rest.returned is None:
            return False
        beyond = self.beyond(rest.returned)
        if any(self._comes_behind(rest, other) for other in beyond):
            return True
        if rest.explained and any(
            other.rank >= OPEN and not other.explained and is_one_shot(rest.world, other.world)
            for other in self.rests.values()
        ):
            return True
        if rest.mourning and any(
            not other.mourning and was_spared(rest.world, other.world) for other in self.rests.values()
        ):
            return True
        if rest.program and self._is_run_again(rest):
            return True
        if rest.rank == ANSWERS:
            loops = self.rank(rest) != ANSWERS
            on = rest.left or self._asked_before(rest) or any(self._goes_on_to(rest, other) for other in beyond)
            return not loops and on
        ends = [other for other in beyond if other.rank == 0 and other.world.default >= rest.world.default]
        if rest.rank == PASSING:
            # a bounded sleep that leads out of the script, but for one that a handler is there to cut short, round after round
            rounds = rest.handled and self._leads(rest, rest)
            return bool(ends) and self.rank(rest) == PASSING and not rounds
        return rest.rank == OPEN and any(
            became_program(other.world, rest.world, but=rest.keyword) or lacks_variable(other.world, rest.world)
            for other in ends
        )

    def _leads(self, one: Rest, other: Rest) -> bool:
        """Whether the other rest may be reached once what the one waits for has ended."""
        return one.returned is not None and other.number in self.reachable(one.returned)

    def _asked_before(self, rest: Rest) -> bool:
        """Whether other programs were asked for something on the way: a script that asks one after the other sets up."""
        before = (each for each in self.rests.values() if each.rank == ANSWERS and each.site != rest.site)
        return any(self._leads(each, rest) for each in before)

    def _is_run_again(self, rest: Rest) -> bool:
        """Whether a script has run the same program twice before, and it ended: `conf --set a; conf --set b; conf --set c; echo`."""
        same = (each for each in self.rests.values() if each.program == rest.program and each.site != rest.site)
        return len({each.site for each in same if self._leads(each, rest)}) > 1

    def _goes_on_to(self, rest: Rest, other: Rest) -> bool:
        """Whether a script that only wants an answer goes on to something else, in whichever run."""
        if other.number == rest.number or self.rank(other) > PASSING:
            return other.number != rest.number
        back = self._leads(other, rest)
        return other.rank == ANSWERS and other.site != rest.site and not back

    def _comes_behind(self, rest: Rest, other: Rest) -> bool:
        if other.number == rest.number or other.rank == 0 or (rest.world.default and not other.world.default):
            return False
        rank, mine = self.rank(other), self.rank(rest)
        if rank < mine:
            return False
        if not other.applications and (rest.waits or other.endless):
            return False  # what is left when the application has gone does not say that it goes
        here, left = rest.applications, other.applications
        if rest.waits and left <= here and serves_others(other.world, left):
            return False  # likewise when only what served it is left: `wait $app; wait $xvfb`
        if rest.waits and rest.waited & here and left < here and not other.waited & left:
            return False  # nor when nothing was started since: a script waits by its PID for what it is there for
        named = not rest.waits and other.waited & left
        if rank == OPEN and other.waits and left < here and not rest.asked and not named:
            return False  # nothing new was started: it may as well be the application that is waited for first
        if rank == OPEN and rest.applications and rest.rank == OPEN and (rest.handled or other.hooked):
            return False  # what a handler is there for, and what the user's hooks come behind, is the application
        if rest.keyword and becomes(other.world, rest.keyword):
            return False  # nor is there a program of that name
        if (
            rest.rank == OPEN
            and other.pauses
            and not rest.sleeps
            and not self._goes_on(other)
            and not self._leads(other, rest)
        ):
            return False  # a last pause is not what a container is for
        if rank > mine:
            return True
        # one function may start what is waited for in the foreground, and later what `wait $pid` names
        by_name = not rest.waits and bool(other.waited)
        if other.site == rest.site and not by_name:
            return False
        # two sleeps of one endless loop: none is passed for good
        again = (other.sleeps and self._is_done_again(rest)) or (rest.sleeps and other.serves)
        return again or not self._leads(other, rest)

    def _goes_on(self, rest: Rest) -> bool:
        """Whether anything stays that comes behind a rest."""
        return rest.returned is not None and any(each.rank >= OPEN for each in self.beyond(rest.returned))

    def _is_done_again(self, rest: Rest) -> bool:
        """Whether what a rest waits for is done at intervals: `while true; do sleep 3600; reload; done`.

        All ways back to it lead through a long sleep: a server that is restarted does not wait so long for it, as far as is known.
        """
        known = self.intervals.get(rest.number)
        if known is None:
            known = self.intervals[rest.number] = self._returns_by_sleeps(rest)
        return known

    def _returns_by_sleeps(self, rest: Rest) -> bool:
        if rest.sleeps or rest.waits or rest.serves or rest.returned is None:
            return False
        return rest.number not in _reached(rest.returned, self._leads_awake_to, self.awake)

    def _overtakes(self, other: Rest, rest: Rest, pid: int) -> bool:
        """True if a shell beside PID 1's line stays, in `other`, at least as surely as in `rest`, and for good."""
        if (
            other.number == rest.number
            or (other.rank, other.site) != (rest.rank, rest.site)
            or (rest.world.default and not other.world.default)
        ):
            return False
        process = other.world.processes.get(pid)
        mine, where = rest.beside[pid]
        if process is None or not process.alive:
            return mine == ANSWERS
        rank, site = other.beside.get(pid) or focus(other.world, process)[:2]
        if rank != mine or site == where:
            return rank > mine
        return not any(each == pid and rest.number in self.reachable(start) for each, start in other.further)

    def others(self, rest: Rest) -> tuple[tuple[Condition, ...], ...]:
        """Under what other conditions a run comes to a rest: those of the runs that met, on the way, the one that it is."""
        first = rest.world.conditions
        found = {self.questions.way(first): first}
        todo = [first]
        while todo and len(found) < _MANY:
            way = todo.pop(0)
            for at, so_far in enumerate(self.questions.ways(way)):
                for merge in self.merges.get(so_far, ()):
                    if rest.number not in self.reachable(merge.state):
                        continue
                    other = merge.other + way[at:]
                    number = self.questions.way(other)
                    if number not in found:
                        found[number] = other
                        todo.append(other)
        return tuple(found.values())[1:]

    def standing(self) -> list[Rest]:
        """The rests that stand."""
        sideways: dict[int, list[int]] = {}
        for rest in self.rests.values():
            for pid, start in rest.further:
                if any(self._overtakes(other, rest, pid) for other in self.beyond(start)):
                    sideways.setdefault(rest.number, []).append(start)
        passed = {rest.number for rest in self.rests.values() if self.passes(rest)}
        # an end that is only reached by way of a place that stands is not reached
        direct: set[int] = set()
        stack = [0]
        while stack:
            number = stack.pop()
            if number in direct:
                continue
            direct.add(number)
            stack.extend(self.following.get(number, ()))
            found = self.rests.get(number)
            if found is not None and found.returned is not None and number in passed:
                stack.append(found.returned)
            stack.extend(sideways.get(number, ()))
        kept = [
            rest
            for number, rest in sorted(self.rests.items())
            if number not in passed and number not in sideways and (number in direct or number < 0)
        ]
        # a run that only waits a little, beside the default one that gets on: no place to speak of
        gets_on = any(rest.world.default and rest.rank > PASSING for rest in kept)
        return [
            rest
            for rest in kept
            if rest.world.default or not ((0 < rest.rank <= PASSING and gets_on) or rest.unfollowed)
        ]


def _reached(start: int, following: Callable[[int], Iterator[int]], known: dict[int, set[int]]) -> set[int]:
    """The states to which one leads, itself among them; `known` holds what was found for others."""
    if start not in known:
        found: set[int] = set()
        stack = [start]
        while stack:
            number = stack.pop()
            if number in known:
                found |= known[number]
            elif number not in found:
                found.add(number)
                stack.extend(following(number))
        known[start] = found
    return known[start]
