"""Commands that only compute: whichever way a condition goes around them, the processes are the same.

A branch of such commands needs no run of its own: what it may have assigned is taken as unknown, or as known for
the default run only. This keeps the number of runs small where a script fills in dozens of settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model.catalog import builtins, clients
from stoplint.model.catalog.short_lived import is_tool
from stoplint.model.shell.evaluation.assignments import assigned_names
from stoplint.model.shell.redirections import is_silent
from stoplint.paths import base_name
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import command_substitutions, process_substitutions, simple_commands, walk

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.shell.host import Host

_DEEPEST = 40
_KILLS = frozenset({"kill", "pkill", "killall", "killall5"})
# Of what comes in branches, what prints nothing, or nothing with words behind it.
_SILENT = frozenset(
    (  # noqa: SIM905 -- a list to read
        ": true false [ test cd export local readonly declare typeset unset shift set return break continue exit read let "
        "getopts mkdir rm touch chmod chown cp mv ln sleep"
    ).split()
)


def is_quick(sh: Shell, node: ast.Command) -> bool:
    """True if a command is only made of tools and builtins that end by themselves."""
    if isinstance(node, ast.Simple):
        return _is_quick_simple(sh, node)
    if isinstance(node, ast.Pipeline):
        return all(is_quick(sh, part) for part in node.commands)
    if isinstance(node, ast.Redirected):
        return is_quick(sh, node.command)
    if isinstance(node, ast.AndOr):
        return is_quick(sh, node.left) and is_quick(sh, node.right)
    if isinstance(node, (ast.Group, ast.Subshell)):
        return all(not item.background and is_quick(sh, item.command) for item in node.body.items)
    return isinstance(node, ast.Conditional) and _are_quick(sh, node.words)


def _are_quick(sh: Shell, nodes: tuple[Any, ...]) -> bool:
    """True if the substitutions in words are quick."""
    inner = command_substitutions(nodes)
    return all(is_quick(sh, item.command) for sub in inner for item in sub.body.items)


def fails(sh: Shell, node: ast.Command) -> bool:
    """True if a quick command is known to fail: its status must not be presumed."""
    if isinstance(node, ast.Redirected):
        return fails(sh, node.command)
    if isinstance(node, ast.Pipeline):
        return not node.negated and pipeline_fails(sh, node)
    return isinstance(node, ast.Simple) and bool(node.words) and node.words[0].literal == "false"


def pipeline_fails(sh: Shell, node: ast.Pipeline) -> bool:
    """True if a quick pipeline is known to fail, before its `!`: its last part, with `pipefail` any."""
    counts = node.commands if "pipefail" in sh.options else node.commands[-1:]
    return any(fails(sh, part) for part in counts)


def _is_quick_simple(sh: Shell, node: ast.Simple) -> bool:
    if not node.words:
        return not command_substitutions(node.assignments)
    first = node.words[0].literal
    if first is None or first in sh.functions:
        return False
    if not _are_quick(sh, (node.words, node.redirects)):
        return False
    if first == "set" and [word.literal for word in node.words[1:]] == ["-o"]:
        return True  # it lists the options, and sets none
    return builtins.ends(first) or is_tool(tuple(word.literal or word.span.text for word in node.words))


def assigned_if_pure(host: Host, sh: Shell, node: ast.Command) -> frozenset[str] | None:
    """The variables that a command which only computes may assign; None if it does more."""
    key = (id(node), bool(sh.handling))
    known = host.scripts.assigned.get(key)
    if known is None:
        pure = _is_pure(sh, node)
        known = (node, pure, frozenset(assigned_names(node, sh.functions)) if pure else frozenset())
        host.scripts.assigned[key] = known
    return known[2] if known[1] else None


def may_print(sh: Shell, node: ast.Command, depth: int = 0) -> bool:
    """Whether something may come out by standard output, of a command that only computes."""
    for one in simple_commands(node, past=(ast.Function,)):
        name = one.words[0].literal if one.words else ":"
        if name in _SILENT or is_silent(one):
            continue
        body = sh.functions.get(name) if name is not None else None
        if body is None or depth > _DEEPEST or may_print(sh, body, depth + 1):
            return True
    return False


def _is_pure(sh: Shell, node: Any, depth: int = 0) -> bool:
    """True if a command starts nothing that stays, and leaves nothing but variables and files behind."""
    if depth > _DEEPEST:
        return False
    kind = type(node)
    if kind is ast.Simple:
        return _is_pure_simple(sh, node, depth)
    if kind is ast.Script:
        return all(not item.background and _is_pure(sh, item.command, depth + 1) for item in node.items)
    if kind is ast.AndOr:
        return _is_pure(sh, node.left, depth + 1) and _is_pure(sh, node.right, depth + 1)
    if kind in (ast.Group, ast.Subshell):
        return _is_pure(sh, node.body, depth + 1)
    if kind is ast.For:
        return not _substitutes(sh, node.words or (), depth) and _is_pure(sh, node.body, depth + 1)
    if kind is ast.Pipeline:
        return all(_is_pure(sh, part, depth + 1) for part in node.commands)
    if kind is ast.Redirected:
        return not _substitutes(sh, node.redirects, depth) and _is_pure(sh, node.command, depth + 1)
    if kind is ast.If:
        parts = [part for branch in node.branches for part in branch]
        return all(_is_pure(sh, part, depth + 1) for part in (*parts, *((node.otherwise,) if node.otherwise else ())))
    if kind is ast.Case:
        asked = (node.word, *(arm.patterns for arm in node.arms))
        return not _substitutes(sh, asked, depth) and all(_is_pure(sh, arm.body, depth + 1) for arm in node.arms)
    if kind is ast.Conditional:
        return not _substitutes(sh, node.words, depth)
    return kind is ast.ArithmeticCommand and "$(" not in node.text and "`" not in node.text


def _is_pure_simple(sh: Shell, node: ast.Simple, depth: int) -> bool:
    if _substitutes(sh, (node.assignments, node.words, node.redirects), depth):
        return False
    if not node.words:
        return True
    name = node.words[0].literal
    if name is None:
        return False
    if name in sh.functions:
        return _is_pure(sh, sh.functions[name], depth + 1)
    if name == "command":
        return all(word.literal in ("-v", "-V") for word in node.words[1:2])
    return builtins.ends(name) or (is_quick(sh, node) and not (sh.handling and _stops_something(node)))


def _stops_something(node: ast.Simple) -> bool:
    """Whether a tool may end other processes, so that it matters whether a handler runs it: `kill $pid`, `nginx -s quit`."""
    words = tuple(word.literal or word.span.text for word in node.words)
    if base_name(words[0]) in _KILLS:
        return words[1:2] not in (("-0",), ("-l",)) and words[1:3] != ("-s", "0")
    return clients.asks_to_stop(words) or clients.script_asks_to_stop(words) or clients.may_stop(words)


def _substitutes(sh: Shell, nodes: tuple[Any, ...], depth: int) -> bool:
    """True if a substitution in the words is not pure, or an expansion may end the shell."""
    if not all(_is_pure(sh, sub.body, depth + 1) for sub in command_substitutions(nodes)):
        return True
    return bool(process_substitutions(nodes)) or _may_fail(nodes)


def _may_fail(nodes: tuple[Any, ...]) -> bool:
    """True if there is a `${x:?}`, outside of substitutions."""
    inside = (ast.CommandSubstitution, ast.ProcessSubstitution)
    return any(isinstance(one, ast.Parameter) and one.op in ("?", ":?") for one in walk(nodes, past=inside))
