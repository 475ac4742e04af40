"""What a shell's grammar refuses: a script for bash, read by dash or ash, ends at the first such line with 2.

A shell reads one complete command at a time: what stands before it has run. Asked of the kernel in tests/kernel
(dash 0.5.12, BusyBox ash 1.35).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect

_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=\(")


def refused(dialect: Dialect, node: Any) -> str | None:
    """The construct in this command that the shell can't read, in words; None if it reads all of it."""
    if dialect not in ("dash", "ash"):
        return None
    dash = dialect == "dash"
    for item in walk(node):  # what stands in `$(…)` is read with the command around it
        kind = type(item)
        if kind is ast.Assignment and item.elements is not None:
            return "arrays"
        if kind is ast.Simple and any(_ARRAY.match(word.span.text) for word in item.words):
            return "arrays"  # behind `declare`, too
        if kind is ast.ProcessSubstitution and dash:
            return "process substitution"
        if kind is ast.Redirect and (item.op == "<<<" or (item.op == ">&" and dash and _names_file(item))):
            return str(item.op)
        if kind is ast.ArithmeticFor or (kind is ast.For and item.select):
            return "select" if kind is ast.For else "for (("
        if kind is ast.Pipeline and item.errors:
            return "|&"
        if kind is ast.Conditional and any(map(_has_parenthesis, item.words)):
            return "( in [["
        if kind is ast.Coprocess and not isinstance(item.command, ast.Simple):
            return "coproc"  # a program's name to these shells, and what follows no command
        if kind is ast.Function and dash and item.word:
            return "the word function"
    return None


def _has_parenthesis(word: ast.Word) -> bool:
    """`[[` is a command's name to these shells, and an unquoted `(` no part of a word."""
    return any(isinstance(part, ast.Literal) and not part.quoted and "(" in part.text for part in word.parts)


def _names_file(redirect: ast.Redirect) -> bool:
    name = redirect.target.literal if redirect.target is not None else None
    return name is not None and not name.isdigit() and name != "-"
