"""The shapes of the tables of facts about the world: base images, programs, wrappers.

The rows are in `bases_*.py`, `programs_*.py` and `wrappers_*.py`. Each row has a source: a link, a
`repository@commit:path`, a manual page with its version, or "tested: …" for what a test in tests/kernel asks
the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from stoplint.model.image import Dialect

# What a signal does to a program. "default": no handler, the kernel's default action (nothing in PID 1).
Action = Literal["graceful", "clean", "fast", "abort", "reload", "reopen", "workers-only", "ignored", "default"]
STAYS: frozenset[Action] = frozenset({"reload", "reopen", "workers-only", "ignored"})


@dataclass(frozen=True)
class When:
    """A condition on a program's command line or configuration; all that are given must hold.

    `flags`: any of these words stands among the arguments (a trailing `=` or `*` matches a prefix; a flag and
    its value are written with a space: "-g daemon off;"). `without`: none of these stands there. `first`:
    the first argument that is no option is one of these. `config`: (file suffix or "*", regular expression)
    that a configuration file named on the command line or at a known place in the image matches.
    """

    flags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    config: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """What a program does with signals. The first row whose `names` and `when` match holds.

    `names` are base names of argv[0] (`*` allowed at the end), or several words ("consul agent") of which the
    further ones are the first arguments that are no options. `signals` maps names without SIG to actions; a
    signal not named does its default action. `others` is what unnamed signals do instead ("graceful" for
    programs that nothing is known about). `daemonizes`: True when it leaves the foreground unless
    `foreground` (words as in When.flags) stands among its arguments or its configuration says so
    (`foreground_config`: regular expressions). `daemon_flags`: words that make it leave the foreground.
    `wants`: the stop signal to recommend. `grace`: seconds it may take by itself, if bounded.
    `kind`: "server", "runtime" (an interpreter: its script decides), "idle" (a keep-alive), "supervisor",
    "tool" (ends by itself: a migration, a file utility).
    """

    names: tuple[str, ...]
    kind: Literal["server", "runtime", "idle", "supervisor", "tool"]
    signals: tuple[tuple[str, Action], ...]
    source: str
    when: When | None = None
    others: Action = "default"
    daemonizes: bool = False
    foreground: tuple[str, ...] = ()
    foreground_config: tuple[str, ...] = ()
    daemon_flags: tuple[str, ...] = ()
    wants: str = ""
    grace: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Wrapper:
    """A program that starts another one given on its command line.

    `kind`: "exec" (replaces itself), "init" and "forward" (stay, pass `forwards` on, wait), "forward-kill"
    (passes on, then kills the child after `kill_after` seconds; 0: leaves at once), "block" (stays, does not
    pass on), "exit" (the original process ends while the command goes on). `forwards` are names without SIG;
    ("*",) is every catchable signal. `to`: who gets them: "child", "group" (the child's process group) or
    "session". `swallows`: signals it catches and drops; what it neither forwards nor swallows does its
    default action to it. `sends`: always send this signal instead of the one received.

    How the command is found among the arguments: `subcommands`, words that come first ("run" in `uv run`;
    empty: none); options are skipped until the first word that is none; `with_value` are options that take
    the next word; `positionals` is the number of further words before the command (1 for `gosu USER`,
    `timeout DURATION`); `assignments`: words `K=V` are skipped too (env). `shell_option`: the option whose
    value is a command string run by a shell (`-c` of su), `shell` that runs it ("" the user's login shell =
    what /bin/sh is, unless the image says otherwise). `end_of_options` "--" is always understood.
    `other_group`: the child gets a process group (or session) of its own.
    """

    names: tuple[str, ...]
    kind: Literal["exec", "init", "forward", "forward-kill", "block", "exit"]
    source: str
    forwards: tuple[str, ...] = ()
    swallows: tuple[str, ...] = ()
    to: Literal["child", "group", "session"] = "child"
    sends: str = ""
    kill_after: float | None = None
    when: When | None = None
    subcommands: tuple[str, ...] = ()
    with_value: tuple[str, ...] = ()
    positionals: int = 0
    assignments: bool = False
    shell_option: str = ""
    shell: str = ""
    other_group: bool = False
    ignores_in_child: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Base:
    """What a base image sets. The first row whose `image` and `tags` match holds.

    `image` is the repository as written after dropping `docker.io/` and `library/`, `*` allowed. `tags` is a
    list of patterns: "*", "*-alpine*", "1.13-1.19.4" (a version range, both ends included, compared number by
    number with the tag's leading version), ">=1.20", "<2"; all of a row's `tags` must match; an absent tag is
    "latest". None means: not set here (inherited from `parent` when that is given, else nothing).
    """

    image: str
    source: str
    tags: tuple[str, ...] = ("*",)
    parent: str | None = None
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    stop_signal: str | None = None
    shell: tuple[str, ...] | None = None
    sh: Dialect | Literal["none", "inherit"] = "inherit"
    env: tuple[tuple[str, str], ...] = ()
    workdir: str | None = None
    user: str | None = None
    windows: bool = False
    # scripts of the image that start the command: path → "exec" (ends in exec "$@"), or the text itself
    scripts: tuple[tuple[str, str], ...] = ()
    note: str = ""
