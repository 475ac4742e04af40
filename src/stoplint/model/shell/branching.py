"""Going on by a status: one way, both ways, or one way with a doubt about what the other would have left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.status import Status
from stoplint.model.processes.values import (
    CONDITION,
    NONE,
    OUTSIDE,
    OVERRIDE,
    Value,
    unknown,
    wrapped_or_not,
    wrapper_or_nothing,
)
from stoplint.model.processes.world import IS_SET, NAMELESS, Condition
from stoplint.model.shell import files
from stoplint.model.shell.jobs import says_something
from stoplint.model.shell.narrowing import narrow
from stoplint.model.shell.purity import assigned_if_pure, may_print
from stoplint.model.shell.watchdogs import outlasts
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax import shell_nodes as ast

# How the text of a loop's status ends that goes over what is not known: files, a command's output, a variable's words.
MATCHES, SAYS, HOLDS = " matches something", " prints something", " holds something"
_NOTHING = {MATCHES: "matches nothing", SAYS: "prints nothing", HOLDS: "holds nothing"}
_TESTS = ("[ ", "[[ ", "((", "test ")


def branch(
    w: World, sh: Shell, if_true: tuple[frames.Frame, ...], if_false: tuple[frames.Frame, ...], *,
    presume: bool = True, ends_on: bool | None = None, behind: int = 0,
) -> list[World] | None:  # fmt: skip
    """Go on by the last status: push the one frames or the other, forking where it is not known.

    `presume` False: a status that is only presumed (a command is taken to succeed) is open here, as the
    condition of an `if` or a loop exists because both happen, but in a loop that looks after an application. `ends_on`: the outcome with which a loop is over. `behind`:
    where what hangs on the status ends in the script's text, if that is not where it was asked.
    """
    status = sh.status
    taint = status.taint
    key = (status.text, status.code, taint, sh.pid)
    if status.code is not None and not taint:
        sh.push(*(if_true if status.code == 0 else if_false))
        return None
    if taint or status.code is None:
        known = w.decided.get(key) if (taint and status.text) else None
        if known is not None:
            sh.push(*(if_true if known else if_false))
            return None
    lasting = outlasts(w, sh, if_true, if_false, ends_on=ends_on) if status.code is None else None
    if lasting is not None:
        sh.push(*(if_true if lasting else if_false))  # what nobody told of the stop is up as before
        sh.status = Status(0 if lasting else 1)
        return None
    if status.code is not None:
        first: bool | None = status.code == 0
    elif status.presumed is not None and presume:
        first = status.presumed == 0
    else:
        first = None
    main = True if first is None else first
    sh.ventures()
    other = w.copy()
    twin = other.shell(sh.pid)
    says = {
        holds: _condition(status, holds=holds)._replace(asker=sh.main, ends_loop=holds is ends_on)
        for holds in (True, False)
    }
    sh.push(*(if_true if main else if_false))
    twin.push(*(if_false if main else if_true))
    sh.status = Status(0 if main else 1)
    twin.status = Status(1 if main else 0)
    if first is None:
        w.conditions = (*w.conditions, says[main])
    else:
        other.default = False
    other.conditions = (
        *other.conditions,
        says[not main]._replace(overrides=OVERRIDE in taint, departs=first is not None),
    )
    if taint:
        w.turns += 1
        other.turns = w.turns
        w.decided[key] = main
        other.decided[key] = not main
        for name in sorted(taint):
            if name in twin.variables or name not in OUTSIDE:
                twin.variables[name] = unknown(f"${name}", filled=True)
    after = behind or (status.place.end if status.place is not None else 0)
    narrow(sh, status, after, holds=main)
    narrow(twin, status, after, holds=not main)
    return [w, other]


def _condition(status: Status, *, holds: bool) -> Condition:
    """A test holds or does not, a loop's words are something or nothing, any other command succeeds or fails."""
    text = status.text
    if text.removeprefix("! ").startswith(_TESTS):
        return Condition(text, "holds" if holds else "does not hold", status.place)
    for something, nothing in _NOTHING.items():
        if text.endswith(something):
            return Condition(text.removesuffix(something), something.lstrip() if holds else nothing, status.place)
    if text.startswith("! "):
        text, holds = text[2:], not holds
    return Condition(text or NAMELESS, "succeeds" if holds else "fails", status.place)


