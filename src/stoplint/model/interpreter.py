"""The shell's control flow, one step at a time, over worlds.

A shell process holds an explicit control stack (`Shell.stack`), so that a world can be copied at any moment
and the script goes on after a signal just where it stood. `step` moves one shell by one frame; it gives None
when the world goes on alone, or the worlds it forked into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model import shells
from stoplint.model.expansion import Expansion, ExpansionError
from stoplint.model.process_table import end
from stoplint.model.values import EMPTY, NONE, Value, unknown
from stoplint.model.world import OK, Block, Shell, Status
from stoplint.syntax import shell_nodes as ast

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.machine import Machine
    from stoplint.model.world import World
    from stoplint.text import Span

Worlds = "list[World] | None"
_ASSIGNING = ("read", "let", "export", "local", "declare", "typeset", "readonly", "unset", "printf", "mapfile", "getopts")
_WIDEN_AFTER = 40  # rounds of a loop before its variables are taken as unknown


def step(m: Machine, w: World, sh: Shell) -> list[World] | None:
    """Do the next thing of this shell."""
    if sh.stack is None:
        leave(m, w, sh)
        return None
    frame, sh.stack = sh.stack
    worlds: list[World] | None = _OPERATIONS[frame[0]](m, w, sh, *frame[1:])
    return worlds


def leave(m: Machine, w: World, sh: Shell) -> None:
    """The shell has nothing left to do, or exits: its EXIT trap runs, then it ends."""
    trap = sh.traps.get("EXIT")
    if trap is not None and trap.body is not None:
        del sh.traps["EXIT"]
        sh.stack = None
        sh.pending = ()
        sh.push(("status", sh.status))
        run_text(m, sh, trap.body, "never")
        return
    if sh.pid == 1 and w.stopping:
        sh.does = sh.does or "ends"
    end(w, sh, sh.status, "exited")


def exit_shell(m: Machine, w: World, sh: Shell, status: Status) -> None:
    """`exit N`, or an error that ends the shell."""
    sh.status = status
    sh.stack = None
    if sh.pid == 1 and not w.stopping and status.code not in (0, None) and not w.failed:
        w.note("exit", (status.code, status.place))
    leave(m, w, sh)


def run_text(m: Machine, sh: Shell, text: Value, tail: shells.Tail, *, cond: bool = False) -> None:
    """Push the commands of a text (a trap's body, `eval`, `.`) on the control stack."""
    script = m.parse(text)
    sh.push(("sequence", script.script.items, 0, tail, cond))


# ---------------------------------------------------------------- lists
def _sequence(m: Machine, w: World, sh: Shell, items: tuple[ast.Item, ...], i: int, tail: shells.Tail, cond: bool) -> Any:
    if i >= len(items):
        return None
    item = items[i]
    if i + 1 < len(items):
        sh.push(("sequence", items, i + 1, tail, cond))
        tail = "never"
    else:
        tail = shells.last_of_list(tail, items, item.span.source.text)
    why = m.refused(sh, item)
    if why is not None:
        w.note("failed", (2, f"{sh.dialect} can't read {why}", item.span))
        exit_shell(m, w, sh, Status(2, place=item.span))
        return None
    if item.background:
        return m.background(w, sh, item)
    if sh.dialect == "dash" and isinstance(item.command, ast.Simple) and any(r.op in ("&>", "&>>") for r in item.command.redirects):
        # dash knows no &>: `app &> file` is `app &` and an empty command that writes the file
        return m.background(w, sh, item)
    return command(m, w, sh, item.command, tail, cond)


def command(m: Machine, w: World, sh: Shell, node: Any, tail: shells.Tail, cond: bool) -> Any:
    """Begin one command."""
    return _COMMANDS[type(node)](m, w, sh, node, tail, cond)


def _and_or(m: Machine, w: World, sh: Shell, node: ast.AndOr, tail: shells.Tail, cond: bool) -> Any:
    sh.push(("and-or", node, tail, cond))
    return command(m, w, sh, node.left, "never", True)


def _and_or_right(m: Machine, w: World, sh: Shell, node: ast.AndOr, tail: shells.Tail, cond: bool) -> Any:
    go = ("command", node.right, shells.inherit(tail, "and-or"), cond)
    if _open(sh):
        names = m.quiet(sh, node.right)
        if names is not None:
            status = sh.status
            runs = status.code is not None and (status.code == 0) == (node.op == "&&")
            _either_way(sh, names, (go,) if runs else (), status.code is not None, status.taint)
            if not runs and status.code is None:
                sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
            return None
    return branch(w, sh, (go,), ()) if node.op == "&&" else branch(w, sh, (), (go,))


def _if(m: Machine, w: World, sh: Shell, node: ast.If, tail: shells.Tail, cond: bool) -> Any:
    return _if_branch(m, w, sh, node, 0, shells.inherit(tail, "if"), cond)


def _if_branch(m: Machine, w: World, sh: Shell, node: ast.If, i: int, tail: shells.Tail, cond: bool) -> Any:
    sh.push(("if-decide", node, i, tail, cond))
    sh.push(("sequence", node.branches[i][0].items, 0, "never", True))
    return None


def _if_decide(m: Machine, w: World, sh: Shell, node: ast.If, i: int, tail: shells.Tail, cond: bool) -> Any:
    then = ("sequence", node.branches[i][1].items, 0, tail, cond)
    if i + 1 < len(node.branches):
        otherwise: tuple[Any, ...] = ("if-branch", node, i + 1, tail, cond)
    elif node.otherwise is not None:
        otherwise = ("sequence", node.otherwise.items, 0, tail, cond)
    else:
        otherwise = ("status", OK)
    if _open(sh):
        names = m.quiet(sh, node)
        if names is not None:
            # its branches only compute: no run of its own for either side
            code, taint = sh.status.code, sh.status.taint
            sh.status = OK
            _either_way(sh, names, () if code is None else (then,) if code == 0 else (otherwise,), code is not None, taint)
            return None
    return branch(w, sh, (then,), (otherwise,), presume=False)


def _open(sh: Shell) -> bool:
    """True if the last status may be otherwise: not known, or decided by what may be set from outside."""
    return sh.status.code is None or bool(sh.status.taint)


def _either_way(sh: Shell, names: frozenset[str], frames: tuple[Any, ...], known: bool, taint: frozenset[str]) -> None:
    """Do the branch that is taken; then what the other might have assigned is tainted, or not known at all."""
    if names:
        sh.push(("taint", tuple(sorted(names)), known, taint or frozenset({"(a condition)"})))
    sh.push(*frames)


def _taint(m: Machine, w: World, sh: Shell, names: tuple[str, ...], known: bool, taint: frozenset[str]) -> None:
    for name in names:
        value = sh.variables.get(name)
        if not known:
            sh.variables[name] = unknown(f"${name}")
            if f"{name}[@]" in sh.variables:
                sh.variables[f"{name}[@]"] = unknown(f"${{{name}[@]}}", splits=True)
        elif value is not None:
            sh.variables[name] = value._replace(taint=value.taint | taint)


def _while(m: Machine, w: World, sh: Shell, node: ast.While, tail: shells.Tail, cond: bool) -> Any:
    return _while_test(m, w, sh, node, 0, cond)


def _while_test(m: Machine, w: World, sh: Shell, node: ast.While, rounds: int, cond: bool) -> Any:
    if rounds == _WIDEN_AFTER:
        _forget(sh, node)
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


def _while_decide(m: Machine, w: World, sh: Shell, node: ast.While, rounds: int, cond: bool) -> Any:
    again = (("sequence", node.body.items, 0, "never", cond), ("while-test", node, rounds + 1, cond))
    done = (("status", OK),)
    # a loop that waits for something is presumed to end; one that reads, too
    return branch(w, sh, done, again, presume=False) if node.negated else branch(w, sh, again, done, presume=False)


def _forget(sh: Shell, node: Any) -> None:
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
                value for key, value in vars(item).items() if key != "span" and (isinstance(value, tuple) or hasattr(value, "__dataclass_fields__"))
            )
    return names


