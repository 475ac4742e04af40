"""A Python script that starts the application: which programs its ways end in.

Its statements are gone through once, as they stand: where a test can't be decided both branches are, and what they leave is
joined; where the environment decides, the branch that is taken as the image stands goes on, and the other is only asked for
what it ends in. What is not understood may serve requests itself: `open`.
Sources: docs.python.org/3/library/os.html#process-management, docs.python.org/3/library/subprocess.html
"""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.application.calls import Calls
from stoplint.model.application.states import State, WayOver, give, joined_all, joined_states, merged
from stoplint.model.application.values import Dotted, Routine, Spawned, joined_values, truth
from stoplint.model.processes.values import unknown
from stoplint.model.processes.world import NAMELESS, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import NoReturn

    from stoplint.model.application.values import Spawn
    from stoplint.model.processes.values import Value
    from stoplint.syntax.source.python import PythonScript

_MAX_STEPS = 4_000
_MAX_ENDS = 100
ADDS = frozenset({"append", "extend", "insert", "pop", "remove"})  # methods that change a list


class End(NamedTuple):
    """What a way through the script ends in.

    "exec": it becomes the command; "run": it waits for the command, and ends with it; "leaves": it starts nothing, and
    ends; "open": nobody knows. `steps`: the commands that it ran before, `beside`: those that go on. `default`: as the image
    stands.
    """

    how: Literal["exec", "run", "leaves", "open"]
    command: Spawn | None = None
    conditions: tuple[Condition, ...] = ()
    default: bool = True
    steps: tuple[Spawn, ...] = ()
    beside: tuple[Spawn, ...] = ()


class TooMuch(Exception):  # noqa: N818 - it is no error: nothing is said of the script
    """The script is too long to be gone through."""


@dataclass
class _Frame:
    """Where `return`, `break` and `continue` lead to: the states that they leave with."""

    returns: list[tuple[State, object]] = field(default_factory=list)
    breaks: list[State] = field(default_factory=list)


def ends_of(
    script: PythonScript,
    arguments: tuple[Value, ...],
    interpreter: Value,
    environment: Mapping[str, Value],
    cwd: str = "/",
) -> tuple[End, ...]:
    """All ends of the script's ways, in the order in which they stand; () where it can't be gone through."""
    walk = _Walk(script, arguments, interpreter)
    try:
        for state in walk.block(script.tree.body, State(environment=dict(environment), cwd=cwd), _Frame()):
            walk.end(state)
    except (TooMuch, RecursionError):
        return ()
    return tuple(walk.ends)


def modules_of(script: PythonScript) -> Iterator[str]:
    """The modules that it imports, as files that may stand beside it."""
    for node in ast.walk(script.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module or ''}.{each.name}".lstrip(".") for each in node.names)]
        for path in (name.replace(".", "/") for name in names if name):
            yield from (f"{path}.py", f"{path}/__init__.py")


