"""Assignments: of texts and arrays, by `a=b`, by declarations; which variables a command may assign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.builtins import BUILTINS
from stoplint.model.processes.values import Value, joined, unknown
from stoplint.model.shell.evaluation.arrays import (
    elements_of,
    forget_elements,
    is_sparse,
    keep_elements,
    set_element,
    set_variable,
)
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.syntax import shell_nodes as ast
from stoplint.syntax.shell_walk import children, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.shell.scripts import Scripts
    from stoplint.text import Source, Span

_MOST = 50  # elements of an array that are kept one by one
# what stands between the brackets may have its own: `a[${#a[@]}]=x`
_ELEMENT = r"([A-Za-z_][A-Za-z0-9_]*)\[((?:[^][]|\[[^][]*\])*)\](\+?)="
_ARRAY = r"[A-Za-z_][A-Za-z0-9_]*\+?=\("


class Element(NamedTuple):
    """`name[index]=value`, or `+=`, as the first word of a command; `at` None: which one it is is not known."""

    name: str
    at: int | None
    value: Value
    append: bool


def element_assigned(scripts: Scripts, expansion: Expansion, node: ast.Simple) -> Element | None:
    """The element of an array that a command's first word assigns: `a[$n]=1`, `a[${#a[@]}]=$!`."""
    sh = expansion.shell
    if not node.words or sh.dialect in ("dash", "ash"):
        return None
    word = node.words[0]
    text = word.span.text
    element = re.match(_ELEMENT, text) if "[" in text else None
    if element is None:
        return None
    name, said, plus = element.groups()
    value = _read(scripts, expansion, text[element.end() :], word)
    index = unknown(said) if sh.has_keys(name) or sh.dialect != "bash" else _read(scripts, expansion, said, word)
    index = expansion.arithmetic(index.text) if index.known else index
    return Element(name, int(index.text) if index.known else None, value, bool(plus))


def _read(scripts: Scripts, expansion: Expansion, text: str, word: ast.Word) -> Value:
    """What a part of a word expands to, read as a value that is assigned."""
    whole = Value(f"x={text}", source=word.span.holding(f"x={text}"))
    items = scripts.parse(whole, word.span).script.items
    one = items[0].command if len(items) == 1 else None
    if not isinstance(one, ast.Simple) or len(one.assignments) != 1 or one.words:
        return unknown(text)
    return value_of(expansion, expansion.shell, one.assignments[0])


def is_declaration(words: Sequence[ast.Word]) -> bool:
    """True for `local`, `export` and the like: what looks like an assignment among the words is one."""
    row = BUILTINS.get(words[0].literal or "") if words else None
    return row is not None and row.declares


def declared_arrays(scripts: Scripts, node: ast.Simple) -> tuple[tuple[ast.Word, ...], list[ast.Assignment]]:
    """The words of `local a=( … ) b` without its arrays, and these."""
    words = node.words
    if len(words) < 2 or not is_declaration(words) or "=(" not in node.span.text:
        return words, []
    kept: list[ast.Word] = []
    arrays: list[ast.Assignment] = []
    for word in words:
        text = word.span.text
        if re.match(_ARRAY, text) is not None and text.endswith(")"):
            items = scripts.parse(Value(text, source=word.span.holding(text))).script.items
            inner = items[0].command if len(items) == 1 else None
            if (
                isinstance(inner, ast.Simple)
                and len(inner.assignments) == 1
                and not inner.words
                and inner.assignments[0].elements is not None
            ):
                arrays.append(inner.assignments[0])
                continue
        kept.append(word)
    return tuple(kept), arrays


def fields_of(expansion: Expansion, words: Sequence[ast.Word]) -> list[Value]:
    """The command's words expanded; `export A=$x` does not split its value (dash 0.5.12, bash, BusyBox ash)."""
    if not is_declaration(words):
        return expansion.fields(words)
    fields: list[Value] = []
    for word in words:
        name, equals, _ = word.span.text.partition("=")
        given = [expansion.single(word)] if equals and name.rstrip("+").isidentifier() else expansion.field(word)
        if len(given) == 1 and given[0].filled:
            given = [given[0]._replace(filled=_fills(expansion, word))]
        fields.extend(given)
    return fields


