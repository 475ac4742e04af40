"""The kernel does what the small worlds show (see `worlds`), wherever the model is sure."""

from __future__ import annotations

import pytest

from kernel import Outcome, calmly, missing, stop_many
from worlds import World, names, worlds

TOOLS = {"dash": "dash", "ash": "busybox", "bash": "bash", "sh": "bash"}


def _params():
    for name in names():
        for world in worlds(name):
            for shell in world.shells:
                verdict = world.shown.get(shell, "unknown").partition(":")[0].partition("\n")[0]
                if verdict != "unknown" and not world.said.get("kernel"):
                    marks = pytest.mark.kernel(TOOLS[shell])
                    title = f"{name.removesuffix('.txt')}: {world.title}, {shell}"
                    yield pytest.param(world, shell, verdict, id=title, marks=marks)


@pytest.fixture(scope="session")
def outcomes(request) -> dict[tuple[int, str], Outcome]:
    """What became of every world that this run selects, all started side by side."""
    wanted = {}
    for item in request.session.items:
        call = getattr(item, "callspec", None)
        if call and isinstance(call.params.get("world"), World) and "verdict" in call.params:
            world, shell = call.params["world"], call.params["shell"]
            if not missing(TOOLS[shell]):
                wanted[id(world), shell] = world.row.case(shell)
    return dict(zip(wanted, stop_many(wanted.values()), strict=True))


@pytest.mark.parametrize(("world", "shell", "verdict"), list(_params()))
def test_the_kernel_does_what_is_shown(outcomes, world, shell, verdict):
    outcome = outcomes[id(world), shell]
    if outcome.verdict != verdict:
        # a machine under load starts things late: once more, alone and with time
        (outcome,) = calmly([world.row.case(shell)])
    assert outcome.verdict == verdict, outcome.describe()
