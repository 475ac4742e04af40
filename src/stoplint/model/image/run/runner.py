"""The shell that does a RUN, or a script that a RUN starts: what it knows, and its two doors, `text` and `command`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog.shells import dialect_of
from stoplint.model.image.run.left import Left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.run.files import Site
    from stoplint.model.image.run.traced_text import Written
    from stoplint.model.image.run.words import Words
    from stoplint.syntax.shell_nodes import Script
    from stoplint.text import Source

MAX_DEPTH = 5


class Doing(Protocol):
    """What one command does to the files, its words expanded (`run.dispatch`)."""

    def __call__(
        self, run: Runner, fields: list[Written], stdin: Written | None, given: Iterable[str] = ()
    ) -> None: ...


@dataclass
class Runner:
    """A shell that walks over a RUN. `sinks` catch output; `left` says whether commands are still come to.

    `walk` is how it goes through a text (`run.walk`), `do` what a command is: both come to texts and commands again.
    """

    site: Site
    words: Words
    dialect: Dialect | None
    walk: Callable[[Runner, Script], None]
    do: Doing
    sinks: list[list[Written | None]] = field(default_factory=list)
    left: Left = field(default_factory=Left)
    commands: int = 0
    depth: int = 0

    def text(self, source: Source) -> None:
        """A text that a shell reads."""
        from stoplint.syntax.shell import read  # noqa: PLC0415 - few questions are about what a RUN writes

        if self.depth > MAX_DEPTH:
            self.site.unread()
            return
        self.depth += 1
        self.walk(self, read(source).script)
        self.depth -= 1

    def command(self, fields: list[Written], stdin: Written | None, given: Iterable[str] = ()) -> None:
        """A command with its words expanded. `given`: variables that are set for it alone."""
        self.do(self, fields, stdin, given)

    def apart(self, name: str, given: Iterable[str], do: Callable[[], None]) -> None:
        """Do it as a process of its own, of the shell `name`: what it does to variables stays there."""
        outer, cwd, variables, arguments = self.dialect, self.site.cwd, self.words.variables, self.words.given
        self.dialect = dialect_of(name, outer)
        self.words.variables, self.words.given = self.words.handed_on(given), None
        with self.left.process(self.site):
            do()
        self.say(None)
        self.dialect, self.site.cwd, self.words.variables, self.words.given = outer, cwd, variables, arguments

    def say(self, text: Written | None) -> None:
        """The command writes a text to its output, or (None) one that isn't known."""
        if self.sinks:
            self.sinks[-1].append(text if not self.site.doubtful else None)
