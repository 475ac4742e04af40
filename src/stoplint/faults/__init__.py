"""A case: one run of one image that does not stop well, with the words that all rules share.

Severity, what happens at `docker stop`, and the places from the Dockerfile to the application are the same
questions for every rule; a check asks a case for them and adds its own sentence.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stoplint.finding import Related
from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.model.stop.answer import Launch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Confidence, Severity
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.stop.answer import Cause, ImageTrace, Process, Run
    from stoplint.text import Span

# Texts that stand in no file: what variables became, and arguments of `docker run`.
_NOWHERE = ("(computed)", "arguments")
# Verdicts with which the application's work is lost.
_BAD = frozenset({"lost", "killed", "ignored", "exits-early", "fails-to-start"})


@dataclass(frozen=True)
class Case:
    """A run, the image's trace it belongs to, and what is wrong.

    `assumed` is the shell that /bin/sh was taken to be, when the base image does not tell ("" when it does).
    """

    trace: ImageTrace
    run: Run
    cause: Cause
    assumed: str = ""

    @property
    def image(self) -> Image:
        return self.trace.image

    @property
    def app(self) -> str:
        """The application's name."""
        return "the application" if self.detail("idle") else self.cause.subject

    @property
    def holder(self) -> str:
        """Who holds the signal up."""
        return self.cause.holder

    @cached_property
    def details(self) -> dict[str, str]:
        """The cause's details; one that is not there reads as ""."""
        return dict(self.cause.details)

    def detail(self, name: str) -> str:
        """A detail of the cause, "" when it has none of this name."""
        return self.details.get(name, "")

    @property
    def span(self) -> Span | None:
        """The cause's place."""
        return self.cause.span

    @property
    def verdict(self) -> str:
        return self.run.verdict

    @property
    def signal(self) -> str:
        """The stop signal, as SIGTERM."""
        from stoplint.signals import canonical  # noqa: PLC0415 - only findings need it

        launch = self.trace.launch
        said = launch.stop_signal.value if isinstance(launch, Launch) else "SIGTERM"
        return f"SIG{canonical(said) or said}"

    @property
    def which(self) -> str:
        """What becomes of the application, to follow its name: "which never gets SIGTERM"."""
        if self.verdict == "killed" and self.detail("heard"):
            return "which is killed while it is shutting down"
        if self.verdict in ("lost", "killed", "partial"):
            return f"which never gets {self.signal}"
        return f"which does not end on {self.signal}"

    @property
    def severity(self) -> Severity:
        """Error where the default run loses or kills the application, warning where another run does, or less is lost."""
        sure = self.run.default and self.trace.verdict == self.run.verdict and not self.assumed
        sure = sure and self.image.is_target
        return "error" if sure and self.verdict in _BAD else "warning"

    @property
    def confidence(self) -> Confidence:
        return "medium" if self.assumed else "high"

    @property
    def line(self) -> tuple[str, CommandLine] | None:
        """The ENTRYPOINT or CMD of this Dockerfile that the cause's place is in."""
        return line_at(self.image, self.span) if self.span is not None else None

    @property
    def consequence(self) -> str:
        """What happens at `docker stop`."""
        told = self._consequence()
        if self.assumed:
            return f"where /bin/sh is {self.assumed}: {told}"
        if not self.run.default and self.run.conditions:
            return f"if {' and '.join(self.run.conditions)}: {told}"
        return told

    def _consequence(self) -> str:
        launch = self.trace.launch
        grace = f"{launch.grace.value:g} s" if isinstance(launch, Launch) else "the grace period"
        match self.verdict:
            case "lost":
                return f"nothing happens for {grace}, then {self.app} is killed in the middle of its work"
            case "killed" if self.detail("heard"):
                return f"{self.app} begins to shut down, and is killed before it has finished"
            case "killed":
                return f"{self.app} is killed at once, without having heard of the stop"
            case "partial":
                return f"{self.app} is killed in the middle of its work, while the rest shuts down in an orderly way"
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
    def related(self) -> tuple[Related, ...]:
        """The places from the Dockerfile to the application, the cause's own left out."""
        return self.related_to(self.span)

    def related_to(self, primary: Span | None) -> tuple[Related, ...]:
        """The same for a finding that stands at another place."""
        places = [(self.widened(span), label) for span, label in self.cause.related]
        start = launch_span(self.image)
        if start is not None and not any(_same(start, span) for span, _ in places):
            places.insert(0, (start, f"starts {self._first}"))
        told: list[tuple[Span, str]] = []
        for span, label in places:
            at = next((i for i, (known, _) in enumerate(told) if _same(known, span)), None)
            if at is None:
                told.append((span, label))
            elif label not in told[at][1]:
                told[at] = (told[at][0], f"{told[at][1]}; {label}")
        return tuple(Related(span, label) for span, label in told if primary is None or not _same(primary, span))

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


_GUESSES = 2  # conditions that nothing here decides: a longer chain of them is a guess


