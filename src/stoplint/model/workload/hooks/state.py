"""How far a hook has come: the time that has passed, whom it has told, and how long it went on behind that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.shell.evaluation.regexp import searched
from stoplint.model.workload.hooks.words import Words
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.workload.hooks.effect import HookFault, Tell
    from stoplint.text import Source, Span

_MOST_DOUBTS = 20


def _holds(line: str, pattern: str) -> bool:
    """Whether a pattern of `pkill -f` finds a command line."""
    found = searched(pattern, line)
    return found if found is not None else pattern in line


class State:
    """`elapsed` and `behind` are at least so much; what may not run adds nothing to them in the end."""

    def __init__(self, text_of: Callable[[str], Source | None], sh: Dialect | None) -> None:
        self.text_of = text_of
        self.sh = sh  # what /bin/sh is; None: nobody knows
        self.words = Words()
        self.dialect: Dialect | None = None  # of the shell that runs the command; None: no shell does
        self.may_be_any = False  # that shell is /bin/sh, and nobody knows which
        self.posix = False  # it is bash, called as sh
        self.refused: list[HookFault] = []
        self.lines: list[str] = []  # the command lines of the shells that it runs in
        self.is_ended = False  # it has signalled itself
        self.elapsed = 0.0
        self.is_timed = True  # nothing takes a time that nobody knows
        self.tells: list[Tell] = []
        self.behind: float | None = 0.0
        self.unknown: list[Unknown] = []
        self.is_sure = True  # no condition stands in front of what comes now
        self.may_be_over = False  # a command under a condition leaves what it stands in
        self.asks_alive = False  # somebody asked whether a process is there
        self.pending = 0.0  # when what runs in the background has ended
        self.fails = False  # the last command surely ends with an error

    def spend(self, time: float) -> None:
        """So much time passes."""
        if self.may_be_over:
            self.is_timed = False
            return
        self.elapsed += time
        if self.tells and self.behind is not None:
            self.behind += time

    def takes_unknown_time(self) -> None:
        """A time passes that nobody knows."""
        self.is_timed = False
        if self.tells and self.behind != math.inf:
            self.behind = None

    def wait_until_gone(self) -> None:
        """It goes on until who was told has ended."""
        self.is_timed = False
        if self.tells:
            self.behind = math.inf if self.is_sure and not self.may_be_over else None

    def tell(self, tell: Tell) -> None:
        """Somebody is told to stop."""
        if not self.is_sure or self.may_be_over:
            self.doubt("it is sent under a condition", tell.place)
            return
        self.tells.append(replace(tell, after=self.elapsed))
        self.behind = 0.0
        self.is_ended = (
            tell.whom.is_pattern
            and self._dies_of(tell.signal)
            and any(_holds(line, tell.whom.name) for line in self.lines)
        )

    def _dies_of(self, signal: str) -> bool:
        """Whether the signal ends the hook's own shell, which has no trap for it. bash(1), SIGNALS: it ignores SIGQUIT."""
        return signal not in (*HARMLESS, "") and not (signal == "QUIT" and self.dialect == "bash")

    def doubt(self, why: str, place: Span) -> None:
        """Something may stop the application, or may not, and takes its time."""
        self.takes_unknown_time()
        if len(self.unknown) < _MOST_DOUBTS:
            self.unknown.append(Unknown(why, place))