def _fills(expansion: Expansion, word: ast.Word) -> bool:
    """Whether what stands behind the `=` of a word, `"$1"="$(…)"` too, is known not to be empty."""
    for at, part in enumerate(word.parts):
        if isinstance(part, ast.Literal) and "=" in part.text:
            behind = (replace(part, text=part.text.partition("=")[2]), *word.parts[at + 1 :])
            value = Expansion(expansion.shell.copy(), expansion.results).single(replace(word, parts=behind))
            return value.filled or (value.known and value.text != "")
    return True


def value_of(expansion: Expansion, sh: Shell, assignment: ast.Assignment) -> Value:
    """The text that an assignment assigns; of an array, its elements joined by newlines."""
    if assignment.elements is not None:
        values = expansion.fields(assignment.elements)
        if all(v.known for v in values):
            return Value("\n".join(v.text for v in values), taint=frozenset().union(*(v.taint for v in values)))
        return unknown(f"${{{assignment.name}[@]}}", splits=True)
    value = expansion.single(assignment.value)
    if assignment.append and assignment.index is None:
        old = sh.variables.get(assignment.name, Value(""))
        return attributed(sh, assignment.name, value, old)
    return attributed(sh, assignment.name, value) if sh.attributes else value


def attributed(sh: Shell, name: str, value: Value, old: Value | None = None) -> Value:
    """What a variable becomes that is given a value, or one more: by `declare -i` a number, by -l and -u recased."""
    letters = {letter for one, letter in sh.attributes if one == name}
    if "i" in letters and value.known and (old is None or old.known):
        return Expansion(sh, {}).arithmetic(value.text if old is None else f"{old.text or 0}+({value.text})")
    value = value if old is None else joined([old, value])
    if letters and value.known:
        value = value._replace(text=value.text.upper() if "u" in letters else value.text.lower(), source=None)
    return value


def members_of(expansion: Expansion, assignment: ast.Assignment) -> list[Value] | None:
    """The elements that an array is given; None if it may be any number of them."""
    values = expansion.fields(assignment.elements or ())
    return None if any(value.splits for value in values) or len(values) > _MOST else values


def assign(sh: Shell, assignment: ast.Assignment, value: Value, members: list[Value] | None = None) -> None:
    """Set the variable."""
    name = assignment.name
    is_array = assignment.elements is not None
    if assignment.index is None and not is_array:
        set_variable(sh, name, value)
        return
    if assignment.index is not None and not is_array:
        index = Expansion(sh, {}).arithmetic(assignment.index) if sh.dialect == "bash" else unknown("")
        set_element(sh, name, int(index.text) if index.known else None, value, append=assignment.append)
        return
    before: list[Value] | None = []
    if assignment.append:
        is_text = f"{name}[@]" not in sh.variables and name in sh.variables
        before = [sh.variables[name]] if is_text else None if is_sparse(sh, name) else elements_of(sh, name)
    if not is_array or members is None or before is None:
        sh.drop_elements(name)
        sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
        sh.variables[name] = unknown(f"${{{name}[0]}}")
        return
    keep_elements(sh, name, [*before, *members])


def forget(sh: Shell, node: object, functions: Mapping[str, ast.Command] | None = None) -> None:
    """Take every variable that a loop's body may assign as unknown; in the functions that it calls as well, where these are given."""
    for name in assigned_names(node, functions):
        if name in sh.variables:
            sh.variables[name] = unknown(f"${name}")
        if f"{name}[@]" in sh.variables:
            forget_elements(sh, name)


def taint_of_vanished(sh: Shell, words: Sequence[ast.Word]) -> frozenset[str]:
    """What the unquoted variables among these words rest on that are empty: `$X` leaves no field behind."""
    found: frozenset[str] = frozenset()
    for word in words:
        part = word.parts[0] if len(word.parts) == 1 else None
        if isinstance(part, ast.Parameter) and not part.quoted and part.op == "" and part.index is None:
            value = Expansion(sh, {}).single(word)
            found |= value.taint if value.known and not value.text.strip() else frozenset()
    return found


