"""How dash, BusyBox ash and bash differ where a stop is concerned.

Every line here is asked of the kernel in tests/kernel (dash 0.5.12, bash 5.2, BusyBox ash 1.35).

*Implicit exec*: a shell that has nothing left to do may become its last command instead of starting a child.
`Tail` names how far a shell goes with it in a place; `inherit` says what is left of it inside a construct:

- "never": a script file; dash's `-c`.
- "exit": dash and ash in subshells, background lists and pipelines, ash in `-c` as well: through lists, `&&`,
  `||`, groups, `if` and `case`, not through functions, loops, `eval`, `.`, `!` and redirected compounds.
- "string": bash in `-c` and `$(…)`: the last complete command, if it is a pure `&&`/`||` list or ends in
  `; app`; the command must have no redirection. "substitution" is the same and goes through functions.
- "subshell": bash in `( … )`: the same, newlines count as `;`. "sole": the only command of `( … )`, where
  redirections don't matter.
- "simple": any shell's child for one simple command in the background or in a pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.syntax.shell_nodes import AndOr, Simple
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.frames import Tail
    from stoplint.syntax.shell_nodes import Item, Script


def tail_of_string(dialect: Dialect, script: Script, text: str, *, old_busybox: bool = False) -> Tail:
    """How far `SHELL -c text` goes with the implicit exec.

    BusyBox ash does since 1.28 (shell/ash.c: evalstring(minusc, EV_EXIT), which 1.27.2 has not).
    """
    if dialect == "dash" or (dialect == "ash" and old_busybox):
        return "never"
    rest = text[script.items[-1].span.end :] if script.items else ""
    if dialect in ("ash", "zsh"):
        return "never" if "\n" in rest or "<<" in text else "exit"
    if dialect == "ksh":
        return "simple" if _is_plain(script, text) else "never"
    # bash has read up to the end of the line, and looks whether that is the end of the text
    return "never" if rest.partition("\n")[2] else "string"


def _is_plain(script: Script, text: str) -> bool:
    """One command of words that stand as they are: all that mksh replaces itself by."""
    command = script.items[0].command if len(script.items) == 1 else None
    if not isinstance(command, Simple) or command.assignments or command.redirects:
        return False
    return all(word.literal == word.span.text for word in command.words)


def tail_of_child(dialect: Dialect, kind: str) -> Tail:
    """How far a forked shell goes.

    `kind`: "subshell", "group" (background list, pipeline element), "substitution" (`$(…)`) or "process" (`<(…)`).
    """
    if dialect in ("dash", "ash", "zsh"):
        return "exit"
    if dialect == "ksh":
        return "never" if kind == "subshell" else "simple"
    if kind == "subshell":
        return "subshell"
    return "substitution" if kind in ("substitution", "process") else "simple"


def last_of_list(tail: Tail, items: Sequence[Item], text: str) -> Tail:
    """What is left of `tail` for the last command of a list."""
    if tail not in ("string", "substitution", "subshell"):
        return tail
    last = items[-1]
    if len(items) == 1:
        return "sole" if tail == "subshell" else tail
    before = items[-2]
    if tail != "subshell" and "\n" in text[before.span.end : last.span.start]:
        # the last complete command stands on a line of its own
        return tail
    # on one line with others: only a command alone counts, not a list of && and ||
    if before.background and len(items) == 2 and tail != "subshell":
        return "never"
    return "never" if isinstance(last.command, AndOr) else tail


def inherit(tail: Tail, construct: str) -> Tail:
    """What is left of `tail` inside a construct: "and-or", "group", "if", "case", "subshell", "function"."""
    if tail == "exit":
        return "exit"
    if construct == "and-or" and tail in ("string", "substitution", "subshell", "sole"):
        return "subshell" if tail == "sole" else tail
    if construct == "subshell" and tail in ("subshell", "sole"):
        return "subshell"
    if construct == "function" and tail == "substitution":
        return tail
    return "never"


def replaces(tail: Tail, *, redirected: bool) -> bool:
    """True if a simple external command in this place takes the shell's own process."""
    return tail in ("exit", "sole", "simple") or (tail != "never" and not redirected)


def trap_name(dialect: Dialect, word: str) -> str | None:
    """The signal that `trap … WORD` means in this shell ("EXIT", "TERM", …); None if the shell refuses it."""
    upper = word.upper()
    if word == "0" or upper == "EXIT" or (upper == "SIGEXIT" and dialect == "ash"):
        return "EXIT"
    if (upper == "ERR" and (dialect == "bash" or (word == "ERR" and dialect != "dash"))) or (
        upper in ("DEBUG", "RETURN") and dialect == "bash"
    ):
        return upper
    if is_number(word):
        return signals.name_of(int(word))
    if upper.startswith("SIG") and (dialect == "dash" or (upper.startswith("SIGRT") and dialect != "bash")):
        return None
    if upper.startswith("RT") and dialect == "ash":
        return None
    return signals.canonical(word)


def kill_name(dialect: Dialect, word: str, *, posix: bool) -> str | None:
    """The signal that `kill -WORD` or `kill -s WORD` means; None if refused. bash called as sh wants no SIG."""
    if word == "0":
        return "0"
    if word.upper().startswith("SIG") and (dialect == "dash" or (dialect == "bash" and posix)):
        return None
    return signals.canonical(word)
