"""Modes, as chmod itself has them."""

from __future__ import annotations

import itertools
import subprocess

import pytest

from stoplint.model.image.modes import executable_by

CLAUSES = [
    "+x", "-x", "=", "=r", "=x", "=X", "+X", "-X", "u+x", "u-x", "g-x", "o-x", "u=rw", "go=", "go=r", "a+x", "a-x", "a=rx",
    "ugo-x", "ug-x", "g=u", "o=g", "u+g", "o-u", "u=rwX", "+r", "-w", "u+s", "+t", "u-x+x", "a=r+x", "a+x-x",
]  # fmt: skip
OCTAL = ["0", "1", "10", "100", "644", "0644", "755", "0755", "4755", "2644", "1777", "07777", "66", "001"]


def chmod(path, mode: str) -> bool | None:
    """Whether anybody may execute the file after it; None if chmod doesn't take the mode."""
    done = subprocess.run(["chmod", "--", mode, str(path)], check=False, capture_output=True)
    return bool(path.stat().st_mode & 0o111) if done.returncode == 0 else None


@pytest.mark.parametrize("before", [0o755, 0o644])
def test_a_mode_does_what_chmod_does(before, tmp_path):
    path = tmp_path / "f"
    path.touch()
    told, real = {}, {}
    for mode in [*OCTAL, *CLAUSES, *(",".join(pair) for pair in itertools.product(CLAUSES[8:16], repeat=2))]:
        path.chmod(before)
        told[mode], real[mode] = executable_by(mode, before == 0o755), chmod(path, mode)
    assert told == real


@pytest.mark.parametrize(
    ("mode", "after"),
    [
        ("+x", True), ("755", True), ("644", False), ("a-x", False), ("=r", False), ("u-x", None), ("u+x", True),
        ("g+w", None), ("+X", None), ("=X", None), ("u=rw", None), ("u=rwx,go=", True), ("u=rw,go=", False), ("g=u", None),
        ("-X", None), ("u+x,g=u", True), ("a=r,g=u", False),
    ],
)  # fmt: skip
def test_a_mode_that_was_not_known_is_known_where_the_new_one_says_all(mode, after):
    assert executable_by(mode, None) is after


@pytest.mark.parametrize("mode", ["", "?", "x", "u", "+q", "8", "9755", "$MODE", "--reference=f", "u+x;g", "777777"])
def test_what_is_no_mode_leaves_it_open(mode):
    assert executable_by(mode, before=True) is None
