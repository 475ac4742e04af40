"""The stop signal reaches the application, and is the wrong one for it: which rule says so, and how badly.

Several rules look at the same causes; each fault belongs to exactly one:

- "idle": only a keep-alive is running, and nothing is lost;
- "config": the program's configuration, or its supervisor's, gives the signal its bad meaning;
- "sent": a script or a wrapper sends this signal, not the runtime;
- "inherited": a base image chose the stop signal for another program;
- "mismatch": another stop signal would do better;
- "deaf": no signal does, for the program is PID 1 and has no handler, or ignores what it gets;
- "": the program stops at once, and knows no better way: nobody's fault; or it is none that the image runs by default, and
  the signal that is better for it is worse for what is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar, Union, cast

from stoplint.faults import Fault
from stoplint.faults.places import is_own, lines
from stoplint.faults.stages import stages, unrepaired, worse_by_default
from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.rows import HEEDS
from stoplint.model.fact import Unknown
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.usage import takes_commands
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Confidence, Severity
    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.text import Span

Kind = Literal["idle", "config", "sent", "inherited", "mismatch", "deaf", "fronts", "hook", ""]
Received = Union[causes.ApplicationIgnores, causes.ApplicationCut]
K = TypeVar("K", bound="causes.Cause")


def faults_at_launch(traces: Iterable[ImageTrace], *kinds: type[K]) -> Iterator[Fault[K]]:
    """The faults of these kinds; what a script of the base image starts stands at the CMD, or else at the FROM.

    The entrypoint of an image that hands its arguments on is nobody's fault, and what it is handed is the user's.
    """
    for trace in traces:
        for run, today in stages(trace):
            cause = run.cause
            if isinstance(cause, kinds) and run.verdict != "unknown":
                own = cause.span if is_own(trace.image, cause.span) else _launch(trace.image)
                yield Fault(trace, run, cast("K", replace(cause, span=own)), today=today)


def _launch(image: Image) -> Span:
    said_here = None if isinstance(image.stop_signal, Unknown) else image.stop_signal.span
    if said_here is not None and said_here.located.source is not image.dockerfile:
        return said_here  # a manifest chose it
    said = {name: line for name, line in lines(image) if line.words}
    line = said.get("CMD") or said.get("ENTRYPOINT")
    return line.words[0].span if line is not None else image.from_span


class WrongSignal(Fault[Received]):
    """A fault of which the stop signal is the cause."""

    @property
    def kind(self) -> Kind:
        """Which rule says it."""
        reaction = self.cause.reaction
        if reaction.action in HEEDS:
            return ""  # what goes wrong is not the signal
        if not isinstance(self.cause, causes.ApplicationIgnores) and self.told_before:
            return "hook"
        stays = isinstance(self.cause, causes.ApplicationIgnores)
        better = bool(reaction.wants)
        if reaction.fronts and reaction.action == "default" and not reaction.first:
            return "fronts"
        if reaction.role == "keep-alive":
            return "idle"
        if reaction.config and (better or stays):
            return "config"
        if better and self.run.freed and len(unrepaired(self).applications) > 1 and not reaction.supervised:
            return ""  # what holds the signal up today is to tell each of them in its own way
        if reaction.by and (better or stays):
            return "config" if reaction.supervised else "sent"
        if self._asks_for and worse_by_default(self, self._asks_for):
            return ""
        if self.inherited_from and (better or stays):
            return "inherited"
        # that Ctrl-C would end it is no stop signal: a handler is missing, or an init
        if stays and reaction.first and reaction.action == "default" and not reaction.finishes:
            return "deaf"
        if better:
            return "mismatch"
        return "deaf" if stays else ""

    @property
    def told_before(self) -> str:
        """The signal that a hook has sent to the application before the stop signal came; "" where none has."""
        service = self.trace.workload.service
        victim = next((each for each in self.run.processes if each.id == self.run.victim), None)
        got = victim.receives if victim is not None and service is not None and service.hooks else ()
        return got[0] if len(got) > 1 or (got and got[0] != self.signal) else ""

    @property
    def stopped_by_hook(self) -> bool:
        """Whether the application is gone before the stop signal comes."""
        victim = next((each for each in self.run.processes if each.id == self.run.victim), None)
        return bool(self.told_before) and victim is not None and len(victim.receives) == 1

    @property
    def _asks_for(self) -> str:
        """The stop signal that the advice would have the image set, as SIGQUIT; "" if it leaves it as it is."""
        return self.wanted or ("SIGTERM" if self.cause.reaction.got in HARMLESS else "")

    @property
    def starts_others(self) -> bool:
        """Whether something else may be started in the image: this run is a choice, or its ENTRYPOINT's script execs what it is given."""
        return not (self.today or self.run).default or takes_commands(self.image)

    @property
    def by_trap(self) -> bool:
        """Whether a trap is to pass the stop signal on, by the advice for what holds that up today: no other one may be sent then."""
        each = self.today
        while each is not None and each is not self.run:
            waits = isinstance(each.cause, causes.ShellInFront) and each.cause.how == "background"
            if waits or isinstance(each.cause, (causes.NoTrap, *causes.STEPWISE)):
                return True
            each = each.then
        return False

    @property
    def inherited_from(self) -> str:
        """The image whose STOPSIGNAL is in force, when the Dockerfile does not say it itself; else ""."""
        launch = self.trace.launch
        said = launch.stop_signal if isinstance(launch, Launch) else None
        if said is None or said.span is not None or said is not self.image.stop_signal:
            return ""
        return "" if said.said_by in ("default", "--stop-signal") else said.said_by

    @property
    def got(self) -> str:
        """The signal that the program gets, as SIGTERM."""
        return f"SIG{self.cause.reaction.got}"

    @property
    def wanted(self) -> str:
        """The better signal, as SIGQUIT; "" if there is none."""
        wants = self.cause.reaction.wants
        return f"SIG{wants}" if wants else ""

    @property
    def advice(self) -> str:
        """What the right signal would do, for people."""
        return f"on {self.wanted} {self.app} {self.cause.reaction.would}"

    @property
    def severity(self) -> Severity:
        """As every fault's; what rests on a version that nobody states, or was all the base's choice, is but a remark."""
        launch = self.trace.launch
        said_here = isinstance(launch, Launch) and launch.stop_signal.span is not None
        is_inherited = self.span is self.image.from_span and not said_here
        return "info" if self.cause.reaction.assumes or is_inherited else super().severity

    @property
    def confidence(self) -> Confidence:
        """The catalog is sure; a program's source is read, and a service taken to stay in front, with less certainty, an assumed version with the least."""
        reaction = self.cause.reaction
        return "low" if reaction.assumes else "medium" if reaction.from_source or reaction.taken else super().confidence

    @property
    def consequence(self) -> str:
        """What happens at `docker stop`."""
        if self.kind == "fronts":
            fronts = self.cause.reaction.fronts
            return f"{self.app} ends at once, and {fronts} is killed in the middle of its work when the container ends"
        if isinstance(self.cause, causes.ApplicationCut):
            return f"{self.app} stops at once, and the requests that it is answering are dropped"
        return super().consequence


def wrong_signals(traces: Iterable[ImageTrace], *kinds: Kind) -> Iterator[WrongSignal]:
    """The faults of these kinds."""
    for fault in faults_at_launch(traces, causes.ApplicationIgnores, causes.ApplicationCut):
        wrong = WrongSignal(fault.trace, fault.run, cast("Received", fault.cause), today=fault.today)
        if wrong.kind in kinds:
            yield wrong