class _Walk:
    def __init__(self, script: PythonScript, arguments: tuple[Value, ...], interpreter: Value) -> None:
        self.script = script
        self.ends: list[End] = []
        self.running: list[ast.FunctionDef] = []
        self.steps = 0
        self.evaluation = Calls(self, script, arguments, interpreter)

    # ------------------------------------------------------------ ends
    def end(self, state: State, *, fails: bool = False) -> None:
        """The script ends by itself; where it `fails`, it says so, and never served."""
        if state.loose or (not fails and state.last is None and (state.busy or state.beside)):
            self._add("open", None, state)
        elif fails or state.last is None:
            self._add("leaves", None, state)
        else:
            self._add("run", state.last, state)

    def become(self, command: Spawn, state: State) -> NoReturn:
        """The script becomes a program; what runs beside it then nobody followed."""
        self._add("open" if state.loose else "exec", command, state)
        raise WayOver

    def _add(self, how: Literal["exec", "run", "leaves", "open"], command: Spawn | None, state: State) -> None:
        if len(self.ends) >= _MAX_ENDS:
            raise TooMuch
        steps = tuple(each for each in state.steps if each is not command)
        self.ends.append(End(how, command, state.conditions, state.default, steps, state.beside))

    # ------------------------------------------------------------ statements
    def block(self, body: Iterable[ast.stmt], state: State, frame: _Frame) -> list[State]:
        """Go through statements: what is known behind them, [] where no way leads on."""
        states = [state]
        for statement in body:
            behind: list[State] = []
            for each in states:
                self.steps += 1
                if self.steps > _MAX_STEPS:
                    raise TooMuch
                with suppress(WayOver):
                    behind += self._statement(statement, each, frame)
            states = behind if len(behind) < 2 else merged(behind)
        return states

    def _one(self, body: Iterable[ast.stmt], state: State, frame: _Frame) -> State | None:
        """The same, with all ways that lead on joined."""
        return joined_all(self.block(body, state, frame))

    def _statement(self, node: ast.stmt, state: State, frame: _Frame) -> list[State]:
        value = self.evaluation.value
        match node:
            case ast.Expr(value=expression):
                value(expression, state)
            case ast.Assign(targets=targets, value=expression):
                result = value(expression, state)
                for target in targets:
                    self.evaluation.assign(target, result, state)
            case ast.AnnAssign(target=target, value=expression) if expression is not None:
                self.evaluation.assign(target, value(expression, state), state)
            case ast.AugAssign(target=target, value=expression):
                self.evaluation.add(target, node.op, value(expression, state), state)
            case ast.If():
                return self._if(node, state, frame)
            case ast.For() | ast.While():
                return self._loop(node, state, frame)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                return self._try(body, [each.body for each in handlers], orelse, final, state, frame)
            case ast.With(items=items, body=body):
                for item in items:
                    result = value(item.context_expr, state)
                    if isinstance(result, Spawned):
                        state.loose = True
                    if item.optional_vars is not None:
                        self.evaluation.assign(item.optional_vars, unknown("…"), state)
                return self.block(body, state, frame)
            case ast.Return(value=expression):
                result = value(expression, state) if expression is not None else self.evaluation.none
                frame.returns.append((state, result))
                return []
            case ast.Break() | ast.Continue():
                frame.breaks.append(state)
                return []
            case ast.Raise():
                leaves = isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", "") == "SystemExit"
                if leaves and isinstance(node.exc, ast.Call):
                    self.evaluation.leave(node.exc, state)
                self.end(state, fails=True)
                return []
            case _:
                self._binds(node, state)
        return [state]

    def _binds(self, node: ast.stmt, state: State) -> None:
        """What only gives names to something; after any other statement nobody knows what runs."""
        match node:
            case ast.FunctionDef(name=name):
                state.names[name] = Routine(node) if not node.decorator_list else unknown(name)
                if node.decorator_list:
                    self.evaluation.pass_over(node, state)
            case ast.Import(names=names):
                for each in names:
                    state.names[each.asname or each.name.partition(".")[0]] = Dotted(
                        each.name if each.asname else each.name.partition(".")[0]
                    )
            case ast.ImportFrom(names=names, module=module, level=0):
                for each in names:
                    state.names[each.asname or each.name] = Dotted(f"{module}.{each.name}")
            case ast.Delete(targets=targets):
                for target in targets:
                    self.evaluation.delete(target, state)
            case ast.Assert(test=test):
                self.evaluation.value(test, state)
            case ast.Pass() | ast.Global() | ast.Nonlocal():
                pass
            case ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                state.names[name] = unknown(name)
                self.evaluation.pass_over(node, state)
            case _:
                self.evaluation.forget(node, state)
                self.evaluation.pass_over(node, state)
                state.busy, state.last = True, None

    def _if(self, node: ast.If, state: State, frame: _Frame) -> list[State]:
        holds, taint = truth(self.evaluation.value(node.test, state))
        if holds is not None and not taint:
            return self.block(node.body if holds else node.orelse, state, frame)
        test = self.script.span(node.test)
        sides: dict[bool, list[State]] = {}
        ended = {}
        for side in (True, False) if holds is not False else (False, True):
            there = state.copy()
            departs = holds is not None and side != holds
            answer = "holds" if side else "does not hold"
            text = " ".join(test.text.split())
            if holds is None or departs:
                there.conditions = (*there.conditions, Condition(text, answer, test, departs=departs))
            there.default = there.default and not departs
            before, returned = len(self.ends), len(frame.returns) + len(frame.breaks)
            sides[side] = self.block(node.body if side else node.orelse, there, frame)
            for at, each in enumerate(self.ends[before:], before):
                if each.how == "run" and each.command is state.last and node.orelse == []:
                    self.ends[at] = each._replace(
                        how="leaves", command=None
                    )  # `if status != 0: sys.exit(status)`: it was a step
            ended[side] = all(each.how == "leaves" for each in self.ends[before:])
            ended[side] = ended[side] and returned == len(frame.returns) + len(frame.breaks)
        usual = True if holds is None else holds
        first, other = sides[usual], sides[not usual]
        if first and other:
            return first if holds is not None else [*first, *other]
        left = first or other
        if left and ended[usual if left is other else not usual]:
            # the other way ends without having started anything: who starts the container sees to it that this one is gone
            for one in left:
                one.default = state.default
                one.conditions = tuple(asked for asked in one.conditions if asked.place != test)
                if left is other:
                    give(one, taint)
        return left

    def _loop(self, node: ast.For | ast.While, state: State, frame: _Frame) -> list[State]:
        endless = isinstance(node, ast.While) and truth(self.evaluation.value(node.test, state))[0] is True
        if isinstance(node, ast.For):
            self.evaluation.value(node.iter, state)
            self.evaluation.assign(node.target, unknown("…"), state)
        for name in _assigned(node.body):
            if name in state.names:
                state.names[name] = unknown("…")
        inner = _Frame(frame.returns)
        before = state.copy()
        through = self.block(node.body, state.copy(), inner)
        left = [*inner.breaks, *through]
        for each in left:
            each.last = None  # in a loop: once more, or not the last thing that it does
        if endless:
            if not inner.breaks:
                for each in through:
                    each.busy = True
                    self.end(each)
                return []
            left = inner.breaks
        else:
            left = [before, *left]
        out = joined_all(left)
        if out is None:
            return []
        out.conditions = state.conditions  # it goes round until they hold
        return self.block(node.orelse, out, frame)

    def _try(
        self, body: list[ast.stmt], handlers: list[list[ast.stmt]], orelse: list[ast.stmt], final: list[ast.stmt],
        state: State, frame: _Frame,
    ) -> list[State]:  # fmt: skip
        """The body, as it goes well; what a handler starts is another end, whose condition nobody knows."""
        before = state.copy()
        for name in _assigned(body):
            before.names[name] = unknown("…")
        failed = Condition(NAMELESS, "fails", self.script.span(body[0]))
        before.conditions = (*before.conditions, failed)
        after = self._one(body, state, frame)
        if after is not None and orelse:
            after = self._one(orelse, after, frame)
        for each in handlers:
            known = len(self.ends)
            other = self._one(each, before.copy(), _Frame())
            if not all(one.how == "leaves" for one in self.ends[known:]) or other is None:
                continue
            if after is not None:
                after.loose = after.loose or other.loose or any(each not in before.beside for each in other.beside)
                after.steps = (*after.steps, *(step for step in other.steps if step not in before.steps))
            if after is not None and other.names != before.names:
                after.names = {
                    name: joined_values(after.names[name], other.names.get(name, unknown("…"))) for name in after.names
                }
        if after is None:
            return []
        return self.block(final, after, frame)

    # ------------------------------------------------------------ functions
    def call(self, node: ast.FunctionDef, given: list[object], named: dict[str, object], state: State) -> object:
        """Run a function of the script in this state: what it gives; WayOver where no way leads out of it."""
        if node in self.running:  # it calls itself: once more through it tells nothing new
            state.busy, state.last = True, None
            return unknown("{…}")
        self.running.append(node)
        outer, frame = state.names, _Frame()
        inside = dict(outer)
        parameters = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        defaults = dict(zip(reversed(parameters), reversed(node.args.defaults), strict=False))
        for at, name in enumerate(parameters):
            if at < len(given):
                inside[name] = given[at]
            elif name in defaults:
                inside[name] = self.evaluation.value(defaults[name], state)
            else:
                inside[name] = unknown(f"{{{name}}}")
        if node.args.vararg is not None:
            inside[node.args.vararg.arg] = tuple(given[len(parameters) :])
        for only, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            inside[only.arg] = (
                self.evaluation.value(default, state) if default is not None else unknown(f"{{{only.arg}}}")
            )
        inside.update({name: each for name, each in named.items() if name in inside})
        state.names = inside
        behind = self.block(node.body, state.copy(), frame)
        self.running.pop()
        left = [*frame.returns, *((each, self.evaluation.none) for each in behind)]
        usual = [each for each in left if each[0].default] or left
        if not usual:
            raise WayOver
        out, result = usual[0]
        for other, also in usual[1:]:
            out, result = joined_states(out, other), joined_values(result, also)
        shared = set(_globals(node))
        state.names = {name: out.names[name] if name in shared else each for name, each in outer.items()}
        state.environment, state.cwd, state.steps = out.environment, out.cwd, out.steps
        state.last, state.busy, state.loose, state.beside = out.last, out.busy, out.loose, out.beside
        state.default, state.conditions, state.together, state.supplied = (
            out.default,
            out.conditions,
            out.together,
            out.supplied,
        )
        return result


def _assigned(body: Iterable[ast.stmt]) -> set[str]:
    """The names that these statements may assign to."""
    return {
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    } | {
        node.value.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ADDS
    }


def _globals(node: ast.FunctionDef) -> Iterable[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Global):
            yield from each.names
