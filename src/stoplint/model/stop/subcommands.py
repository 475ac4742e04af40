"""Words that a start script wants to be given: `docker run IMAGE server`, where without one it only says how it is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog import programs
from stoplint.model.image.launch import given
from stoplint.model.processes.kinds import Shell
from stoplint.model.processes.world import Condition
from stoplint.model.stop import causes
from stoplint.syntax.shell_nodes import Case, Function, Literal, Parameter, Simple
from stoplint.syntax.shell_walk import comparisons, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stoplint.model.container.container import Container
    from stoplint.model.image.image import Argument, Image
    from stoplint.model.processes.world import World
    from stoplint.model.stop.answer import Run
    from stoplint.model.stop.causes import Cause
    from stoplint.syntax.shell_nodes import Arm, Word
    from stoplint.text import Source, Span

_MOST = 12  # words that are tried
# The script itself decides to end: what is given from outside decides otherwise.
_WANTS = (causes.Ended, causes.NoInput, causes.Required)
# Of a program that is in no table: words that nobody has for a job that ends.
_SERVES = re.compile(
    r"start|run|serve|.*server|.*daemon|web(?:app)?|(?:.+[-_])?(?:worker|consumer|listener|processor|collector)|scheduler|beat|api"
)
# What loses its work, where the word was given.
_BAD = ("lost", "killed", "ignored", "partial", "hangs", "abrupt")


def runs_of_words(
    image: Image, c: Container, first: World, runs: Sequence[Run], run_with: Callable[[tuple[Argument, ...]], Sequence[Run]]
) -> tuple[Run, ...]:  # fmt: skip
    """The runs with a word that the script asks for, where something is wrong with them; none where it does without.

    `first` is the container at its start, `run_with` gives the runs with other words in the place of PID 1's.
    """
    if not all(isinstance(run.cause, _WANTS) or _gives_up(run.cause) for run in runs):
        return ()
    found: list[Run] = []
    asked = [
        (word, place, follows)
        for source, follows in (*_started(first), *_ended(runs))
        for word, place in _asked(c.scripts.parse_source(source).script)
    ]
    for word, place, follows in asked:
        words = given(image, word, place, follows=follows)
        started = run_with(words) if words is not None else ()
        condition = Condition("$1", f"is {word}", place, departs=True)
        found += (_with(run, condition) for run in started if _is_to_be_told(run, word))
    return tuple(found)


def _started(first: World) -> Iterator[tuple[Source, bool]]:
    """The script that the container starts, and whether a word would be its first argument behind the CMD."""
    shells = (each for each in first.processes.values() if isinstance(each, Shell))
    script = next((each for each in shells if each.script is not None), None)
    if script is not None and script.script is not None and not script.is_string and not script.unread:
        yield script.script, not script.arguments


def _ended(runs: Sequence[Run]) -> Iterator[tuple[Source, bool]]:
    """The script without arguments that the usual run ended in, where an `exec` has handed over to it: `exec "$@"`."""
    ended = next((run.processes[0] for run in runs if run.default and run.processes), None)
    if ended is not None and ended.script is not None and ended.started == "exec" and len(ended.argv) == 1:
        yield ended.script, True


def _is_to_be_told(run: Run, word: str) -> bool:
    """Whether the run that is usual with this word ends badly for something that is to stay."""
    bad = run.default and run.verdict in _BAD and run.cause is not None and run.passing is None
    return bad and _serves(run, word)


def _gives_up(cause: Cause | None) -> bool:
    """Whether a script ended with an error of its own making: "usage: …"."""
    return isinstance(cause, causes.CannotStart) and cause.failure is None


def _with(run: Run, condition: Condition) -> Run:
    """The run, and what would still stand in it, as one that takes this, and is not the default one."""
    then = _with(run.then, condition) if run.then is not None else None
    return replace(run, default=False, conditions=(condition, *run.conditions), then=then)


def _serves(run: Run, word: str) -> bool:
    """Whether there is reason to think that what runs is to stay: it is known to, or the word says so.

    An interpreter is not: `python3 import.py` may be a job.
    """
    known = [programs.find(process.argv) for process in run.applications]
    return bool(known) and (
        _SERVES.fullmatch(word) is not None or any(each is not None and each.kind != "runtime" for each in known)
    )


def _asked(script: object) -> list[tuple[str, Span]]:
    """The words that `$1` is compared with, each with the place of the first such test."""
    names = {"1"}
    for node in walk(script, past=(Function,)):
        if isinstance(node, Simple) and not node.words:
            names |= {each.name for each in node.assignments if each.value is not None and _is(each.value, {"1"})}
    found: dict[str, Span] = {}
    for node in walk(script, past=(Function,)):
        for word, place in _compared(node, names):
            if word and len(found) < _MOST:
                found.setdefault(word, place)
    return list(found.items())


def _compared(node: object, names: set[str]) -> Iterator[tuple[str, Span]]:
    if isinstance(node, Case) and _is(node.word, names):
        for arm in node.arms:
            yield from _patterns(arm)
    for left, right in comparisons(node):
        if _is(left, names):
            yield from _plain((right,))


def _patterns(arm: Arm) -> Iterator[tuple[str, Span]]:
    """The first word of an arm that is no pattern: the others lead to the same."""
    yield from list(_plain(arm.patterns))[:1]


def _plain(words: Iterable[Word]) -> Iterator[tuple[str, Span]]:
    for word in words:
        text = word.literal
        globs = any(
            isinstance(part, Literal) and not part.quoted and set("*?[") & set(part.text) for part in word.parts
        )
        if text and not globs and not text.startswith("-"):
            yield text, word.span


def _is(word: Word, names: set[str]) -> bool:
    """Whether the word is one of these variables, and nothing else: `$1`, `"${1:-}"`."""
    part = word.parts[0] if len(word.parts) == 1 else None
    return isinstance(part, Parameter) and part.name in names and part.op in ("", ":-", "-") and part.index is None
