"""How the stop of each target image ends, and what a report says of those that no finding is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stoplint.model.stop.answer import Assumption, Verdict

MOST_PATHS = 3  # that a note names


@dataclass(frozen=True)
class Outcome:
    """How the stop of a target image ends. `path` is its Dockerfile's, `line` that of its FROM.

    `silence`: why nothing is found in spite of a bad verdict, "" where something is. `container`: the name of one that a manifest
    starts, which `path` and `line` say then; "" for an image by itself.
    """

    path: str
    stage: str
    line: int
    verdict: Verdict
    reason: str
    assumes: tuple[Assumption, ...] = ()
    silence: str = ""
    container: str = ""

    @property
    def note(self) -> str:
        """What a report has to say of it beside the findings; "" for nothing."""
        if self.verdict == "unknown":
            return f"what happens at stop is not known: {self.reason}"
        return f"{self.verdict} ({self.reason}), but nothing to report: {self.silence}" if self.silence else ""


@dataclass(frozen=True)
class Note:
    """What is to be said of images that no finding is about: of all in one sentence, where it is the same."""

    kind: Literal["unknown", "silent"]
    text: str
    outcomes: tuple[Outcome, ...]

    def named(self, shown: Callable[[str], str]) -> str:
        """The paths of the Dockerfiles, a few of many: `a/Dockerfile, b/Dockerfile and 7 more`."""
        paths = list(dict.fromkeys(shown(each.path) for each in self.outcomes))
        rest = len(paths) - MOST_PATHS
        return ", ".join(paths[:MOST_PATHS]) + (f" and {rest} more" if rest > 0 else "")


def notes(outcomes: Iterable[Outcome]) -> tuple[Note, ...]:
    """The images of which something is to be said, those with the same sentence together."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.note:
            groups.setdefault(outcome.note, []).append(outcome)
    return tuple(
        Note("unknown" if same[0].verdict == "unknown" else "silent", text, tuple(same))
        for text, same in groups.items()
    )
