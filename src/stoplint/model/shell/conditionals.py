"""Choices: `&&` and `||`, `if`, `case`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import unknown
from stoplint.model.processes.world import Condition
from stoplint.model.shell import dialects
from stoplint.model.shell.branching import branch, either_way, is_open
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.evaluation.text_operators import is_found_at, means
from stoplint.model.shell.narrowing import narrow_to_arm
from stoplint.model.shell.substitution import computed
from stoplint.model.shell.words import expanded
from stoplint.syntax.shell_walk import command_substitutions

if TYPE_CHECKING:
    from stoplint.model.processes.frames import Tail
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax import shell_nodes as ast


def and_or(sh: Shell, node: ast.AndOr, tail: Tail, *, cond: bool) -> None:
    sh.push(frames.AndOrRight(node, tail, cond))
    sh.push(frames.Command(node.left, "never", cond=True))


def and_or_right(host: Host, w: World, sh: Shell, frame: frames.AndOrRight) -> list[World] | None:
    node = frame.node
    go = frames.Command(node.right, dialects.inherit(frame.tail, "and-or"), frame.cond)
    status = sh.status
    runs = status.code is not None and (status.code == 0) == (node.op == "&&")
    taken: tuple[frames.Frame, ...] = (go,) if runs else ()
    if runs and frame.cond:  # `[ -z "$X" ] && echo "no X" && exit 1`: what echo says of itself is not all
        taken = (go, frames.Decided(status))
    if is_open(sh) and either_way(host, w, sh, node.right, taken, known=status.code is not None, taint=status.taint):
        if status.code is None:
            sh.status = Status(None, presumed=status.presumed, text=node.span.text, place=node.span)
        return None
    return branch(w, sh, (go,), ()) if node.op == "&&" else branch(w, sh, (), (go,))


def if_(sh: Shell, node: ast.If, tail: Tail, *, cond: bool) -> None:
    if_branch(sh, frames.IfBranch(node, 0, dialects.inherit(tail, "if"), cond))


def if_branch(sh: Shell, frame: frames.IfBranch) -> None:
    sh.push(frames.IfDecide(*frame))
    sh.push(frames.Commands(frame.node.branches[frame.at][0].items, 0, "never", cond=True))


def if_decide(host: Host, w: World, sh: Shell, frame: frames.IfDecide) -> list[World] | None:
    node, at, tail, cond = frame
    then = frames.Commands(node.branches[at][1].items, 0, tail, cond)
    otherwise: frames.Frame
    if at + 1 < len(node.branches):
        otherwise = frames.IfBranch(node, at + 1, tail, cond)
    elif node.otherwise is not None:
        otherwise = frames.Commands(node.otherwise.items, 0, tail, cond)
    else:
        otherwise = frames.SetStatus(OK)
    code, taint = sh.status.code, sh.status.taint
    taken: tuple[frames.Frame, ...] = () if code is None else (then,) if code == 0 else (otherwise,)
    if is_open(sh) and either_way(host, w, sh, node, taken, known=code is not None, taint=taint):
        sh.status = OK  # its branches only compute: no run of its own for either side
        return None
    return branch(w, sh, (then,), (otherwise,), presume=False, behind=node.span.end)


def case(host: Host, w: World, sh: Shell, node: ast.Case, tail: Tail, *, cond: bool) -> list[World] | None:
    """Every arm that the word may take, each as a world of its own."""
    values = expanded(host, w, sh, (node.word,), frames.Command(node, tail, cond), single=True)
    if values is None:
        return None
    value = values[0]
    tail = dialects.inherit(tail, "case")
    chosen: list[tuple[ast.Arm | None, bool]] = []  # (arm, is it the default run's)
    certain = False
    for arm in node.arms:
        for word in arm.patterns:
            given = _given(host, w, sh, word)
            pattern = Expansion(sh, given).pattern(word)
            if pattern in value.isnt:
                continue
            if pattern is None or (not value.known and pattern.strip("*")):
                chosen.append((arm, False))
                break
            if not value.known and not pattern.strip("*") and pattern:
                chosen.append((arm, False))
                certain = True
                break
            programs = [each.text for each in given.values() if each.somewhere and each.text == pattern]
            if value.known and (
                means(sh, value, pattern) or any(is_found_at(sh, each, value.text) for each in programs)
            ):
                chosen.append((arm, True))
                certain = True
                break
        if certain and value.known:
            break
    if not certain:
        chosen.append((None, value.known))
    sure = [arm for arm, yes in chosen if yes]
    if value.known and len(chosen) == 1 and not value.taint:
        enter_arm(sh, node, chosen[0][0], tail, cond=cond)
        return None
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
        label = "none of the others" if label == "*" else label
        if not (keeps and len([1 for _, k in options if k]) == 1):
            said = Condition(
                node.word.span.text,
                f"is {label}",
                node.word.span,
                departs=not keeps,
                outcomes=len(options),
                asker=sh.main,
            )
            other.conditions = (*w.conditions, said)
        for name in sorted(value.taint) if not keeps else ():
            shell.variables[name] = unknown(f"${name}", filled=True)
        narrow_to_arm(shell, node, choice)
        other.decided[key] = keeps
        enter_arm(shell, node, choice, tail, cond=cond)
        worlds.append(other)
    return worlds


def _given(host: Host, w: World, sh: Shell, word: ast.Word) -> dict[int, Value]:
    """What the command substitutions in a pattern give, as far as that is known without running them."""
    given = {id(each): computed(host, w, sh, each) for each in command_substitutions((word,))}
    return {node: value for node, value in given.items() if value is not None and value.known}


def _possible(node: ast.Case) -> list[ast.Arm | None]:
    """The arms that some value may take, and None where a value may take none: not beyond a `*)`."""
    arms: list[ast.Arm | None] = []
    for arm in node.arms:
        arms.append(arm)
        if any(word.span.text == "*" for word in arm.patterns):
            return arms
    return [*arms, None]


def enter_arm(sh: Shell, node: ast.Case, arm: ast.Arm | None, tail: Tail, *, cond: bool) -> None:
    """Go on with the commands of an arm, and with those that `;&` leads on to."""
    if arm is None or not arm.body.items:
        sh.status = OK
    if arm is None:
        return
    at = node.arms.index(arm) + 1
    if arm.terminator == ";&" and at < len(node.arms):
        enter_arm(sh, node, node.arms[at], tail, cond=cond)
        tail = "never"
    sh.push(frames.Commands(arm.body.items, 0, tail, cond))
