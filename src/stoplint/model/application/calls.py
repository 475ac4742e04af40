"""What the calls in a Python start script do: `os.execvp`, `subprocess.run`, `sys.exit`, `words.append` …

Sources: docs.python.org/3/library/os.html#process-management, docs.python.org/3/library/subprocess.html
"""

from __future__ import annotations

import ast
import shlex
from typing import TYPE_CHECKING, Protocol

from stoplint.model.application.beside import goes_on, may_go_on
from stoplint.model.application.evaluation import Evaluation
from stoplint.model.application.states import WayOver
from stoplint.model.application.values import ENVIRON, Constant, Dotted, Routine, Spawn, Spawned, opens, truth, words
from stoplint.model.processes.values import EMPTY, Value, joined, unknown
from stoplint.paths import absolute, base_name, folder_of

if TYPE_CHECKING:
    from typing import NoReturn

    from stoplint.model.application.states import State
    from stoplint.syntax.source.python import PythonScript

_RUNS = frozenset({"subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output"})
# Arguments of theirs by which the script asks a command for something, or bounds its time.
_ASKS = frozenset({"capture_output", "timeout", "input"})
# The forms of exec: whether they take their words one by one, and whether the last argument is an environment.
_EXEC = {
    f"os.exec{form}{path}{env}": (form == "l", env == "e") for form in "lv" for path in ("", "p") for env in ("", "e")
}
_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "SystemExit"})
# Methods of what serves as long as it is there: what comes behind is done when that has ended.
_SERVE = frozenset({
    "run", "serve", "serve_forever", "run_forever", "run_app", "run_until_complete", "listen", "start_consuming", "mainloop",
    "run_pending", "infinity_polling", "run_polling",
})  # fmt: skip
# What may follow a command as the last thing that the script does, for it serves nobody.
_QUIET = frozenset({"print", "len", "str", "int", "bool", "repr", "format", "isinstance", "os.getenv", "os.chdir"})
_SAYS = ("log", "logger", "logging", "_logger", "LOG", "LOGGER", "console")


class Walk(Protocol):
    """What goes through the statements."""

    def end(self, state: State, *, fails: bool = False) -> None: ...
    def become(self, command: Spawn, state: State) -> NoReturn: ...
    def call(self, node: ast.FunctionDef, given: list[object], named: dict[str, object], state: State) -> object: ...


