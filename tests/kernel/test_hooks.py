"""A hook's script takes at least as long as the model says, and fails where it says so: the shells are asked."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest

from model.workload.test_hooks import hook
from stoplint.model.workload.hooks import effect

SHELLS = [("dash",), ("bash",), ("busybox", "sh")]
SCRIPTS = [
    "sleep 0.2; sleep 0.1",
    "sleep 0.1 & sleep 0.3; wait",
    "sleep 0.3 & sleep 0.1; wait",
    "sleep 0.3 & sleep 0.1",
    "for i in 1 2 3; do sleep 0.1; done",
    "for i in $(seq 1 3); do sleep 0.1; done",
    "for i in {1..3}; do sleep 0.1; done",
    "for i in 1 2 3; do [ $i = 2 ] && break; sleep 0.1; done; sleep 0.1",
    "for i in 1 2 3; do [ $i = 2 ] && exit 0; sleep 0.1; done; sleep 0.3",
    "[ -d / ] && exit 0; sleep 0.3",
    "[ -f /none ] || exit 0; sleep 0.3",
    "[ -f /none ] && exit 0; sleep 0.2",
    "if [ -d / ]; then sleep 0.1; else sleep 0.3; fi",
    "if [ -d / ]; then exit 0; fi; sleep 0.3",
    "(exit 1); sleep 0.2",
    "(sleep 0.1; exit 0; sleep 0.3); sleep 0.1",
    "sleep 0.2 | sleep 0.1",
    "exit 0 | sleep 0.2; sleep 0.1",
    "exec sleep 0.1; sleep 0.3",
    "f() { sleep 0.1; return 0; sleep 0.3; }; f; sleep 0.1",
    "f() { sleep 0.1; exit 0; }; f; sleep 0.3",
    "f() { [ -d / ] && return 0; sleep 0.3; }; f; sleep 0.1",
    "N=0.2; sleep $N",
    "A='sleep 0.2'; $A",
    "timeout 0.1 sleep 0.3; sleep 0.1",
    "sh -c 'exit 1'; sleep 0.2",
    "sleep 0.1 && sleep 0.1 || sleep 0.3",
    "while true; do sleep 0.1; break; done; sleep 0.1",
    "while sleep 0.1; do [ -d / ] && exit 0; done; sleep 0.3",
    "while [ -d / ]; do sleep 0.1; exit 0; done; sleep 0.3",
    "until sleep 0.1; do sleep 0.3; done",
    "case x in x) exit 0;; esac; sleep 0.3",
    "{ sleep 0.1; exit 0; }; sleep 0.3",
    "eval 'exit 0'; sleep 0.3",
    "set -e; false; sleep 0.3",
    "set -e; sleep 0.1; (exit 1); sleep 0.3",
    "trap 'sleep 0.1' EXIT; sleep 0.1",
    ". /dev/null; sleep 0.2",
    "for i in 1 2; do for j in 1 2; do [ $j = 2 ] && continue; sleep 0.1; done; done",
    "for i in 1 2; do for j in 1 2; do [ $j = 2 ] && break 2; sleep 0.1; done; sleep 0.1; done",
]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_it_takes_as_long_at_least(shell, script):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"there is no {shell[0]}")
    said = effect(hook(*shell, "-c", script)).seconds
    start = time.monotonic()
    subprocess.run([*shell, "-c", script], check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    assert time.monotonic() - start > (said or 0.0) - 0.02


@pytest.mark.parametrize(
    "words",
    [
        ["sleep 0.1"],
        ["sh", "-c", "sleep", "0.1"],
        ["source", "/dev/null"],
        ["sleep", "0.1", "&&", "true"],
        ["sleep", "$(echo 0.1)"],
    ],
)
def test_what_is_a_fault_fails(words):
    assert effect(hook(*words)).faults
    try:
        done = subprocess.run(words, check=False, capture_output=True, timeout=20)
    except FileNotFoundError:
        return
    assert done.returncode != 0
