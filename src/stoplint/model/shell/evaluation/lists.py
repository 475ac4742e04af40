"""Parameters that expand to any number of fields: `$@`, `$*`, "${a[@]}" with its operators, `${1+"$@"}`.

tests/model/worlds/arrays.txt asks bash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.model.shell.evaluation.arrays import call_stack, elements_of, is_sparse
from stoplint.model.shell.evaluation.splitting import ifs_of, split_at
from stoplint.model.shell.evaluation.text_operators import integers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.shell.evaluation.expansion import Expansion
    from stoplint.syntax.shell_nodes import Parameter

# Operators that change a text: each element's.
_OF_TEXTS = ("#", "%", "/", "^", ",")
_ALTERNATIVES = ("-", ":-", "+", ":+")


def fields_of(expansion: Expansion, part: Parameter, *, splits: bool) -> list[Value] | None:
    """The fields of such a parameter; None for any other. `splits`: it stands unquoted among a command's words."""
    if part.name in ("@", "*") and part.index is None:
        return _of_arguments(expansion, part, splits=splits)
    if part.op == "names" and expansion.shell.dialect == "bash" and not (part.quoted and part.span.text[-2] == "*"):
        return [unknown(part.span.text, splits=True)]
    if part.index not in ("@", "*"):
        return None
    shell = expansion.shell
    elements = elements_of(shell, part.name)
    if part.name in ("FUNCNAME", "BASH_SOURCE") and shell.dialect == "bash":
        elements = call_stack(shell, part.name)
    if part.op == "":
        chosen = elements
    elif shell.dialect != "bash":
        return None
    elif part.op in _ALTERNATIVES and part.word is not None:
        if elements is None:
            return [unknown(part.span.text, splits=True)]
        there = _is_there(shell, part, elements)
        if there is None:
            return [unknown(part.span.text, splits=True)]
        if there is (part.op[-1] == "+"):
            given = expansion.field(part.word, inside=True)
            return given or ([EMPTY] if part.quoted and part.op[-1] == "-" else [])
        chosen = elements
    elif part.op == "substring":
        chosen = _slice(shell, part, elements)
    elif part.op == "other" and part.span.text.startswith("${!"):
        chosen = None if elements is None or is_sparse(shell, part.name) or shell.has_keys(part.name) else [
            Value(str(at)) for at in range(len(elements))
        ]  # fmt: skip
    elif part.op.startswith(_OF_TEXTS):
        chosen = None if elements is None else [expansion.changed(part, element) for element in elements]
    else:
        return None
    if chosen is None:
        return [unknown(part.span.text, splits=True)]
    return listed(shell, chosen, starred=part.index == "*", splits=splits)


def _is_there(shell: Shell, part: Parameter, elements: list[Value]) -> bool | None:
    """Whether there are elements, for an operator with a colon more than a single one that is empty; None: not known."""
    whole = listed(shell, elements, starred=part.index == "*", splits=False)
    if not elements or part.op[0] != ":" or len(whole) > 1:
        return bool(elements)
    return bool(whole[0].text) if whole[0].known else True if whole[0].filled else None


def _of_arguments(expansion: Expansion, part: Parameter, *, splits: bool) -> list[Value] | None:
    shell = expansion.shell
    chosen: Sequence[Value] = shell.arguments
    if part.op == "substring":
        start = integers(part)
        if start is None or shell.dialect == "ash":  # BusyBox takes characters of the first
            return [unknown(part.span.text, splits=part.name == "@" or not part.quoted)]
        chosen = (shell.name, *chosen)[start[0] :][: start[1] if len(start) > 1 else None]
    elif part.op.startswith(_OF_TEXTS) and shell.dialect == "bash":
        chosen = [expansion.changed(part, argument) for argument in chosen]
    elif part.op:
        return None
    return listed(shell, chosen, starred=part.name == "*", splits=splits)


def _slice(shell: Shell, part: Parameter, elements: list[Value] | None) -> list[Value] | None:
    """`${a[@]:1}`, `${a[@]:1:2}`; None where it is not known."""
    said = integers(part)
    if said is None or elements is None or is_sparse(shell, part.name) or shell.has_keys(part.name):
        return None
    return elements[said[0] :][: said[1] if len(said) > 1 else None]


def listed(shell: Shell, values: Sequence[Value], *, starred: bool, splits: bool) -> list[Value]:
    """The values as each a field or one text; `splits`: unquoted, where a command's words stand."""
    if splits:
        return [
            Value(piece, a.known, a.taint, a.filled, a.source if piece == a.text else None)
            for a in values
            for piece in (split_at(a.text, ifs_of(shell)) if a.known else [a.text])
        ]
    if not starred:
        return list(values)
    # joined by the first character of IFS (POSIX XCU 2.5.2)
    parts = [part for value in values for part in (Value(ifs_of(shell)[:1]), value)][1:]
    return [joined(parts) if parts else EMPTY]
