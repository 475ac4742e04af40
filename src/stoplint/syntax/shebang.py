"""The `#!` line of a script, as the Linux kernel reads it (fs/binfmt_script.c; execve(2), "Interpreter scripts")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.text import Source, Span

_LINE = re.compile(r"#![ \t]*([^ \t\n\r]*)[ \t]*([^\n\r]*?)[ \t]*(\r?)(?=\n|\Z)")


@dataclass(frozen=True)
class Shebang:
    """`interpreter` is the path; `args` what follows it: the kernel passes it as one argument, blanks and all.

    `args` is therefore empty or holds one string, as `("bash",)` or `("-S bash -e",)` for env. With `crlf`, the line
    ends in CR LF, and the CR is part of what the kernel looks for (left out of `interpreter` and `args` here).
    `span` covers the line without its line end. `interpreter` is "" for a line that names none.
    """

    interpreter: str
    args: tuple[str, ...]
    span: Span
    crlf: bool = False

    @property
    def command(self) -> tuple[str, ...]:
        """The words that the script's path follows: behind env, those of the program that it finds; () if it names none.

        Linux hands what follows the interpreter over as one word; `env -S` splits it.
        """
        if base_name(self.interpreter) != "env" or not self.args:
            return (self.interpreter, *self.args)
        rest = " ".join(self.args).removeprefix("-S").split()
        while rest and ("=" in rest[0] or rest[0].startswith("-")):
            rest = rest[1:]
        return tuple(rest)


def shebang(source: Source) -> Shebang | None:
    """The shebang at the very first character of `source`; behind a BOM or a blank line there is none."""
    match = _LINE.match(source.text)
    if match is None:
        return None
    interpreter, argument, carriage_return = match.groups()
    span = source.span(0, match.start(3))
    return Shebang(interpreter, (argument,) if argument else (), span, crlf=bool(carriage_return))
