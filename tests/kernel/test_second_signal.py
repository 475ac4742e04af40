"""A hook has begun an orderly stop, and the stop signal follows at once: does it cut what the first one had begun?

Kubernetes' preStop and Compose's pre_stop mostly do just that (`nginx -s quit`, `kill -QUIT 1`). Real programs, with a
request open, as in `test_programs.py`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import pytest

from kernel.test_programs import PHP, PROGRAMS, Program, missing, stopped

NAMED = {program.name: program for program in PROGRAMS}
# works all the time: sleep(3) and its like return when a signal comes
BUSY = {**PHP, "slow.php": "<?php $t = microtime(true); while (microtime(true) - $t < 2.4) {} echo 'done';"}


def named(name: str, pause: float = 1.2) -> Program:
    return replace(NAMED[name], pause=pause)


FPM = NAMED["php-fpm with process_control_timeout"]
FPM = replace(FPM, files={**FPM.files, **BUSY})


@dataclass(frozen=True)
class Pair:
    """Two signals, and whether the open request is answered."""

    program: Program
    first: str
    then: str
    finished: bool
    why: str = ""


PAIRS = [
    Pair(named("nginx", 4.0), "QUIT", "TERM", False),
    Pair(named("nginx"), "QUIT", "QUIT", True),
    Pair(FPM, "QUIT", "TERM", False),
    Pair(FPM, "QUIT", "QUIT", True),
    Pair(named("haproxy -W", 4.0), "USR1", "TERM", False),
    # Any second signal ends apache's wait for its processes; then they have nine seconds, and SIGKILL
    # (https://github.com/apache/httpd/blob/c0882d02091da592242b329d550604288c8caac5/server/mpm_unix.c, ap_reclaim_child_processes)
    Pair(named("apache2", 4.0), "WINCH", "TERM", True, "within nine seconds"),
    Pair(named("apache2", 14.0), "WINCH", "TERM", False, "after nine seconds"),
    Pair(named("apache2", 14.0), "WINCH", "WINCH", False, "after nine seconds"),
    Pair(named("postgres"), "TERM", "TERM", True),
    Pair(named("postgres"), "TERM", "INT", False),
    Pair(named("gunicorn"), "TERM", "TERM", True),
    Pair(named("gunicorn"), "QUIT", "TERM", False),
    Pair(named("supervisord, nginx with stopsignal=QUIT"), "TERM", "TERM", True),
    Pair(named("node with a handler"), "TERM", "TERM", True),
    Pair(named("python with a handler"), "TERM", "TERM", True),
]


@cache
def outcomes() -> dict[int, dict[str, object]]:
    """All of them, side by side, once: they mostly wait."""
    wanted = [pair for pair in PAIRS if not missing(pair.program)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        return {id(pair): told for pair, told in zip(wanted, pool.map(run, wanted), strict=True)}


def run(pair: Pair) -> dict[str, object]:
    return stopped(pair.program, pair.first, then=pair.then, ends=True)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "pair", [pytest.param(one, id=f"{one.program.name} on {one.first}, {one.then} {one.why}".strip()) for one in PAIRS]
)
def test_a_second_signal_cuts_a_drain_or_does_not(pair):
    if missing(pair.program):
        pytest.skip(missing(pair.program))
    expected = "finished" if pair.finished else "dropped"
    told = outcomes()[id(pair)]
    if told["request"] != expected:  # on a busy machine the second one may have come too late
        told = run(pair)
    assert told["ready"], told
    assert told["ended"], told
    assert told["request"] == expected, told
