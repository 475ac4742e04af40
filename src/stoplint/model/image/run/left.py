"""Where a RUN, or a script that it runs, is over before its last command: `exit`, `return`, `exec`.

POSIX.1-2017 XCU 2.14: `exit` ends the shell, which may be a subshell or one member of a pipeline (2.12); `return` ends a
function or a file that is sourced.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.image.run.files import Site
    from stoplint.model.image.run.traced_text import Written


@dataclass
class Left:
    """Whether the commands that follow are still come to.

    `gone`: they are not. `hopes` counts the `&&` that a command stands behind: it is only done if what stands before them
    succeeded. Where it is in doubt whether the shell was left, all that follows in it is done under a condition.

    An image is only built where all its RUNs succeeded: an `exit 1` that is in doubt was not come to.
    """

    gone: bool = False
    hopes: int = 0
    # what `exit` did so far to the shell that is walked over: it was left, or perhaps was so many times
    _exited: bool = False
    _doubts: int = 0
    # the conditions and hopes under which the shell came to be, and the file that it sources (None: it sources none)
    _shell: tuple[int, int] = (0, 0)
    _file: tuple[int, int] | None = None
    # functions that may leave the shell when they are called
    _leaving: set[str] = field(default_factory=set)

    @contextmanager
    def process(self, site: Site) -> Iterator[None]:
        """A process of its own: whoever leaves it leaves nothing else."""
        before = (self.gone, self._exited, self._doubts, self._shell, self._file, self._leaving)
        doubtful = site.doubtful
        self._shell, self._file, self._leaving = (doubtful, self.hopes), None, set(self._leaving)
        yield
        site.doubtful = doubtful
        self.gone, self._exited, self._doubts, self._shell, self._file, self._leaving = before

    @contextmanager
    def sourced(self, site: Site) -> Iterator[None]:
        """A file whose commands are the shell's own."""
        doubtful, doubts, file = site.doubtful, self._doubts, self._file
        self._file = (doubtful, self.hopes)
        yield
        self.gone, self._file = self._exited, file
        site.doubtful = doubtful + self._doubts - doubts

    @contextmanager
    def function(self, site: Site, name: str) -> Iterator[None]:
        """A function's body, which is only done where the function is called."""
        doubtful, doubts, file = site.doubtful, self._doubts, self._file
        self._file = None
        yield
        if self._doubts > doubts:
            self._leaving.add(name)
        site.doubtful, self._doubts, self._file = doubtful, doubts, file

    def called(self, name: str, site: Site) -> None:
        """A command that may be a function."""
        if name in self._leaving:
            self._perhaps_exited(site)

    def by(self, name: str, rest: list[Written], site: Site) -> None:
        """`exit` or `return`."""
        if name == "exit":
            self.end(site, fails=bool(rest) and rest[0].known and rest[0].text != "0")
        elif self._file == (site.doubtful, self.hopes):
            self.gone = True
        elif self._file is not None:
            site.doubtful += 1

    def end(self, site: Site, *, fails: bool = False) -> None:
        """The shell is left here, if this is come to. `fails`: with another status than 0."""
        if (site.doubtful, self.hopes) == self._shell:
            self.gone = self._exited = True
        elif not fails:
            self._perhaps_exited(site)

    def _perhaps_exited(self, site: Site) -> None:
        self._doubts += 1
        site.doubtful += 1
