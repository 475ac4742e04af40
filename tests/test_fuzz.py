"""Mutated repositories, a few of them in every run of the suite: `make fuzz` tries many."""

from __future__ import annotations

import sys

import pytest

import fuzz

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a timer of CPU time")


@pytest.mark.parametrize("seed", range(0, 80, 10))
def test_nothing_fails_on_mutated_repositories(seed):
    for number in range(seed, seed + 10):
        said, files = fuzz.found(number)
        assert said == [], files


@pytest.mark.parametrize("seed", range(0, 400, 200))
def test_no_reader_fails_on_mutated_files(seed):
    for number in range(seed, seed + 200):
        said, files = fuzz.found_by_readers(number)
        assert said == [], files


# What fuzzing found, as it was found.
FOUND: dict[str, dict[str, str]] = {
    "a name of white space": {
        "Dockerfile": 'FROM\nCOPY start.sh bin\nENTRYPOINT ["start.sh"]\n', "start.sh": "#!sh\n\r",
    },
    "as many commands as before": {
        "Dockerfile": 'FROM\nCOPY entrypoint.sh entrypoint.sh\nENTRYPOINT ["/entrypoint.sh"]',
        "entrypoint.sh": '#!h\nif "";then\ns\nfi\n{ for b do "\n";done }',
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_holds(tmp_path, name):
    assert list(fuzz.offences(FOUND[name], tmp_path / "repository")) == []


def test_an_offence_is_seen(tmp_path, monkeypatch):
    from stoplint.project import parts

    def failing(*_):
        raise IndexError("a fault")

    monkeypatch.setattr(parts, "look", failing)
    (said,) = fuzz.offences(fuzz.corpus()[0], tmp_path / "repository")
    assert "IndexError: a fault" in said
