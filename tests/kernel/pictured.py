"""What a picture (see `worlds`) says of each application, and what the kernel saw of it, in the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kernel.stub import named
from stoplint.signals import name_of, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kernel.container import Outcome
    from kernel.stub import Stub
    from kernel.verdict import Application

    Stubs = Mapping[str, str | Stub]

_HEAD = re.compile(r"(usually|else)\b.* → ([a-z-]+)(?::|$)")
_APPLICATION = re.compile(r"  \d+<\d+ (.*) \[\S+ application\]((?: SIG\S+)*) → (\w+)")
# There is no steady state in these runs, and whether an application had begun by their end is chance.
_NO_STOP = {"exits-early", "fails-to-start"}


@dataclass(frozen=True, order=True)
class Line:
    """An application: its command line, how it ended, and the signals that it is known to have got.

    In which order two signals are taken is the kernel's business (signal(7)), and two of a kind may be taken as one. One
    without a handler leaves no trace, unless it ends the application.
    """

    argv: str
    fate: str
    signals: tuple[str, ...]

    def fits(self, seen: Line) -> bool:
        """Whether the kernel's line is this one; who is killed may be so before a handler could run."""
        if self.fate == seen.fate == "killed":
            return self.argv == seen.argv and {*seen.signals} <= {*self.signals}
        return self == seen


@dataclass(frozen=True)
class Told:
    """Lines that are true however the start goes; `all`: there is no other application."""

    lines: tuple[Line, ...] = ()
    all: bool = False

    def holds(self, seen: Iterable[Line]) -> bool:
        left = list(seen)
        for line in self.lines:
            fitting = next((each for each in left if line.fits(each)), None)
            if fitting is None:
                return False
            left.remove(fitting)
        return not (self.all and left)


def told(picture: str, stubs: Stubs) -> Told:
    """What the picture says of the stand-ins: of several usual runs, what is the same in all of them."""
    first, *rest = picture.splitlines()
    runs: list[tuple[str, str, list[re.Match[str]]]] = [("usually", first.partition(":")[0], [])]
    for text in rest:
        if head := _HEAD.match(text):
            runs.append((head[1], head[2], []))
        elif found := _APPLICATION.match(text):
            runs[-1][2].append(found)
    usual = [run for run in runs[1:] or runs if run[0] == "usually" and run[1] not in _NO_STOP]
    if not usual or any(verdict == "unknown" for _, verdict, _ in usual):
        return Told()
    # a word that is not known is written with a `$`
    found = [
        [
            _line(one[1], one[3], one[2].replace("SIG", "").split(), stubs)
            for one in lines
            if _stub(one[1], stubs) and "$" not in one[1]
        ]
        for _, _, lines in usual
    ]
    common = found[0]
    for other in found[1:]:
        common = [line for line in common if line in other]
    return Told(tuple(sorted(common)), len(usual) == 1 and len(common) == len(usual[0][2]))


def seen(outcome: Outcome, stubs: Stubs) -> list[Line]:
    """The same of the applications that were there when the stop began."""
    stayed = {one.pid for one in outcome.end}
    programs = {one.pid: " ".join([one.comm, *one.argv[1:]]) for one in outcome.tree}
    lines = []
    for one in outcome.facts.applications:
        fate = _fate(one, stayed)
        signals = [*one.took, one.by] if fate == "cut" else one.took
        lines.append(_line(programs[one.pid], fate, [name_of(each) or "" for each in signals], stubs))
    return sorted(lines)


def _fate(one: Application, stayed: set[int]) -> str:
    if one.finished:
        return "finished"
    if one.by not in {0, 9}:
        return "cut"
    return "stays" if one.pid in stayed else "killed" if one.by else "exited"


def _stub(argv: str, stubs: Stubs) -> Stub | None:
    program = argv.partition(" ")[0]
    what = stubs.get(program, stubs.get(program.rpartition("/")[2]))
    return None if what is None else named(what)


def _line(argv: str, fate: str, signals: Iterable[str], stubs: Stubs) -> Line:
    program, *arguments = argv.split()
    took = list(signals)
    stub = _stub(argv, stubs)
    handled = {*stub.graceful, *stub.fast, *stub.ignore} if stub else set()
    known = {each for each in took if number_of(each) in handled} | ({took[-1]} if fate == "cut" and took else set())
    return Line(" ".join([program.rpartition("/")[2], *arguments]), fate, tuple(sorted(known)))
