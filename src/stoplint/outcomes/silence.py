"""Why nothing is found of an image although its stop ends badly: a report that says nothing would say that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.wrong_signal import WrongSignal
from stoplint.model.stop import causes

if TYPE_CHECKING:
    from stoplint.model.stop.answer import ImageTrace, Passing, Run, Verdict

# Verdicts that a finding is due for. A container that ends by itself often means to: a tool, a job.
BAD: frozenset[Verdict] = frozenset(
    {"lost", "killed", "abrupt", "ignored", "hangs", "partial", "fails-to-start"}
)  # fmt: skip
# Why a run is no ground for a finding.
PASSING: dict[Passing, str] = {
    "undecided": "which run is the usual one is not known",
    "idle": "no application that anybody waits for is running in it",
    "hands-over": "the script goes on from here, and hands over by exec",
    "set-up": "a server is only started for its first set-up here, and stopped again",
    "other-user": "it takes another user than the one that the image says",
    "unusual": "what usually runs is not running in it",
    "job": "it is a job, which ends by itself",
}


def why_nothing(trace: ImageTrace) -> str:
    """Why no rule speaks of the image; to be asked where none does."""
    guilty = [run for run in trace.runs if run.default and run.verdict == trace.verdict] or trace.runs
    return "; ".join(dict.fromkeys(_why(trace, run) for run in guilty))


def _why(trace: ImageTrace, run: Run) -> str:
    if run.passing is not None:
        return PASSING[run.passing]
    match run.cause:
        case causes.ApplicationCut() | causes.ApplicationIgnores() as cause:
            kind = WrongSignal(trace, run, cause).kind
            if kind == "idle":
                return "nothing but a command that keeps the container alive is known to run"
            return f"no other signal makes {cause.subject} end in a better way" if not kind else _NO_RULE
        case causes.Required():
            return "a variable must be given, and is not"
        case causes.CannotStart(failure=None) | causes.Ended():
            return "the script itself decides to end, and may want something that is given from outside"
        case causes.CannotStart():
            return "what is missing may be given from outside"
        case None:
            anyhow = next((each.name for each in run.processes if each.ends_anyhow), "")
            told = f"nothing would be saved if {anyhow} were told of the stop"
            return told if anyhow else "no single place is to blame"
        case _:
            return _NO_RULE


_NO_RULE = "no rule is about that"
