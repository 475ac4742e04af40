"""The script of a hook, in the order in which it runs.

Commands are taken to succeed. What a condition stands in front of may not run: it takes no time that counts, and whom it tells to
stop is not known.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Literal

from stoplint.model.catalog import wrappers
from stoplint.model.processes.values import Value
from stoplint.model.workload.hooks.commands import kill, test
from stoplint.model.workload.hooks.state import State
from stoplint.paths import base_name
from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_nodes import (
    AndOr,
    ArithmeticCommand,
    ArithmeticFor,
    Case,
    CommandSubstitution,
    Conditional,
    For,
    Function,
    Group,
    If,
    Pipeline,
    Redirected,
    Simple,
    Subshell,
    While,
)
from stoplint.syntax.shell_walk import simple_commands, walk
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.syntax.shell_nodes import Command, Item, Script, Word
    from stoplint.text import Source, Span

_MOST = 5_000  # commands of one hook
# With these a list goes on only where something is so.
_TESTS = frozenset({"[", "test", "grep", "egrep", "pgrep", "pidof", "command", "type", "which", "false", "ls"})
# What is left by what: a loop by `break`, a function by `return`, a shell by `exit`.
NOTHING: frozenset[str] = frozenset()
LOOP = frozenset({"loop"})
FUNCTION = frozenset({"loop", "function"})
ALL = frozenset({"loop", "function", "script"})
_COMPARES = frozenset({"-lt", "-le", "-gt", "-ge", "-eq", "-ne"})


class Grammar(State):
    """A walk through the shell's grammar. `left`: what the last command leaves, "" where the next one is run."""

    def __init__(self, text_of: Callable[[str], Source | None], sh: Dialect | None = None) -> None:
        super().__init__(text_of, sh)
        self.functions: dict[str, Function] = {}
        self.left: Literal["", "loop", "function", "script"] = ""
        # what commands under a condition may leave
        self.may_leave: frozenset[str] = frozenset()
        self.errexit = False
        self.count = 0

    @abstractmethod
    def command(self, argv: Sequence[Value], place: Span) -> None:
        """What a simple command does."""

    def script(self, script: Script, *, is_condition: bool = False) -> None:
        """The commands of a list, up to one that leaves it. With `set -e` it ends where a question is answered with no."""
        for item in script.items:
            self._item(item)
            if self.left or self.is_ended:
                return
            if self.errexit and not is_condition and _may_fail(item.command):
                self.may_leave, self.may_be_over = self.may_leave | {"script"}, True

    def within(self, work: Callable[[], None], ends: frozenset[str]) -> None:
        """What is done in something that can be left: with it, it alone is left by these."""
        over, may_leave = self.may_be_over, self.may_leave
        self.may_leave = frozenset()
        work()
        self.left = "" if self.left in ends else self.left
        self.may_leave -= ends
        self.may_be_over = over or bool(self.may_leave)
        self.may_leave |= may_leave

    def _item(self, item: Item) -> None:
        if not item.background:
            self.run(item.command)
            return
        start, behind, told = self.elapsed, self.behind, len(self.tells)
        self.run(item.command)
        self.pending = max(self.pending, self.elapsed)
        self.elapsed, self.left, self.fails = start, "", False
        self.behind = behind if len(self.tells) == told else 0.0

    def _since(self, start: float) -> float:
        return self.elapsed - start if math.isfinite(start) else 0.0

    def run(self, command: Command) -> None:
        """One command of a script."""
        self.fails = False
        self.count += 1
        if self.is_ended:
            return
        if self.count > _MOST:
            if self.count == _MOST + 1:
                self.doubt("it is too long to be followed", command.span)
            return
        if isinstance(command, Simple):
            self._simple(command)
        elif isinstance(command, Redirected):
            self.run(command.command)
        elif isinstance(command, Group):
            self.script(command.body)
        elif isinstance(command, Subshell):
            self.within(lambda: self.script(command.body), ALL)
        elif isinstance(command, AndOr):
            self._list(command)
        elif isinstance(command, Pipeline):
            self._pipeline(command)
        elif isinstance(command, If):
            self._if(command)
        elif isinstance(command, Case):
            self._either([arm.body for arm in command.arms], certain=False)
        elif isinstance(command, While):
            self._while(command)
        elif isinstance(command, For):
            self._for(command)
        elif isinstance(command, ArithmeticFor):
            self.within(lambda: self._once(command.body), LOOP)
        elif isinstance(command, Function):
            self.functions[command.name] = command
        elif isinstance(command, Conditional):
            test(self, (Value("[["), *self.words.fields(command.words)), command.span)
        elif isinstance(command, Opaque):
            self.doubt(f"it can't be read: {command.why}", command.span)

    def _simple(self, command: Simple) -> None:
        for assignment in command.assignments:
            if not command.words and assignment.value is not None and assignment.index is None:
                self.words.variables[assignment.name] = self.words.value(assignment.value)
        asks = _only_asks(command)
        if asks is not None:  # `while $(kill -0 1); do`: it prints nothing, and its status is the command's
            self.script(asks)
            return
        argv = self.words.fields(command.words)
        if argv:
            self.command(argv, command.span)

    def _list(self, command: AndOr) -> None:
        """`a && b`: it goes on; `a || b`: b is for a failure."""
        self.run(command.left)
        if self.left:
            return
        names = [each.words[0].literal for each in simple_commands(command.left) if each.words]
        is_test = isinstance(command.left, Conditional) or not _TESTS.isdisjoint(names[-1:])
        if command.op == "&&" and not is_test:
            self.run(command.right)
        else:
            self._perhaps(lambda: self.run(command.right))

    def _pipeline(self, command: Pipeline) -> None:
        """All at once: it takes as long as the longest. `pidof app | xargs kill` tells those that it is given."""
        last = command.commands[-1]
        argv = self.words.fields(last.words) if isinstance(last, Simple) else []
        texts = [word.text for word in argv]
        found = wrappers.find(texts) if len(command.commands) > 1 and argv else None
        if found is not None and found.row.appends and base_name((*found.words(texts), "")[0]) == "kill":
            whom = self.words.piped(command.commands[:-1])
            given = Value(f"$({command.span.text})", known=False)
            if whom is not None:
                self.words.meant[given.text] = whom
            kill(self, [*(argv[at] for at in found.command if texts[at] != "{}"), given], last.span)
            return
        start = longest = self.elapsed
        for each in command.commands:
            self.elapsed = start
            self.within(lambda each=each: self.run(each), ALL if len(command.commands) > 1 else NOTHING)  # type: ignore[misc]
            longest = max(longest, self.elapsed)
        self.elapsed = longest
        self.fails = self.fails and not command.negated

    # -------------------------------------------------------------------------------- conditions
    def _perhaps(self, work: Callable[[], None]) -> float:
        """What may run, or not, and how long it takes if it does. Where it may leave, nothing behind it is sure."""
        start, behind, is_sure = self.elapsed, self.behind, self.is_sure
        self.is_sure = False
        work()
        time = self._since(start)
        self.elapsed = start
        self.behind = behind if self.behind is not None else None
        self.is_timed = self.is_timed and not time
        if self.left:
            self.may_leave, self.may_be_over = self.may_leave | {self.left}, True
        self.is_sure, self.left = is_sure, ""
        return time

    def _once(self, body: Script) -> None:
        """A loop's body, which may run or not."""
        self._perhaps(lambda: self.script(body))
        self.takes_unknown_time()

    def _if(self, command: If) -> None:
        self.script(command.branches[0][0], is_condition=True)
        if self.left:
            return
        for condition, _ in command.branches[1:]:
            self._perhaps(lambda condition=condition: self.script(condition, is_condition=True))  # type: ignore[misc]
        bodies = [body for _, body in command.branches]
        if command.otherwise is not None:
            bodies.append(command.otherwise)
        self._either(bodies, certain=command.otherwise is not None)

    def _either(self, bodies: Sequence[Script], *, certain: bool) -> None:
        """One of several (`certain`), or none: it takes as long as the shortest of them."""
        times = [self._perhaps(lambda body=body: self.script(body)) for body in bodies]  # type: ignore[misc]
        if certain:
            self.spend(min(times))

    # -------------------------------------------------------------------------------- loops
    def _while(self, loop: While) -> None:
        """A loop that asks whether a process is there goes on until it is gone."""
        asked, is_timed, self.asks_alive = self.asks_alive, self.is_timed, False
        until_there = False

        def work() -> None:
            nonlocal until_there
            self.script(loop.condition, is_condition=True)
            until_there = loop.negated != _is_negated(loop.condition) and self.asks_alive
            if not self.left:
                self._perhaps(lambda: self.script(loop.body))

        self.within(work, LOOP)
        asks, self.asks_alive = self.asks_alive, asked
        if until_there:
            self.is_timed = is_timed
        elif asks and self.tells and not _counts(loop):
            self.wait_until_gone()
        elif asks and not self.tells:
            self.doubt("it waits until a process has ended", loop.span)
        elif not loop.negated and _goes_on(loop):
            self.spend(math.inf)
        else:
            self.takes_unknown_time()

    def _for(self, loop: For) -> None:
        """So many times as it has words; one that asks whether a process is there, so many times at most."""
        values = self.words.fields(loop.words or ())
        is_known = loop.words is not None and all(value.known for value in values)
        count = _count(loop.words, braces=self.dialect != "dash") or (len(values) if is_known else 0)
        asked, self.asks_alive = self.asks_alive, False
        start, told, behind = self.elapsed, len(self.tells), self.behind
        self.words.variables[loop.variable] = values[0] if is_known and count == 1 else Value("$", known=False)
        self.within(lambda: self._body(loop.body, count), LOOP)
        asks, self.asks_alive = self.asks_alive, asked
        if asks and count and self.tells and len(self.tells) == told:
            # until it is gone, or for that time
            self.elapsed = start
            self.behind = behind + _slept(loop.body) * count if behind is not None else None
            self.is_timed = False

    def _body(self, body: Script, count: int) -> None:
        """The body of a loop, so many times."""
        if not count:
            self._once(body)
            return
        start, told = self.elapsed, len(self.tells)
        self.script(body)
        if count > 1 and not self.left and not self.may_be_over:
            more = self._since(start) * (count - 1)
            self.elapsed += more
            if self.tells and len(self.tells) == told and self.behind is not None:
                self.behind += more


