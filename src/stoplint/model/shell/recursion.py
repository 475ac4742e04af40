"""Functions that call themselves, by way of others or not: whether a way through their bodies comes back without that call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.builtins import BUILTINS
from stoplint.model.processes import frames
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import command_substitutions, simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value

# How often a function calls itself with words that are not known, or with none, before it is taken to return.
_AGAIN, _AGAIN_WITHOUT = 3, 10
# How a command may end: the next one runs, the function calls itself, it returns, a loop around is left, or the shell ends.
_ON, _CALLS, _BACK, _OUT, _GONE = "on", "calls", "back", "out", "gone"
_Ends = set[str]
_WAITING = ("wait", "read")
_SURE = {":": True, "true": True, "echo": True, "printf": True, "false": False}


def comes_back(sh: Shell, fields: list[Value]) -> bool:
    """Whether a function that calls itself, with these words, is taken to return: something decides, and that comes to an end.

    `visit() { for f in "$1"/*; do if [ -d "$f" ]; then visit "$f"; fi; done; }`. With words that are not known, what it does
    deeper is what it did before; without words, it may count what it does; words that are known say how far it has come.
    """
    name, *words = fields
    called = _called(sh)
    again = called.count(name.text)
    if not again or (words and all(each.known for each in words)):
        return False
    return again >= (_AGAIN if words else _AGAIN_WITHOUT) and not _is_endless(sh, called, name.text)


def forget_callers(sh: Shell, name: str) -> None:
    """Where a function only calls itself again, what is left to do behind its calls is never done: each is one round more.

    Without it, no round would be at the place where the one before it was. The end of a trap's handler is none of its callers;
    and rounds that take no time have no place at all.
    """
    called = _called(sh)
    stack = tuple(frames.frames(sh.stack))
    if name not in called or any(isinstance(frame, frames.TrapDone) for frame in stack):
        return
    if _is_endless(sh, called, name) and any(_takes_time(sh, one) for one in called[: called.index(name) + 1]):
        sh.stack = None
        sh.push([frame for frame in stack if isinstance(frame, frames.Return) and frame.name == name][-1])


def _called(sh: Shell) -> list[str]:
    """The functions that the shell is in, the last one called first."""
    return [frame.name for frame in frames.frames(sh.stack) if isinstance(frame, frames.Return)]


def _is_endless(sh: Shell, called: list[str], name: str) -> bool:
    """Whether each way through the functions since the last call of this one comes to another such call, or ends the shell."""
    since = frozenset(called[: called.index(name) + 1])
    bodies = (sh.functions[one] for one in since if one in sh.functions)
    return all({_ON, _BACK}.isdisjoint(_ends(body, since)) for body in bodies)


def _takes_time(sh: Shell, name: str) -> bool:
    """Whether a function runs a program, or waits."""
    commands = simple_commands(sh.functions[name]) if name in sh.functions else ()
    names = {each.words[0].literal or "" for each in commands if each.words}
    return any(each in _WAITING or (each not in BUILTINS and each not in sh.functions) for each in names)


def _ends(node: ast.Command | ast.Script, names: frozenset[str]) -> _Ends:
    """How a part of a function's body may end."""
    if isinstance(node, ast.Simple):
        return _ends_of_command(node, names)
    if isinstance(node, ast.Script):
        return _one_after_another((item.command for item in node.items if not item.background), names)
    if isinstance(node, (ast.Group, ast.Subshell)):
        ends = _ends(node.body, names)
        return ends if isinstance(node, ast.Group) else _within(ends, {_BACK, _OUT, _GONE})
    if isinstance(node, ast.Redirected):
        return _ends(node.command, names)
    if isinstance(node, ast.AndOr):
        return _ends_of_and_or(node, names)
    if isinstance(node, ast.If):
        return _ends_of_if(node, names)
    if isinstance(node, ast.Case):
        ends = set().union(*(_ends(arm.body, names) for arm in node.arms))
        return ends if any(each.literal == "*" for arm in node.arms for each in arm.patterns) else ends | {_ON}
    if isinstance(node, (ast.While, ast.For, ast.ArithmeticFor)):
        return _ends_of_loop(node, names)
    if isinstance(node, ast.Pipeline):
        # each command of several is a subshell, and all are waited for
        each_ends = [_ends(each, names) for each in node.commands]
        return each_ends[0] if len(each_ends) == 1 else {_CALLS} if {_CALLS} in each_ends else {_ON}
    return {_ON}


def _ends_of_command(node: ast.Simple, names: frozenset[str]) -> _Ends:
    name = node.words[0].literal if node.words else None
    if name in names:
        return {_CALLS}
    if name == "exit" or (name == "exec" and len(node.words) > 1):
        return {_GONE}
    return {_BACK} if name == "return" else {_OUT} if name in ("break", "continue") else {_ON}


def _one_after_another(commands: Iterable[ast.Command | ast.Script], names: frozenset[str]) -> _Ends:
    ends = {_ON}
    for command in commands:
        if _ON not in ends:
            break
        ends = (ends - {_ON}) | _ends(command, names)
    return ends


def _ends_of_and_or(node: ast.AndOr, names: frozenset[str]) -> _Ends:
    sure = _status(node.left)
    if sure is None:
        return _ends(node.left, names) | _one_after_another((node.left, node.right), names)
    return _one_after_another((node.left, node.right) if sure is (node.op == "&&") else (node.left,), names)


def _ends_of_if(node: ast.If, names: frozenset[str]) -> _Ends:
    ends: _Ends = set()
    for condition, body in node.branches:
        asked = _ends(condition, names)
        ends |= asked - {_ON}
        if _ON not in asked:
            return ends
        sure = _status(condition)
        if sure is not False:
            ends |= _ends(body, names)
        if sure:
            return ends
    return ends | (_ends(node.otherwise, names) if node.otherwise is not None else {_ON})


def _ends_of_loop(node: ast.While | ast.For | ast.ArithmeticFor, names: frozenset[str]) -> _Ends:
    ends = _ends(node.body, names)
    if isinstance(node, ast.While):
        ends = _one_after_another((node.condition, node.body), names)
        endless = _status(node.condition) is (not node.negated)
    else:
        endless = False
    if endless:
        return _within(ends - {_ON}, {_OUT})
    return _within(ends, {_OUT}) | ({_ON} if not isinstance(node, ast.For) or _may_be_empty(node) else set())


def _may_be_empty(node: ast.For) -> bool:
    """Whether there may be no word to go over: a pattern that matches nothing is one itself (XCU 2.13.3)."""
    return node.words is None or not any(
        isinstance(part, ast.Literal) and part.text for word in node.words for part in word.parts
    )


def _within(ends: _Ends, left: _Ends) -> _Ends:
    """The ends of what stands around, where these leave only what stands inside."""
    return ends if left.isdisjoint(ends) else (ends - left) | {_ON}


def _status(node: ast.Command | ast.Script) -> bool | None:
    """Whether a command always succeeds, or never does; None where something decides."""
    if isinstance(node, ast.Script):
        return _status(node.items[-1].command) if node.items else None
    if isinstance(node, ast.Pipeline) and len(node.commands) == 1:
        sure = _status(node.commands[0])
        return sure if sure is None else sure is not node.negated
    if not isinstance(node, ast.Simple):
        return None
    if not node.words:
        return None if command_substitutions((node.assignments,)) else True
    return _SURE.get(node.words[0].literal or "")
