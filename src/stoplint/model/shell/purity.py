"""Commands that only compute: whichever way a condition goes around them, the processes are the same.

A branch of such commands needs no run of its own: what it may have assigned is taken as unknown, or as known for
the default run only. This keeps the number of runs small where a script fills in dozens of settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.syntax import shell_nodes as ast

if TYPE_CHECKING:
    from stoplint.model.container.container import Machine
    from stoplint.model.processes.world import Shell

_QUIET = frozenset({
    ":", "true", "false", "echo", "printf", "test", "[", "export", "readonly", "local", "declare", "typeset", "unset",
    "umask", "ulimit", "hash", "type", "command", "let", "shopt", "alias", "unalias", "pwd", "times",
})  # fmt: skip
_DEEPEST = 40


def is_quiet(m: Machine, sh: Shell, node: Any, depth: int = 0) -> bool:
    """True if a command starts nothing that stays, and leaves nothing but variables and files behind."""
    if depth > _DEEPEST:
        return False
    kind = type(node)
    if kind is ast.Simple:
        return _simple(m, sh, node, depth)
    if kind is ast.Script:
        return all(not item.background and is_quiet(m, sh, item.command, depth + 1) for item in node.items)
    if kind is ast.AndOr:
        return is_quiet(m, sh, node.left, depth + 1) and is_quiet(m, sh, node.right, depth + 1)
    if kind in (ast.Group, ast.Subshell):
        return is_quiet(m, sh, node.body, depth + 1)
    if kind is ast.Pipeline:
        return all(is_quiet(m, sh, part, depth + 1) for part in node.commands)
    if kind is ast.Redirected:
        return not _substitutes(m, sh, node.redirects, depth) and is_quiet(m, sh, node.command, depth + 1)
    if kind is ast.If:
        parts = [part for branch in node.branches for part in branch]
        return all(
            is_quiet(m, sh, part, depth + 1) for part in (*parts, *((node.otherwise,) if node.otherwise else ()))
        )
    if kind is ast.Case:
        return all(is_quiet(m, sh, arm.body, depth + 1) for arm in node.arms)
    if kind is ast.For:
        return is_quiet(m, sh, node.body, depth + 1)
    return kind in (ast.Conditional, ast.ArithmeticCommand)


def _simple(m: Machine, sh: Shell, node: ast.Simple, depth: int) -> bool:
    if _substitutes(m, sh, (node.assignments, node.words, node.redirects), depth):
        return False
    if not node.words:
        return True
    name = node.words[0].literal
    if name is None:
        return False
    if name in sh.functions:
        return is_quiet(m, sh, sh.functions[name], depth + 1)
    if name in _QUIET:
        return name != "command" or all(word.literal in ("-v", "-V") for word in node.words[1:2])
    return m.is_quick(sh, node)


def _substitutes(m: Machine, sh: Shell, nodes: Any, depth: int) -> bool:
    """True if a substitution in the words is not quiet, or an expansion may end the shell."""
    from stoplint.model.container.container import substitutions

    for sub in substitutions(nodes):
        if not is_quiet(m, sh, sub.body, depth + 1):
            return True
    return any(True for _ in substitutions(nodes, ast.ProcessSubstitution)) or _may_fail(nodes)


def _may_fail(nodes: Any) -> bool:
    stack = [nodes]
    while stack:
        node = stack.pop()
        if isinstance(node, (tuple, list)):
            stack.extend(node)
        elif isinstance(node, ast.Word):
            stack.extend(node.parts)
        elif isinstance(node, ast.Parameter):
            if node.op in ("?", ":?"):
                return True
            stack.append(node.word)
        elif isinstance(node, ast.Assignment):
            stack.append((node.value, *(node.elements or ())))
        elif isinstance(node, ast.Redirect):
            stack.append((node.target, node.body))
    return False