def _only_asks(command: Simple) -> Script | None:
    """The script in a command that is nothing but `$(…)`, where it only asks for processes or files."""
    parts = command.words[0].parts if len(command.words) == 1 else ()
    part = parts[0] if len(parts) == 1 else None
    if not isinstance(part, CommandSubstitution):
        return None
    names = [each.words[0].literal for each in simple_commands(part.body) if each.words]
    return part.body if names and {"kill", "test", "["}.issuperset(names) else None


def _may_fail(command: Command) -> bool:
    """Whether a command asks something, or says itself that it fails."""
    names = [each.words[0].literal for each in simple_commands(command) if each.words]
    if isinstance(command, Subshell):
        return "exit" in names
    return isinstance(command, Conditional) or (isinstance(command, Simple) and not _TESTS.isdisjoint(names))


def _slept(body: Script) -> float:
    """How long the body of a loop sleeps that a `break` may leave before."""
    return sum(
        float(each.words[1].literal or 0) if is_number(each.words[1].literal or "") else 0.0
        for each in simple_commands(body)
        if len(each.words) == 2 and each.words[0].literal == "sleep"
    )


def _is_negated(condition: Script) -> bool:
    """Whether it asks for the opposite: `! pgrep app`, `[ ! -f app.pid ]`."""
    command = condition.items[-1].command if condition.items else None
    if isinstance(command, Pipeline):
        return command.negated
    words = command.words if isinstance(command, (Simple, Conditional)) else ()
    return any(word.literal in ("!", "-z") for word in words)


