"""The builtin commands of dash, BusyBox ash and bash: one row each, with what the rest of stoplint asks about them.

What the shell does when it comes to one is in `model.shell.builtins`. Sources: POSIX.1-2017 XCU 2.14 (special builtins)
and 1.6; dash(1) 0.5.12; bash(1) 5.2; BusyBox ash 1.35 `help`. tests/kernel asks the shells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect

_ALL: tuple[Dialect, ...] = ("dash", "ash", "bash", "ksh", "zsh")
_NOT_DASH: tuple[Dialect, ...] = ("ash", "bash", "ksh", "zsh")
_BASH: tuple[Dialect, ...] = ("bash",)


class Builtin(NamedTuple):
    """A builtin command.

    `dialects`: the shells that have it. `special`: found before functions, and its errors end a POSIX shell.
    `ends`: it ends by itself and leaves nothing but variables, files and options behind. `assigns`: its operands are
    names of variables that it may set. `declares`: what looks like an assignment among its operands is one (it is not
    split). `program`: an image may have a program of this name, so that `exec` finds one.
    """

    name: str
    dialects: tuple[Dialect, ...] = _ALL
    special: bool = False
    ends: bool = False
    assigns: bool = False
    declares: bool = False
    program: bool = False


ROWS = (
    # special builtins, POSIX XCU 2.14
    Builtin(":", special=True, ends=True),
    Builtin(".", special=True),
    Builtin("break", special=True),
    Builtin("continue", special=True),
    Builtin("eval", special=True),
    Builtin("exec", special=True),
    Builtin("exit", special=True),
    Builtin("export", special=True, ends=True, assigns=True, declares=True),
    Builtin("readonly", special=True, ends=True, assigns=True, declares=True),
    Builtin("return", special=True),
    Builtin("set", special=True),
    Builtin("shift", special=True, ends=True),
    Builtin("times", special=True, ends=True, program=True),
    Builtin("trap", special=True),
    Builtin("unset", special=True, ends=True, assigns=True),
    # what compute, say or test something
    Builtin("true", ends=True, program=True),
    Builtin("false", ends=True, program=True),
    Builtin("echo", ends=True, program=True),
    Builtin("printf", ends=True, assigns=True, program=True),
    Builtin("test", ends=True, program=True),
    Builtin("[", ends=True, program=True),
    Builtin("pwd", ends=True, program=True),
    Builtin("cd", ends=True),
    Builtin("chdir", ("dash", "ash"), ends=True, program=True),
    Builtin("type", ends=True),
    Builtin("hash", ends=True),
    Builtin("command"),
    Builtin("builtin", _BASH),
    Builtin("alias", ends=True),
    Builtin("unalias", ends=True, program=True),
    Builtin("umask", ends=True),
    Builtin("ulimit", ends=True),
    Builtin("let", _NOT_DASH, ends=True, assigns=True),
    # variables and options
    Builtin("local", ends=True, assigns=True, declares=True),
    Builtin("declare", _BASH, ends=True, assigns=True, declares=True),
    Builtin("typeset", _BASH, ends=True, assigns=True, declares=True),
    Builtin("getopts", ends=True, assigns=True, program=True),
    Builtin("read", assigns=True),
    Builtin("mapfile", _BASH, ends=True, assigns=True),
    Builtin("readarray", _BASH, ends=True, assigns=True),
    Builtin("shopt", _BASH, ends=True),
    Builtin("enable", _BASH, ends=True, program=True),
    # texts and other files of commands
    Builtin("source", _NOT_DASH),
    # jobs and signals
    Builtin("wait"),
    Builtin("kill", program=True),
    Builtin("jobs", ends=True),
    Builtin("fg"),
    Builtin("bg", ends=True),
    Builtin("disown", _BASH, ends=True),
    Builtin("suspend", _BASH, ends=True, program=True),
    # folders, history, completion, help
    Builtin("pushd", _BASH, ends=True),
    Builtin("popd", _BASH, ends=True),
    Builtin("dirs", _BASH, ends=True, program=True),
    Builtin("caller", _BASH, ends=True),
    Builtin("bind", _BASH, ends=True, program=True),
    Builtin("compgen", _BASH, ends=True, program=True),
    Builtin("complete", _BASH, ends=True, program=True),
    Builtin("compopt", _BASH, ends=True, program=True),
    Builtin("fc", ("bash", "ksh", "zsh"), ends=True, program=True),
    Builtin("help", ("ash", "bash"), ends=True, program=True),
    Builtin("history", ("ash", "bash", "zsh"), ends=True, program=True),
    Builtin("logout", _BASH, ends=True, program=True),
)
BUILTINS = {row.name: row for row in ROWS}
# Reserved words that are no builtins, and that no program is called by either.
KEYWORDS = frozenset({"[[", "coproc", "function", "time"})


def has(dialect: Dialect, name: str) -> bool:
    """Whether this shell has a builtin of the name."""
    row = BUILTINS.get(name)
    return row is not None and dialect in row.dialects


def is_special(name: str) -> bool:
    """Whether POSIX calls it a special builtin."""
    row = BUILTINS.get(name)
    return row is not None and row.special


def ends(name: str) -> bool:
    """Whether it is a builtin that ends by itself and leaves only variables, files and options behind."""
    row = BUILTINS.get(name)
    return row is not None and row.ends


def declares(name: str) -> bool:
    """Whether what looks like an assignment among its operands is one."""
    row = BUILTINS.get(name)
    return row is not None and row.declares


def is_no_program(name: str) -> bool:
    """Whether it is a builtin of which no image has a program: `exec cd` and `gosu user source` fail."""
    row = BUILTINS.get(name)
    return name == "coproc" or (row is not None and not row.program)
