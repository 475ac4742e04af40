"""Loops: `while`, `until`, `for`, and what is known of their variables after many rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.status import OK, Status, arithmetic_status
from stoplint.model.processes.values import EMPTY, unknown
from stoplint.model.shell.branching import HOLDS, MATCHES, SAYS, branch
from stoplint.model.shell.control import is_over_lines, refuse_write
from stoplint.model.shell.evaluation.arrays import set_variable
from stoplint.model.shell.evaluation.assignments import forget
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.words import expanded
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import simple_commands

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host

_WIDEN_AFTER = 40  # rounds of a loop before its variables are taken as unknown

_LINES = 3  # rounds of a loop that may read a file, of which some are as good as many


def while_test(w: World, sh: Shell, frame: frames.WhileTest) -> None:
    """The condition, once more; a loop that never blocks and never ends is a place to stay."""
    node, rounds, cond = frame
    if rounds == _WIDEN_AFTER:
        forget(sh, node)
        sh.captured = unknown("$(…)") if sh.started == "substitution" else EMPTY
    if rounds > 2 * _WIDEN_AFTER:
        rounds = _WIDEN_AFTER + 1
        if not w.stopping or sh.block is None:
            # it never blocks and never ends: a loop of builtins
            sh.push(frames.WhileTest(node, rounds, cond))
            sh.block = frames.Block("forever", (), node.span)
            return
    sh.push(frames.WhileDecide(node, rounds, cond))
    if isinstance(node, ast.While):
        sh.push(frames.Commands(node.condition.items, 0, "never", cond=True))
        return
    _, test, count = _header(node)
    if rounds:
        _reckoned(sh, node, count)
    if test.strip():
        sh.status = _reckoned(sh, node, test)


def while_decide(w: World, sh: Shell, frame: frames.WhileDecide) -> list[World] | None:
    node, rounds, cond = frame
    again = (frames.Commands(node.body.items, 0, "never", cond), frames.WhileTest(node, rounds + 1, cond))
    done = (frames.SetStatus(OK),)
    if isinstance(node, ast.ArithmeticFor) and not _header(node)[1].strip():
        sh.push(*again)
        return None
    if sh.fed and rounds > _LINES and sh.status.code is None:
        sh.push(*done)  # it may start something for each line
        return None
    writer = _writer(w, sh) if sh.status.code is None and is_over_lines(node) else None
    if writer is not None and (not rounds or writer.stays == "forever"):
        # who goes on writing says something, and then the next line is waited for
        sh.push(*(again if not rounds else done))
        sh.block = frames.Block("read", (), node.span) if rounds else None
        return None
    # a loop that waits for something is presumed to end; one that reads, too
    negated = isinstance(node, ast.While) and node.negated
    ways = (done, again) if negated else (again, done)
    return branch(w, sh, *ways, presume=False, ends_on=negated)


def _writer(w: World, sh: Shell) -> Running | None:
    """What writes the lines that the shell reads, if it is a program that stays: `tail -F log | …`, `done < <(inotifywait -m x)`."""
    if sh.starved:
        return None
    for process in w.living():
        in_front = process.started == "pipe" and sh.piped and process.job == sh.job and process.pid < sh.pid
        beside = process.started == "substitution" and sh.fed and process.ppid == sh.pid
        if (in_front or beside) and isinstance(process, Running) and process.stays in ("forever", "open"):
            return process
    return None


def for_(host: Host, w: World, sh: Shell, node: ast.For, *, cond: bool) -> list[World] | None:
    if node.words is None:
        return _first_round(host, w, sh, frames.ForNext(node, sh.arguments, 0, cond))
    return for_words(host, w, sh, frames.ForWords(node, cond))


def for_words(host: Host, w: World, sh: Shell, frame: frames.ForWords) -> list[World] | None:
    values = expanded(host, w, sh, frame.node.words or (), frame)
    return (
        None if values is None else _first_round(host, w, sh, frames.ForNext(frame.node, tuple(values), 0, frame.cond))
    )


def _first_round(host: Host, w: World, sh: Shell, frame: frames.ForNext) -> list[World] | None:
    if frame.node.variable not in sh.readonly or not frame.values:
        return for_next(w, sh, frame)
    refuse_write(host, w, sh)
    return None


def for_next(w: World, sh: Shell, frame: frames.ForNext) -> list[World] | None:
    """The body for the next value."""
    node, values, at, cond = frame
    if at >= len(values):
        if not values:
            sh.status = OK  # no round at all: XCU 2.9.4.2
        return None
    value = values[at]
    body, rest = frames.Commands(node.body.items, 0, "never", cond), frames.ForNext(node, values, at + 1, cond)
    if value.splits:
        # files that are not known: any number of rounds, one stands for all; and a pattern that matches none is a word
        # itself (XCU 2.13.3), so that what the commands assign is not known even where they are taken to do nothing
        skipped = (frames.Forget(node),) if value.known else ()
        pattern = value
        value = unknown(pattern.text, pattern.taint, filled=True)
        set_variable(sh, node.variable, value)
        if pattern.known and pattern.filled:
            sh.push(body, rest)  # one of the files is known
            return None
        # a command is asked in order to be told something, and functions are kept in files that are there
        said = value.text.startswith(("$(", "`")) or (pattern.known and _reads(node))
        does = MATCHES if pattern.known else SAYS if said else HOLDS
        sh.status = Status(None, presumed=0 if said else None, text=f"{value.text}{does}", place=node.span)
        return branch(w, sh, (body, rest), (*skipped, frames.SetStatus(OK), rest))
    set_variable(sh, node.variable, value)
    if at <= _WIDEN_AFTER:
        sh.push(body, rest)
    return None


def _reads(node: ast.For) -> bool:
    """Whether each round reads a file into the shell: `for f in lib/*.sh; do . "$f"; done`."""
    return any(each.words and each.words[0].literal in (".", "source") for each in simple_commands(node.body))


def arithmetic_for(w: World, sh: Shell, node: ast.ArithmeticFor, *, cond: bool) -> list[World] | None:
    """`for ((begin; test; count))`; one whose end is not known goes round once or not at all."""
    begin, test, _ = _header(node)
    _reckoned(sh, node, begin)
    if _reckoned(sh, node, test).code is not None:
        while_test(w, sh, frames.WhileTest(node, 0, cond))
        return None
    forget(sh, node)
    sh.status = Status(None, text=f"(({node.header}))", place=node.span)
    return branch(w, sh, (frames.Commands(node.body.items, 0, "never", cond),), (frames.SetStatus(OK),))


def _header(node: ast.ArithmeticFor) -> tuple[str, str, str]:
    begin, test, count, *_ = (*node.header.split(";"), "", "", "")
    return begin, test, count


def _reckoned(sh: Shell, node: ast.ArithmeticFor, text: str) -> Status:
    """The status that an expression of the header gives; one that is not there is true."""
    return (
        arithmetic_status(Expansion(sh, {}).arithmetic(text), f"(({text.strip()}))", node.span) if text.strip() else OK
    )
