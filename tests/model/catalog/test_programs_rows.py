"""The shape of the tables: each row says where it is from, and says it in words that the rest understands."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, get_args

import pytest

from stoplint.model.catalog import programs, wrappers
from stoplint.model.catalog.configs import READERS, Surroundings, of
from stoplint.model.catalog.rows import HEEDS, KEEPER_WORDS, WORDS, Action
from stoplint.model.catalog.wrappers.shapes import SHAPES
from stoplint.signals import UNCATCHABLE, canonical

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Program, Wrapper

PROGRAMS = programs.rows()


def title(row: Program | Wrapper) -> str:
    return row.names[0]


@pytest.mark.parametrize("row", [*PROGRAMS, *wrappers.rows()], ids=title)
def test_every_row_says_where_it_is_from(row: Program | Wrapper) -> None:
    assert len(row.source) > 5
    assert "unverified" not in row.source.lower()
    assert not row.source.startswith(" ")
    assert row.names
    assert all(name == name.strip() and name for name in row.names)


@pytest.mark.parametrize("row", PROGRAMS, ids=title)
def test_a_program_names_signals_that_exist_and_can_be_caught(row: Program) -> None:
    names = [name for name, _ in row.signals]
    assert len(names) == len(set(names))
    for name, action in row.signals:
        assert canonical(name) == name
        assert name not in UNCATCHABLE
        assert action in get_args(Action)


@pytest.mark.parametrize("row", PROGRAMS, ids=title)
def test_what_is_recommended_is_handled(row: Program) -> None:
    if row.wants:
        assert row.wants.startswith("SIG")
        actions = dict(row.signals)
        assert actions.get(canonical(row.wants) or "") in ("graceful", "clean", "fast")


def stays(row: Program) -> bool:
    """Whether it can be what a container keeps in the foreground: no tool, and nothing that always leaves a daemon and returns."""
    always_returns = row.daemonizes and not (row.foreground or row.foreground_settings)
    return row.kind not in ("tool", "helper") and not always_returns


@pytest.mark.parametrize("row", PROGRAMS, ids=title)
def test_a_program_that_is_said_to_heed_every_signal_has_a_handler_that_was_seen(row: Program) -> None:
    if row.others in HEEDS and stays(row):
        assert re.search("signal|sigaction|handler|trap|catch|tested", row.source, re.IGNORECASE), (
            "its source shows no handler"
        )


@pytest.mark.parametrize("row", [row for row in PROGRAMS if row.stays_by], ids=title)
def test_what_is_said_to_keep_a_program_in_the_foreground_does(row: Program) -> None:
    name, words = row.names[0].strip("*"), shlex.split(row.stays_by)
    if " " in name and not words[0].startswith("-"):
        name = name.split()[0]  # another subcommand: postfix start-fg
    found = programs.find((name, *words))
    assert found is not None
    assert found.daemonizes is False


@pytest.mark.parametrize("row", [row for row in PROGRAMS if row.foreground_settings], ids=title)
def test_a_setting_that_keeps_a_program_in_the_foreground_is_told_as_its_file_has_it(row: Program) -> None:
    assert row.stays_by_setting


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_is_where_its_row_says(reader: str) -> None:
    assert of(reader, ("x",), Surroundings()).values == {}


@pytest.mark.parametrize("row", PROGRAMS, ids=title)
def test_a_program_s_configuration_has_a_reader(row: Program) -> None:
    conditions = (*row.foreground_settings, *row.daemon_settings, *(row.when.settings if row.when else ()))
    if conditions:
        assert row.reader in READERS
    if row.reader:
        assert row.reader in READERS


@pytest.mark.parametrize("row", [*PROGRAMS, *wrappers.rows()], ids=title)
def test_a_row_with_a_condition_says_one(row: Program | Wrapper) -> None:
    if row.when is not None:
        when = row.when
        given = (when.flags, when.without, when.first, when.settings, when.version, when.where)
        assert any(given) or when.busybox is not None


@pytest.mark.parametrize("row", [row for row in PROGRAMS if row.getopt], ids=title)
def test_the_letters_that_a_row_asks_for_are_among_those_that_its_program_has(row: Program) -> None:
    asked = (*row.foreground, *row.daemon_flags, *row.tool_flags, *(row.when.flags if row.when else ()))
    assert {flag[1] for flag in asked if len(flag) == 2 and flag[0] == "-"} <= set(row.getopt)


@pytest.mark.parametrize("row", wrappers.rows(), ids=title)
def test_a_wrapper_is_of_one_piece(row: Wrapper) -> None:
    assert not row.shape or row.shape in SHAPES
    for name in (*row.forwards, *row.swallows, *row.dies, *row.ignores_in_child, *filter(None, [row.sends])):
        assert name == "*" or canonical(name) == name
    assert (row.kill_after is None) or row.kind in ("forward-kill", "init")
    if row.kind in ("exec", "exit"):
        assert not row.forwards
    if row.kind == "forward":
        assert row.forwards


def test_a_name_comes_twice_only_with_different_conditions() -> None:
    for rows in (PROGRAMS, wrappers.rows()):
        seen: dict[str, list[object]] = {}
        for row in rows:
            for name in row.names:
                seen.setdefault(name, []).append(row.when)
        for name, conditions in seen.items():
            assert len(conditions) == len(set(conditions)), f"{name}: a row hides another one"
            assert all(when is not None for when in conditions[:-1]), (
                f"{name}: the last row alone may be without a condition"
            )


def test_there_are_rows_enough() -> None:
    named = {row.names[0] for row in PROGRAMS if row.kind not in ("tool", "helper")}
    assert len(named) >= 90
    assert len({row.names[0] for row in wrappers.rows()}) >= 50


def test_every_action_has_its_words() -> None:
    assert {*WORDS, "default"} == {*KEEPER_WORDS, "default"} == set(get_args(Action))
