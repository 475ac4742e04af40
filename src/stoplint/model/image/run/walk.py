"""A text of a RUN, command by command: lists, conditions, loops, and the words of a command expanded."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.build_commands import TESTS
from stoplint.model.image.run import redirects
from stoplint.model.image.run.traced_text import EMPTY, joined, said_of
from stoplint.model.image.run.words import POSITIONAL, in_braces, place_of
from stoplint.syntax import shell_nodes as sh

if TYPE_CHECKING:
    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written

# Commands of one RUN; loops that are unrolled count.
MAX_COMMANDS = 20_000
MAX_ROUNDS = 64


def walk(run: Runner, script: sh.Script) -> None:
    """The commands of a list, one after the other."""
    for item in script.items:
        if item.background:
            with run.left.process(run.site):
                _node(run, item.command)
        else:
            _node(run, item.command)


def _maybe(run: Runner, node: sh.Script | sh.Command) -> None:
    """What is only done under a condition that is not decided here: what it assigns may be, or not."""
    before = dict(run.words.variables)
    run.site.doubtful += 1
    if isinstance(node, sh.Script):
        walk(run, node)
    else:
        _node(run, node)
    run.site.doubtful -= 1
    run.words.variables.update((name, None) for name in run.words.differing(before))


def _node(run: Runner, node: sh.Command) -> None:
    if run.left.gone:
        return
    run.commands += 1
    run.site.layers.patience.commands -= 1
    if run.commands > MAX_COMMANDS or run.site.layers.patience.commands < 0:
        run.site.unread()
        return
    match node:
        case sh.Simple():
            _simple(run, node)
        case sh.AndOr():
            _and_or(run, node)
        case sh.Pipeline():
            _pipeline(run, node)
        case sh.Group():
            walk(run, node.body)
        case sh.Subshell():
            cwd, variables = run.site.cwd, dict(run.words.variables)
            with run.left.process(run.site):
                walk(run, node.body)
            run.site.cwd, run.words.variables = cwd, variables
        case sh.Redirected():
            redirects.applied(run, node.redirects, lambda: _node(run, node.command))
        case sh.If():
            for number, (condition, body) in enumerate(node.branches):
                if number == 0:
                    walk(run, condition)
                else:
                    _maybe(run, condition)
                _maybe(run, body)
            if node.otherwise is not None:
                _maybe(run, node.otherwise)
            run.say(None)
        case sh.For():
            _for(run, node)
        case sh.While():
            _maybe(run, node.condition)
            _maybe(run, node.body)
            run.say(None)
        case sh.Case():
            for arm in node.arms:
                _maybe(run, arm.body)
            run.say(None)
        case sh.Function():
            _function(run, node)
        case sh.Conditional() | sh.ArithmeticCommand():
            pass
        case _:
            run.say(None)
            run.site.unread()


def _function(run: Runner, node: sh.Function) -> None:
    """It may be called: its calls are commands that aren't known."""
    cwd, variables, given = run.site.cwd, dict(run.words.variables), run.words.given
    run.words.variables.update(dict.fromkeys(POSITIONAL))
    run.words.given = None
    run.sinks.append([])
    with run.left.function(run.site, node.name):
        _maybe(run, node.body)
    run.sinks.pop()
    run.site.cwd, run.words.variables, run.words.given = cwd, variables, given


def _and_or(run: Runner, node: sh.AndOr) -> None:
    chain: list[tuple[str, sh.Command]] = []
    left: sh.Command = node
    while isinstance(left, sh.AndOr):
        chain.append((left.op, left.right))
        left = left.left
    _node(run, left)
    doubts = 0
    for op, right in reversed(chain):
        if op == "||":
            if not _hands_failure_on(right):
                _maybe(run, right)
        else:
            doubts += _is_test(left)
            run.left.hopes += 1
            (_maybe if doubts else _node)(run, right)
            run.left.hopes -= 1
        left = right