def _for(m: Machine, w: World, sh: Shell, node: ast.For, tail: shells.Tail, cond: bool) -> Any:
    if node.words is None:
        return _for_next(m, w, sh, node, sh.arguments, 0, cond)
    return _for_again(m, w, sh, node, cond)


def _for_again(m: Machine, w: World, sh: Shell, node: ast.For, cond: bool) -> Any:
    values = m.expanded(w, sh, node.words or (), ("for-again", node, cond))
    return None if values is None else _for_next(m, w, sh, node, tuple(values), 0, cond)


def _for_next(m: Machine, w: World, sh: Shell, node: ast.For, values: tuple[Value, ...], i: int, cond: bool) -> Any:
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


def _arithmetic_for(m: Machine, w: World, sh: Shell, node: ast.ArithmeticFor, tail: shells.Tail, cond: bool) -> Any:
    if all(not part.strip() for part in node.header.split(";")):
        endless = ast.While(ast.Script((), node.span), node.body, node.span)
        sh.status = OK
        return _while_test(m, w, sh, endless, 0, cond)
    _forget(sh, node)
    sh.status = Status(None, text=f"(({node.header}))", place=node.span)
    return branch(w, sh, (("sequence", node.body.items, 0, "never", cond),), (("status", OK),))


def _case(m: Machine, w: World, sh: Shell, node: ast.Case, tail: shells.Tail, cond: bool) -> Any:
    values = m.expanded(w, sh, (node.word,), ("command", node, tail, cond), single=True)
    if values is None:
        return None
    value = values[0]
    tail = shells.inherit(tail, "case")
    from fnmatch import fnmatchcase

    chosen: list[tuple[ast.Arm | None, bool]] = []  # (arm, is it the default run's)
    certain = False
    for arm in node.arms:
        for word in arm.patterns:
            pattern = Expansion(sh, {}).pattern(word)
            if pattern is None or (not value.known and pattern.strip("*")):
                if not value.known and not value.filled and pattern == "":
                    pass
                chosen.append((arm, False))
                break
            if not value.known and not pattern.strip("*") and pattern:
                chosen.append((arm, False))
                certain = True
                break
            if value.known and fnmatchcase(value.text, pattern):
                chosen.append((arm, True))
                certain = True
                break
        if certain and value.known:
            break
    if not certain:
        chosen.append((None, value.known))
    sure = [arm for arm, yes in chosen if yes]
    if value.known and len(chosen) == 1 and not value.taint:
        return _enter_arm(sh, node, chosen[0][0], tail, cond)
    if value.known and value.taint:
        # the default run takes the arm that matches; another value may take any other
        options: list[tuple[ast.Arm | None, bool]] = [(sure[0] if sure else None, True)]
        options += [(arm, False) for arm in (*node.arms, None) if arm is not options[0][0]]
    else:
        options = [(arm, True) for arm, _ in chosen] if not sure else chosen
    worlds = []
    key = ("case", node.word.span, value)
    for index, (choice, keeps) in enumerate(options):
        other = w.copy() if index + 1 < len(options) else w
        shell = other.processes[sh.pid]
        assert isinstance(shell, Shell)
        other.default = w.default and keeps
        label = " or ".join(p.span.text for p in choice.patterns) if choice is not None else "none of the patterns"
        if not (keeps and len([1 for _, k in options if k]) == 1):
            other.conditions = (*w.conditions, f"{node.word.span.text} is {label} ({node.word.span})")
        for name in value.taint if not keeps else NONE:
            shell.variables[name] = unknown(f"${name}", filled=True)
        other.decided[key] = keeps
        _enter_arm(shell, node, choice, tail, cond)
        worlds.append(other)
    return worlds


