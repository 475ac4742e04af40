"""A fault: what is wrong with one run of one image, with the words that all rules share.

Severity, what happens at `docker stop`, and the places from the Dockerfile to the application are the same
questions for every rule; a check asks a fault for them and adds its own sentence.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from stoplint.faults.consequence import consequence_of
from stoplint.faults.harmless import only_develops
from stoplint.faults.places import is_own, is_same, launch_span, line_at
from stoplint.faults.problem import Problem
from stoplint.faults.stages import HOLDING, by_likelihood, stages
from stoplint.finding import Related
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.processes.world import Condition
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.trace import with_sh
from stoplint.signals import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Confidence, Severity
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.stop.answer import ImageTrace, Run
    from stoplint.model.stop.causes import Cause
    from stoplint.text import Span

C_co = TypeVar("C_co", bound="causes.Cause", covariant=True)
K = TypeVar("K", bound="causes.Cause")
# Verdicts with which the application's work is lost.
_BAD = frozenset({"lost", "killed", "ignored", "exits-early", "fails-to-start"})


@dataclass(frozen=True)
class Fault(Generic[C_co]):
    """A run, the image's trace it belongs to, and what is wrong.

    `assumed` is the shell that /bin/sh was taken to be, when the base image does not tell ("" when it does). `today`
    is the run as it is, where the fault would come to light when others are repaired (`Run.then`).
    """

    trace: ImageTrace
    run: Run
    cause: C_co
    assumed: str = ""
    today: Run | None = None

    @property
    def image(self) -> Image:
        return self.trace.image

    @property
    def app(self) -> str:
        """The application's name."""
        idle = isinstance(self.cause, (causes.KeepAlive, causes.TrapDeferred)) and self.cause.idle
        if isinstance(self.cause, causes.KeepAlive) and self.cause.rounds and idle:
            return f"the loop in {self.cause.holder}"
        if isinstance(self.cause, causes.KeepAlive) and self.cause.pause:
            return self.cause.holder
        if isinstance(self.cause, causes.KeepAlive) and self.cause.left and idle:
            return self.cause.left[-1]
        return "the application" if idle else self.cause.subject

    @property
    def holder(self) -> str:
        """Who holds the signal up."""
        return self.cause.holder

    @property
    def span(self) -> Span | None:
        """The cause's place."""
        return self.cause.span

    def ends_with(self, holder: str) -> str:
        """That the application hears of the stop, and is killed because this one ends before it has finished.

        Or not even that: what has no orderly stop ends as soon as a signal comes.
        """
        if isinstance(self.cause, causes.AtShell) and self.cause.cut:
            return f"{holder} ends when {self.holder} does, and {self.app} stops at once, dropping its work"
        return f"{holder} ends when {self.holder} does, and {self.app} is killed while it is shutting down"

    @property
    def verdict(self) -> str:
        return self.run.verdict

    @cached_property
    def signal(self) -> str:
        """The stop signal, as SIGTERM; what a supervisor sends in its place to the shell that the fault is about."""
        if isinstance(self.cause, causes.AtShell) and self.cause.got:
            return f"SIG{self.cause.got}"
        launch = self.trace.launch
        said = launch.stop_signal.value if isinstance(launch, Launch) else "SIGTERM"
        return f"SIG{canonical(said) or said}"

    @property
    def which(self) -> str:
        """What becomes of the application, to follow its name: "which never gets SIGTERM"."""
        if self.verdict == "killed" and self.cause.heard:
            return "which is killed while it is shutting down"
        if self.verdict in ("lost", "killed", "partial"):
            return f"which never gets {self.signal}"
        if self.verdict == "hangs" and not self.starts_again:
            return f"which ends on {self.signal}, and the container does not"
        if self.verdict == "abrupt":
            return f"which stops at once on {self.signal}"
        return f"which does not end on {self.signal}"

    @property
    def severity(self) -> Severity:
        """Error where the default run loses or kills the application, warning where another run does, or less is lost.

        A run that only a setting for development reaches, and in which only tools for that are lost, is worth knowing.
        """
        if only_develops(self):
            return "info"
        # all of them: `[ -n "$DEBUG" ] && set -x` on the way of a run says nothing of what else it takes
        if not self.run.default and all(
            each.is_for_development for each in self.run.conditions or (Condition("", ""),)
        ):
            return "info"
        sure = self.run.default and self.trace.verdict == (self.today or self.run).verdict and not self.assumed
        sure = sure and self.image.is_target and not self.otherwise
        return "error" if sure and (self.verdict in _BAD or self.starts_again) else "warning"

    @property
    def otherwise(self) -> tuple[Run, ...]:
        """The runs that are as usual as this one, for nobody knows how a condition is answered, and in which nothing is wrong."""
        run = self.today or self.run
        if not run.default or not run.conditions:
            return ()
        return tuple(
            each
            for each in self.trace.runs
            if each.default
            and (each.passing == "idle" or (each.passing is None and each.verdict in ("graceful", "unknown")))
        )

    @property
    def starts_again(self) -> bool:
        """True if a supervisor has stopped the application and started it anew, which nothing stops in time."""
        return isinstance(self.cause, causes.ApplicationIgnores) and self.cause.reaction.action == "restart"

    @property
    def confidence(self) -> Confidence:
        return "medium" if self.assumed or self._hands_over is not None or self._rests else "high"

    @property
    def _rests(self) -> bool:
        """Whether a file of the repository is taken to be what the image is made of, or starts."""
        return bool(self.image.taken or self.image.stand_ins)

    @property
    def line(self) -> tuple[str, CommandLine] | None:
        """The ENTRYPOINT or CMD of this Dockerfile that the cause's place is in."""
        return line_at(self.image, self.span) if self.span is not None else None

    @property
    def consequence(self) -> str:
        """What happens at `docker stop`."""
        return consequence_of(self)

    @property
    def container_ends(self) -> str:
        """What comes of a program that can't be started, as a part of a sentence."""
        return "the container does not start" if self.verdict == "fails-to-start" else "the container ends without it"

    @property
    def freed(self) -> str:
        """The start of a sentence that is true when the faults before this one are repaired; "" if it is today."""
        names = self.run.freed
        given = f"once {self.app} gets {self.run.given}" if self.run.given else ""
        if not names:
            return given
        joined = (
            f"{', '.join(names[:-1])} and {names[-1]} no longer stand" if names[1:] else f"{names[0]} no longer stands"
        )
        return f"{given}, and {joined} in the way" if given else f"once {joined} in the way"

    @property
    def related(self) -> tuple[Related, ...]:
        """The places from the Dockerfile to the application, the cause's own left out."""
        return self.related_to(self.span)

    def related_to(self, primary: Span | None) -> tuple[Related, ...]:
        """The same for a finding that stands at another place."""
        shared = self.trace.workload.service.shares_pid if self.trace.workload.service is not None else None
        places = [
            (self.widened(span), "lets it be no PID 1: a signal that it has no handler for ends it")
            if shared is not None and shared.span is not None and is_same(span, shared.span)
            else (self.widened(span), label)
            for span, label in self.cause.related
        ]
        then = dict.fromkeys((label for _, label in places), f"{self.freed}: " if self.run.freed else "")
        start = launch_span(self.image)
        if start is not None and not any(is_same(start, span) for span, _ in places):
            places.insert(0, (start, f"starts {self._first}"))
        if self._hands_over is not None:
            places.append(
                (self.image.base_span, f"its ENTRYPOINT is not known, and taken to hand over to {self._first}")
            )
        places += [(each.place, f"taken to be built from {each.path} ({each.evidence})") for each in self.image.taken]
        places += [
            (each.place, f"{each.target} is taken to be {each.path} ({each.evidence})")
            for each in self.image.stand_ins
            if each.place is not None
        ]
        service = self.trace.workload.service
        if service is not None and not any(span.path == service.span.path for span, _ in places):
            places.append((service.span, f"starts it, as {service.name}"))
        told: list[tuple[Span, list[str]]] = []
        for span, label in places:
            labels = next((labels for known, labels in told if is_same(known, span)), None)
            if labels is None:
                told.append((span, [then.get(label, "") + label]))
            elif label not in labels:
                labels.append(label)
        return tuple(
            Related(span, "; ".join(labels)) for span, labels in told if primary is None or not is_same(primary, span)
        )

    @property
    def _hands_over(self) -> Unknown | None:
        launch = self.trace.launch
        return launch.hands_over if isinstance(launch, Launch) else None

    @property
    def _first(self) -> str:
        launch = self.trace.launch
        words = [word.value for word in launch.argv] if isinstance(launch, Launch) else []
        shown = " ".join(words)
        return shown if len(shown) <= 40 else f"{shown[:39]}…"

    def widened(self, span: Span) -> Span:
        """The whole instruction for a place in it (`["sh", "start.sh"]` is one launch); for a base's, what it starts."""
        found = line_at(self.image, span)
        if found is not None and found[1].span is not None:
            return found[1].span
        return span if is_own(self.image, span) else launch_span(self.image) or span

    def problem(self, message: str, label: str, help: str, **changes: Any) -> Problem:  # noqa: A002 - as in Finding
        """What a check says of this fault; `changes` are parts of the problem that are not those of every fault."""
        span = changes.pop("span", self.span)
        if self.freed and (self.run.given or not isinstance(self.cause, HOLDING)):
            message = f"{self.freed}, {message}"
        parts: dict[str, Any] = {
            "related": self.related_to(span), "consequence": self.consequence, "verdict": self.verdict,
            "severity": self.severity, "confidence": self.confidence, "usual": (self.today or self.run).default, **changes,
        }  # fmt: skip
        return Problem(span, message, label, help=help, **parts)


