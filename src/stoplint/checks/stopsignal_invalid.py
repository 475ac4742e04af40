"""SL303: a stop signal that there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits.services import with_stop_signal
from stoplint.model.fact import Unknown
from stoplint.signals import canonical, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Runtimes take a number, or a name in any case, with or without SIG; anything else they refuse."""
    for trace in subject.traces:
        said = trace.image.stop_signal
        if isinstance(said, Unknown) or said.span is None or canonical(said.value) is not None or "$" in said.value:
            continue
        likely = nearest(said.value)
        meant = canonical(likely) if likely is not None else None
        yield Problem(
            said.span,
            f"there is no signal {said.value}" + (f": {likely} is the nearest" if likely else ""),
            "refused by docker build, or when the container is created",
            consequence="the image can't be built, or the container can't be created",
            help="a name (SIGTERM, TERM, RTMIN+3) or a number from 1 to 64",
            verdict=trace.verdict,
            fix=with_stop_signal(subject.dockerfile, trace, meant) if meant else None,
        )
