"""The rules' functions: one module a rule, named like its page (`non-exec-launch` is `non_exec_launch`).

A module holds `check(subject) -> Iterator[Problem]` and nothing that another module imports. There is no
registry: the page's name is the module's, and a test says that the two sets are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.finding import Confidence, Fix, Related, Severity
    from stoplint.model.image.context import Context
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Span

    Check = Callable[["Subject"], Iterator["Problem"]]


@dataclass(frozen=True)
class Subject:
    """What a check looks at: a Dockerfile, what each of its images does at stop, and the build context."""

    dockerfile: Dockerfile
    traces: tuple[ImageTrace, ...]
    context: Context


@dataclass(frozen=True)
class Problem:
    """What a check found; the rule's page says code, name and, unless `severity` is given, the severity.

    `span` None: the problem is the Dockerfile as a whole. The other parts are those of `finding.Finding`.
    """

    span: Span | None
    message: str
    label: str = ""
    related: tuple[Related, ...] = ()
    consequence: str = ""
    help: str = ""
    verdict: str = ""
    severity: Severity | None = None
    confidence: Confidence = "high"
    fix: Fix | None = None


def check_of(name: str) -> Check:
    """The function of the rule with this name. Raises ImportError when it has no module."""
    from importlib import import_module  # noqa: PLC0415 - only rules that run are imported

    return cast("Check", import_module(f"{__name__}.{name.replace('-', '_')}").check)