def _enter_arm(sh: Shell, node: ast.Case, arm: ast.Arm | None, tail: shells.Tail, cond: bool) -> None:
    sh.status = OK
    if arm is None:
        return
    sh.push(("sequence", arm.body.items, 0, tail, cond))
    if arm.terminator == ";&":
        at = node.arms.index(arm)
        if at + 1 < len(node.arms):
            rest = sh.stack
            sh.stack = rest[1]
            _enter_arm(sh, node, node.arms[at + 1], tail, cond)
            sh.push(("sequence", arm.body.items, 0, "never", cond))


def _group(m: Machine, w: World, sh: Shell, node: ast.Group, tail: shells.Tail, cond: bool) -> Any:
    return _sequence(m, w, sh, node.body.items, 0, shells.inherit(tail, "group"), cond)


def _subshell(m: Machine, w: World, sh: Shell, node: ast.Subshell, tail: shells.Tail, cond: bool) -> Any:
    within = shells.inherit(tail, "subshell")
    if within != "never" and not any(t.body is not None for t in sh.traps.values()):
        # the process that is left anyway runs it
        return _sequence(m, w, sh, node.body.items, 0, within, cond)
    _errexit(sh, cond)
    child = m.fork(w, sh, node.span, "fork")
    child.push(("sequence", node.body.items, 0, shells.tail_of_child(sh.dialect, "subshell"), cond))
    m.wait_for(sh, (child.pid,), node.span)
    return None


def _pipeline(m: Machine, w: World, sh: Shell, node: ast.Pipeline, tail: shells.Tail, cond: bool) -> Any:
    from stoplint.model.machine import writes_file

    if node.negated:
        sh.push(("negate",))
        cond = True
    if len(node.commands) == 1:
        return command(m, w, sh, node.commands[0], "never", cond)
    _errexit(sh, cond)
    if all(m.is_quick(sh, part) for part in node.commands):
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        return None
    pids: list[int] = []
    for part in node.commands:
        child = m.fork(w, sh, part.span, "pipe")
        m.begin_child(child, part, cond)
        child.starved = bool(pids) and writes_file(node.commands[len(pids) - 1])
        pids.append(child.pid)
    leader = pids[-1]
    for pid in pids:
        w.processes[pid].job = leader
    m.wait_for(sh, tuple(pids), node.span)
    return None


