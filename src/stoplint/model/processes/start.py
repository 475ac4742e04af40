"""What a new or replaced process takes over, and why one could not be started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass
from stoplint.model.processes.status import Status
from stoplint.model.processes.values import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.processes.kinds import Shell, Started
    from stoplint.model.processes.values import Value
    from stoplint.text import Span


@dataclass(frozen=True)
class Start:
    """Everything a new or replaced process takes over.

    `by`: the shell that starts it (None: runtime or program). `user`: whom a wrapper changed to (None: the image's user).
    """

    pid: int
    ppid: int
    pgid: int
    sid: int
    place: Span | None
    started: Started
    environment: Mapping[str, Value]
    cwd: str
    by: Shell | None
    ignored: frozenset[str] = NONE
    job: int = 0
    depth: int = 0
    # the caller's execvp runs a file without #! with /bin/sh, as shells do themselves
    fallback: bool = False
    # the place that forked the process, when that is another one than `place`
    forked: Span | None = None
    # what it reads from its standard input, if anything
    input: Value | None = None
    user: Value | None = None
    output: int = 0  # see `kinds.Process`
    # where the program's name stands, if it was handed on as it is (`exec "$@"`)
    word: Span | None = None


# "missing": there is no such file; "mode": it is not executable; "shebang": it has no #! line; "bom", "late-shebang": a byte
# order mark or blank space stands in front of its #!; "nameless": its #! line names no interpreter;
# "interpreter", "shell": what it names is not there; "crlf": it has Windows line ends; "name": no program can be called
# so; "function": `exec` takes none; "empty": there is nothing to run; "grammar": the shell can't read the text;
# "variable": a word with a variable in it that nothing expands; "path": a file of the image (`wanted`) that is called by its
# bare name and stands in no folder of the PATH;
# "settings": the program refuses its configuration; "depth": programs start each other without end.
Fault = Literal[
    "missing", "mode", "shebang", "bom", "late-shebang", "nameless", "interpreter", "shell", "crlf", "name", "function", "empty",
    "grammar", "settings", "depth", "variable", "path",
]  # fmt: skip


@dataclass(frozen=True)
class NotStarted:
    """Why a program was not started.

    `path` is the file or the word that was to be started, `wanted` the interpreter, the construct or the value that it
    fails for, `code` the exit status that a shell sees, `place` where it stands. `word` is where its name does: in CMD, behind `exec "$@"`.
    """

    fault: Fault
    path: str = ""
    wanted: str = ""
    code: int = 127
    place: Span | None = None
    word: Span | None = None

    @property
    def status(self) -> Status:
        """What a shell sees."""
        return Status(self.code, text=self.why, place=self.place)

    @property
    def why(self) -> str:
        """The same for people, as a sentence."""
        path, wanted = self.path, self.wanted
        match self.fault:
            case "missing":
                return f"{path} is not in the image"
            case "mode":
                return f"{path} is not executable"
            case "shebang" | "bom" | "late-shebang":
                return f"{path} has no #! line, so the kernel can't run it"
            case "nameless":
                return f"{path} names no interpreter"
            case "interpreter" | "shell":
                return f"{path} wants {wanted}, which is not in the image" if wanted else f"{path} is not in the image"
            case "crlf":
                no_program = f"there is no program called {wanted!r} followed by a carriage return"
                return f"{path} has Windows line ends: {no_program if wanted else 'no command in it is found'}"
            case "name":
                return f"there is no program called {path}"
            case "function":
                return f"exec takes no function, and there is no program {path}"
            case "empty":
                return (
                    f"{path} {wanted}".strip() + " has no command"
                    if path
                    else "the name of the program is an empty word"
                )
            case "grammar":
                return f"{path} {wanted}"
            case "settings":
                return f"{path} refuses its configuration: {wanted} is no signal"
            case "variable":
                return f"there is no program called {path}: nothing expands the variable"
            case "path":
                return f"{path} is not found: it is {wanted}, which is in no folder of the PATH"
            case "depth":
                return "programs start each other without end"
