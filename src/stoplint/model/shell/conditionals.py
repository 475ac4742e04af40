"""Choices: `&&` and `||`, `if`, `case`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.values import NONE, unknown
from stoplint.model.processes.world import OK, Status
from stoplint.model.shell import dialects
from stoplint.model.shell.branching import branch, either_way, is_open
from stoplint.model.shell.expansion import Expansion

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell, World
    from stoplint.syntax import shell_nodes as ast


def and_or(m: Machine, w: World, sh: Shell, node: ast.AndOr, tail: dialects.Tail, cond: bool) -> Any:
    sh.push(("and-or", node, tail, cond))
    sh.push(("command", node.left, "never", True))


def and_or_right(m: Machine, w: World, sh: Shell, node: ast.AndOr, tail: dialects.Tail, cond: bool) -> Any:
    go = ("command", node.right, dialects.inherit(tail, "and-or"), cond)
    if is_open(sh):
        names = m.quiet(sh, node.right)
        if names is not None:
            status = sh.status
            runs = status.code is not None and (status.code == 0) == (node.op == "&&")
            either_way(sh, names, (go,) if runs else (), status.code is not None, status.taint)
            if not runs and status.code is None:
                sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
            return None
    return branch(w, sh, (go,), ()) if node.op == "&&" else branch(w, sh, (), (go,))


def if_(m: Machine, w: World, sh: Shell, node: ast.If, tail: dialects.Tail, cond: bool) -> Any:
    return if_branch(m, w, sh, node, 0, dialects.inherit(tail, "if"), cond)


def if_branch(m: Machine, w: World, sh: Shell, node: ast.If, i: int, tail: dialects.Tail, cond: bool) -> Any:
    sh.push(("if-decide", node, i, tail, cond))
    sh.push(("sequence", node.branches[i][0].items, 0, "never", True))
    return None


def if_decide(m: Machine, w: World, sh: Shell, node: ast.If, i: int, tail: dialects.Tail, cond: bool) -> Any:
    then = ("sequence", node.branches[i][1].items, 0, tail, cond)
    if i + 1 < len(node.branches):
        otherwise: tuple[Any, ...] = ("if-branch", node, i + 1, tail, cond)
    elif node.otherwise is not None:
        otherwise = ("sequence", node.otherwise.items, 0, tail, cond)
    else:
        otherwise = ("status", OK)
    if is_open(sh):
        names = m.quiet(sh, node)
        if names is not None:
            # its branches only compute: no run of its own for either side
            code, taint = sh.status.code, sh.status.taint
            sh.status = OK
            either_way(
                sh, names, () if code is None else (then,) if code == 0 else (otherwise,), code is not None, taint
            )
            return None
    return branch(w, sh, (then,), (otherwise,), presume=False)


def case(m: Machine, w: World, sh: Shell, node: ast.Case, tail: dialects.Tail, cond: bool) -> Any:
    values = m.expanded(w, sh, (node.word,), ("command", node, tail, cond), single=True)
    if values is None:
        return None
    value = values[0]
    tail = dialects.inherit(tail, "case")
    from fnmatch import fnmatchcase

    chosen: list[tuple[ast.Arm | None, bool]] = []  # (arm, is it the default run's)
    certain = False
    for arm in node.arms:
        for word in arm.patterns:
            pattern = Expansion(sh, {}).pattern(word)
            if pattern is None or (not value.known and pattern.strip("*")):
                if not value.known and not value.filled and pattern == "":
                    pass
                chosen.append((arm, False))
                break
            if not value.known and not pattern.strip("*") and pattern:
                chosen.append((arm, False))
                certain = True
                break
            if value.known and fnmatchcase(value.text, pattern):
                chosen.append((arm, True))
                certain = True
                break
        if certain and value.known:
            break
    if not certain:
        chosen.append((None, value.known))
    sure = [arm for arm, yes in chosen if yes]
    if value.known and len(chosen) == 1 and not value.taint:
        return enter_arm(sh, node, chosen[0][0], tail, cond)
    if value.known and value.taint:
        # the default run takes the arm that matches; another value may take any other
        options: list[tuple[ast.Arm | None, bool]] = [(sure[0] if sure else None, True)]
        options += [(arm, False) for arm in _possible(node) if arm is not options[0][0]]
    else:
        options = [(arm, True) for arm, _ in chosen] if not sure else chosen
    worlds = []
    key = ("case", node.word.span, value)
    for index, (choice, keeps) in enumerate(options):
        other = w.copy() if index + 1 < len(options) else w
        shell = other.shell(sh.pid)
        other.default = w.default and keeps
        label = " or ".join(p.span.text for p in choice.patterns) if choice is not None else "none of the patterns"
        if not (keeps and len([1 for _, k in options if k]) == 1):
            other.conditions = (*w.conditions, f"{node.word.span.text} is {label} ({node.word.span})")
        for name in value.taint if not keeps else NONE:
            shell.variables[name] = unknown(f"${name}", filled=True)
        other.decided[key] = keeps
        enter_arm(shell, node, choice, tail, cond)
        worlds.append(other)
    return worlds


def _possible(node: ast.Case) -> list[ast.Arm | None]:
    """The arms that some value may take, and None where a value may take none: not beyond a `*)`."""
    arms: list[ast.Arm | None] = []
    for arm in node.arms:
        arms.append(arm)
        if any(word.span.text == "*" for word in arm.patterns):
            return arms
    return [*arms, None]


def enter_arm(sh: Shell, node: ast.Case, arm: ast.Arm | None, tail: dialects.Tail, cond: bool) -> None:
    sh.status = OK
    if arm is None:
        return
    sh.push(("sequence", arm.body.items, 0, tail, cond))
    if arm.terminator == ";&":
        at = node.arms.index(arm)
        if at + 1 < len(node.arms):
            rest = sh.stack
            sh.stack = rest[1]
            enter_arm(sh, node, node.arms[at + 1], tail, cond)
            sh.push(("sequence", arm.body.items, 0, "never", cond))
