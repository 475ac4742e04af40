"""What an instruction can refer to: variables, the working directory, the shell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.fact import Unknown
from stoplint.paths import absolute
from stoplint.syntax.expand import Unexpanded, expand

if TYPE_CHECKING:
    from collections.abc import Mapping

# `ENV A=$A$A`, forty times, would be a terabyte.
MAX_LENGTH = 100_000


@dataclass(frozen=True)
class Scope:
    """The state of a stage at one of its instructions.

    `variables` are ENV and ARG together; None is a build argument that has no default and was not given.
    `complete` is False where the base image may set more. `shell` is the SHELL in force, `escape` the file's
    escape character.
    """

    variables: Mapping[str, str | Unknown | None]
    complete: bool = True
    workdir: str = "/"
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    escape: str = "\\"

    def expand(self, text: str, *, as_built: bool = False) -> str | Unknown:
        """The word's value, quotes removed, as BuildKit expands it.

        A build argument without a default is unknown; with `as_built` it is empty, as in a build that isn't given it.
        """
        if not any(sign in text for sign in ("$", "'", '"', self.escape)):
            return text
        missing: list[str] = []
        length = 0

        def lookup(name: str) -> str | Unexpanded | None:
            nonlocal length
            value = self.value(name)
            length += len(value) if isinstance(value, str) else 0
            if length > MAX_LENGTH:
                return Unexpanded("the value is too long")
            if value is None and name in self.variables:
                missing.append(name)
            return Unexpanded(value.why) if isinstance(value, Unknown) else value

        value = expand(text, lookup, self.escape)
        if isinstance(value, Unexpanded):
            return Unknown(value.why)
        for name in () if as_built else missing:
            # `${X:-y}` means y as long as nobody gives X; a plain `$X` was written in order to be given.
            if re.search(rf"\$(?:{re.escape(name)}(?!\w)|\{{{re.escape(name)}\}})", text):
                return Unknown(f"the build argument {name} has no default")
        return value

    def value(self, name: str) -> str | Unknown | None:
        """A variable's value; None if it is not set."""
        if name in self.variables:
            return self.variables[name]
        if not self.complete and (name[:1].isalpha() or name[:1] == "_"):
            return Unknown(f"the base image may set {name}")
        return None

    def left_open(self) -> Scope:
        """The scope in which a variable of unknown value stands for its own name."""
        named = {name: value if isinstance(value, str) else f"${name}" for name, value in self.variables.items()}
        return replace(self, variables=named)

    def written(self, text: str) -> str:
        """The word's value, or the word as it is written where that cannot be known: still the same name later."""
        value = self.expand(text)
        return text.strip("\"'") if isinstance(value, Unknown) else value

    def path(self, text: str) -> str:
        """The absolute path that the (unexpanded) word names."""
        return absolute(self.written(text), self.workdir)
