"""The rules' functions: one module a rule, named like its page (`non-exec-launch` is `non_exec_launch`).

A module holds `check(subject) -> Iterator[Problem]` and nothing that another module imports. There is no
registry: the page's name is the module's, and a test says that the two sets are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from stoplint.edits import fix_of
from stoplint.faults.advice import (
    deaf_then,
    exec_tells_one,
    in_its_place,
    keeps_runner,
    runner_then,
    uncut,
    unknown_then,
    unread_then,
)
from stoplint.faults.no_exec import instead_of_exec
from stoplint.faults.problem import Problem
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.stop.causes import PackageRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.faults import Fault
    from stoplint.model.image.context import Context
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.stop.causes import Cause
    from stoplint.syntax.dockerfile_nodes import Dockerfile

    Check = Callable[["Subject"], Iterator[Problem]]

__all__ = ["Problem", "Subject", "check_of"]


@dataclass(frozen=True)
class Subject:
    """What a check looks at: a Dockerfile, what each of its images does at stop, and the build context."""

    dockerfile: Dockerfile
    traces: tuple[ImageTrace, ...]
    context: Context

    def problem(self, fault: Fault[Cause], message: str, label: str, help: str, **changes: Any) -> Problem:  # noqa: A002, ANN401 - as in Finding
        """What a check says of a fault, with the fix for its cause; `changes` are parts that are said otherwise."""
        if "fix" not in changes:
            changes["fix"] = fix_of(self.dockerfile, fault.trace, fault.run, fault.cause)
        if keeps_runner(fault):
            return fault.problem(message, label, help, **changes)
        if instead := in_its_place(fault):
            # without its runner it is what it was
            both = isinstance(fault.cause, PackageRunner) and instead not in help
            return fault.problem(
                message, label, f"{help}, and {instead}" if both else instead, **{**changes, "fix": None}
            )
        if several := exec_tells_one(fault):
            help, fix = several, changes["fix"]  # noqa: A001
            title = f"{fix.title}; of the programs that run, it alone is told then" if fix else ""
            changes["fix"] = fix and replace(fix, title=title, safe=False)
        elif instead := instead_of_exec(fault):
            help, changes["fix"] = instead, None  # noqa: A001
        if also := uncut(fault):
            help = f"{help}; {also}"  # noqa: A001
        told = bool(several or instead)
        if deaf := deaf_then(fault, told=told):
            help = f"{help}; {deaf}"  # noqa: A001
            changes["fix"] = changes["fix"] and replace(changes["fix"], safe=False)
        elif runner := runner_then(fault):
            help = f"{help}; {runner}"  # noqa: A001
            changes["fix"] = changes["fix"] and replace(changes["fix"], safe=False)
        elif open_then := unread_then(fault, told=told):
            help = f"{help}; {open_then}"  # noqa: A001
            fix = changes["fix"]
            changes["fix"] = fix and replace(fix, title=f"{fix.title}; {open_then}")
        elif unknown := unknown_then(fault, told=told):
            help = f"{help}; {unknown}"  # noqa: A001
        return fault.problem(message, label, help, **changes)


def check_of(name: str) -> Check:
    """The function of the rule with this name. Raises ImportError when it has no module."""
    from importlib import import_module  # noqa: PLC0415 - only rules that run are imported

    return cast("Check", import_module(f"{__name__}.{name.replace('-', '_')}").check)
