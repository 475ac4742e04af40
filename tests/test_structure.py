"""Laws of the house that no linter knows: what is there is used, and what is named is there."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import stoplint
from stoplint import report
from stoplint.cli.check import FORMATS
from stoplint.model.stop import causes

SOURCE = Path(stoplint.__file__).parent
# A cause that no rule is about, and why.
WITHOUT_RULE = {
    "Ended": "the container ends by itself, and nothing says why: there is nothing to change",
    "Uncatchable": "SL302 speaks of the STOPSIGNAL itself, whatever runs",
    "Required": "a variable must be given: that it ends without one is what the script wants",
}


def names_in(folder: str) -> set[str]:
    """Every name and attribute that the modules of a folder use."""
    nodes = [node for path in (SOURCE / folder).rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def test_every_cause_has_a_rule():
    used = names_in("checks") | names_in("faults")
    missing = {cause.__name__ for cause in get_args(causes.Cause)} - used
    assert missing == set(WITHOUT_RULE)


def test_every_cause_is_found_somewhere():
    used = names_in("model/stop")
    assert {cause.__name__ for cause in get_args(causes.Cause)} <= used


def test_every_report_on_findings_is_a_format():
    modules = {
        each.name
        for each in iter_modules(report.__path__)
        if hasattr(import_module(f"{report.__name__}.{each.name}"), "render") and not each.name.startswith("trace_")
    }
    assert modules == set(FORMATS.values())
