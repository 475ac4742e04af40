"""Fixes and the kernel: what was broken is really stopped in an orderly way when it is mended, and nothing else changed."""

from __future__ import annotations

from random import Random

import pytest

from kernel.fixes import mend_and_stop, verdict_of
from kernel.scripts import context

pytestmark = pytest.mark.kernel("dash", "bash", "busybox", "tini", "dumb-init")


def broken(first: int, count: int):
    """So many generated contexts that the model says are not stopped well."""
    found = []
    seed = first
    while len(found) < count:
        one = context(Random(seed), seed)  # noqa: S311 -- no secret
        if verdict_of(one).verdict != "graceful":
            found.append(one)
        seed += 1
    return found


def test_a_mended_context_is_graceful_or_no_worse_and_the_application_is_the_same():
    mended = mend_and_stop(broken(1, 150))
    assert len(mended) > 40
    assert [one.describe() for one in mended if one.faults] == []
    assert sum(one.is_graceful for one in mended) > len(mended) / 2


def test_unsafe_fixes_are_proven_like_safe_ones():
    mended = mend_and_stop(broken(5000, 90), unsafe=True)
    assert [one.describe() for one in mended if one.faults] == []
