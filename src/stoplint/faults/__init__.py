"""A fault: what is wrong with one run of one image, with the words that all rules share.

Severity, what happens at `docker stop`, and the places from the Dockerfile to the application are the same
questions for every rule; a check asks a fault for them and adds its own sentence.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from stoplint.faults.advice import behind_init, handled
from stoplint.faults.places import is_own, is_same, launch_span, line_at
from stoplint.faults.problem import Problem
from stoplint.finding import Related
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.processes.world import NAMELESS, Condition
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.trace import with_sh, with_stop_signal
from stoplint.signals import HARMLESS, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Confidence, Severity
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.stop.answer import ImageTrace, Run
    from stoplint.text import Span

C_co = TypeVar("C_co", bound="causes.Cause", covariant=True)
K = TypeVar("K", bound="causes.Cause")
# Verdicts with which the application's work is lost.
_BAD = frozenset({"lost", "killed", "ignored", "exits-early", "fails-to-start"})
# Causes that lie between PID 1 and the application: what they say is so whoever else holds the signal up.
_HOLDING = (causes.AtShell, causes.WrapperBlocks, causes.WrapperKills, causes.PackageRunner)


# No sentence is longer than 300 characters, and none has more than two conditions.
_CONDITIONS, _CONDITION, _PLACED = 2, 60, 180
_NONE = Condition("", "")


def _short(text: str, length: int) -> str:
    """The text in one line, cut behind so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def by_likelihood(runs: Iterable[Run]) -> list[Run]:
    """The default run first, then those that take the fewest conditions: where several have a fault, that one is told."""
    return sorted(runs, key=lambda run: (not run.default, len(run.conditions)))


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
        if isinstance(self.cause, causes.KeepAlive) and self.cause.rounds:
            return f"the loop in {self.cause.holder}"
        if isinstance(self.cause, causes.KeepAlive) and self.cause.pause:
            return self.cause.holder
        return "the application" if idle else self.cause.subject

    @property
    def holder(self) -> str:
        """Who holds the signal up."""
        return self.cause.holder

    @property
    def span(self) -> Span | None:
        """The cause's place."""
        return self.cause.span

    @property
    def deaf_then(self) -> str:
        """What else to do where the application, put in the place of who holds the signal up, would take no notice; "" if it would."""
        cause = self.run.then.cause if self.run.then is not None else None
        if not isinstance(cause, causes.ApplicationIgnores) or cause.subject != self.cause.subject:
            return ""
        reaction = cause.reaction
        if reaction.action == "ignored":
            return f"but {self.app} ignores {self.signal}: {reaction.note or handled(reaction)}"
        if not reaction.first or reaction.action != "default":
            return ""
        if reaction.got in HARMLESS:
            how = behind_init(reaction.got)
            if worse_by_default(self, "SIGTERM"):
                how = f"stop this one with another signal (docker run --stop-signal SIGTERM), and {behind_init('')}"
            return f"and {how}: {self.app} has no handler for {self.signal}, which ends nothing by itself"
        return f"and {behind_init(reaction.got)}: as PID 1 {self.app} ignores {self.signal}"

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
        """The stop signal, as SIGTERM."""
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

        A run that only a setting for development reaches is worth knowing.
        """
        # all of them: `[ -n "$DEBUG" ] && set -x` on the way of a run says nothing of what else it takes
        if not self.run.default and all(each.is_for_development for each in self.run.conditions or (_NONE,)):
            return "info"
        sure = self.run.default and self.trace.verdict == (self.today or self.run).verdict and not self.assumed
        sure = sure and self.image.is_target and not self._otherwise
        return "error" if sure and (self.verdict in _BAD or self.starts_again) else "warning"

    @property
    def _otherwise(self) -> tuple[Run, ...]:
        """The runs that are as usual as this one, for nobody knows how a condition is answered, and in which nothing is wrong."""
        run = self.today or self.run
        if not run.default or not run.conditions:
            return ()
        return tuple(
            each
            for each in self.trace.runs
            if each.default and each.passing is None and each.verdict in ("graceful", "unknown")
        )

    @property
    def starts_again(self) -> bool:
        """True if a supervisor has stopped the application and started it anew, which nothing stops in time."""
        return isinstance(self.cause, causes.ApplicationIgnores) and self.cause.reaction.action == "restart"

    @property
    def confidence(self) -> Confidence:
        return "medium" if self.assumed or self._hands_over is not None or self.image.taken else "high"

    @property
    def line(self) -> tuple[str, CommandLine] | None:
        """The ENTRYPOINT or CMD of this Dockerfile that the cause's place is in."""
        return line_at(self.image, self.span) if self.span is not None else None

    @property
    def consequence(self) -> str:
        """What happens at `docker stop`."""
        told = self._consequence()
        if self.freed and isinstance(self.cause, _HOLDING) and not self.run.given:  # else the message says it
            told = f"{self.freed}: {told}"
        if self.assumed:
            return f"where /bin/sh is {self.assumed}: {told}"
        if self._asked and (not self.run.default or self._otherwise):
            told_of = [each._replace(subject=_short(each.subject, _CONDITION)) for each in self._decisive()]
            shown = " and ".join(map(str, told_of))
            if len(shown) > _PLACED:
                shown = " and ".join(str(each._replace(place=None)) for each in told_of if each.subject != NAMELESS)
            if not shown:
                return told
            more = ", among others" if len(self._asked) > len(told_of) else ""
            return f"if {shown}{more}: {told}"
        return told

    @cached_property
    def _asked(self) -> tuple[Condition, ...]:
        """What has to hold for it: fewer things where the same goes ill in a run that takes less, beside something else."""
        ways = [run.conditions for run in self.trace.runs if self._is_in(run)] if self.today is None else []
        return min(ways, key=len, default=self.run.conditions)

    def _is_in(self, other: Run) -> bool:
        """Whether the application goes the same way in another run, which some of this one's conditions lead to."""
        if (type(other.cause), other.verdict) != (type(self.cause), self.verdict) or other.passing is not None:
            return False
        own = {
            (each.argv, each.fate)
            for each in self.run.processes
            if each.role == "application" and each.span == self.span
        }
        its = {
            (each.argv, each.fate) for each in other.processes if each.role == "application" and each.span == self.span
        }
        return bool(own & its) and set(other.conditions) < set(self.run.conditions)

    def _decisive(self) -> list[Condition]:
        """The conditions that are told: the last ones by which the run leaves the default one, where there are many."""
        asked = self._asked
        if self.run.default:  # what the run in which nothing is wrong was answered otherwise
            other = [each for run in self._otherwise for each in run.conditions]
            return [each for each in asked if any(each.contradicts(one) for one in other)][:_CONDITIONS] or [*asked[:1]]
        # what a loop asks again and answers otherwise tells nothing
        plain = [each for each in asked if not any(each.contradicts(other) for other in asked)] or [*asked]
        # that some command fails, without a place, tells nothing either
        plain = [each for each in plain if each.subject != NAMELESS or each.place is not None]
        # nor what a step asked whose exit status is all that is left of it, but for what says that it ends at all
        plain = [each for each in plain if not each.is_of_step or (each.ends_loop and each.departs)] or plain
        if len(plain) > _CONDITIONS:
            plain = [each for each in plain if each.departs][-_CONDITIONS:] or plain
        return plain[:_CONDITIONS]

    def _consequence(self) -> str:
        launch = self.trace.launch
        grace = f"{launch.grace.value:g} s" if isinstance(launch, Launch) else "the grace period"
        match self.verdict:
            case "lost" if any(each.id == self.run.victim and each.ends_anyhow for each in self.run.processes):
                return f"nothing happens for {grace}, then {self.app} is killed: it has no orderly stop, and would lose as much if it were told"
            case "lost":
                return f"nothing happens for {grace}, then {self.app} is killed in the middle of its work"
            case "killed" if self.cause.heard:
                return f"{self.app} begins to shut down, and is killed before it has finished"
            case "killed":
                return f"{self.app} is killed at once, without having heard of the stop"
            case "partial":
                what = "is killed in the middle of its work"
                if isinstance(self.cause, causes.AtShell) and self.cause.cut:
                    what = "stops at once, dropping its work"
                elif self.cause.heard:
                    what = "begins to shut down, and is killed before it has finished"
                return f"{self.app} {what}{self._beside}"
            case "hangs" if self.starts_again:
                return f"{self.app} starts again what it has stopped, and that is killed in the middle of its work after {grace}"
            case "hangs":
                return f"{self.app} shuts down in time, but the container stays until it is killed after {grace}"
            case "ignored":
                return f"{self.app} goes on working for {grace}, then it is killed"
            case "exits-early":
                return "there is nothing left to stop: the container has ended by itself, right after its start"
            case "fails-to-start":
                return "there is nothing to stop: the container does not start"
            case _:
                return self.run.reason

    @property
    def _beside(self) -> str:
        """What the others do: today, unless the sentence is about what comes behind another fault."""
        now = self.run if self.run.freed else self.today or self.run
        fates = [each.fate for each in now.processes if each.role == "application"]
        if "finished" not in fates:
            return ""
        return f", while {'the rest' if len(fates) - fates.count('finished') < 2 else 'another one'} shuts down in an orderly way"

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
        places = [(self.widened(span), label) for span, label in self.cause.related]
        then = dict.fromkeys((label for _, label in places), f"{self.freed}: " if self.run.freed else "")
        start = launch_span(self.image)
        if start is not None and not any(is_same(start, span) for span, _ in places):
            places.insert(0, (start, f"starts {self._first}"))
        if self._hands_over is not None:
            places.append(
                (self.image.base_span, f"its ENTRYPOINT is not known, and taken to hand over to {self._first}")
            )
        places += [(each.place, f"taken to be built from {each.path} ({each.evidence})") for each in self.image.taken]
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
        if self.freed and (self.run.given or not isinstance(self.cause, _HOLDING)):
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
            if isinstance(run.cause, kinds) and run.passing is None and is_own(trace.image, run.cause.span):
                yield Fault(trace, run, cast("K", run.cause), today=today)


