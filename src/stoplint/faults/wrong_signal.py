"""A misfit: the stop signal reaches the application, and is the wrong one for it. Which rule says so, and how badly.

Several rules look at the same causes ("application-ignores", "application-cut"); each case belongs to exactly one:

- "idle": only a keep-alive is running, and nothing is lost;
- "config": the program's configuration, or its supervisor's, gives the signal its bad meaning;
- "sent": a script or a wrapper sends this signal, not the runtime;
- "inherited": a base image chose the stop signal for another program;
- "mismatch": another stop signal would do better;
- "deaf": no signal does, for the program is PID 1 and has no handler, or ignores what it gets;
- "": the program stops at once, and knows no better way: nobody's fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.faults import Case, is_own, lines
from stoplint.lazy_dataclass import replace
from stoplint.model.stop.answer import Launch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Confidence, Severity
    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.text import Span

Kind = Literal["idle", "config", "sent", "inherited", "mismatch", "deaf", ""]


def misfits(traces: Iterable[ImageTrace], *kinds: Kind) -> Iterator[Case]:
    """The cases of these kinds."""
    for case in cases_at_launch(traces, "application-ignores", "application-cut"):
        if kind_of(case) in kinds:
            yield case


def cases_at_launch(traces: Iterable[ImageTrace], *kinds: str) -> Iterator[Case]:
    """The cases of these kinds; what a script of the base image starts stands at the CMD, or else at the FROM.

    The entrypoint of an image that hands its arguments on is nobody's fault, and what it is handed is the user's.
    """
    for trace in traces:
        for run in trace.runs:
            cause = run.cause
            if cause is not None and cause.kind in kinds and run.verdict != "unknown":
                own = cause.span if is_own(trace.image, cause.span) else _launch(trace.image)
                yield Case(trace, run, replace(cause, span=own))


def _launch(image: Image) -> Span:
    said = {name: line for name, line in lines(image) if line.words}
    line = said.get("CMD") or said.get("ENTRYPOINT")
    return line.words[0].span if line is not None else image.from_span


def is_inherited(case: Case) -> bool:
    """Whether the launch is all the base image's: the Dockerfile does not say what is started."""
    return case.span is case.image.from_span


def kind_of(case: Case) -> Kind:
    """Whose case it is."""
    stays = case.cause.kind == "application-ignores"
    if case.detail("role") == "keep-alive":
        return "idle"
    better = bool(case.detail("wants"))
    if case.detail("config") and (better or stays):
        return "config"
    if case.detail("by") and (better or stays):
        return "config" if case.detail("supervised") else "sent"
    if inherited_from(case) and (better or stays):
        return "inherited"
    # that Ctrl-C would end it is no stop signal: a handler is missing, or an init
    if stays and case.detail("first") and case.detail("action") == "default" and not case.detail("finishes"):
        return "deaf"
    if better:
        return "mismatch"
    return "deaf" if stays else ""


def inherited_from(case: Case) -> str:
    """The image whose STOPSIGNAL is in force, when the Dockerfile does not say it itself; else ""."""
    launch = case.trace.launch
    said = launch.stop_signal if isinstance(launch, Launch) else None
    if (
        said is None
        or said.span is not None
        or said.said_by in ("default", "--stop-signal")
        or said is not case.image.stop_signal
    ):
        return ""
    return said.said_by


def severity(case: Case) -> Severity:
    """As every case's; what rests on a version that nobody states, or was all the base's choice, is but a remark."""
    return "info" if case.detail("assumes") or is_inherited(case) else case.severity


def confidence(case: Case) -> Confidence:
    """The tables are sure; a program's source is read with less certainty, an assumed version with the least."""
    if case.detail("assumes"):
        return "low"
    return "medium" if case.detail("handler") else case.confidence


def wanted(case: Case) -> str:
    """The better signal, as SIGQUIT; "" if there is none."""
    return f"SIG{case.detail('wants')}" if case.detail("wants") else ""


def advice(case: Case) -> str:
    """What the right signal would do, for people."""
    return f"on {wanted(case)} {case.app} {case.detail('would')}"


def consequence(case: Case) -> str:
    """What happens at `docker stop`."""
    if case.cause.kind == "application-cut":
        return f"{case.app} stops at once, and the requests that it is answering are dropped"
    return case.consequence
