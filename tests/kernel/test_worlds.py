"""The kernel does what the small worlds show (see `worlds`), wherever the model is sure."""

from __future__ import annotations

import pytest

from kernel import Outcome, calmly, missing, stop_many
from kernel.pictured import Told, seen, told
from worlds import World, names, worlds

TOOLS = {"dash": "dash", "ash": "busybox", "bash": "bash", "sh": "bash"}


def _params():
    for name in names():
        for world in worlds(name):
            said = world.said.get("kernel", "")
            for shell in world.shells:
                picture = world.shown.get(shell, "unknown")
                verdict = picture.partition(":")[0].partition("\n")[0]
                lines = Told() if said.startswith("verdict only") else told(picture, world.stubs)
                if (verdict != "unknown" or lines.lines) and not said.startswith(("no, ", f"not {shell}, ")):
                    marks = pytest.mark.kernel(TOOLS[shell], *world.row.tools)
                    title = f"{name.removesuffix('.txt')}: {world.title}, {shell}"
                    yield pytest.param(world, shell, verdict, lines, id=title, marks=marks)


@pytest.fixture(scope="session")
def outcomes(request) -> dict[tuple[int, str], Outcome]:
    """What became of every world that this run selects, all started side by side."""
    wanted = {}
    for item in request.session.items:
        call = getattr(item, "callspec", None)
        if call and isinstance(call.params.get("world"), World) and "verdict" in call.params:
            world, shell = call.params["world"], call.params["shell"]
            if not missing(TOOLS[shell], *world.row.tools):
                wanted[id(world), shell] = world.case(shell)
    return dict(zip(wanted, stop_many(wanted.values()), strict=True))


@pytest.mark.parametrize(("world", "shell", "verdict", "lines"), list(_params()))
def test_the_kernel_does_what_is_shown(outcomes, world, shell, verdict, lines):
    outcome = outcomes[id(world), shell]
    if not _agrees(outcome, world, verdict, lines):
        # a machine under load starts things late: once more, alone and with time
        (outcome,) = calmly([world.case(shell)])
    assert verdict in ("unknown", outcome.verdict), outcome.describe()
    assert _agrees(outcome, world, verdict, lines), f"{lines}\n{seen(outcome, world.stubs)}\n{outcome.describe()}"


def _agrees(outcome: Outcome, world: World, verdict: str, lines: Told) -> bool:
    """Whether the verdict is that of the picture, and each application gets what it shows."""
    if verdict not in ("unknown", outcome.verdict):
        return False
    return outcome.facts.ended or outcome.facts.failed or lines.holds(seen(outcome, world.stubs))
