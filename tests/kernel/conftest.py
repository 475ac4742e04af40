"""`@pytest.mark.kernel("tini", …)`: needs a machine that can make containers, and these tools.

Where the machine can't, the test skips and says why; with STOPLINT_REQUIRE_KERNEL=1 it fails instead. A tool that is
not installed is a skip that names it.
"""

from __future__ import annotations

import os

import pytest

from kernel import missing, unavailable


def pytest_runtest_setup(item: pytest.Item) -> None:
    marks = list(item.iter_markers("kernel"))
    if not marks:
        return
    reason = unavailable()
    if reason and os.environ.get("STOPLINT_REQUIRE_KERNEL") == "1":
        pytest.fail(f"the kernel tests must run here, but: {reason}", pytrace=False)
    reason = reason or missing(*dict.fromkeys(tool for mark in marks for tool in mark.args))
    if reason:
        pytest.skip(reason)
