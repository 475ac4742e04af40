"""The kernel does what the small worlds show (see `worlds`), wherever the model is sure."""

from __future__ import annotations

import pytest

from kernel import Outcome, calmly, missing, stop_many
from kernel.pictured import Line, Told, seen, told
from worlds import STUBS, World, names, worlds

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
    for slow in (False, True):
        if not _agrees(outcome, world, verdict, lines):
            # a machine under load starts things late: once more, alone and with time
            (outcome,) = calmly([world.case(shell)], slow=slow)
    assert verdict in ("unknown", outcome.verdict), outcome.describe()
    assert _agrees(outcome, world, verdict, lines), f"{lines}\n{seen(outcome, world.stubs)}\n{outcome.describe()}"


def _agrees(outcome: Outcome, world: World, verdict: str, lines: Told) -> bool:
    """Whether the verdict is that of the picture, and each application gets what it shows."""
    if verdict not in ("unknown", outcome.verdict):
        return False
    return outcome.facts.ended or outcome.facts.failed or lines.holds(seen(outcome, world.stubs))


PICTURE = """\
partial: some applications shut down in an orderly way, but worker does not
  1<0 /start.sh [launch shell] SIGTERM → exited: ends
  2<1 server --flag [background application] SIGTERM → finished: gets SIGTERM and shuts down in an orderly way
  3<1 worker [background application] → killed: never signalled; killed by the kernel when PID 1 ends"""
WRONG = {
    "what an application gets": ("--flag [background application] SIGTERM", "--flag [background application] SIGINT"),
    "that it gets anything": ("--flag [background application] SIGTERM", "--flag [background application]"),
    "how it ends": ("→ finished", "→ killed"),
    "how one ends that gets nothing": ("→ killed", "→ stays"),
    "its name": ("worker [", "server ["),
    "its arguments": ("--flag", "--other"),
    "that there is another": ("  3<1", "  # "),
    "that there is no other": ("  3<1", "  4<1 worker [background application] → killed\n  3<1"),
}


@pytest.fixture(scope="module")
def one_of_two_stopped() -> list[Line]:
    script = "server --flag & pid=$!\nworker &\ntrap 'kill $pid; wait $pid' TERM\nwait"
    world = World("one of two is stopped", script=script)
    (outcome,) = stop_many([world.case("dash")])
    return seen(outcome, world.stubs)


@pytest.mark.kernel("dash")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_picture_that_is_wrong_is_noticed(one_of_two_stopped, wrong):
    before, after = WRONG[wrong]
    assert before in PICTURE
    assert told(PICTURE, STUBS).holds(one_of_two_stopped)
    assert not told(PICTURE.replace(before, after), STUBS).holds(one_of_two_stopped)


def test_of_several_usual_runs_only_what_they_share_is_compared():
    runs = "graceful\nusually, a → graceful\n{}\nusually, b → partial: why\n{}\n{}\nelse, c → lost\n{}"
    first, second, third = (
        f"  1<0 {name} [exec application] SIGTERM → finished" for name in ("server", "worker", "setup")
    )
    both = told(runs.format(first, first, second, third), STUBS)
    assert [line.argv for line in both.lines] == ["server"]
    assert not both.all


def test_a_run_that_is_not_sure_is_not_compared():
    assert told("unknown: why\n  1<0 server [exec application] SIGTERM → finished", STUBS) == Told()
