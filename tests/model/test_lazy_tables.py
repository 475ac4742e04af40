"""Tables that name modules and functions by text, so that these are only imported when they are asked for: all are there."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import pytest

from stoplint.model import container
from stoplint.model.catalog import configs, images, programs, wrappers
from stoplint.model.catalog.configs.procfile import RUNNERS
from stoplint.model.catalog.rows import Base, Program, Wrapper
from stoplint.model.container.supervisors import SUPERVISORS

NAMED = [
    *((container.__name__, said, 4) for said in sorted(set(SUPERVISORS.values()))),
    *((configs.__name__, said, 2) for said in sorted(set(configs.READERS.values()))),
]


@pytest.mark.parametrize(("package", "said", "arguments"), NAMED, ids=[said for _, said, _ in NAMED])
def test_a_function_that_a_table_names_is_there(package: str, said: str, arguments: int) -> None:
    module, dot, function = said.partition(".")
    assert dot
    assert len(signature(getattr(import_module(f"{package}.{module}"), function)).parameters) == arguments


@pytest.mark.parametrize(("package", "kind"), [(programs, Program), (wrappers, Wrapper), (images, Base)])
def test_the_modules_that_hold_rows_are_those_that_the_table_names(package, kind) -> None:
    modules = {one.name: import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)}
    assert {name for name, module in modules.items() if hasattr(module, "ROWS")} == set(package._TABLES)
    assert len(package._TABLES) == len(set(package._TABLES))
    for name in package._TABLES:
        assert modules[name].ROWS
        assert all(isinstance(row, kind) for row in modules[name].ROWS)


# execlineb reads its script, and becomes what that comes to: no program of its own stays
@pytest.mark.parametrize("name", sorted(SUPERVISORS.keys() - {"execlineb"}))
def test_a_supervisor_that_is_set_up_has_a_row_that_says_what_signals_do_to_it(name: str) -> None:
    known = programs.find((name, "start"))
    assert known is not None
    assert known.kind == "supervisor"
    assert known.signals


def test_what_runs_a_procfile_has_a_row() -> None:
    assert {name for name, said in SUPERVISORS.items() if said == "procfiles.procfile_runner"} == set(RUNNERS)
