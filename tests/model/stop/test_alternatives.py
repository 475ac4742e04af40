"""A condition that a run does not need, because it comes about either way, is left out."""

from __future__ import annotations

import pytest

import samples
from stoplint.model.processes.world import Condition
from stoplint.model.stop.alternatives import decisive, shortest
from stoplint.model.stop.trace import verdict_of

A, B, C = (Condition(f"[ -f /{name} ]", "holds") for name in "abc")
NOT_A, NOT_B, NOT_C = (each._replace(answer="does not hold") for each in (A, B, C))
DEPARTS = A._replace(departs=True)
ONE, OTHER = Condition("$MODE", "is a"), Condition("$MODE", "is b")
ARM, ARMS, REST = (Condition("$(uname -m)", f"is {arm}", outcomes=3) for arm in ("arm64", "a or b", "*"))
EITHER, OR = (Condition("$1", f"is {arm}", outcomes=2) for arm in ("a", "none of the patterns"))


@pytest.mark.parametrize(
    ("ways", "needed"),
    [
        ([(A,)], (A,)),
        ([(A, B)], (A, B)),
        ([(A, B), (A, NOT_B)], (A,)),
        ([(A, B), (NOT_A, B)], (B,)),
        ([(A,), (NOT_A,)], ()),
        ([(NOT_A,), (A, B), (A, NOT_B)], ()),
        ([(A, B, C), (A, B, NOT_C), (A, NOT_B, C), (A, NOT_B, NOT_C)], (A,)),
        ([(A, B), (NOT_A, NOT_B)], (A, B)),
        ([(A, B), (C,)], (C,)),
        # what somebody has to set is told where it is needed only
        ([(DEPARTS,), (B, C)], (B, C)),
        ([(A, ONE), (A, OTHER)], (A, ONE)),
        ([(A, B), (A, C)], (A, B)),
        # the arms of a case: all of them, or not
        ([(A, ARM), (A, ARMS), (A, REST)], (A,)),
        ([(A, ARM), (A, REST)], (A, ARM)),
        ([(A, ARM), (A, ARMS), (NOT_A, REST)], (A, ARM)),
        ([(EITHER,), (OR,)], ()),
        ([(ARM, B), (ARM, NOT_B), (ARMS,), (REST,)], ()),
    ],
)
def test_only_what_a_run_needs_is_told(ways, needed):
    assert shortest(ways) == needed


def test_very_many_ways_are_not_all_compared():
    places = [Condition(f"[ -f /{number} ]", "holds") for number in range(200)]
    assert shortest([(each,) for each in places]) == (places[0],)


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ([("lost", (A,)), ("graceful", (NOT_A,))], A),
        ([("graceful", (A,)), ("lost", (NOT_A, B)), ("graceful", (NOT_A, NOT_B))], B),
        ([("graceful", (NOT_A, C)), ("graceful", (NOT_A, NOT_C)), ("lost", (A, B)), ("lost", (A, NOT_B))], NOT_A),
        ([("graceful", (A, B)), ("graceful", (NOT_A, B)), ("lost", (A, NOT_B)), ("lost", (NOT_A, NOT_B))], B),
        # neither decides alone
        ([("lost", (A, B)), ("graceful", (A, NOT_B)), ("graceful", (NOT_A, B)), ("lost", (NOT_A, NOT_B))], B),
        ([("lost", ()), ("graceful", ())], None),
    ],
)
def test_what_is_told_to_decide_is_what_the_verdicts_differ_by(ways, told):
    assert decisive(ways) == told


ASKED = (A,)
OTHERWISE = (NOT_A,)


@pytest.mark.parametrize(("runs", "verdict"), [
    ([("partial", ()), ("unknown", ASKED)], "partial"),
    ([("partial", ()), ("lost", ()), ("unknown", ASKED)], "lost"),
    ([("partial", ()), ("graceful", ASKED)], "unknown"),
    ([("partial", OTHERWISE), ("unknown", ASKED)], "unknown"),
    ([("partial", OTHERWISE), ("lost", ASKED)], "unknown"),
    ([("exits-early", OTHERWISE), ("fails-to-start", ASKED)], "exits-early"),
])  # fmt: skip
def test_where_default_runs_disagree_what_nothing_decides_is_told(runs, verdict):
    found = tuple(samples.lost_run(verdict=each, conditions=conditions) for each, conditions in runs)
    assert verdict_of(found)[0] == verdict
