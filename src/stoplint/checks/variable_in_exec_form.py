"""SL112: a variable in exec form, which nothing expands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults, remarks
from stoplint.faults.wording import name_of_line
from stoplint.model.stop.causes import CannotStart, Unexpanded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """The runtime passes the words of the array on as they stand."""
    for fault in faults(subject.traces, CannotStart):
        failure = fault.cause.failure
        if failure is None or failure.fault != "variable":
            continue
        name = name_of_line(*fault.line) if fault.line is not None else "the command"
        yield subject.problem(
            fault,
            f"nothing expands {failure.path} in exec form, so {name} names a program that is not there",
            "taken as it stands",
            f'let a shell expand it, and become the program: {name} ["/bin/sh", "-c", "exec {failure.path} …"]',
        )
    seen = set()
    for remark in remarks(subject.traces, Unexpanded):
        word = remark.cause.word
        found = remark.line[1].words if remark.line is not None else ()
        place = next((each.span for each in found if each.value == word and each.known), None)
        if place is None or place in seen:
            continue
        seen.add(place)
        yield subject.problem(
            remark,
            f"nothing expands {word} in exec form, so {remark.app} is given it as it stands",
            "taken as it stands",
            f'let a shell expand it, and become the program: ["/bin/sh", "-c", "exec {remark.app} …"]',
            span=place, verdict="", severity="warning", fix=None,
            consequence=f"it depends on the start: {remark.app} may refuse such a word, and end at once",
        )  # fmt: skip
