"""How dash, BusyBox ash and bash differ where a stop is concerned.

Every line here is asked of the kernel in tests/kernel (dash 0.5.12, bash 5.2, BusyBox ash 1.35).

*Implicit exec*: a shell that has nothing left to do may become its last command instead of starting a child.
`Tail` names how far a shell goes with it in a place; `inherit` says what is left of it inside a construct:

- "never": a script file; dash's `-c`.
- "exit": dash and ash in subshells, background lists and pipelines, ash in `-c` as well: through lists, `&&`,
  `||`, groups, `if` and `case`, not through functions, loops, `eval`, `.`, `!` and redirected compounds.
- "string": bash in `-c` and `$(…)`: lists, `&&`, `||`; the command must have no redirection.
- "subshell": bash in `( … )`: as "string", and redirections don't matter.
- "simple": any shell's child for one simple command in the background or in a pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint import signals

if TYPE_CHECKING:
    from stoplint.model.image import Dialect
    from stoplint.syntax.shell_nodes import Script

Tail = Literal["never", "exit", "string", "subshell", "simple"]


def tail_of_string(dialect: Dialect, script: Script, text: str) -> Tail:
    """How far `SHELL -c text` goes with the implicit exec."""
    if dialect == "dash":
        return "never"
    rest = text[script.items[-1].span.end :] if script.items else ""
    if dialect in ("ash", "zsh"):
        return "never" if "\n" in rest or "<<" in text else "exit"
    if dialect == "ksh":
        return "simple"
    return "never" if "\n" in rest and "#" in rest else "string"


def tail_of_child(dialect: Dialect, kind: str) -> Tail:
    """How far a forked shell goes: `kind` is "subshell", "group" (background list, pipeline element) or "substitution"."""
    if dialect in ("dash", "ash", "zsh"):
        return "exit"
    if kind == "subshell":
        return "subshell"
    return "string" if kind in ("substitution", "process") else "simple"


def inherit(tail: Tail, construct: str) -> Tail:
    """What is left of `tail` inside a construct: "list", "and-or", "group", "if", "case", "subshell"."""
    if tail == "exit":
        return "exit"
    if tail in ("string", "subshell") and construct in ("list", "and-or"):
        return tail
    if tail == "subshell" and construct == "subshell":
        return "subshell"
    return "never"


def replaces(tail: Tail, *, redirected: bool) -> bool:
    """True if a simple external command in this place takes the shell's own process."""
    return tail in ("exit", "subshell", "simple") or (tail == "string" and not redirected)


def trap_name(dialect: Dialect, word: str) -> str | None:
    """The signal that `trap … WORD` means in this shell ("EXIT", "TERM", …); None if the shell refuses it."""
    upper = word.upper()
    if word == "0" or (upper == "EXIT" and (word == "EXIT" or dialect in ("bash", "ash"))):
        return "EXIT"
    if dialect in ("bash", "ksh", "zsh") and upper in ("ERR", "DEBUG", "RETURN"):
        return upper
    if word.isdigit():
        return signals.name_of(int(word))
    if upper.startswith("SIG") and dialect == "dash":
        return None
    return signals.canonical(word)


def kill_name(dialect: Dialect, word: str, *, posix: bool) -> str | None:
    """The signal that `kill -WORD` or `kill -s WORD` means; None if refused. bash called as sh wants no SIG."""
    if word == "0":
        return "0"
    if word.upper().startswith("SIG") and (dialect == "dash" or (dialect == "bash" and posix)):
        return None
    return signals.canonical(word)
