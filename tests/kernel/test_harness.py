"""What is known about shells, traps, init programs and wrappers: the kernel and the model are asked for every row."""

from __future__ import annotations

import pytest

from kernel import Outcome, calmly, facts, stop_many
from kernel.agreement import model_of_row
from kernel.rows import Row

TABLES = {name: rows for name, rows in vars(facts).items() if name.isupper() and isinstance(rows, list)}
TOOLS = {"dash": "dash", "ash": "busybox", "bash": "bash", "sh": "bash"}


def _params():
    for table, rows in TABLES.items():
        for row in rows:
            for shell in row.shells:
                text = row.name or " ⏎ ".join(row.text.splitlines())
                signal = "" if row.signal is None else f" on {row.signal}"
                name = f"{table.lower()}: {shell} {row.form if row.form != '-c' else ''} {text}{signal}"
                marks = pytest.mark.kernel(TOOLS[shell], *row.tools)
                yield pytest.param(row, shell, id=name.encode("ascii", "replace").decode(), marks=marks)


@pytest.fixture(scope="session")
def outcomes(request) -> dict[tuple[int, str], Outcome]:
    """What became of every row that this run selects, all started side by side."""
    from kernel.machine import missing

    wanted = {}
    for item in request.session.items:
        call = getattr(item, "callspec", None)
        if call and isinstance(call.params.get("row"), Row) and "shell" in call.params:
            row, shell = call.params["row"], call.params["shell"]
            if not missing(TOOLS[shell], *row.tools):
                wanted[id(row), shell] = row.case(shell)
    return dict(zip(wanted, stop_many(wanted.values()), strict=True))


@pytest.mark.parametrize(("row", "shell"), list(_params()))
def test_the_kernel_does_what_the_row_says(outcomes, row, shell):
    outcome = outcomes[id(row), shell]
    if outcome.verdict != row.verdict(shell):
        (outcome,) = calmly([row.case(shell)])
    assert outcome.verdict == row.verdict(shell), outcome.describe()
    if row.pid1(shell):
        assert outcome.tree[0].argv[0].rsplit("/", 1)[-1] == row.pid1(shell), outcome.describe()


@pytest.mark.parametrize(("row", "shell"), [pytest.param(*one.values, id=one.id) for one in _params()])
def test_the_model_says_what_the_row_says(row, shell):
    said = model_of_row(row, shell)
    assert said.verdict == row.model.get(shell, row.verdict(shell)), said.reason


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.text) for rows in TABLES.values() for row in rows if row.model]
)
def test_a_row_of_which_the_model_says_something_else_says_why(row):
    assert all(said != row.verdict(shell) for shell, said in row.model.items())
    assert {"fails", "keeps-ignored"} & {*row.stubs.values()}