def _counts(loop: While) -> bool:
    """Whether a loop may end by itself: it compares numbers."""
    if any(isinstance(node, ArithmeticCommand) for node in walk(loop)):
        return True
    return any(word.literal in _COMPARES for each in simple_commands(loop) for word in each.words)


def _goes_on(loop: While) -> bool:
    """Whether a loop has no end: `while true`, and nothing in it leaves it."""
    names = {each.words[0].literal for each in simple_commands(loop.body) if each.words}
    [item] = loop.condition.items if len(loop.condition.items) == 1 else [None]
    command = item.command if item is not None else None
    is_true = isinstance(command, Simple) and len(command.words) == 1 and command.words[0].literal in ("true", ":")
    return is_true and names.isdisjoint({"break", "exit", "return", "exec", "kill"})


def _count(words: Sequence[Word] | None, *, braces: bool) -> int:
    """How many words `$(seq N)`, `$(seq A B)` or, where the shell has `braces`, `{A..B}` are; 0 where it is none of these."""
    text = words[0].span.text if words is not None and len(words) == 1 else ""
    if text.startswith("$(seq ") and text.endswith(")"):
        numbers = text[6:-1].split()
    elif braces and text.startswith("{") and text.endswith("}") and text.count("..") == 1:
        numbers = text[1:-1].split("..")
    else:
        return 0
    if len(numbers) not in (1, 2) or not all(map(is_number, numbers)):
        return 0
    first, last = (1, int(numbers[0])) if len(numbers) == 1 else map(int, numbers)
    return abs(last - first) + 1 if text[0] == "{" else max(last - first + 1, 0)
