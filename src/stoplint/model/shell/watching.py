"""What a script has to do behind a program may say that this is in the background then.

So does a loop that looks whether it is there, and one that waits so that a trap can run: in the foreground the program
would have ended by then, and it would have held the trap back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes.kinds import Shell, Wrapping
from stoplint.model.shell.control import commands_left
from stoplint.syntax.shell_nodes import ArithmeticFor, Function, While
from stoplint.syntax.shell_walk import simple_commands, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World

# What tells whether a process is there: kill(1), pgrep(1), pidof(8), ps(1), proc(5).
_WATCHES = re.compile(r"""(?:while|until)\b[^;\n]*(?:\bkill\s+-0\s|\bpgrep\s|\bpidof\s|\bps\s+-?p\b|/proc/[$"])""")
# A pause in which a trap runs at once: sh(1), `wait`.
_HEARS = re.compile(r"""\bsleep\s[^;&|\n]*&\s*(?:\w+=\$!\s*)?;?\s*wait\b""")


def watches(sh: Shell) -> bool:
    """Whether it has a loop to go through that asks if a process is still there: `while kill -0 $pid; do sleep 1; done`."""
    return any(_WATCHES.match(command.span.text) for command in commands_left(sh))


def supervises(w: World, s: Start, name: str) -> bool:
    """Whether the script that started a program has a loop behind it that takes the program to be in the background."""
    shell = _script_of(w, s)
    if shell is None:
        return False
    handles = bool(shell.handlers())
    asks = re.compile(rf"\b(?:ps|pgrep|pidof)\b.*(?<![\w.-]){re.escape(name)}(?![\w-])")
    return any((handles and _HEARS.search(text)) or asks.search(text) for text in _loops_behind(shell))


def _script_of(w: World, s: Start) -> Shell | None:
    """The shell that waits for it and has something left to do: above wrappers, and shells that only start it."""
    started, above = s.started, w.processes.get(s.ppid)
    while started == "fork" or (started == "exec" and isinstance(above, Wrapping)):
        if isinstance(above, Shell) and any(True for _ in commands_left(above)):
            return above
        if not isinstance(above, (Shell, Wrapping)):
            return None
        started, above = above.started, w.processes.get(above.ppid)
    return None


def _loops_behind(shell: Shell) -> Iterator[str]:
    """The texts of the loops that a shell has left to do, each with that of the functions that are called in it."""
    for command in commands_left(shell):
        for node in walk(command, past=(Function,)):
            if isinstance(node, (While, ArithmeticFor)):
                called = {each.words[0].literal for each in simple_commands(node, past=(Function,)) if each.words}
                bodies = (
                    shell.functions[name].span.text for name in called if name is not None and name in shell.functions
                )
                yield "\n".join((node.span.text, *bodies))
