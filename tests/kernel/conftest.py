"""`@pytest.mark.kernel("tini", …)`: needs a machine that can make containers, and these tools.

Where the machine can't, or a tool is not installed, the test skips and says why. STOPLINT_REQUIRE_KERNEL makes it fail
instead: "namespaces" where the machine can't, "all" where a tool is missing, too.
"""

from __future__ import annotations

import os

import pytest

from kernel import AGAIN, missing, unavailable


def pytest_runtest_setup(item: pytest.Item) -> None:
    marks = list(item.iter_markers("kernel"))
    if not marks:
        return
    required = os.environ.get("STOPLINT_REQUIRE_KERNEL", "")
    for reason, must in (
        (unavailable(), required in {"namespaces", "all"}),
        (missing(*dict.fromkeys(tool for mark in marks for tool in mark.args)), required == "all"),
    ):
        if reason and must:
            pytest.fail(f"the kernel tests must run here, but: {reason}", pytrace=False)
        if reason:
            pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that sums up (`tests/conftest.py`), where this is one of several."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["again"] = len(AGAIN)


def pytest_terminal_summary(terminalreporter) -> None:
    if AGAIN:
        terminalreporter.write_line(f"{len(AGAIN)} containers were started a second time, with more time")
