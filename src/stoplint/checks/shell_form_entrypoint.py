"""SL101: a shell stands in front of the application because ENTRYPOINT is in shell form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.launch_form import said_of_shell_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A shell that stays is an error; one that steps aside by itself is worth knowing."""
    for fault, said in said_of_shell_form(subject.traces, "ENTRYPOINT"):
        yield subject.problem(fault, **said)
