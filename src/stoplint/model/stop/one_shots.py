"""Programs that a script runs once before it gives up, and says what is to be done: `app --generate-config; echo "edit it"; exit`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.events import NothingToRead
from stoplint.model.processes.kinds import Shell
from stoplint.model.stop.rests import application_pids, behind_wrappers
from stoplint.syntax.shell_nodes import Literal, Simple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Item

_SPEAKS = ("echo", "printf")
_ASKS_FOR_A_FILE = re.compile(r"(?:\[\[?|test)\s+(!\s+)?-[adefs]\s")


def explains_and_exits(world: World, first: Process) -> bool:
    """Whether all that PID 1 does behind a program in the foreground, in a branch, is to say something, and to exit.

    `exit $?` passes on how the program ended: a server's end is told like that.
    """
    shell = behind_wrappers(world, first)
    if not isinstance(shell, Shell) or shell.block is None or shell.block.kind != "foreground":
        return False
    left = [frame for frame in frames.frames(shell.stack) if isinstance(frame, frames.Commands)]
    return bool(left) and world.default and _only_explains(left[0].items[left[0].at :])


def mourns(world: World, first: Process) -> bool:
    """Whether PID 1 waits for a program because another one failed, and has nothing left to do but to exit with a status of its own.

    `migrate || { code=$?; send-log; exit $code; }`: that a server ended is told by `exit $?`.
    """
    shell = behind_wrappers(world, first)
    if not isinstance(shell, Shell) or shell.block is None or shell.block.kind != "foreground" or not world.conditions:
        return False
    left = next((frame for frame in frames.frames(shell.stack) if isinstance(frame, frames.Commands)), None)
    following = left.items[left.at].command if left is not None and left.at < len(left.items) else None
    if world.conditions[-1].answer != "fails" or not isinstance(following, Simple) or _name(following) != "exit":
        return False
    return len(following.words) > 1 and "$?" not in following.span.text


def was_spared(world: World, other: World) -> bool:
    """Whether what failed in one of these worlds did not in the other, which got to an application, or to a shell for its user.

    By default, nothing fails.
    """
    got_on = bool(application_pids(other)) or any(isinstance(event, NothingToRead) for event in other.events)
    return (_parted(world, other) or other.default > world.default) and got_on


def _only_explains(items: Sequence[Item]) -> bool:
    """Whether these are `echo`s, at least one, and an `exit` whose status is written there."""
    if len(items) < 2:
        return False
    *said, last = [item.command for item in items]
    if not all(isinstance(each, Simple) and _name(each) in _SPEAKS for each in said):
        return False
    if not isinstance(last, Simple) or _name(last) != "exit":
        return False
    return all(isinstance(part, Literal) for word in last.words[1:] for part in word.parts)


def _name(command: Simple) -> str | None:
    return command.words[0].literal if command.words else None


def is_one_shot(world: World, other: World) -> bool:
    """Whether what is explained, and followed by `exit`, is there to be done once, because a file is not there yet.

    The run in which it is there goes on to a program.
    """
    if not other.default or not world.conditions or not _parted(world, other):
        return False
    test = world.conditions[-1]
    asked = _ASKS_FOR_A_FILE.match(test.subject)
    lacks = asked is not None and test.answer == ("does not hold" if asked[1] is None else "holds")
    return lacks and bool(application_pids(other))


def _parted(world: World, other: World) -> bool:
    """Whether the last thing that was asked in one of these worlds was answered otherwise in the other one."""
    return any(world.conditions[-1].contradicts(each) for each in other.conditions)
