"""Values of the shell: text that is known, and text that is not.

A value is *tainted* by the names that somebody outside may set (`docker run -e DEBUG=1`): it is known for the
default run, and a decision that rests on it has another side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog.short_lived import becomes_command
from stoplint.model.image.rootfs import DEFAULT_PATH
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from stoplint.model.image.image import Argument
    from stoplint.text import Source, Span

NONE: frozenset[str] = frozenset()
# What else than a variable somebody outside decides: `docker run --user`, `docker run --tty`, and whatever it is that a
# condition asks for which can't be known. None of them can be the name of a variable.
USER, TERMINAL, CONDITION = "(--user)", "(--tty)", "(a condition)"
OVERRIDE = "(--user, in place of the image's)"
OUTSIDE = frozenset({USER, OVERRIDE, TERMINAL, CONDITION})


class Value(NamedTuple):
    """One field of an expanded word, or a variable's value.

    `text` is the value, or, when `known` is False, how it is written ("$APP", "/srv/$NAME"). `filled` tells of
    an unknown text that it is not empty. `source` is the value's text as a Source of its own when it stands
    verbatim in a file (so that a script in it keeps its places).
    """

    text: str
    known: bool = True
    taint: frozenset[str] = NONE
    filled: bool = False
    source: Source | None = None
    # any number of fields: an unquoted word that is unknown, or a pattern of file names
    splits: bool = False
    # `text` tells in words what it is: nobody wrote it ("the program that go run builds")
    described: bool = False
    # the path of a program that is taken to be somewhere on the PATH: `text` has its name, and a folder that may be another
    somewhere: bool = False
    # texts that an unknown one is not, as a test has shown
    isnt: frozenset[str] = NONE
    # a text that is not known: it is nothing, or words like these, which become the command behind them. Only the head of
    # a command is read so: whether it is empty nobody knows
    wraps: str = ""

    @property
    def place(self) -> Span | None:
        return self.source.whole if self.source is not None else None


EMPTY = Value("")


def unknown(text: str, taint: frozenset[str] = NONE, *, filled: bool = False, splits: bool = False) -> Value:
    """A value of which only the way it is written is known."""
    return Value(text, known=False, taint=taint, filled=filled, splits=splits)


def wrapper_or_nothing(value: Value | None) -> str | None:
    """The words that become the command behind them which a value is, or may be; "" if it is nothing, None if another one."""
    if value is None or not value.known:
        return value.wraps or None if value is not None else None
    return value.text if not value.text or becomes_command(value.text) else None


def wrapped_or_not(name: str, texts: Iterable[str | None]) -> Value:
    """A variable of which only this is known: it has one of these texts (see `wrapper_or_nothing`)."""
    found = tuple(texts)
    if None in found:
        return unknown(f"${name}")
    return unknown(f"${name}")._replace(wraps=max((text or "" for text in found), key=len, default=""))


def as_run(argv: tuple[Value, ...]) -> tuple[Value, ...]:
    """A command with the wrapper in front that its head may hold: it becomes what stands behind it, with the wrapper or without."""
    if len(argv) < 2 or not argv[0].wraps:
        return argv
    return (*(Value(word) for word in argv[0].wraps.split()), *argv[1:])


def described(text: str) -> Value:
    """A command that stands nowhere, told in words."""
    return Value(text, known=False, filled=True, described=True)


def of_argument(argument: Argument) -> Value:
    """A word of ENTRYPOINT or CMD. A word that still holds `$` is what the runtime passes: the literal text."""
    return Value(argument.value, known=argument.known, source=argument.source if argument.known else None)


# Linux hands no longer text to a program (MAX_ARG_STRLEN, execve(2)), and `x=$x$x` doubles at each line.
MAX_LENGTH = 131_072
TOO_LONG = f"a text of more than {MAX_LENGTH:,} characters"


def joined(parts: list[Value]) -> Value:
    """The concatenation: known only if all parts are, and it is no longer than any program gets."""
    if len(parts) == 1:
        return parts[0]
    taint = NONE
    known = True
    filled = False
    for part in parts:
        known = known and part.known
        taint |= part.taint
        filled = filled or part.filled or bool(part.known and part.text)
    if sum(len(part.text) for part in parts) > MAX_LENGTH or any(part.text == TOO_LONG for part in parts):
        return Value(TOO_LONG, known=False, taint=taint, filled=True, described=True)
    return Value("".join(part.text for part in parts), known, taint, filled and not known)


def spaced(values: Iterable[Value]) -> Value:
    """The values as one text, with a blank between each two: `$*`, the arguments of `echo` and `eval`."""
    parts = [part for value in values for part in (Value(" "), value)][1:]
    return joined(parts) if parts else EMPTY


def search_path(variables: Mapping[str, Value]) -> str:
    """Where programs are looked for: the PATH, or what it is without one, and where it is not known."""
    path = variables.get("PATH")
    return path.text if path is not None and path.known else DEFAULT_PATH


def _is_pid(text: str) -> bool:
    return is_number(text) and text[0] != "0"


@dataclass
class Numbers:
    """Numbers for values, the same one for equal ones: worlds are compared by them, for comparing values takes long.

    What may be a pid has a negative one.
    """

    numbers: dict[Value, int] = field(default_factory=dict)
    by_identity: dict[int, int] = field(default_factory=dict)
    held: list[Value] = field(default_factory=list)  # so that no other value gets the address of one

    def of(self, values: Collection[Value]) -> list[int]:
        """The numbers of the values, in their order."""
        known = self.by_identity
        try:
            return [known[id(value)] for value in values]
        except KeyError:
            for value in values:
                if id(value) not in known:
                    number = self.numbers.setdefault(value, len(self.numbers) + 1)
                    known[id(value)] = -number if value.known and _is_pid(value.text) else number
                    self.held.append(value)
            return [known[id(value)] for value in values]
