"""The container's processes at one moment: the state that the simulation moves.

Worlds are mutable and copied where a run forks; everything that leaves the simulation (`answer.Run`) is
frozen. Time is in seconds since the stop signal was sent.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.processes.events import Failed
from stoplint.model.processes.kinds import Shell
from stoplint.model.processes.start import NotStarted
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import NONE, unknown

if TYPE_CHECKING:
    from stoplint.model.image.rootfs import Changed
    from stoplint.model.processes.events import Event
    from stoplint.model.processes.kinds import Order, Process
    from stoplint.model.processes.start import Fault, Start
    from stoplint.model.processes.status import Status
    from stoplint.model.processes.values import Numbers, Value
    from stoplint.text import Span

IS_SET = "is set"
NAMELESS = "a command"  # the subject of a condition that asks how a command ended whose text is not known


_DEVELOPS = re.compile(r"dev|develop|development|debug", re.IGNORECASE)
_SWITCH = re.compile(r"\$\{?(?:\w+_)?(?:DEBUG|DEV|DEVEL|DEVELOPMENT)(?:_MODE|_ENABLED)?\b", re.IGNORECASE)
_COMPARED = re.compile(r"""(?P<operator>!=|==?|-eq)\s*["']?x?(?P<word>\w*)["']?""")
_OFF = frozenset({"", "0", "false", "no", "off", "n"})


class Condition(NamedTuple):
    """What had to hold for a run to come so far: "[ -f /x ]" "does not hold", "$MODE" "is a or b", "$APP" `IS_SET`."""

    subject: str
    answer: str
    place: Span | None = None
    # it asks for another user than the one that the image itself says: whoever runs it so meant to
    overrides: bool = False
    # by it the run leaves the default one; without, nobody knows which of both that is
    departs: bool = False
    # how many answers there are to a value that is asked for: the arms of a `case`; 0: any number
    outcomes: int = 0
    # the script that asked, by its pid while it runs; -1: it was a step of another one, and has ended
    asker: int = 0
    # by it a loop is over, as each one is at some time
    ends_loop: bool = False

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place is not None else ""
        return f"{self.subject} {self.answer}{place}"

    @property
    def is_of_step(self) -> bool:
        """Whether a script asked that another one ran as a step: all that is left of the answer is its exit status."""
        return self.asker == -1

    def contradicts(self, other: Condition) -> bool:
        """Whether the same place asked the same and was answered otherwise, as in another round of a loop."""
        return (self.subject, self.place) == (other.subject, other.place) and self.answer != other.answer

    @property
    def is_for_development(self) -> bool:
        """Whether only somebody who develops sets what it asks for: `[ "$FLASK_ENV" = development ]`, `[ -n "$DEBUG" ]`."""
        if self.answer.startswith("is ") and self.answer != IS_SET:
            return all(_DEVELOPS.fullmatch(word) for word in self.answer[3:].replace(" or ", " ").split())
        test = self.subject.removeprefix("! ")
        turned = (self.subject != test) ^ (self.answer == "does not hold")
        if self.answer == IS_SET:
            return _SWITCH.search(test) is not None
        if "holds" not in self.answer and not turned:
            return False
        compared = _COMPARED.search(test)
        if compared is not None:
            wants = (compared["operator"] == "!=") ^ (not turned)
            word, is_switch = compared["word"], _SWITCH.search(test) is not None
            on = bool(_DEVELOPS.fullmatch(word)) or (is_switch and word.lower() not in _OFF)
            off = is_switch and word.lower() in _OFF
            return on if wants else off
        return _SWITCH.search(test) is not None and ("-z" in test.split()) is turned


class Rewritten(NamedTuple):
    """What scripts did to a file whose text is not all known.

    `changed` tells of what they edited it with, or appended, on top of `text` (None: of what the image has there); a text
    that is not known has variables in it. Of a path with a slash at its end it tells what is below.
    """

    changed: Changed
    text: Value | None = None


@dataclass
class World:
    """All processes, the clock, what was decided on the way, and small files that scripts wrote.

    `default` is True for the default run; `conditions` are what had to hold for a run to come here, the first one that did.
    """

    processes: dict[int, Process] = field(default_factory=dict)
    clock: float = 0.0
    next_pid: int = 1
    default: bool = True
    conditions: tuple[Condition, ...] = ()
    ways: tuple[tuple[Condition, ...], ...] = ()  # other conditions under which a run comes to the same place
    decided: dict[object, bool] = field(default_factory=dict)
    files: dict[str, Value] = field(default_factory=dict)
    rewritten: dict[str, Rewritten] = field(default_factory=dict)
    removed: frozenset[str] = NONE
    pipes: frozenset[str] = NONE  # files that are named pipes (mkfifo)
    folders: frozenset[str] = NONE  # those that scripts made
    doubted: frozenset[str] = NONE  # files that a script may have written or removed, as `removed` names them
    readied: frozenset[str] = NONE  # files that a script, or an init system before it starts them, makes executable
    passing: frozenset[int] = frozenset()  # wrappers that are just passing a signal on
    stopping: bool = False
    overdue: bool = False  # something would still have happened, and the grace period was over
    ended: bool = False
    exit_status: Status = OK
    events: tuple[Event, ...] = ()
    doubts: tuple[str, ...] = ()  # why the end cannot be known, when the simulation had to guess
    asked_to_stop: tuple[str, ...] = ()  # commands that may stop the application in their own way
    ran_at_stop: tuple[str, ...] = ()  # commands that handlers ran, and of which nothing is known
    asked: frozenset[str] = NONE  # programs whose status decided something: they end
    steps: int = 0
    turns: int = 0  # how often something was decided by what may be set from outside
    failure: NotStarted | None = None  # why PID 1 could not start

    def copy(self) -> World:
        """A world that may go another way. What has ended does not change any more: both have the same."""
        twin = replace(self)
        twin.processes = {pid: one.copy() if one.alive else one for pid, one in self.processes.items()}
        twin.decided = dict(self.decided)
        twin.files = dict(self.files)
        twin.rewritten = dict(self.rewritten)
        return twin

    def new_pid(self) -> int:
        pid = self.next_pid
        self.next_pid += 1
        return pid

    def shell(self, pid: int) -> Shell:
        """The process `pid`, which is a shell; TypeError if it is none."""
        process = self.processes[pid]
        if not isinstance(process, Shell):
            raise TypeError(pid)
        return process

    def living(self) -> list[Process]:
        """The processes that are alive, oldest first."""
        return [process for process in self.processes.values() if process.alive]

    def is_removed(self, path: str) -> bool:
        """Whether a script has removed the file, by its name, by a pattern or with the folder that it is in.

        `removed` holds paths and patterns; those that end with a slash mean all that is below.
        """
        return path not in self.files and path not in self.folders and _is_named(path, self.removed)

    def is_doubted(self, path: str) -> bool:
        """Whether nobody knows if a script has written or removed the file."""
        return path not in self.files and path not in self.folders and _is_named(path, self.doubted)

    def is_copied_over(self, path: str) -> bool:
        """Whether a script has copied a folder of which nothing is known over the one that the file is in, or one above."""
        return any(one[-1] == "/" and path.startswith(one) for one in self.rewritten)

    def write(self, path: str, text: Value) -> None:
        """A script has written the file."""
        self.files[path] = text
        self.rewritten.pop(path, None)
        self.folders -= {path}
        self.doubted -= {path}

    def unsay(self, path: str) -> None:
        """A script has written the file, and what is in it is not known."""
        self.write(path, unknown(f"$(cat {path})"))

    def make_folders(self, paths: set[str]) -> None:
        """A script has made these folders."""
        self.folders |= paths
        self.doubted -= paths

    def remove(self, gone: set[str]) -> None:
        """Take away what is known of these files (see `is_removed`)."""
        patterns = frozenset(gone)
        self.removed |= patterns
        self.files = {path: text for path, text in self.files.items() if not _is_named(path, patterns)}
        self.rewritten = {path: one for path, one in self.rewritten.items() if not _is_named(path, patterns)}
        self.pipes = frozenset(path for path in self.pipes if not _is_named(path, patterns))
        self.folders = frozenset(path for path in self.folders if not _is_named(path, patterns))
        self.doubted -= patterns

    def note(self, event: Event) -> None:
        """Remember what explains the verdict later."""
        self.events = (*self.events, event)

    def fail(self, start: Start, fault: Fault, path: str = "", wanted: str = "", code: int = 127) -> NotStarted:
        """Remember why a process was not started; the answer is that reason."""
        failure = NotStarted(fault, path, wanted, code, start.place, start.word)
        if start.pid == 1 and start.by is None:
            self.failure = failure
        self.note(Failed(failure, background=start.by is not None and start.by.started == "background"))
        return failure

    def doubt(self, why: str) -> None:
        """Remember why the end can't be known, as a sentence."""
        self.doubts = (*self.doubts, why)

    def key(self) -> tuple[object, ...]:
        """What tells two worlds apart, variables and files left out."""
        order = self._order()
        return (
            self.default, self.ended, self.clock, tuple(p.key(order) for p in self.processes.values() if p.alive), self.pipes,
        )  # fmt: skip

    def step_ended(self, shell: Shell) -> None:
        """A script has ended that another one ran as a step: whose questions those were says `Condition.is_of_step`."""
        self.conditions = tuple(
            each._replace(asker=-1) if each.asker == shell.pid else each for each in self.conditions
        )

    def _order(self) -> Order:
        """Numbers the living processes from 1; the dead are all alike (-1), so that rounds of a loop can be equal."""
        numbers = {pid: i for i, pid in enumerate((p.pid for p in self.processes.values() if p.alive), 1)}
        numbers[0] = 0
        return lambda pid: numbers.get(pid, -1)

    def remembered(self, numbers: Numbers) -> tuple[object, ...]:
        """The variables and files, for comparing; values that are pids as `key` numbers them."""
        order = self._order()
        out = []
        for pid, variables in self.variables():
            known = numbers.of(variables.values())
            held: list[object] = [*known]
            for at, (number, value) in enumerate(zip(known, variables.values(), strict=True)):
                if number < 0 and int(value.text) in self.processes:
                    held[at] = ("pid", order(int(value.text)))
            out.append((order(pid), frozenset(zip(variables, held, strict=True))))
        files = frozenset((path, text._replace(source=None)) for path, text in self.files.items())
        return (*out, files, self.removed, self.folders, self.doubted)

    def variables(self) -> list[tuple[int, dict[str, Value]]]:
        """The variables of all living shells."""
        return [(p.pid, p.variables) for p in self.processes.values() if p.alive and isinstance(p, Shell)]


def _is_named(path: str, patterns: frozenset[str]) -> bool:
    """Whether one of the patterns means this path; those that end with a slash mean all that is below."""
    if not patterns:
        return False
    above = ["/".join(path.split("/")[:n]) for n in range(2, path.count("/") + 2)]
    if path in patterns or any(f"{each}/" in patterns for each in above):
        return True
    return any(
        _matches(path, one) or any(_matches(each, one[:-1]) for each in above if one[-1:] == "/")
        for one in _with_signs(patterns)
    )


@lru_cache(maxsize=64)
def _with_signs(patterns: frozenset[str]) -> tuple[str, ...]:
    """Those that mean more than one name."""
    return tuple(one for one in patterns if any(sign in one for sign in "*?["))


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern of file names means this path; its stars stop at slashes."""
    return path == pattern or (path.count("/") == pattern.count("/") and fnmatchcase(path, pattern))