class Calls(Evaluation):
    """Evaluates in a state, and changes it as the calls in the expression do."""

    def __init__(self, walk: Walk, script: PythonScript, arguments: tuple[Value, ...], interpreter: Value) -> None:
        super().__init__(arguments, interpreter)
        self.walk, self.script = walk, script

    def call(self, node: ast.Call, state: State) -> object:
        name = self.full_name(node.func, state)
        if name is None and isinstance(node.func, ast.Name):
            function = state.names[node.func.id]
            given = list(self.items(node.args, state))
            named = {each.arg: self.value(each.value, state) for each in node.keywords if each.arg}
            if isinstance(function, Routine):
                self._let_change(node.args, state, function.node)
                return self.walk.call(function.node, given, named, state)
            return self._unknown_call(node, state)
        if name is None:
            return self._method(node, state)
        if name in _EXEC:
            return self._exec(name, node, state)
        if name in _RUNS or name in ("os.system", "subprocess.Popen"):
            command = self._command(name, node, state)
            if name == "subprocess.Popen":
                state.beside = (*state.beside, command)
                return Spawned(command)
            return self._ran(command, node, state)
        if name in _EXITS:
            self.leave(node, state)
        given = list(self.items(node.args, state))
        named = {each.arg: self.value(each.value, state) for each in node.keywords if each.arg}
        state.loose = state.loose or goes_on(name)
        return self._function(name, given, named, node, state)

    def leave(self, node: ast.Call, state: State) -> None:
        """`sys.exit(…)`: a text or another number than 0 says that it fails."""
        given = list(self.items(node.args, state))
        holds = truth(given[0])[0] if given else False
        self.walk.end(state, fails=holds is True and isinstance(given[0], (Value, Constant)))
        raise WayOver

    def _function(
        self, name: str, given: list[object], named: dict[str, object], node: ast.Call, state: State
    ) -> object:
        first = given[0] if given else self.none
        match name:
            case "os.environ.get" | "os.getenv" | "os.environ.setdefault" | "os.environ.pop" if (
                isinstance(first, Value) and first.known
            ):
                default = given[1] if len(given) > 1 else named.get("default", self.none)
                return self._variable(name, first.text, default, state)
            case "os.environ.update":
                for argument in node.args:
                    self.set_all(argument, state)
                for keyword in node.keywords:
                    if keyword.arg is None:
                        self.set_all(keyword.value, state)
                    else:
                        self.set_variable(Value(keyword.arg), named[keyword.arg], state)
                return self.none
            case "os.environ.setdefault" | "os.environ.pop" | "os.environ.popitem" | "os.environ.clear":
                state.supplied = True
            case "os.putenv" | "os.unsetenv":  # what it starts has the change, os.environ has not
                state.supplied = True
            case "getattr" if first in (Dotted("os"), Dotted("subprocess")):
                state.loose = True
            case "os.environ.copy" | "dict" | "dict.copy" if name == "os.environ.copy" or first == ENVIRON:
                return ENVIRON
            case "os.chdir":
                state.cwd = _folder(first, state)
                return self.none
            case "os.path.join" if given and all(isinstance(each, Value) for each in given):
                return _path(given)  # type: ignore[arg-type]
            case "os.path.dirname" | "os.path.basename" if isinstance(first, Value) and first.known:
                text = folder_of(first.text) if name.endswith("dirname") else base_name(first.text)
                return first._replace(text=text if "/" in first.text or text != "/" else "", source=None)
            case "os.path.abspath" | "os.path.realpath" if isinstance(first, Value):
                path = _folder(first, state)
                return first._replace(text=path, source=None) if path is not None else self.other(node)
            case "str" | "os.path.normpath" if isinstance(first, Value):
                return first
            case "list" | "tuple":
                if not given:
                    return ()
                return first if type(first) is tuple else (unknown("…", splits=True),)
            case "len" if type(first) is tuple and not opens(first):
                return Constant(len(first))
            case "shlex.split" if isinstance(first, Value):
                return _split(first)
        if name not in _QUIET and name.partition(".")[0] not in _SAYS and not name.startswith("sys.std"):
            return self._unknown_call(node, state)
        return self.other(node)

    def _variable(self, name: str, variable: str, default: object, state: State) -> object:
        """`os.environ.get`, `setdefault` and `pop`: what the variable is, or the default, by the will of who sets it."""
        found: object = self.variable(variable, state)
        if found is None:
            found = default
            if isinstance(found, (Value, Constant)):
                found = found._replace(taint=found.taint | {variable})
            if name == "os.environ.setdefault":
                self.set_variable(Value(variable), found, state)
        if name == "os.environ.pop":
            state.environment.pop(variable, None)
        return found

    def _method(self, node: ast.Call, state: State) -> object:
        """A method of a value: `command.append("x")`, `process.wait()`, `" ".join(words)`."""
        if not isinstance(node.func, ast.Attribute):
            self.value(node.func, state)
            return self._unknown_call(node, state)
        of, method = self.value(node.func.value, state), node.func.attr
        if isinstance(of, Spawned) and method in ("wait", "communicate"):
            if any(each.arg == "timeout" for each in node.keywords) or (method == "wait" and node.args):
                return self._unknown_call(node, state)
            state.beside = tuple(each for each in state.beside if each is not of.command)
            # one of several that run side by side: which of them it waits for first tells nothing of what they are for
            state.loose = state.loose or any(each is of.command for each in state.together)
            state.together = (*state.together, *state.beside)
            return self._ran(of.command, node, state)
        if isinstance(of, Spawned) and method in ("terminate", "kill"):
            state.beside = tuple(each for each in state.beside if each is not of.command)
            return self.none
        given = list(self.items(node.args, state))
        first = given[0] if given else self.none
        target = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        if type(of) is tuple and target:
            match method:
                case "append":
                    state.names[target] = (*of, first)
                case "extend":
                    state.names[target] = (*of, *(first if type(first) is tuple else (unknown("…", splits=True),)))
                case "insert" if first == Constant(0) and len(given) > 1:
                    state.names[target] = (given[1], *of)
                case _:
                    state.names[target] = (unknown("…", splits=True),)
            return self.none
        if isinstance(of, Value):
            if method == "join" and of.known and type(first) is tuple:
                parts = [each if isinstance(each, Value) else unknown("{…}") for each in first]
                return joined([EMPTY, *(x for part in parts for x in (of, part))][2:] or [EMPTY])
            if method == "split" and not given:
                return _split(of)
            if method in ("strip", "lstrip", "rstrip", "lower", "upper") and of.known and not given:
                return of._replace(text=getattr(of.text, method)(), source=None)
        return self._unknown_call(node, state)

    def _unknown_call(self, node: ast.Call, state: State) -> object:
        """It may be an application, and may change the lists that it is given."""
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            if not isinstance(each, (ast.Constant, ast.Name)):
                self.value(each.value if isinstance(each, ast.Starred) else each, state)
        self._let_change(node.args, state, None)
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            given = state.names.get(each.id) if isinstance(each, ast.Name) else None
            if isinstance(given, Routine):
                self.pass_over(given.node, state)  # it may be called
        state.busy, state.last = True, None
        state.loose = state.loose or getattr(node.func, "attr", "") in _SERVE
        return self.other(node)

    def _let_change(self, nodes: list[ast.expr], state: State, function: ast.FunctionDef | None) -> None:
        """A list that a function is given may get more words in it."""
        for at, node in enumerate(nodes):
            given = state.names.get(node.id) if isinstance(node, ast.Name) else None
            if not isinstance(node, ast.Name) or type(given) is not tuple:
                continue
            parameters = function.args.args if function is not None else []
            if function is not None and (at >= len(parameters) or not changes(function, parameters[at].arg)):
                continue
            state.names[node.id] = (*given, unknown("…", splits=True))

    # ------------------------------------------------------------ commands
    def _exec(self, name: str, node: ast.Call, state: State) -> object:
        single, with_environment = _EXEC[name]
        given = list(self.items(node.args, state))
        environment = given.pop() if with_environment and given else ENVIRON
        program = given[0] if given else None
        argv = words(tuple(given[1:]) if single else (given[1] if len(given) > 1 else None))
        if not isinstance(program, Value):
            program = unknown("{…}")
        rest = argv[1:] if argv and not argv[0].splits else (unknown("…", splits=True),)
        command = Spawn(
            (program, *rest), self.script.span(node), name, _environment(environment, state), state.cwd
        )  # fmt: skip
        return self.walk.become(command, state)

    def _command(self, name: str, node: ast.Call, state: State) -> Spawn:
        """The command that a call of `subprocess` or `os.system` starts."""
        given = list(self.items(node.args, state))
        named = {each.arg: self.value(each.value, state) for each in node.keywords}
        first = given[0] if given else named.get("args", named.get("command"))
        shell: bool | None = True if name == "os.system" else truth(named.get("shell", Constant(value=False)))[0]
        argv: tuple[Value, ...] | None = None
        if shell and isinstance(first, Value):
            argv = (Value("/bin/sh"), Value("-c"), first) if first.known else _plain(first)
            state.loose = state.loose or (not first.known and may_go_on(first.text))
        elif shell is False:
            argv = (first,) if isinstance(first, Value) else words(first)
        cwd = named.get("cwd", self.none)
        folder = state.cwd if cwd == self.none else _folder(cwd, state)
        asks = name == "subprocess.check_output" or any(
            isinstance(named.get(key), Dotted) and named[key] == Dotted("subprocess.PIPE")
            for key in ("stdout", "stdin")
        )
        asks = asks or any(key in _ASKS and truth(named[key])[0] is not False for key in named if key)
        known = len(given) < 2 and None not in named and "executable" not in named and "preexec_fn" not in named
        session = any(
            truth(named.get(key, self.none))[0] is not False for key in ("start_new_session", "process_group")
        )
        return Spawn(
            argv if argv and known else (unknown("{…}"),), self.script.span(node), name,
            _environment(named.get("env", ENVIRON), state), folder, session, asks,
        )  # fmt: skip

    def _ran(self, command: Spawn, node: ast.Call, state: State) -> object:
        state.steps = (*state.steps, command)
        state.last = None if command.captured else command
        state.busy = state.busy or command.captured
        return self.other(node)