def _pipeline(run: Runner, node: sh.Pipeline) -> None:
    said: Written | None = EMPTY
    last = len(node.commands) - 1
    cwd, variables = run.site.cwd, dict(run.words.variables)
    for number, one in enumerate(node.commands):
        if number < last:
            run.sinks.append([])
        with run.left.process(run.site) if last else nullcontext():
            if isinstance(one, sh.Simple):
                _simple(run, one, said)
            else:
                _node(run, one)
        if number < last:
            said = said_of(run.sinks.pop())
    if last:  # each command of a pipe has a process of its own: POSIX.1-2017 XCU 2.12
        run.site.cwd, run.words.variables = cwd, variables


def _for(run: Runner, node: sh.For) -> None:
    words = [one for word in node.words or () for one in _fields(run, word)]
    if node.words is None:
        words = list(run.words.given or ())
    paths = [path for one in words for path in (run.site.matching(one) if one.globs else [one])]
    # a pattern that matches nothing that is known may match something else, and stays as it is otherwise
    nothing = bool(words) and not paths
    if (
        (node.words is None and run.words.given is None)
        or nothing
        or node.select
        or len(paths) > MAX_ROUNDS
        or not all(one.known for one in words)
    ):
        run.words.variables[node.variable] = None
        _maybe(run, node.body)
        run.say(None)
        return
    for path in paths:
        run.words.variables[node.variable] = path
        walk(run, node.body)


def _simple(run: Runner, node: sh.Simple, stdin: Written | None = EMPTY) -> None:
    if not node.words:
        for one in node.assignments:
            if not one.append or run.dialect not in ("dash", "ash"):  # `A+=x` is a command there, which is not found
                run.words.variables[one.name] = _assigned(run, one)
        redirects.written(run, node.redirects, EMPTY)
        return
    fields = [one for word in node.words for one in _fields(run, word)]
    stdin = redirects.input_of(run, node, stdin)
    outer = dict(run.words.variables)
    for one in node.assignments:  # for this command alone
        run.words.variables[one.name] = _assigned(run, one)
    given = {one.name for one in node.assignments}
    redirects.applied(run, node.redirects, lambda: run.command(fields, stdin, given))
    for name in given:
        run.words.variables.pop(name, None)
        if name in outer:
            run.words.variables[name] = outer[name]


def _assigned(run: Runner, one: sh.Assignment) -> Written | None:
    if one.elements is not None or one.index is not None or (one.append and run.dialect != "bash"):
        return None
    value = run.words.word(one.value)
    before = run.words.value_of(one.name, place_of(one.span)) if one.append else EMPTY
    return None if value is None or before is None else joined([before, value])


def _fields(run: Runner, word: sh.Word) -> list[Written]:
    fields = run.words.fields(word)
    literal = len(word.parts) == 1 and isinstance(word.parts[0], sh.Literal) and not word.parts[0].quoted
    if run.dialect in ("dash", "ash") or not literal or word.parts[0].span.text != fields[0].text:
        return fields
    found = [one for field in fields for one in in_braces(field)]
    # where it isn't known which shell it is, it isn't known what the braces are
    return found if run.dialect is not None or found == fields else [replace(fields[0], known=False)]


def _hands_failure_on(node: sh.Command) -> bool:
    """Whether it is the `exit` of `command || exit`: it ends the shell with the status of what failed."""
    if not isinstance(node, sh.Simple) or not node.words or node.words[0].literal != "exit":
        return False
    return [word.span.text for word in node.words[1:]] in ([], ["$?"], ['"$?"'])


def _is_test(node: sh.Command) -> bool:
    if isinstance(node, sh.Simple):
        return bool(node.words) and node.words[0].literal in TESTS
    if isinstance(node, sh.Pipeline):
        return node.negated or _is_test(node.commands[-1])
    if isinstance(node, sh.AndOr):
        return _is_test(node.left) or _is_test(node.right)
    if isinstance(node, sh.Redirected):
        return _is_test(node.command)
    if isinstance(node, (sh.Group, sh.Subshell)):
        return bool(node.body.items) and _is_test(node.body.items[-1].command)
    return isinstance(node, (sh.Conditional, sh.ArithmeticCommand))
