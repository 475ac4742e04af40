"""Whatever a repository holds: it is judged or refused in bounded steps, and nothing outside of it is read, shown or changed."""

from __future__ import annotations

import json
import re
import signal
import sys
import xml.etree.ElementTree as ET
from contextlib import contextmanager

import pytest

from hostile import ALL, OUTSIDE, SECRET, lay_out

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs")
COMMANDS = (
    ("check", "--diff", "--unsafe-fixes"),
    ("trace", "-f", "json"),
    ("check", "-f", "json"),
    ("check", "-f", "junit"),
    ("check", "--add-ignore"),
    ("check", "--fix", "--unsafe-fixes"),
)
# Seconds of CPU time, ten times what the worst takes: for what would never end.
MOST = 20
# C0 but tab and line ends, DEL, C1, what changes directions, what XML has no place for.
RAW = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\r(?!\n)")
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


class NeverEndsError(BaseException):
    """Nothing may catch it on the way."""


@contextmanager
def bounded(seconds):
    def stop(*_):
        raise NeverEndsError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outside(folder):
    root = folder.parent / "outside"
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    def make(hostile):
        folder = tmp_path / "repository"
        lay_out(hostile, folder)
        monkeypatch.chdir(folder)
        from stoplint.config import from_folder

        from_folder.cache_clear()
        return folder

    return make


def refused(constant):
    raise ValueError(constant)


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_repository_is_judged_or_refused(repository, stoplint, name):
    hostile = ALL[name]
    folder = repository(hostile)
    for command in COMMANDS:
        with bounded(MOST):
            result = stoplint(*command)
        said = result.out + result.err
        assert result.code in (0, 1, 2), said[-2000:]
        assert "Traceback" not in said
        assert SECRET not in said or SECRET in str(hostile.files)
        assert "root:" not in said
        assert outside(folder) == OUTSIDE
        assert not RAW.search(said), RAW.search(said)
        if "-f" not in command:
            assert not COMMAND.search(said), COMMAND.search(said)
        if "junit" in command and result.out:
            ET.fromstring(result.out)
        if "json" in command and result.out:
            images = json.loads(result.out, parse_constant=refused)["images"]
            if hostile.unknown:
                assert "graceful" not in [each["verdict"] for each in images]
            if hostile.why and "check" in command:
                assert hostile.why in result.err + str([each["reason"] for each in images])
