"""Durations as sleep(1) and timeout(1) take them."""

from __future__ import annotations

import pytest

from stoplint.model.catalog.durations import seconds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10", 10), ("1.5s", 1.5), ("2m", 120), ("0.5h", 1800), ("1d", 86400), ("0", 0), (".5", 0.5),
        ("infinity", None), ("inf", None), ("nan", None), ("1e999", None), ("", None), ("s", None), ("-1", None),
        ("$X", None), ("5x", None),
    ],
)  # fmt: skip
def test_a_duration_is_a_number_of_seconds(text: str, found: float | None) -> None:
    assert seconds(text) == found