def _function(m: Machine, w: World, sh: Shell, node: ast.Function, tail: shells.Tail, cond: bool) -> Any:
    sh.functions[node.name] = node.body
    sh.status = OK
    return None


def _redirected(m: Machine, w: World, sh: Shell, node: ast.Redirected, tail: shells.Tail, cond: bool) -> Any:
    m.note_writes(w, sh, node.redirects)
    m.process_substitutions(w, sh, node.redirects)
    return command(m, w, sh, node.command, "never", cond)


def _opaque(m: Machine, w: World, sh: Shell, node: ast.Opaque, tail: shells.Tail, cond: bool) -> Any:
    sh.lost = f"{node.span}: {node.why}"
    w.doubts = (*w.doubts, sh.lost)
    sh.status = Status(None, presumed=0)
    return None


def _negate(m: Machine, w: World, sh: Shell) -> None:
    status = sh.status
    code = None if status.code is None else int(status.code == 0)
    presumed = None if status.presumed is None else int(status.presumed == 0)
    sh.status = status._replace(code=code, presumed=presumed, text=f"! {status.text}")


# ---------------------------------------------------------------- decisions
def branch(w: World, sh: Shell, if_true: tuple[Any, ...], if_false: tuple[Any, ...], *, presume: bool = True) -> list[World] | None:
    """Go on by the last status: push the one frames or the other, forking where it is not known.

    `presume` False: a status that is only presumed (a command is taken to succeed) is open here, as the
    condition of an `if` or a loop exists because both happen.
    """
    status = sh.status
    taint = status.taint
    key = (status.text, status.code, sh.pid)
    if status.code is not None and not taint:
        sh.push(*(if_true if status.code == 0 else if_false))
        return None
    if taint or status.code is None:
        known = w.decided.get(key) if (taint and status.text) else None
        if known is not None:
            sh.push(*(if_true if known else if_false))
            return None
    if status.code is not None:
        first: bool | None = status.code == 0
    elif status.presumed is not None and presume:
        first = status.presumed == 0
    else:
        first = None
    main = True if first is None else first
    other = w.copy()
    twin = other.processes[sh.pid]
    assert isinstance(twin, Shell)
    place = f" ({status.place})" if status.place is not None else ""
    text = status.text or "a command's status"
    says = {True: f"{text} holds{place}", False: f"{text} does not hold{place}"}
    sh.push(*(if_true if main else if_false))
    twin.push(*(if_false if main else if_true))
    sh.status = Status(0 if main else 1)
    twin.status = Status(1 if main else 0)
    if first is None:
        w.conditions = (*w.conditions, says[main])
    else:
        other.default = False
    other.conditions = (*other.conditions, says[not main])
    if taint:
        w.turns += 1
        other.turns = w.turns
        w.decided[key] = main
        other.decided[key] = not main
        for name in taint:
            if name in twin.variables or not name.startswith("("):
                twin.variables[name] = unknown(f"${name}", filled=True)
    return [w, other]


def _errexit(sh: Shell, cond: bool) -> None:
    if not cond and "e" in sh.options:
        sh.push(("errexit",))


def _check_errexit(m: Machine, w: World, sh: Shell) -> None:
    if sh.status.code not in (0, None):
        exit_shell(m, w, sh, sh.status)


# ---------------------------------------------------------------- small frames
def _set_status(m: Machine, w: World, sh: Shell, status: Status) -> None:
    sh.status = status


def _return_from(m: Machine, w: World, sh: Shell, arguments: tuple[Value, ...], local: Any, name: str, path: str | None) -> None:
    """End of the function `name` or of the sourced file `path`: the caller's positional parameters come back."""
    sh.arguments = arguments
    for name, value in local or ():
        if value is None:
            sh.variables.pop(name, None)
        else:
            sh.variables[name] = value


def _trap_done(m: Machine, w: World, sh: Shell, signal: str, status: Status) -> None:
    sh.handling = tuple(s for s in sh.handling if s != signal)
    sh.status = status


def _block_again(m: Machine, w: World, sh: Shell, block: Block) -> None:
    sh.block = block


def _collect(m: Machine, w: World, sh: Shell, node_id: int, pid: int) -> None:
    """A command substitution's subshell ended: keep what it printed, as far as that is known."""
    child = w.processes.get(pid)
    value = child.captured if isinstance(child, Shell) else EMPTY
    if isinstance(child, Shell) and child.lost:
        value = unknown("$(…)")
    m.keep_result(sh, node_id, value if value.known else unknown(value.text or "$(…)"))


