"""What stoplint says of every build context in `fixtures/`, and what happens when it is really started and stopped."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from contexts import Started, fixtures
from kernel import Case, Outcome, stop_many
from stoplint.model.fact import Unknown

STARTS = [started for fixture in fixtures() if not fixture.said.get("kernel") for started in fixture.starts]
# The kernel need not wait ten seconds to see that nothing happens.
GRACE = 3.0


def case(started: Started) -> Case:
    """The same context for the kernel."""
    said = started.fixture.said
    trace = started.target()
    sh = started.sh or (None if isinstance(trace.image.sh, Unknown) else trace.image.sh.value)
    arguments = said.get("arguments")
    return Case(
        started.fixture.folder, started.fixture.dockerfile, sh=sh or "dash", signal=said.get("stop"),
        arguments=None if arguments is None else tuple(arguments), env=said.get("env", {}),
        stubs=said.get("stubs", {}), grace=float(said.get("grace", GRACE)),
    )  # fmt: skip


@cache
def outcomes() -> dict[str, Outcome]:
    """All contexts, side by side, once: they mostly sleep."""
    return dict(zip([started.name for started in STARTS], stop_many(map(case, STARTS)), strict=True))


@pytest.mark.kernel
@pytest.mark.parametrize("started", [pytest.param(started, id=started.name) for started in STARTS])
def test_the_kernel_does_what_stoplint_says(started):
    outcome = outcomes()[started.name]
    trace = started.target()
    if trace.verdict != outcome.verdict:
        # a machine under load starts things late: once more, alone and with time
        (outcome,) = stop_many([replace(case(started), window=0.4, patience=4.0, early=False)])
    assert trace.verdict == outcome.verdict, f"{trace.reason}\n{outcome.describe()}"
