"""The model and the kernel say the same of start scripts that nobody wrote.

A bounded run of `kernel.soak`. A failure here is a fault of the model: it is fixed there, and the shrunk context
becomes a fixture.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.agreement import Compared, compare
from kernel.scripts import Generated, context

pytestmark = pytest.mark.kernel("tini", "dumb-init", "gosu", "sudo", "setpriv", "busybox", "bash", "dash")

# The seeds change with the month's soak, not with every run: what fails here fails again.
SEEDS = range(1, 301)


def _told(one: Compared) -> str:
    return f"model {one.model.verdict} ({one.model.reason}), kernel {one.outcome.verdict}\n{one.generated.describe()}\n{one.outcome.describe()}"


@pytest.fixture(scope="module")
def answers() -> list[Compared]:
    return compare([context(Random(seed), seed) for seed in SEEDS], workers=16)


def test_the_model_says_what_the_kernel_does(answers: list[Compared]) -> None:
    differ = [one for one in answers if not one.agrees and not one.is_unknown]
    # the measured rate of the long run is 99.5 %: one or two of 300 may be chance of a loaded machine
    assert len(differ) <= 2, "\n\n".join(map(_told, differ))


def test_graceful_is_never_said_of_what_the_kernel_killed(answers: list[Compared]) -> None:
    wrong = [one for one in answers if one.is_false_graceful]
    assert not wrong, "\n\n".join(map(_told, wrong))


def test_unknown_is_rare(answers: list[Compared]) -> None:
    assert sum(one.is_unknown for one in answers) <= 0.03 * len(answers)


@settings(max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(generated=st.randoms(use_true_random=False).map(context))
def test_a_disagreement_is_shrunk(generated: Generated) -> None:
    """One at a time, drawn and shrunk by hypothesis: a failure prints the smallest context it found."""
    one = compare([generated], workers=1)[0]
    assert one.agrees or one.is_unknown, _told(one)
