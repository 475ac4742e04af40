"""The rules' functions: one module a rule, named like its page (`non-exec-launch` is `non_exec_launch`).

A module holds `check(subject) -> Iterator[Problem]` and nothing that another module imports. There is no
registry: the page's name is the module's, and a test says that the two sets are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.finding import Confidence, Fix, Related, Severity
    from stoplint.model.context import Context
    from stoplint.model.process import Cause, ImageTrace, Run
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Span

    Check = Callable[["Subject"], Iterator["Problem"]]

# Verdicts after which work is lost for certain; the others are warnings even in the default run.
_WORST = frozenset({"lost", "killed", "ignored", "fails-to-start", "exits-early"})


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


@dataclass(frozen=True)
class Fault:
    """A run that is not graceful, the image it is of, and why."""

    trace: ImageTrace
    run: Run
    cause: Cause

    @property
    def details(self) -> dict[str, str]:
        """What the cause says besides, by name."""
        return dict(self.cause.details)

    @property
    def signal(self) -> str:
        """The stop signal as people write it: `SIGTERM`."""
        from stoplint.model.process import Launch  # noqa: PLC0415 - only for a fault
        from stoplint.signals import canonical  # noqa: PLC0415

        said = self.trace.launch.stop_signal.value if isinstance(self.trace.launch, Launch) else "SIGTERM"
        known = canonical(said)
        return f"SIG{known}" if known else said

    @property
    def severity(self) -> Severity:
        """Error where the image that is built loses its application by default, warning otherwise."""
        sure = self.run.default and self.trace.image.is_target and self.run.verdict in _WORST
        return "error" if sure else "warning"

    @property
    def related(self) -> tuple[Related, ...]:
        """The places from the Dockerfile to the application, but for the primary one."""
        from stoplint.finding import Related  # noqa: PLC0415

        return tuple(Related(span, label) for span, label in self.cause.related)

    @property
    def consequence(self) -> str:
        """What happens at `docker stop`, in words for whoever never heard of PID 1."""
        from stoplint.model.process import Launch  # noqa: PLC0415

        grace = f"{self.trace.launch.grace.value:g} s" if isinstance(self.trace.launch, Launch) else "the grace period"
        subject, holder = self.cause.subject, self.cause.holder or "PID 1"
        match self.run.verdict:
            case "lost":
                return f"nothing happens for {grace}, then {subject} is killed in the middle of its work"
            case "killed":
                return f"{holder} ends, and {subject} is killed with it, in the middle of its work"
            case "ignored":
                return f"{subject} goes on as if nothing had been said, and is killed after {grace}"
            case "hangs":
                return f"{subject} is done, but the container stays until it is killed after {grace}"
            case _:
                return self.run.reason


def faults(subject: Subject, *kinds: str) -> Iterator[Fault]:
    """The runs of all images whose cause is of one of these kinds (see `stoplint.model.diagnosis`)."""
    for trace in subject.traces:
        for run in trace.runs:
            if run.cause is not None and run.cause.kind in kinds:
                yield Fault(trace, run, run.cause)


def check_of(name: str) -> Check:
    """The function of the rule with this name. Raises ImportError when it has no module."""
    from importlib import import_module  # noqa: PLC0415 - only rules that run are imported

    return cast("Check", import_module(f"{__name__}.{name.replace('-', '_')}").check)