def left_to_caller(sh: Shell, node: ast.Simple) -> Value | None:
    """The variable that is all of a command, which neither the image nor a script sets: `$STARTUP`, `eval ./$RUN`."""
    words = node.words[1:] if node.words[0].literal == "eval" else node.words
    if len(words) != 1 or node.assignments or not words[0].parts:
        return None
    *front, part = words[0].parts
    path = "".join(one.text for one in front if isinstance(one, ast.Literal))
    if not isinstance(part, ast.Parameter) or part.op or part.index is not None or not part.name.isidentifier():
        return None
    if len(front) > 1 or (front and not path.endswith("/")) or part.name in sh.variables:
        return None
    return unknown(f"{path}${part.name}", filled=True)


def gives_value(scripts: Scripts, source: Source, name: str, before: Span) -> bool:
    """True if a script gives the variable a value above a place: `x=…`, `export x=…`, `read x`, `for x in …`."""
    parsed = scripts.parse_source(source)
    known = scripts.givers.get(id(parsed))
    if known is None:
        known = scripts.givers[id(parsed)] = (parsed, _first_places(parsed.script))
    first = known[1].get(name)
    return first is not None and (before.source is not parsed.script.span.source or first <= before.start)


def _first_places(script: ast.Script) -> dict[str, int]:
    """Where each variable is given a value for the first time; -1: in a text that stands elsewhere."""
    found: dict[str, int] = {}
    for one in walk(script):
        for name in _given(one):
            at = one.span.start if one.span.source is script.span.source else -1
            found[name] = min(at, found.get(name, at))
    return found


def _given(node: object) -> list[str]:
    """The variables that a node gives a value, those of the nodes below it left out."""
    if isinstance(node, ast.Assignment):
        return [node.name]
    if isinstance(node, ast.For):
        return [node.variable]
    if not isinstance(node, ast.Simple) or not node.words:
        return []
    command = node.words[0].literal or ""
    row = BUILTINS.get(command)
    if row is None or not row.assigns:
        return []
    texts = [word.span.text for word in node.words[1:]]
    found = [text.partition("=")[0] for text in texts if "=" in text]
    return found + ([] if row.declares or command == "unset" else texts)


def assigned_names(node: object, functions: Mapping[str, ast.Command] | None = None) -> set[str]:
    """Names of variables that are assigned anywhere inside a node, and in the functions that it calls."""
    names: set[str] = set()
    todo: list[Any] = [node]
    called: set[str] = set()
    while todo:
        one = todo.pop()
        todo.extend(children(one))
        if isinstance(one, ast.Assignment):
            names.add(one.name)
        elif isinstance(one, ast.For):
            names.add(one.variable)
        elif isinstance(one, ast.Coprocess):
            names |= {one.name, f"{one.name}_PID"}
        elif isinstance(one, (ast.Arithmetic, ast.ArithmeticCommand, ast.ArithmeticFor)):
            names |= _assigned_in(one.header if isinstance(one, ast.ArithmeticFor) else one.text)
        elif isinstance(one, ast.Parameter) and one.op in ("=", ":="):
            names.add(one.name)
        elif isinstance(one, ast.Simple) and one.words:
            name = one.words[0].literal
            text = one.words[0].span.text
            element = re.match(_ELEMENT, text) if "[" in text else None
            names |= {element[1]} if element is not None else set()
            row = BUILTINS.get(name or "")
            if name == "let":
                names.update(*(_assigned_in(word.span.text) for word in one.words[1:]))
            elif row is not None and row.assigns:
                names |= {"OPTARG", "OPTIND"} if name == "getopts" else set()
                names.update(word.span.text.split("=")[0] for word in one.words[1:] if word.span.text[:1] != "-")
            if functions and name is not None and name in functions and name not in called:
                called.add(name)
                todo.append(functions[name])
    return names


def _assigned_in(text: str) -> set[str]:
    from stoplint.model.shell.evaluation.arithmetic import assigned_in  # noqa: PLC0415 - many scripts reckon nothing

    return assigned_in(text) if "=" in text or "++" in text or "--" in text else set()
