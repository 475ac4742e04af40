"""Whether a command that does nothing is all that runs: what a script may have started besides, unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import builtins
from stoplint.model.catalog.init_scripts import RUNNERS, called, is_init_script
from stoplint.model.catalog.short_lived import asks_to_go_on, asks_to_start, is_tool
from stoplint.model.processes import events
from stoplint.model.processes.kinds import Running, Shell
from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import For, Parameter
from stoplint.syntax.shell_walk import simple_commands, walk

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Simple, Word

_GIVEN = ("@", "*")  # what the script is given: CMD says it
_LISTS = frozenset({"--list", "--test", "--report"})  # run-parts(8): they run nothing


def is_alone(world: World, keeps: Process) -> bool:
    """Whether nothing runs beside a keep-alive, as far as can be: nothing was passed by of which nobody knows what it starts.

    What follows a log waits for somebody who writes it.
    """
    if any(word.startswith(("/", ".")) and word != "/dev/null" for word in keeps.argv[1:]):
        return False
    unseen = (events.Returned, events.Failed, events.LaunchFailed)
    if any(isinstance(event, unseen) for event in world.events):
        return False
    living = [*world.living()]
    if any(isinstance(each, Running) and each.maybe for each in living):
        return False
    return not any(_may_start(each) for each in living if isinstance(each, Shell))


def last_passed(world: World, shell: Shell) -> Running | None:
    """The last program in a script's foreground of which nobody knows whether it stays: what stands behind it comes if it does not.

    None if something was asked to go on in the background: that is what it was for.
    """
    found: Running | None = None
    for event in events.of_kind(world.events, events.Returned):
        each = world.processes[event.pid]
        if not isinstance(each, Running) or asks_to_go_on(each.argv) or asks_to_start(each.argv):
            return None
        place = each.place.located if each.place is not None else None
        own = place is not None and place.source is shell.script
        found = each if own and each.role == "application" and each.started == "fork" else None
    return found


def _may_start(shell: Shell) -> bool:
    """Whether its script has a file that nobody read, or a command that nobody saw: `"$APP" &`, `run-parts /etc/start.d`."""
    if shell.unread or shell.lent:
        return True
    if shell.script is None:
        return False
    script = read(shell.script).script
    skipped = [
        each for each in walk(script) if isinstance(each, For) and any(_is_empty(shell, w) for w in each.words or ())
    ]
    return any(_is_unseen(shell, each) for each in simple_commands(script)) or any(
        _is_program(shell, command) for loop in skipped for command in simple_commands(loop.body)
    )


def _is_unseen(shell: Shell, command: Simple) -> bool:
    """Whether the command is one that runs others by a name that nobody knows."""
    if not command.words:
        return False
    name, *rest = command.words
    if _is_empty(shell, name):  # what stands behind is what ran, then: `$SUDO chown app /srv`
        vanished = bool(rest) and not name.span.text.startswith('"') and not (rest[0].literal or "-").startswith("-")
        return not vanished
    if name.literal is None:
        return is_init_script(name.span.text.strip("\"'"))
    if name.literal == "eval":
        return bool(rest) and _is_empty(shell, rest[0])
    if called(name.literal) in RUNNERS:
        return any(word.literal is None for word in rest)
    return called(name.literal) == "run-parts" and not any(word.literal in _LISTS for word in rest)


def _is_program(shell: Shell, command: Simple) -> bool:
    """Whether it starts a program that may stay: no builtin, no function (what is in that counts), and no tool."""
    if not command.words:
        return False
    words = [word.literal or word.span.text for word in command.words]
    return not (builtins.has(shell.dialect, words[0]) or words[0] in shell.functions or is_tool(words))


def _is_empty(shell: Shell, word: Word) -> bool:
    """Whether it is a variable, and nothing else, of which nothing but that it is not set here is known."""
    part = word.parts[0] if len(word.parts) == 1 else None
    if not isinstance(part, Parameter) or part.name in _GIVEN or part.op not in ("", "-", ":-"):
        return False
    value = shell.variables.get(part.name)
    return value is None or not value.known or not value.text
