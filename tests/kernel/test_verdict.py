from __future__ import annotations

import pytest

from kernel.verdict import Application, Facts, fate, verdict

DONE = Application(2, "app", took=(15,), finished=True)
DRAINING = Application(2, "app", took=(15,), by=9)
UNTOUCHED = Application(2, "app", by=9)
DEAD = Application(2, "app", by=15, handles=False)
DEAF = Application(2, "app", took=(15,), noted=(15,), by=9)
FIRST = Application(1, "app", by=9, handles=False)
ENDED_FIRST = Application(1, "app", took=(15,), finished=True)

TABLE = [
    ("PID 1 could not be executed", Facts(failed=True), "fails-to-start"),
    ("it ended with an error before any application began", Facts(ended=True, status=127 << 8), "fails-to-start"),
    ("it ended with 0 before any application began", Facts(ended=True), "exits-early"),
    ("it ended with an error after one began", Facts(ended=True, started=True, status=1 << 8), "exits-early"),
    ("a keep-alive as PID 1", Facts(stayed=True, idle=True), "ignored"),
    ("a keep-alive below a shell that stays", Facts(stayed=True), "lost"),
    ("a keep-alive whose PID 1 leaves", Facts(), "graceful"),
    ("the application is PID 1 and finished", Facts(applications=(ENDED_FIRST,)), "graceful"),
    ("a child finished and PID 1 left", Facts(applications=(DONE,)), "graceful"),
    ("a child finished and PID 1 stayed", Facts(applications=(DONE,), stayed=True), "hangs"),
    ("nothing reached it and PID 1 stayed", Facts(applications=(UNTOUCHED,), stayed=True), "lost"),
    ("nothing reached it and PID 1 left", Facts(applications=(UNTOUCHED,)), "killed"),
    ("it was draining and PID 1 left", Facts(applications=(DRAINING,)), "killed"),
    ("it was draining and something killed it, PID 1 stayed", Facts(applications=(DRAINING,), stayed=True), "killed"),
    ("PID 1 without a handler", Facts(applications=(FIRST,), stayed=True), "ignored"),
    ("it ignores the signal and PID 1 stayed", Facts(applications=(DEAF,), stayed=True), "ignored"),
    ("it ignores the signal and PID 1 left", Facts(applications=(DEAF,)), "killed"),
    ("a child died of the default action", Facts(applications=(DEAD,)), "abrupt"),
    ("a child died of the default action and PID 1 stayed", Facts(applications=(DEAD,), stayed=True), "abrupt"),
    ("one finished, the other was killed", Facts(applications=(DONE, UNTOUCHED)), "partial"),
    ("one finished, the other was lost", Facts(applications=(DONE, UNTOUCHED), stayed=True), "partial"),
    ("one died, the other was lost: the worst is told", Facts(applications=(DEAD, UNTOUCHED), stayed=True), "lost"),
    ("one died, the other was killed", Facts(applications=(DEAD, UNTOUCHED)), "killed"),
    ("two finished", Facts(applications=(DONE, ENDED_FIRST)), "graceful"),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_was_seen_has_one_verdict(facts, expected):
    assert verdict(facts) == expected


def test_a_sigkill_is_never_an_end_of_its_own():
    for stayed in (True, False):
        assert fate(UNTOUCHED, Facts(stayed=stayed)) in {"lost", "killed"}


def test_no_application_finishes_by_being_seen_last():
    both = Facts(applications=(UNTOUCHED, DONE)), Facts(applications=(DONE, UNTOUCHED))
    assert len({verdict(facts) for facts in both}) == 1