def _conditional(m: Machine, w: World, sh: Shell, node: ast.Conditional, tail: shells.Tail, cond: bool) -> Any:
    from stoplint.model.conditions import double_brackets

    if sh.dialect == "dash":
        sh.status = Status(127, place=node.span)
        _errexit(sh, cond)
        return None
    values = m.expanded(w, sh, node.words, ("command", node, tail, cond), single=True)
    if values is None:
        return None
    sh.status = double_brackets(m, w, sh, node, values)
    _errexit(sh, cond)
    return None


def _arithmetic_command(m: Machine, w: World, sh: Shell, node: ast.ArithmeticCommand, tail: shells.Tail, cond: bool) -> Any:
    _forget(sh, node)
    value = Expansion(sh, {}).arithmetic(node.text)
    if value.known:
        sh.status = Status(0 if value.text != "0" else 1, value.taint, text=f"(({node.text}))", place=node.span)
    else:
        sh.status = Status(None, presumed=None, text=f"(({node.text}))", place=node.span)
        for name in node.text.replace("++", " ").replace("--", " ").replace("=", " ").split():
            if name.isidentifier() and name in sh.variables:
                sh.variables[name] = unknown(f"${name}")
    _errexit(sh, cond)
    return None


def _simple(m: Machine, w: World, sh: Shell, node: ast.Simple, tail: shells.Tail, cond: bool) -> Any:
    from stoplint.model.simple import run_simple

    _errexit(sh, cond)
    try:
        return run_simple(m, w, sh, node, tail, cond)
    except ExpansionError as error:
        # `${x:?}`: the default run presumes what the image says it must be given
        twin = _given(w, sh, error.name, ("command", node, tail, cond)) if error.name and w.default else None
        w.note("required", (str(error), node.span))
        exit_shell(m, w, sh, Status(1 if sh.dialect == "bash" else 2, place=node.span))
        return None if twin is None else [w, twin]


def _given(w: World, sh: Shell, name: str, again: tuple[Any, ...]) -> World | None:
    """The world in which a variable that must be set from outside is set."""
    other = w.copy()
    twin = other.processes[sh.pid]
    assert isinstance(twin, Shell)
    twin.variables[name] = unknown(f"${name}", filled=True)
    twin.push(again)
    w.turns += 1
    other.turns = w.turns
    other.default = False
    other.conditions = (*other.conditions, f"${name} is set")
    return other


def skip_to(sh: Shell, operations: tuple[str, ...], count: int = 1) -> tuple[Any, ...] | None:
    """Drop frames up to the `count`-th one of these operations (`break`, `return`): that frame, or None."""
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] in operations:
            count -= 1
            if count == 0:
                sh.stack = stack
                return tuple(frame)
        elif frame[0] == "bottom":
            break
    return None


def positions(sh: Shell) -> tuple[int, ...]:
    """How far the shell is, for comparing worlds of one program: the innermost frame last."""
    out: list[int] = []
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] == "sequence":
            out.append(frame[1][frame[2]].span.start if frame[2] < len(frame[1]) else 1 << 30)
        elif frame[0] in ("while-test", "while-decide"):
            out.append(frame[2])
        elif frame[0] == "for-next":
            out.append(frame[3])
        else:
            out.append(0)
    out.reverse()
    return tuple(out)


def place_of(node: Any) -> Span:
    return node.span  # type: ignore[no-any-return]


_COMMANDS: dict[type, Callable[..., Any]] = {
    ast.Simple: _simple, ast.AndOr: _and_or, ast.Pipeline: _pipeline, ast.Subshell: _subshell, ast.Group: _group,
    ast.If: _if, ast.While: _while, ast.For: _for, ast.ArithmeticFor: _arithmetic_for, ast.Case: _case,
    ast.Function: _function, ast.Conditional: _conditional, ast.ArithmeticCommand: _arithmetic_command,
    ast.Redirected: _redirected, ast.Opaque: _opaque,
}  # fmt: skip
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "sequence": _sequence, "command": command, "and-or": _and_or_right, "if-branch": _if_branch,
    "if-decide": _if_decide, "while-test": _while_test, "while-decide": _while_decide, "for-next": _for_next,
    "for-again": _for_again, "negate": _negate, "status": _set_status, "errexit": _check_errexit,
    "return": _return_from, "trap-done": _trap_done, "collect": _collect, "block": _block_again, "taint": _taint,
}  # fmt: skip
