"""A hook's command followed: through what starts it, into the scripts that shells are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog import wrappers
from stoplint.model.catalog.argv import applet
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.processes.values import Value
from stoplint.model.workload.hooks.commands import COMMANDS, other
from stoplint.model.workload.hooks.faults import string_of
from stoplint.model.workload.hooks.grammar import Grammar
from stoplint.paths import base_name
from stoplint.syntax import shell
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.text import Source, Span

_DEPTH = 20  # shells, scripts and functions in each other
_OF_LOOP = frozenset({"break", "continue"})
_OF_SCRIPT = frozenset({"exit", "return"})


class Walk(Grammar):
    """What the commands of a hook do, one after the other."""

    def __init__(self, text_of: Callable[[str], Source | None]) -> None:
        super().__init__(text_of)
        self.depth = 0

    def command(self, argv: Sequence[Value], place: Span) -> None:
        """One command, through what starts it: sudo, timeout, a shell."""
        argv = argv[applet([word.text for word in argv]) :]
        first = argv[0]
        name = base_name(first.text)
        if self.dialect is not None and self._of_shell(argv, place):
            return
        if not first.known:
            other(self, argv, place)
        elif is_shell(first.text):
            self._shell(argv, place)
        elif name in COMMANDS:
            COMMANDS[name](self, argv, place)
        elif not self._wrapped(argv, place):
            script = self.text_of(first.text)
            if script is None:
                other(self, argv, place)
            else:
                self._script(script, place)

    def _of_shell(self, argv: Sequence[Value], place: Span) -> bool:
        """What the shell does itself."""
        name = argv[0].text
        if not argv[0].known:
            return False
        if name in self.functions:
            self._deeper(lambda: self.run(self.functions[name].body), place)
        elif name in ("exec", "command", "builtin") and len(argv) > 1:
            if not argv[1].text.startswith("-"):  # `command -v app` asks for a program
                self.command(argv[1:], place)
            self.left = "script" if name == "exec" else self.left
        elif name in (".", "source") and len(argv) > 1:
            self._file(argv[1], place)
        elif name == "wait":
            self.spend(self.pending)
            self.pending = 0.0
        elif name in _OF_LOOP:
            self.left = "loop"
        elif name in _OF_SCRIPT:
            self.left = "script"
        else:
            return False
        return True

    def _shell(self, argv: Sequence[Value], place: Span) -> None:
        dialect = dialect_of(argv[0].text, "dash") or "dash"
        at = string_of([word.text for word in argv])
        if at is None:
            file = next((word for word in argv[1:] if not word.text.startswith(("-", "+"))), None)
            if file is not None:
                self._file(file, place, dialect)
        elif argv[at].known and argv[at].source is not None:
            self._run(argv[at].source, dialect, place)
        else:
            self.doubt(f"the command {argv[at].text} is not known", place)

    def _file(self, file: Value, place: Span, dialect: Dialect | None = None) -> None:
        text = self.text_of(file.text) if file.known else None
        if text is None:
            self.doubt(f"what {file.text} does is not known", place)
        else:
            self._run(text, dialect or self.dialect or "dash", place)

    def _script(self, source: Source, place: Span) -> None:
        """A file that is executed: a shell's, or one in another language."""
        line = shebang(source)
        interpreter = line.command[0] if line is not None and line.command else "/bin/sh"
        dialect = dialect_of(interpreter, "dash")
        if dialect is None:
            self.doubt(f"what {base_name(source.path)} does is not known", place)
        else:
            self._run(source, dialect, place)

    def _run(self, source: Source | None, dialect: Dialect, place: Span) -> None:
        if source is None:
            return
        before, self.dialect = self.dialect, dialect
        self._deeper(lambda: self.script(shell.read(source).script), place)
        self.dialect = before

    def _deeper(self, work: Callable[[], None], place: Span) -> None:
        """What a shell, a script or a function of its own does; with it, it alone is left."""
        if self.depth >= _DEPTH:
            self.doubt("scripts and functions are nested too deeply to be followed", place)
            return
        self.depth += 1
        work()
        self.left = ""
        self.depth -= 1

    def _wrapped(self, argv: Sequence[Value], place: Span) -> bool:
        """What a wrapper starts, if it is one."""
        found = wrappers.find([word.text for word in argv])
        if found is None or not (found.command or found.texts) or found.script is not None:
            return False
        for at in found.texts:
            if found.offset or argv[at].source is None:
                self.doubt(f"the command {argv[at].text} is not known", place)
            else:
                self._run(argv[at].source, "dash", place)
        if found.command:
            self._inner(argv, found, place)
        return True

    def _inner(self, argv: Sequence[Value], found: Wrapped, place: Span) -> None:
        """The command behind a wrapper; of `timeout 5 command` no more than 5 seconds count."""
        inner = [*(Value(word) for word in found.prepend), *(argv[at] for at in found.command)]
        start, behind = self.elapsed, self.behind
        self.command(inner, place)
        if base_name(argv[found.at].text) == "timeout" and found.command[0] > found.at + 1:
            limit = seconds(argv[found.command[0] - 1].text) or 0.0
            self.elapsed = min(self.elapsed, start + limit)
            if self.behind is not None and behind is not None:
                self.behind = min(self.behind, behind + limit)
