"""From what was seen to one of the closed set of verdicts: a pure function, and the nouns it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Verdict = Literal[
    "graceful", "lost", "killed", "partial", "ignored", "abrupt", "hangs", "exits-early", "fails-to-start"
]
Fate = Literal["finished", "lost", "killed", "ignored", "cut"]
# Several applications, and none of them finished: the worst is told.
WORST: tuple[Fate, ...] = ("lost", "killed", "ignored", "cut")
_NAMES: dict[Fate, Verdict] = {"lost": "lost", "killed": "killed", "ignored": "ignored", "cut": "abrupt"}


@dataclass(frozen=True)
class Application:
    """An application process that was there at the steady state, and what became of it.

    `pid` and `parent` are numbers in its namespace. `took` are the numbers of the signals that its handlers saw
    after the stop began; `noted` those of them that it ignores. `finished`: it shut down in its orderly way. `by`
    is the number of the signal whose action (default, or a handler that ends at once) ended it: SIGKILL is 9 whoever
    sent it, 0 when none did. `handles`: it has a handler for the stop signal.
    """

    pid: int
    name: str
    took: tuple[int, ...] = ()
    noted: tuple[int, ...] = ()
    finished: bool = False
    by: int = 0
    handles: bool = True
    parent: int = 0


@dataclass(frozen=True)
class Facts:
    """`failed`: PID 1 could not be executed. `ended`: the container was gone before the signal; `started`: an
    application had begun by then. `status` is PID 1's, as of wait(2). `stayed`: PID 1 was there until SIGKILL.
    `idle`: PID 1 itself is a keep-alive (`sleep infinity`, `tail -f /dev/null`), with no process below it. `sent`: there
    was a stop signal at all.
    """

    failed: bool = False
    ended: bool = False
    started: bool = False
    status: int = 0
    stayed: bool = False
    idle: bool = False
    sent: bool = True
    applications: tuple[Application, ...] = ()


def fate(one: Application, facts: Facts) -> Fate:
    """What became of one application.

    - finished: it says so itself, in time.
    - cut: a signal's action other than SIGKILL ended it: its default action, or a handler that ends at once.
    - ignored: PID 1 stayed, and the application was reached to no effect: it noted a signal that it ignores, or it
      is PID 1 and the kernel dropped the signal (if there was one) for want of a handler.
    - lost: PID 1 stayed, nothing reached the application, and SIGKILL came at the end of the grace period.
    - killed: SIGKILL came earlier, or while it was draining: because PID 1 ended, or from its own wrapper. It makes
      no difference whether it had got its signal before, nor whether it would have ignored it.
    """
    if one.finished:
        return "finished"
    if one.by not in {0, 9}:
        return "cut"
    real = [number for number in one.took if number not in one.noted]
    if not facts.stayed or real:
        return "killed"
    if one.noted or (one.pid == 1 and facts.sent):
        return "ignored"
    return "lost"


def verdict(facts: Facts) -> Verdict:
    """The verdict.

    - fails-to-start: PID 1 could not be executed (no such program, no `#!`, not executable, no such user), or the
      container ended by itself with an error before any application had begun.
    - exits-early: the container ended by itself otherwise: with 0, or when an application had begun (it daemonised,
      was put in the background, or ended).
    - without any application process at the steady state: graceful if PID 1 left before SIGKILL, else ignored when
      PID 1 is the keep-alive itself and was signalled, else lost (a keep-alive below a shell that drops the signal).
    - partial: some applications finished, others not; whether PID 1 stayed makes no difference then.
    - all finished: graceful if PID 1 ended within the grace period, else hangs.
    - none finished: the worst fate, in the order of `WORST`; cut is called abrupt (whether or not PID 1 stayed).
    """
    if facts.failed:
        return "fails-to-start"
    if facts.ended:
        return "exits-early" if facts.started or facts.status == 0 else "fails-to-start"
    if not facts.applications:
        return "graceful" if not facts.stayed else "ignored" if facts.idle and facts.sent else "lost"
    fates = Counter(fate(one, facts) for one in facts.applications)
    if fates["finished"] == len(facts.applications):
        return "hangs" if facts.stayed else "graceful"
    if fates["finished"]:
        return "partial"
    return _NAMES[min(fates, key=WORST.index)]