def faults(traces: Iterable[ImageTrace], *kinds: type[K]) -> Iterator[Fault[K]]:
    """What is wrong in the runs that are to be spoken of, for a cause of these kinds in a file of the user's."""
    for trace in traces:
        for run, today in stages(trace):
            if isinstance(run.cause, kinds) and run.passing is None:
                cause = _told_here(trace.image, run.cause)
                if is_own(trace.image, cause.span):
                    yield Fault(trace, run, cast("K", cause), today=today)


def _told_here(image: Image, cause: Cause) -> Cause:
    """The cause, at the user's word where a base image's script is told to start what can't be: `exec "$@"`."""
    word = cause.failure.word if isinstance(cause, causes.CannotStart) and cause.failure is not None else None
    return replace(cause, span=word) if word is not None and not is_own(image, cause.span) else cause


def faults_with_any_sh(traces: Iterable[ImageTrace], *kinds: type[K]) -> Iterator[Fault[K]]:
    """As `faults`; where nobody knows what /bin/sh is and it matters, those with dash come too.

    dash is what Debian and Ubuntu have, and the strictest: it never execs by itself and knows no SIG prefix.
    """
    traces = tuple(traces)
    yield from faults(traces, *kinds)
    for trace in traces:
        if isinstance(trace.image.sh, Unknown) and trace.verdict == "unknown":
            for fault in faults((with_sh(trace, "dash"),), *kinds):
                yield replace(fault, assumed="dash")


def remarks(traces: Iterable[ImageTrace], *kinds: type[K]) -> Iterator[Fault[K]]:
    """What is wrong although no verdict is its doing (see `model.stop.remarks`)."""
    for trace in traces:
        service = trace.workload.service
        if service is not None and not service.lasts:
            continue  # a job
        for run in by_likelihood(trace.runs):
            if any(each.overrides for each in run.conditions):
                continue
            for remark in run.remarks:
                if isinstance(remark, kinds) and is_own(trace.image, remark.span):
                    yield Fault(trace, run, cast("K", remark))