def cases(traces: Iterable[ImageTrace], *kinds: str) -> Iterator[Case]:
    """The runs whose cause is of one of these kinds, and stands in a file of the user's."""
    for trace in traces:
        for run in trace.runs:
            cause = run.cause
            if (
                cause is None
                or cause.kind not in kinds
                or run.verdict == "unknown"
                # where even the usual run is not known: only what a condition in the script decides
                or (trace.verdict == "unknown" and not (run.default and 0 < len(run.conditions) <= _GUESSES))
                or not is_own(trace.image, cause.span)
            ):
                continue
            if not _is_passing(trace, run, cause):
                yield Case(trace, run, cause)


def _is_passing(trace: ImageTrace, run: Run, cause: Cause) -> bool:
    """True for a state that another run only passes: it waits for the database, or prepares the first start.

    The model cannot tell whether a command stays. What runs in the default run does; of anything else, only what
    nothing comes after.
    """
    usual = {p.argv[0] for each in trace.runs if each.default and each is not run for p in _applications(each)}
    if run.verdict in ("lost", "killed", "hangs", "ignored") and not _applications(run):
        return bool(usual) or not run.default
    behind = dict(cause.details).get("behind") == "commands"
    if behind and cause.kind in ("shell-in-front", "no-trap", "trap-late") and _execs_later(cause):
        return True  # what the script becomes in the end is its application
    if run.default and not usual:
        return False
    if behind and not run.default and cause.kind == "no-trap":
        return True  # a server that is started for its first set-up, and stopped again
    return behind and not any(p.argv[0] in usual for p in _applications(run))


def _execs_later(cause: Cause) -> bool:
    """True if the script hands over by `exec` further down than the place that the cause is about."""
    if cause.span is None:
        return False
    lines = cause.span.source.text[cause.span.end :].split("\n")[1:]
    return any(line.lstrip().startswith(("exec ", "&& exec ", "|| exec ")) for line in lines)


def _applications(run: Run) -> list[Process]:
    return [process for process in run.processes if process.role == "application" and process.argv]


def cases_with_any_sh(traces: Iterable[ImageTrace], *kinds: str) -> Iterator[Case]:
    """As `cases`; where nobody knows what /bin/sh is and it matters, the cases with dash come too.

    dash is what Debian and Ubuntu have, and the strictest: it never execs by itself and knows no SIG prefix.
    """
    traces = tuple(traces)
    yield from cases(traces, *kinds)
    for trace in traces:
        if isinstance(trace.image.sh, Unknown) and trace.verdict == "unknown":
            other = with_sh(trace, "dash")
            for case in cases((other,), *kinds):
                yield replace(case, assumed="dash")


def with_sh(trace: ImageTrace, sh: str) -> ImageTrace:
    """What the same image would do if its /bin/sh were another shell."""
    from stoplint.model.stop.trace import Settings  # noqa: PLC0415 - only few images need a second look
    from stoplint.model.stop.trace import trace as traced  # noqa: PLC0415

    launch = trace.launch
    if not isinstance(launch, Launch):
        return trace
    settings = Settings(launch.init, launch.stop_signal.value, sh=sh, grace=launch.grace)  # type: ignore[arg-type]
    return traced(trace.image, settings)


def remarks(traces: Iterable[ImageTrace], *kinds: str) -> Iterator[Case]:
    """What is wrong although no verdict is its doing (see `model.remarks`)."""
    for trace in traces:
        for run in trace.runs:
            for remark in getattr(run, "remarks", ()):
                if remark.kind in kinds and is_own(trace.image, remark.span):
                    yield Case(trace, run, remark)


def is_own(image: Image, span: Span | None) -> bool:
    """True for a place in the user's files: not in what a base image brings along, nor in a computed text."""
    if span is None or span.path in _NOWHERE:
        return False
    place, base = span.located, image.from_span.located
    return not (place.source is base.source and base.start <= place.start and place.end <= base.end)


def lines(image: Image) -> Iterator[tuple[str, CommandLine]]:
    """ENTRYPOINT and CMD, where this Dockerfile says them."""
    for name, said in (("ENTRYPOINT", image.entrypoint), ("CMD", image.cmd)):
        line = None if isinstance(said, Unknown) else said.value
        if line is not None and line.span is not None:
            yield name, line


def line_at(image: Image, span: Span) -> tuple[str, CommandLine] | None:
    """The ENTRYPOINT or CMD that a place is in."""
    place = span.located
    for name, line in lines(image):
        own = line.span.located if line.span is not None else None
        if own is not None and place.source is own.source and own.start <= place.start and place.end <= own.end:
            return name, line
    return None


def launch_span(image: Image) -> Span | None:
    """The instruction that says what PID 1 is: ENTRYPOINT, else CMD; the FROM where a base image says both."""
    own = dict(lines(image))
    for name in ("ENTRYPOINT", "CMD"):
        if name in own and own[name].words:
            return own[name].span
    for said in (image.entrypoint, image.cmd):
        if not isinstance(said, Unknown) and said.value is not None and said.value.words:
            return image.from_span
    return None


def _same(one: Span, other: Span) -> bool:
    a, b = one.located, other.located
    return a.source is b.source and a.start == b.start and a.end == b.end