def stages(trace: ImageTrace) -> Iterator[tuple[Run, Run | None]]:
    """Each run, and then what it would be when its faults are repaired one by one, with the run as it is today.

    What a base image's script holds up the user can't repair: nothing is said of what would come then.
    """
    for run in by_likelihood(trace.runs):
        yield run, None
        each = run
        while each.cause is not None and each.then is not None and run.passing is None:
            hands_on = isinstance(each.cause, causes.PackageRunner)  # what it is given is the user's
            if isinstance(each.cause, _HOLDING) and not hands_on and not is_own(trace.image, each.cause.span):
                break
            each = each.then
            yield each, run


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


def worse_by_default(fault: Fault[causes.Cause], signal: str) -> bool:
    """Whether another stop signal, for the sake of a run that is not the default one, would be wrong for what that runs."""
    if fault.run.default:
        return False
    other = with_stop_signal(fault.trace, signal)
    if other.verdict not in (fault.trace.verdict, "graceful"):
        return True
    # what nobody read is taken to handle SIGTERM, and no other
    rests = signal != "SIGTERM" and any(run.default and run.assumes for run in other.runs)
    return rests or not _hit_by_default(other) <= _hit_by_default(fault.trace)


def _hit_by_default(trace: ImageTrace) -> set[tuple[type[causes.Cause], str]]:
    """The applications of the default run that the stop signal is wrong for, as it is or once other faults are repaired."""
    received = (causes.ApplicationIgnores, causes.ApplicationCut, causes.Outwaited)
    runs = [run for run, _ in stages(trace) if run.default]
    found = [each for run in runs for each in (run.cause, *run.remarks)]
    return {(type(each), each.subject) for each in found if isinstance(each, received)}


def remarks(traces: Iterable[ImageTrace], *kinds: type[K]) -> Iterator[Fault[K]]:
    """What is wrong although no verdict is its doing (see `model.stop.remarks`)."""
    for trace in traces:
        for run in by_likelihood(trace.runs):
            if any(each.overrides for each in run.conditions):
                continue
            for remark in run.remarks:
                if isinstance(remark, kinds) and is_own(trace.image, remark.span):
                    yield Fault(trace, run, cast("K", remark))
