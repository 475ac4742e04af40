"""The table of builtins beside what the model does when it comes to one, and beside the shells themselves."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from stoplint.model.catalog.builtins import ROWS, has
from stoplint.model.shell.builtins import FUNCTIONS

# How the shells are called here; ksh and zsh may be missing.
SHELLS = {"dash": ("dash",), "ash": ("busybox", "ash"), "bash": ("bash",)}


def test_every_builtin_has_a_function_and_every_function_a_row():
    # `exec` replaces the shell, which no function in it can do: `shell.simple_command` knows it
    assert {row.name for row in ROWS} - {"exec"} == set(FUNCTIONS)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_has_the_builtins_that_its_rows_say_and_no_other(shell):
    program = shutil.which(SHELLS[shell][0])
    if program is None:
        pytest.skip(f"not installed: {SHELLS[shell][0]}")
    asked = [program, *SHELLS[shell][1:], "-c", "\n".join(f"type {row.name}" for row in ROWS)]
    done = subprocess.run(asked, env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False)
    found = {line.split()[0] for line in done.stdout.splitlines() if line.endswith("builtin")}
    assert found == {row.name for row in ROWS if has(shell, row.name)}
