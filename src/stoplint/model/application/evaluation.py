"""What an expression of a Python start script comes to."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stoplint.model.application.beside import goes_on
from stoplint.model.application.values import ENVIRON, Constant, Dotted, equal, opens, truth
from stoplint.model.processes.values import EMPTY, NONE, Value, joined, unknown

if TYPE_CHECKING:
    from stoplint.model.application.states import State


class Evaluation(ABC):
    """Evaluates in a state, and changes it as the calls in the expression do."""

    none = Constant(None)

    def __init__(self, arguments: tuple[Value, ...], interpreter: Value) -> None:
        self.dotted: dict[str, object] = {
            "sys.argv": arguments, "sys.executable": interpreter, "os.environ": ENVIRON, "__file__": arguments[0],
            "__name__": Value("__main__"), "os.sep": Value("/"), "sys.platform": Value("linux"), "os.name": Value("posix"),
        }  # fmt: skip

    # ------------------------------------------------------------ expressions
    def value(self, node: ast.expr, state: State) -> object:
        """What it comes to; an unknown text for whatever is not understood."""
        match node:
            case ast.Constant(value=constant):
                return Value(constant) if isinstance(constant, str) else Constant(constant)
            case ast.Name() | ast.Attribute():
                return self._name(node, state)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return self.items(items, state)
            case ast.JoinedStr(values=parts):
                return joined([EMPTY, *(self._text(part, state) for part in parts)])
            case ast.FormattedValue(value=inner):
                return self.value(inner, state)
            case ast.BinOp(left=left, right=right):
                return self._binary(node.op, self.value(left, state), self.value(right, state), node)
            case ast.IfExp():
                return self._either(node, state)
            case ast.BoolOp(values=values):
                return self._bool(node, values, state)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                holds, taint = truth(self.value(operand, state))
                return Constant(not holds, taint) if holds is not None else self.other(node)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(op, self.value(left, state), self.value(right, state), node, state)
            case ast.Subscript(value=of, slice=at):
                return self._pick(self.value(of, state), at, node, state)
            case ast.Call():
                return self.call(node, state)
            case _:
                if any(isinstance(child, (ast.Call, ast.Await)) for child in ast.walk(node)):
                    state.busy, state.last = True, None
                self.pass_over(node, state)
                return self.other(node)

    def pass_over(self, node: ast.AST, state: State) -> None:
        """It is not gone through: what it starts may go on beside the script from then on."""
        names = (self.full_name(each.func, state) for each in ast.walk(node) if isinstance(each, ast.Call))
        state.loose = state.loose or any(name == "subprocess.Popen" or goes_on(name) for name in names)

    def other(self, node: ast.AST) -> Value:
        """A value that is not known, as it is written."""
        text = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        return unknown(f"{{{text or '…'}}}")

    def _text(self, node: ast.expr, state: State) -> Value:
        found = self.value(node, state)
        if isinstance(found, Value):
            return found
        if isinstance(found, Constant):
            return Value(str(found.value), taint=found.taint)
        return self.other(node)

    def items(self, nodes: list[ast.expr], state: State) -> tuple[object, ...]:
        out: list[object] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                inner = self.value(node.value, state)
                out += inner if type(inner) is tuple else [unknown("…", splits=True)]
            else:
                out.append(self.value(node, state))
        return tuple(out)

    def _name(self, node: ast.expr, state: State) -> object:
        full = self.full_name(node, state)
        if full is not None:
            known = isinstance(node, ast.Attribute) or full in state.names
            return self.dotted.get(full, Dotted(full) if known else self.other(node))
        if isinstance(node, ast.Name):
            return state.names[node.id]
        return self.other(node)

    def full_name(self, node: ast.expr, state: State) -> str | None:
        """The full name of what an expression names, by the imports; None where it is a value."""
        if isinstance(node, ast.Name):
            known = state.names.get(node.id)
            if known is None:
                return node.id
            return known.name if isinstance(known, Dotted) else None
        if isinstance(node, ast.Attribute):
            of = self.full_name(node.value, state)
            return f"{of}.{node.attr}" if of is not None else None
        return None

    def _binary(self, op: ast.operator, left: object, right: object, node: ast.AST) -> object:
        if isinstance(op, ast.Add):
            if type(left) is tuple or type(right) is tuple:
                sides = [side if type(side) is tuple else (unknown("…", splits=True),) for side in (left, right)]
                return (*sides[0], *sides[1])
            if isinstance(left, Value) and isinstance(right, Value):
                return joined([left, right])
        if isinstance(op, ast.Mod) and isinstance(left, Value) and left.known:
            parts = list(right) if type(right) is tuple else [right]
            pieces = left.text.split("%s")
            if len(pieces) == len(parts) + 1 and "%" not in "".join(pieces):
                filled = [each if isinstance(each, Value) else unknown("{…}") for each in parts]
                return joined(
                    [Value(pieces[0]), *(x for pair in zip(filled, map(Value, pieces[1:]), strict=True) for x in pair)]
                )
        return self.other(node)

    def _either(self, node: ast.IfExp, state: State) -> object:
        holds, taint = truth(self.value(node.test, state))
        if holds is None:
            self.value(node.body, state), self.value(node.orelse, state)
            return self.other(node)
        found = self.value(node.body if holds else node.orelse, state)
        return found._replace(taint=found.taint | taint) if isinstance(found, (Value, Constant)) else found

    def _bool(self, node: ast.BoolOp, values: list[ast.expr], state: State) -> object:
        """`a or b`, `a and b`: the first that decides."""
        is_or, taint = isinstance(node.op, ast.Or), NONE
        found: object = self.none
        for each in values:
            found = self.value(each, state)
            holds, its = truth(found)
            taint |= its
            if holds is None:
                return self.other(node)
            if holds is is_or:
                break
        return found._replace(taint=found.taint | taint) if isinstance(found, (Value, Constant)) else found

    def _compare(self, op: ast.cmpop, left: object, right: object, node: ast.AST, state: State) -> object:
        holds: bool | None = None
        taint = NONE
        if isinstance(op, (ast.Eq, ast.Is, ast.NotEq, ast.IsNot)):
            holds, taint = equal(left, right)
        elif isinstance(op, (ast.In, ast.NotIn)) and isinstance(left, Value) and left.known:
            if right == ENVIRON:
                found = self.variable(left.text, state)
                if found is None or found.known:
                    holds, taint = found is not None, frozenset({left.text})
            elif type(right) is tuple:
                asked = [equal(left, each) for each in right]
                if any(each[0] for each in asked):
                    holds = True
                elif all(each[0] is False for each in asked):
                    holds = False
                taint = left.taint
        elif isinstance(left, Constant) and isinstance(right, Constant):
            one, other = left.value, right.value
            if isinstance(one, int) and isinstance(other, int):
                told = {ast.Gt: one > other, ast.Lt: one < other, ast.GtE: one >= other, ast.LtE: one <= other}
                holds, taint = told.get(type(op)), left.taint | right.taint
        if holds is None:
            return self.other(node)
        return Constant(holds ^ isinstance(op, (ast.NotEq, ast.IsNot, ast.NotIn)), taint)

    def _pick(self, of: object, at: ast.expr, node: ast.AST, state: State) -> object:
        if isinstance(at, ast.Slice):
            low = self.value(at.lower, state) if at.lower is not None else Constant(0)
            if type(of) is tuple and isinstance(low, Constant) and isinstance(low.value, int) and at.upper is None:
                return of[low.value :] if not opens(of[: low.value]) else (unknown("…", splits=True),)
            return self.other(node)
        key = self.value(at, state)
        if of == ENVIRON and isinstance(key, Value) and key.known:
            found = self.variable(key.text, state)
            return unknown(f"${key.text}", filled=True) if found is None else found
        number = key.value if isinstance(key, Constant) and isinstance(key.value, int) else None
        if type(of) is tuple and number is not None and -len(of) <= number < len(of):
            return of[number] if not opens(of[:number] if number >= 0 else of[number:]) else self.other(node)
        return self.other(node)

    # ------------------------------------------------------------ assignments
    def assign(self, target: ast.expr, result: object, state: State) -> None:
        match target:
            case ast.Name(id=name):
                state.names[name] = result
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                fits = type(result) is tuple and len(result) == len(parts)
                for at, part in enumerate(parts):
                    each = result[at] if fits and type(result) is tuple else unknown("{…}")
                    self.assign(part.value if isinstance(part, ast.Starred) else part, each, state)
            case ast.Subscript(value=of, slice=at) if self.value(of, state) == ENVIRON:
                self.set_variable(self.value(at, state), result, state)
            case ast.Subscript(value=ast.Name(id=name)):
                state.names[name] = unknown(f"{{{name}}}")
            case _:
                pass  # an attribute: of no value here

    def add(self, target: ast.expr, op: ast.operator, result: object, state: State) -> None:
        """`target += …`"""
        if isinstance(target, ast.Name):
            before = state.names.get(target.id, unknown("{…}"))
            if type(before) is tuple and type(result) is not tuple:
                result = (unknown("…", splits=True),)
            state.names[target.id] = self._binary(op, before, result, target)
        elif self.value(target, state) == ENVIRON:
            state.supplied = True
        else:
            self.assign(target, unknown("…"), state)

    def delete(self, target: ast.expr, state: State) -> None:
        """`del os.environ["X"]`"""
        if isinstance(target, ast.Subscript) and self.value(target.value, state) == ENVIRON:
            key = self.value(target.slice, state)
            if isinstance(key, Value) and key.known:
                state.environment.pop(key.text, None)
            else:
                state.supplied = True
        elif isinstance(target, ast.Subscript):
            self.assign(target, unknown("…"), state)

    # ------------------------------------------------------------ the environment
    def variable(self, name: str, state: State) -> Value | None:
        """A variable of the environment; None where none is set."""
        if state.supplied and name != "PATH":
            return unknown(f"${name}")
        return state.environment.get(name)

    def set_variable(self, key: object, result: object, state: State) -> None:
        if isinstance(key, Value) and key.known:
            state.environment[key.text] = result if isinstance(result, Value) else unknown(f"${key.text}", filled=True)
        else:
            state.supplied = True

    def set_all(self, node: ast.expr, state: State) -> None:
        """What a dictionary holds is set."""
        if not isinstance(node, ast.Dict):
            state.supplied = True
            return
        for key, each in zip(node.keys, node.values, strict=True):
            result = self.value(each, state)
            self.set_variable(self.value(key, state) if key is not None else None, result, state)

    def forget(self, node: ast.stmt, state: State) -> None:
        """What a statement that is not understood may have assigned."""
        for child in ast.walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                state.names[child.id] = unknown(f"{{{child.id}}}")

    @abstractmethod
    def call(self, node: ast.Call, state: State) -> object:
        """What a call gives, and does."""
