"""The proof of a fix: the model runs again on the changed files, and a second reader reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.stop.answer import VERDICTS
from stoplint.model.stop.causes import STEPWISE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.finding import Finding
    from stoplint.fixing import Judged
    from stoplint.fixing.applying import Changes
    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import ImageTrace, Run

_SET_BY_SU = frozenset({"HOME", "SHELL", "USER", "LOGNAME", "MAIL"})
# The container does not run: what its processes were is no measure for what they are to be.
_NOT_RUNNING = frozenset({"fails-to-start", "exits-early"})


def why_not(
    before: Judged, after: Judged, group: Sequence[Finding], old: Changes, new: Changes, *, second: bool = True
) -> str:
    """Which proof failed, as the rest of a sentence; "" if all hold. `second`: another reader reads the texts, too."""
    if after.broken:
        return f"afterwards it can't be judged: {after.broken}"
    for name, traces, others in zip(before.names, before.traces, after.traces, strict=True):
        if len(traces) != len(others):
            return f"{name} would make other images"
        for one, other in zip(traces, others, strict=True):
            why = _worse(one, other)
            if why:
                return f"{why} ({name})" if len(before.names) > 1 else why
    better = any(
        _moved(one, other)
        for traces, others in zip(before.traces, after.traces, strict=True)
        for one, other in zip(traces, others, strict=True)
    )
    for finding in group:
        if _count(finding, after) >= _count(finding, before):
            return "the model finds the same fault afterwards"
        if finding.verdict not in ("", "graceful") and not better:
            return f"the model's verdict is still {finding.verdict}"
    if not second:
        return ""
    from stoplint.fixing.readers import why_misread  # noqa: PLC0415 - bashlex alone takes 100 ms

    return why_misread(old, new)


def is_worse(one: str, other: str) -> bool:
    """Whether a verdict is worse than another. What can't be decided is no better than what is known to be good."""
    if other in {one, "graceful"}:
        return False
    if one in ("graceful", "unknown") or other == "unknown":
        return True
    if other in _NOT_RUNNING and one not in _NOT_RUNNING:
        return True
    return _rank(other) < _rank(one)


def _rank(verdict: str) -> int:
    return [str(each) for each in VERDICTS].index(verdict)


def _worse(one: ImageTrace, other: ImageTrace) -> str:
    """Why an image is worse off than before."""
    if is_worse(one.verdict, other.verdict):
        return f"the model's verdict would be {other.verdict} instead of {one.verdict}"
    if (one.image.user.value, _environment(one.image)) != (other.image.user.value, _environment(other.image)):
        return "the user or the environment would be another one"
    for run in other.runs:
        was = list(_counterparts(run, one))
        if was and all(is_worse(each.verdict, run.verdict) for each in was):
            when = f" when {' and '.join(map(str, run.conditions))}" if run.conditions else ""
            return f"the model's verdict would be {run.verdict} instead of {was[0].verdict}{when}"
        if was and not any(_same_applications(each, run, one.image) for each in was):
            return "the application's command line, user or environment would be another one"
    return ""


def _environment(image: Image) -> dict[str, str]:
    return {name: str(getattr(fact.value, "why", fact.value)) for name, fact in image.env.items()}


def _counterparts(run: Run, trace: ImageTrace) -> Iterator[Run]:
    """The runs that had the same conditions; those of the same kind if there is none."""
    wanted = _conditions(run)
    same = [each for each in trace.runs if _conditions(each) == wanted and each.default == run.default]
    yield from same or [each for each in trace.runs if each.default == run.default] or trace.runs


def _conditions(run: Run) -> tuple[tuple[str, str], ...]:
    """Without their places: those move with the text."""
    return tuple((each.subject, each.answer) for each in run.conditions)


def _same_applications(one: Run, other: Run, image: Image) -> bool:
    if one.verdict in _NOT_RUNNING or any(
        line is not None and line.malformed
        for line in (getattr(image.cmd, "value", None), getattr(image.entrypoint, "value", None))
    ):
        return True
    return _applications(one) == _applications(other)


def _applications(run: Run) -> list[tuple[object, ...]]:
    """Command lines and environments, without what `su` sets: the model doesn't follow that."""
    return sorted(
        (each.argv, tuple(pair for pair in each.environment if pair[0] not in _SET_BY_SU)) for each in run.applications
    )


def _moved(one: ImageTrace, other: ImageTrace) -> bool:
    """Whether a run came further: another verdict, or another fault in front with a shell or a fault less behind it.

    A fault that would only come to light when others are repaired is repaired together with them or after them: alone, it
    changes nothing at the stop, and may be wrong with another repair of the first.
    """
    if one.verdict != other.verdict:
        return True
    # of those that end well, and that nobody starts by default, none is kept
    left = {_conditions(run) for run in other.runs}
    if any(run.cause is not None and not run.default and _conditions(run) not in left for run in one.runs):
        return True
    for run in other.runs:
        for was in _counterparts(run, one):
            if run.verdict != was.verdict:
                return True
            fewer = len(run.processes) < len(was.processes) or _faults(run) < _faults(was)
            if _cause(run) != _cause(was) and (fewer or isinstance(was.cause, STEPWISE)):
                return True
    return False


def _faults(run: Run | None) -> int:
    """How much would have to be repaired for nothing to be wrong."""
    return 0 if run is None or run.cause is None else 1 + _faults(run.then)


def _cause(run: Run) -> tuple[object, ...]:
    """Not its place: that moves, and its text changes, with any edit."""
    return (type(run.cause), run.cause.subject, run.cause.holder) if run.cause else ()


def _count(finding: Finding, judged: Judged) -> int:
    """In how many Dockerfiles the same is found, and how often: by rule, file and message, for lines move and texts change.

    Each by itself: what two of them say of a script that they share is one finding, and a STOPSIGNAL is for one of them.
    """
    wanted = _key(finding)
    return sum(1 for offers in judged.offers for each in offers if _key(each) == wanted)


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.code, finding.path, finding.message)