def is_open(sh: Shell) -> bool:
    """True if the last status may be otherwise: not known, or decided by what may be set from outside."""
    return sh.status.code is None or bool(sh.status.taint)


def either_way(
    host: Host, w: World, sh: Shell, node: ast.Command, taken: tuple[frames.Frame, ...], *, known: bool, taint: frozenset[str]
) -> bool:  # fmt: skip
    """Do the branch that is taken; then what the other might have assigned or written is tainted, or not known at all.

    `node` is what holds both; False, with nothing done, where it does more than compute.
    """
    names = assigned_if_pure(host, sh, node)
    paths = files.doubtful_work(host, w, sh, node) if names is not None else None
    if names is None or paths is None:
        return False
    if sh.output and may_print(sh, node):
        says_something(w, sh.output, perhaps=(taint or frozenset({CONDITION})) if known else NONE)
    written = paths.rewritten | paths.come_or_gone
    if names or written:
        wrappers = () if known else ((name, _wrapper_in(sh, node, name)) for name in sorted(names))
        wraps = tuple((name, text) for name, text in wrappers if text)
        sh.push(
            frames.Doubt(tuple(sorted(names)), tuple(sorted(written)), known, taint or frozenset({CONDITION}), wraps)
        )
    if not known:
        files.doubt(w, paths)
    sh.push(*taken)
    return True


def _wrapper_in(sh: Shell, node: ast.Command, name: str) -> str:
    """What a variable holds behind this, if that is nothing, or becomes another command, either way: `$SU_EXEC app` starts app.

    `if [ "$(id -u)" = 0 ]; then SU_EXEC="su-exec app"; else SU_EXEC=""; fi`
    """
    if not name.isidentifier():
        return ""  # an element, or names that are not known
    before = sh.variables.get(name)
    texts = [wrapper_or_nothing(before)] if before is not None else []
    for command in simple_commands(node):
        first = command.words[0].literal if command.words else ""
        if first is None or first in sh.functions or (first and _assigns(command, name)):
            return ""
        texts += [
            each.value.literal if each.value is not None and not each.append else None
            for each in command.assignments
            if each.name == name
        ]
    wrapped = wrapped_or_not(name, (text if text is None else wrapper_or_nothing(Value(text)) for text in texts))
    return wrapped.wraps


def _assigns(command: ast.Simple, name: str) -> bool:
    """Whether a command has a variable's name among its words: `export NAME=value`, `read NAME`."""
    return any(re.search(rf"\b{re.escape(name)}\b", word.span.text) for word in command.words)


def doubt_names(w: World, sh: Shell, doubt: frames.Doubt) -> None:
    """What `either_way` says of variables and files, once the branch is done."""
    for path in doubt.paths:
        if doubt.known and path in w.files:
            w.files[path] = w.files[path]._replace(taint=w.files[path].taint | doubt.taint)
    for name in doubt.names:
        value = sh.variables.get(name)
        if name in dict(doubt.wraps):
            sh.variables[name] = wrapped_or_not(name, (dict(doubt.wraps)[name],))
        elif not doubt.known:
            sh.variables[name] = unknown(f"${name}")
            if f"{name}[@]" in sh.variables:
                sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
        elif value is not None:
            sh.variables[name] = value._replace(taint=value.taint | doubt.taint)


def with_it_given(w: World, sh: Shell, name: str, again: frames.Frame) -> World:
    """The world in which a variable that must be set from outside is set."""
    other = w.copy()
    twin = other.shell(sh.pid)
    twin.variables[name] = unknown(f"${name}", filled=True)
    twin.push(again)
    w.turns += 1
    other.turns = w.turns
    other.default = False
    other.conditions = (*other.conditions, Condition(f"${name}", IS_SET, departs=True, asker=sh.main))
    return other
