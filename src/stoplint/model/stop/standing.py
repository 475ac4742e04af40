"""Which runs are to be spoken of, and which are only passed on the way.

The model can't tell of every command whether it stays. What runs in the default run does; of anything else, only what
nothing comes after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.scripts import SCRIPT_ENDS
from stoplint.model.stop import causes
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.stop.answer import Passing, Run, TracedProcess, Verdict

_GUESSES = 2  # conditions that nothing here decides: a longer chain of them is a guess
# Causes of a run that a script may only pass on its way to an exec.
_ON_THE_WAY = (causes.ShellInFront, causes.NoTrap, causes.TrapLate)


NEVER_RUN = ("fails-to-start", "exits-early")


def usual(runs: Sequence[Run]) -> list[Run]:
    """The default runs that say what the image does: several where nothing here decides which one it is."""
    default = [run for run in runs if run.default]
    # a check that nothing here decides, and that ends the script: what is shipped is taken to pass it
    default = [run for run in default if run.verdict not in NEVER_RUN or not run.conditions] or default
    # nor is it shipped to keep a container up in which nothing runs: `if ! migrate; then sleep infinity; fi`
    return [run for run in default if not (run.conditions and _is_idle(run))] or default


def with_standing(runs: Sequence[Run], verdict: Verdict) -> tuple[Run, ...]:
    """The runs of an image of this verdict, each with the reason why it is no ground for a finding."""
    return tuple(replace(run, passing=_passing(runs, run, verdict)) if run.cause is not None else run for run in runs)


def _passing(runs: Sequence[Run], run: Run, verdict: Verdict) -> Passing | None:
    # where even the usual run is not known: only what a condition in the script decides
    guess = verdict == "unknown" and not (run.default and 0 < run.asked <= _GUESSES)
    if guess:
        return "undecided"
    if not run.default and any(each.overrides for each in run.conditions):
        return "other-user"
    others = {name for each in runs if each.default and each is not run for name in _applications(each)}
    if run.gave_up and not run.default and others:
        return "unusual"  # what is left of a step that found an error: nobody ships a container for that
    own = _applications(run)
    if _is_idle(run):
        return "idle" if others or not run.default else None
    ended = own and run.verdict == "exits-early" and run.conditions
    if ended and (
        (run.default and run not in usual(runs)) or any(own < _applications(each) for each in runs if each.default)
    ):
        return "unusual"  # a check that nothing here decides, or what the container is for ended first: another usual run has it
    if (
        own
        and run.conditions
        and isinstance(run.cause, causes.KeepAlive)
        and any(own < _applications(each) for each in runs if each.default)
    ):
        return "unusual"  # `die() { echo failed; sleep infinity; }`: what runs beside it is there for another usual run's application
    if own and not others - own and _are_hooks(run) and any(each.default and _only_keeps(each) for each in runs):
        return "unusual"  # without it the container stays up, too, for what is not known to run in it
    behind = isinstance(run.cause, causes.AtShell) and run.cause.behind == "commands"
    if behind and isinstance(run.cause, _ON_THE_WAY) and run.cause.hands_over:
        return "hands-over"
    if run.default and not others:
        return None
    if behind and not run.default and isinstance(run.cause, causes.NoTrap):
        return "set-up"  # a server that is started for its first set-up, and stopped again
    return "unusual" if behind and not (_untold(run) or own) & others else None


def _is_idle(run: Run) -> bool:
    """Whether nothing runs in it that a stop could lose, and it stays up all the same."""
    return run.verdict in ("lost", "killed", "hangs", "ignored") and not _applications(run)


def _only_keeps(run: Run) -> bool:
    """Whether nothing is known to run in it but what keeps the container alive."""
    return not run.applications and any(each.role == "keep-alive" for each in run.processes)


def _are_hooks(run: Run) -> bool:
    """Whether all that runs in it are scripts that nobody ships here, and that run only where they are there."""
    asked = {word for each in run.conditions if each.answer == "holds" for word in each.subject.split()}
    return all(
        each.program is None and each.argv and each.argv[0].endswith(SCRIPT_ENDS) and each.argv[0] in asked
        for each in run.applications
    )


def _untold(run: Run) -> set[str]:
    """The applications of which no signal was heard: what a supervisor keeps beside them got its own."""
    apps = (process for process in run.applications if not process.receives)
    return {_name(process) for process in apps if process.argv}


def _applications(run: Run) -> set[str]:
    return {_name(process) for process in run.applications if process.argv}


def _name(process: TracedProcess) -> str:
    """What tells two programs apart: not the folder, which a script may choose (`bin/$ARCH/app`)."""
    return base_name(process.argv[0])
