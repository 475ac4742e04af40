"""Loops: `while`, `until`, `for`, and what is known of their variables after many rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.processes.values import EMPTY, unknown
from stoplint.model.processes.world import OK, Block, Status
from stoplint.model.shell.branching import branch
from stoplint.syntax import shell_nodes as ast

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import Shell, World
    from stoplint.model.shell import dialects

_ASSIGNING = (
    "read",
    "let",
    "export",
    "local",
    "declare",
    "typeset",
    "readonly",
    "unset",
    "printf",
    "mapfile",
    "getopts",
)
_WIDEN_AFTER = 40  # rounds of a loop before its variables are taken as unknown


def while_(m: Machine, w: World, sh: Shell, node: ast.While, tail: dialects.Tail, cond: bool) -> Any:
    return while_test(m, w, sh, node, 0, cond)


def while_test(m: Machine, w: World, sh: Shell, node: ast.While, rounds: int, cond: bool) -> Any:
    if rounds == _WIDEN_AFTER:
        forget(sh, node)
        sh.captured = unknown("$(…)") if sh.started == "substitution" else EMPTY
    if rounds > 2 * _WIDEN_AFTER:
        rounds = _WIDEN_AFTER + 1
        if not w.stopping or sh.block is None:
            # it never blocks and never ends: a loop of builtins
            sh.push(("while-test", node, rounds, cond))
            sh.block = Block("forever", (), node.span)
            return None
    sh.push(("while-decide", node, rounds, cond))
    sh.push(("sequence", node.condition.items, 0, "never", True))
    return None


def while_decide(m: Machine, w: World, sh: Shell, node: ast.While, rounds: int, cond: bool) -> Any:
    again = (("sequence", node.body.items, 0, "never", cond), ("while-test", node, rounds + 1, cond))
    done = (("status", OK),)
    # a loop that waits for something is presumed to end; one that reads, too
    return branch(w, sh, done, again, presume=False) if node.negated else branch(w, sh, again, done, presume=False)


def for_(m: Machine, w: World, sh: Shell, node: ast.For, tail: dialects.Tail, cond: bool) -> Any:
    if node.words is None:
        return for_next(m, w, sh, node, sh.arguments, 0, cond)
    return for_again(m, w, sh, node, cond)


def for_again(m: Machine, w: World, sh: Shell, node: ast.For, cond: bool) -> Any:
    values = m.expanded(w, sh, node.words or (), ("for-again", node, cond))
    return None if values is None else for_next(m, w, sh, node, tuple(values), 0, cond)


def for_next(m: Machine, w: World, sh: Shell, node: ast.For, values: tuple[Value, ...], i: int, cond: bool) -> Any:
    if i >= len(values):
        return None
    value = values[i]
    if value.splits:
        # files that are not known: any number of rounds, one stands for all
        value = unknown(value.text, value.taint, filled=True)
        sh.variables[node.variable] = value
        sh.status = Status(None, presumed=None, text=f"{value.text} matches something", place=node.span)
        rest = ("for-next", node, values, i + 1, cond)
        return branch(w, sh, (("sequence", node.body.items, 0, "never", cond), rest), (("status", OK), rest))
    sh.variables[node.variable] = value
    if i > _WIDEN_AFTER:
        return None
    sh.push(("sequence", node.body.items, 0, "never", cond), ("for-next", node, values, i + 1, cond))
    return None


def arithmetic_for(m: Machine, w: World, sh: Shell, node: ast.ArithmeticFor, tail: dialects.Tail, cond: bool) -> Any:
    if all(not part.strip() for part in node.header.split(";")):
        endless = ast.While(ast.Script((), node.span), node.body, node.span)
        sh.status = OK
        return while_test(m, w, sh, endless, 0, cond)
    forget(sh, node)
    sh.status = Status(None, text=f"(({node.header}))", place=node.span)
    return branch(w, sh, (("sequence", node.body.items, 0, "never", cond),), (("status", OK),))


def forget(sh: Shell, node: Any) -> None:
    """Take every variable that a loop's body may assign as unknown."""
    for name in assigned_names(node):
        if name in sh.variables:
            sh.variables[name] = unknown(f"${name}")


def assigned_names(node: Any, functions: Any = None) -> set[str]:
    """Names of variables that are assigned anywhere inside a node, and in the functions that it calls."""
    names: set[str] = set()
    stack = [node]
    called: set[str] = set()
    while stack:
        item = stack.pop()
        if isinstance(item, ast.Assignment):
            names.add(item.name)
        elif isinstance(item, ast.For):
            names.add(item.variable)
        elif isinstance(item, ast.Simple) and item.words and item.words[0].literal in _ASSIGNING:
            names.update(word.span.text.split("=")[0] for word in item.words[1:] if not word.span.text.startswith("-"))
        name = item.words[0].literal if isinstance(item, ast.Simple) and item.words else None
        if functions and name is not None and name in functions and name not in called:
            called.add(name)
            stack.append(functions[name])
        if isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__dataclass_fields__") and not hasattr(item, "line_starts"):
            stack.extend(
                value
                for key, value in vars(item).items()
                if key != "span" and (isinstance(value, tuple) or hasattr(value, "__dataclass_fields__"))
            )
    return names