def _folder(said: object, state: State) -> str | None:
    """The absolute path that a value names; None where that is not known."""
    if not isinstance(said, Value) or not said.known or (state.cwd is None and not said.text.startswith("/")):
        return None
    return absolute(said.text, state.cwd)


def _path(parts: list[Value]) -> Value:
    """`os.path.join`: what stands before an absolute part does not count."""
    first = max((at for at, part in enumerate(parts) if part.text.startswith("/")), default=0)
    out = parts[first]
    for part in parts[first + 1 :]:
        out = joined([out, part] if out.text.endswith("/") else [out, Value("/"), part])
    return out


def _split(text: Value) -> tuple[Value, ...]:
    if not text.known:
        return (unknown(text.text, splits=True),)
    try:
        return tuple(Value(word, taint=text.taint) for word in shlex.split(text.text))
    except ValueError:
        return (unknown("…", splits=True),)


# What a shell does more with than to divide words by it.
_META = frozenset("*?[]<>()~&|\\$;'`\"\n#")


def _plain(text: Value) -> tuple[Value, ...] | None:
    """The words of a command for a shell of which parts are not known, and in which nothing else is for the shell."""
    bare = text.text.replace("{", "").replace("}", "")
    if not _META.isdisjoint(bare) or "=" in bare.partition(" ")[0]:
        return None
    return tuple(
        unknown(word, splits=True) if "{" in word or "…" in word else Value(word) for word in text.text.split()
    )


def _environment(given: object, state: State) -> dict[str, Value]:
    """The variables of a command; of another environment than the script's own nobody knows the PATH."""
    if given == ENVIRON:
        return dict(state.environment)
    return {**state.environment, "PATH": unknown("$PATH", filled=True)}


def changes(function: ast.FunctionDef, parameter: str) -> bool:
    """Whether a function may change a list that it is given under this name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == parameter:
            return True
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == parameter:
            return True
    return False
