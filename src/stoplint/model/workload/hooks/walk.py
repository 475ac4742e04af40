"""A hook's command followed: through what starts it, into the scripts that shells are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from stoplint.model.catalog import wrappers
from stoplint.model.catalog.argv import applet
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.processes.values import Value
from stoplint.model.workload.hooks.commands import COMMANDS, other
from stoplint.model.workload.hooks.faults import string_of
from stoplint.model.workload.hooks.grammar import ALL, FUNCTION, NOTHING, Grammar
from stoplint.paths import base_name
from stoplint.syntax import shell
from stoplint.syntax.shebang import shebang
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.catalog.wrappers import Wrapped
    from stoplint.text import Span

_DEPTH = 20  # shells, scripts and functions in each other
_LEAVING: dict[str, Literal["loop", "function", "script"]] = {
    "break": "loop", "continue": "loop", "return": "function", "exit": "script",
}  # fmt: skip


class Walk(Grammar):
    """What the commands of a hook do, one after the other."""

    def __init__(self, text_of: Callable[[str], Source | None], sh: Dialect | None = None) -> None:
        super().__init__(text_of, sh)
        self.depth = 0

    def command(self, argv: Sequence[Value], place: Span) -> None:
        """One command, through what starts it: sudo, timeout, a shell."""
        argv = argv[applet([word.text for word in argv]) :]
        first = argv[0]
        name = base_name(first.text)
        if self.dialect is not None and self._of_shell(argv, place):
            return
        self.fails = name == "false" and self.is_sure and not self.may_be_over
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
            self._deeper(lambda: self.run(self.functions[name].body), FUNCTION, place)
        elif name in ("exec", "command", "builtin") and len(argv) > 1:
            if not argv[1].text.startswith("-"):  # `command -v app` asks for a program
                self.command(argv[1:], place)
            self.left = "script" if name == "exec" else self.left
        elif name in (".", "source") and len(argv) > 1:
            self._file(argv[1], place)
        elif name == "wait":
            self.spend(self.pending - self.elapsed if self.pending > self.elapsed else 0.0)
        elif name in _LEAVING:
            # `break 2` leaves more than one loop: as good as all
            self.left = "script" if len(argv) > 1 and name in ("break", "continue") else _LEAVING[name]
            self.fails = name == "exit" and len(argv) > 1 and self._is_error(argv[1])
        elif name == "eval":
            self._eval(argv[1:], place)
        elif name == "set":
            self._set([word.text for word in argv[1:]])
        else:
            return False
        return True

    def _is_error(self, status: Value) -> bool:
        """Whether the script surely ends with this status, which is an error's."""
        return self.is_sure and not self.may_be_over and status.text.isdecimal() and int(status.text) % 256 != 0

    def _shell(self, argv: Sequence[Value], place: Span) -> None:
        dialect = self._dialect(argv[0].text)
        at = string_of([word.text for word in argv])
        if at is None:
            file = next((word for word in argv[1:] if not word.text.startswith(("-", "+"))), None)
            text = self._text(file, place) if file is not None else None
            if text is not None:
                self._run(text, dialect, place, posix=base_name(argv[0].text) == "sh")
            return
        source = argv[at].source
        self.lines.append(" ".join(word.text for word in argv))
        if source is None or not argv[at].known:
            self.doubt(f"the command {argv[at].text} is not known", place)
        else:
            errexit = any(re.fullmatch(r"-[a-zA-Z]*e[a-zA-Z]*", word.text) for word in argv[1:at])
            self._run(source, dialect, place, errexit=errexit, posix=base_name(argv[0].text) == "sh")
        self.lines.pop()

    def _file(self, file: Value, place: Span) -> None:
        """`. file`: in the same shell."""
        text = self._text(file, place)
        if text is not None:
            self._deeper(lambda: self.script(shell.read(text).script), FUNCTION, place)

    def _text(self, file: Value, place: Span) -> Source | None:
        text = self.text_of(file.text) if file.known else None
        if text is None:
            self.doubt(f"what {file.text} does is not known", place)
        return text

    def _script(self, source: Source, place: Span) -> None:
        """A file that is executed: a shell's, or one in another language."""
        line = shebang(source)
        interpreter = line.command[0] if line is not None and line.command else "/bin/sh"
        if is_shell(interpreter):
            self._run(source, self._dialect(interpreter), place, posix=base_name(interpreter) == "sh")
        else:
            self.doubt(f"what {base_name(source.path)} does is not known", place)

    def _dialect(self, name: str) -> Dialect | None:
        """What the shell of this name speaks; None for /bin/sh where nobody knows what that is."""
        return dialect_of(name, self.sh)

    def _run(
        self, source: Source, dialect: Dialect | None, place: Span, *, errexit: bool = False, posix: bool = False
    ) -> None:
        before = (self.dialect, self.may_be_any, self.errexit, self.posix)
        # the least that all have in common, but for what one alone refuses
        self.dialect, self.may_be_any, self.errexit = dialect or "dash", dialect is None, errexit
        self.posix = posix
        self._deeper(lambda: self.script(shell.read(source).script), ALL, place)
        self.dialect, self.may_be_any, self.errexit, self.posix = before

    def _eval(self, words: Sequence[Value], place: Span) -> None:
        """The words as one script in the same shell."""
        if not all(word.known for word in words):
            self.doubt(f"the command {' '.join(word.text for word in words)} is not known", place)
            self.may_leave, self.may_be_over = self.may_leave | {"script"}, True
            return
        source = words[0].source if len(words) == 1 else None
        source = source or Source(place.path, " ".join(word.text for word in words), place)
        self._deeper(lambda: self.script(shell.read(source).script), NOTHING, place)

    def _set(self, options: Sequence[str]) -> None:
        """Whether the script ends where a command fails."""
        for at, option in enumerate(options):
            named = option in ("-o", "+o") and options[at + 1 : at + 2] == ["errexit"]
            if named or re.fullmatch(r"[-+][a-zA-Z]*e[a-zA-Z]*", option):
                self.errexit = option[0] == "-"

    def _deeper(self, work: Callable[[], None], ends: frozenset[str], place: Span) -> None:
        """What a shell, a script or a function does."""
        if self.depth >= _DEPTH:
            self.doubt("scripts and functions are nested too deeply to be followed", place)
            return
        self.depth += 1
        self.within(work, ends)
        self.depth -= 1

    def _wrapped(self, argv: Sequence[Value], place: Span) -> bool:
        """What a wrapper starts, if it is one."""
        found = wrappers.find([word.text for word in argv])
        if found is None or not (found.command or found.texts) or found.script is not None:
            return False
        for at in found.texts:
            source = argv[at].source
            if found.offset or source is None:
                self.doubt(f"the command {argv[at].text} is not known", place)
            else:
                self._run(source, self.sh, place, posix=True)
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
