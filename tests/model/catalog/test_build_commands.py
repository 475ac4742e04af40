"""Commands of a RUN that leave the image's files alone."""

from __future__ import annotations

import pytest

from stoplint.model.catalog.build_commands import MUTE, is_quiet, only_reads
from stoplint.model.catalog.builtins import ROWS


@pytest.mark.parametrize("name", ["set", "exit", ":", "umask", "alias", "chown", "sleep"])
def test_a_quiet_command_changes_no_file(name: str) -> None:
    assert is_quiet(name)


@pytest.mark.parametrize("name", ["eval", ".", "source", "read", "popd", "chmod", "cp", "apt-get", "./install", "make"])
def test_what_may_change_files_or_the_folder_is_not_quiet(name: str) -> None:
    assert not is_quiet(name)


def test_what_is_mute_is_quiet() -> None:
    assert all(map(is_quiet, MUTE))


def test_a_builtin_that_runs_a_text_does_not_change_the_file_it_reads() -> None:
    assert {row.name for row in ROWS if only_reads(row.name)} == {".", "source", "eval", "kill"}
