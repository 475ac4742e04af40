"""Words of a RUN, expanded with what ENV, ARG and the RUN itself say. What cannot be known stays as it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.fact import Unknown
from stoplint.model.image.run.traced_text import EMPTY, Written, at_place, joined, of_literal
from stoplint.syntax import shell_nodes as sh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.image.scope import Scope
    from stoplint.text import Span

# A value that is longer is of no interest, and would be so many times over where it is used many times.
MAX_LENGTH = 4_000
ANY = ""
POSITIONAL = ("@", "*", "#", *"0123456789")
MAX_BRACES = 200


@dataclass
class Words:
    """`variables` are those that the RUN itself sets (None: to something that isn't known).

    `given` are the arguments of a script that it runs; None where they are not known, or there are none.
    """

    scope: Scope
    variables: dict[str, Written | None] = field(default_factory=dict)
    exported: set[str] = field(default_factory=set)
    given: tuple[Written, ...] | None = None

    # ------------------------------------------------------------ what commands do to variables
    def changed_by(self, name: str, rest: list[Written]) -> None:
        """What builtins do to variables; `ANY` stands for all that nothing else is said of."""
        words = [one.text for one in rest if not one.text.startswith("-")]
        if name == "unset":
            self.variables.update(dict.fromkeys(words, EMPTY))
        elif name in ("read", "mapfile", "readarray", "getopts", "let"):
            self.variables.update(dict.fromkeys(words))
        elif name in (".", "source", "eval"):
            self.variables = {ANY: None}
        elif name in ("set", "shift") and (words or name == "shift" or any(one.text == "--" for one in rest)):
            self.variables.update(dict.fromkeys(POSITIONAL))
            self.given = None

    def differing(self, before: dict[str, Written | None]) -> list[str]:
        """The variables that have another value now."""
        return [
            name
            for name in {**before, **self.variables}
            if name not in before or name not in self.variables or _text(before[name]) != _text(self.variables[name])
        ]

    def handed_on(self, given: Iterable[str]) -> dict[str, Written | None]:
        """What another shell gets of them: those that are exported, or `given` to it alone."""
        passed = {*self.exported, *given, ANY}
        return {name: value for name, value in self.variables.items() if name in passed or name in self.scope.variables}

    def arguments(self, rest: list[Written]) -> None:
        """`sh -c TEXT NAME ARGUMENT…`"""
        if rest:
            self.variables.update(dict.fromkeys(POSITIONAL))
            self.variables.update({str(number): one for number, one in enumerate(rest)})

    # ------------------------------------------------------------ words
    def fields(self, word: sh.Word) -> list[Written]:
        """The word's value, split at white space where it is one unquoted variable."""
        if self.given is not None and len(word.parts) == 1 and _is_all(word.parts[0]):
            return list(self.given)
        value = self.word(word) or EMPTY
        only = word.parts[0] if len(word.parts) == 1 else None
        if isinstance(only, sh.Parameter) and only.name == "@" and not only.op and value.known and not value.text:
            return []
        if isinstance(only, sh.Parameter) and not only.quoted and value.known:
            return [value.part(match.start(), match.end()) for match in re.finditer(r"\S+", value.text)]
        return [value]

    def word(self, word: sh.Word | None) -> Written | None:
        if word is None:
            return EMPTY
        return joined([self._part(part) for part in word.parts] or [EMPTY])

    def _part(self, part: sh.Part) -> Written:
        places = _places(part.span)
        if isinstance(part, sh.Literal):
            return of_literal(part, places)
        raw = Written(part.span.text, places[part.span.start : part.span.end], known=False)
        if not isinstance(part, sh.Parameter) or part.op or part.index is not None:
            if isinstance(part, sh.Parameter) and part.op in (":-", "-") and part.index is None:
                value = self.value_of(part.name, places[part.span.start])
                if value is None or not value.known:
                    return replace(raw, lost=self._is_own(part.name))
                return value if value.text else self.word(part.word) or EMPTY
            return replace(raw, lost=isinstance(part, sh.Parameter) and self._is_own(part.name))
        value = self.value_of(part.name, places[part.span.start])
        return replace(raw, lost=self._is_own(part.name)) if value is None else value

    def _is_own(self, name: str) -> bool:
        """Whether a variable is one of this RUN: a script of the image has no such variable, or another one."""
        return name in self.variables or ANY in self.variables or not (name[:1].isalpha() or name[:1] == "_")

    def value_of(self, name: str, place: int) -> Written | None:
        """A variable's value; None where it cannot be known, "" where it is not set."""
        if name in self.variables:
            own = self.variables[name]
            return own if own is None or len(own.text) <= MAX_LENGTH else None
        if ANY in self.variables:
            return None
        if name in ("@", "*", "!"):
            return EMPTY
        if not (name[:1].isalpha() or name[:1] == "_"):
            return {"#": at_place("0", place)}.get(name, EMPTY if name[:1].isdigit() and name != "0" else None)
        value = self.scope.value(name)
        if isinstance(value, str) and len(value) > MAX_LENGTH:
            return None
        if isinstance(value, Unknown) or (value is None and (name in self.scope.variables or name in ("HOME", "PWD"))):
            return None
        return at_place(value or "", place)


def _text(value: Written | None) -> tuple[str, bool] | None:
    return (value.text, value.known) if value is not None else None


def _is_all(part: sh.Part) -> bool:
    """Whether it is `"$@"`, or `$*` and the like without blanks in them."""
    return isinstance(part, sh.Parameter) and part.name in ("@", "*") and not part.op and part.index is None


def in_braces(word: Written) -> list[Written]:
    """`a{b,c}` as bash reads it: ab and ac. Words with more in the braces than names are not known."""
    match = re.search(r"\{([^{}]*,[^{}]*)\}", word.text)
    if match is None or "$" in word.text:
        return [word if not re.search(r"\{\w+\.\.\w+", word.text) else replace(word, known=False)]
    found: list[Written] = []
    for inner in re.finditer(r"(?:^|(?<=,))[^,]*", match[1]):
        start = match.start(1)
        parts = (word.part(0, match.start()), word.part(start + inner.start(), start + inner.end()))
        found += in_braces(joined([*parts, word.part(match.end(), len(word.text))]))
        if len(found) > MAX_BRACES:
            return [replace(word, known=False)]
    return found


def place_of(span: Span) -> int:
    """The offset in the Dockerfile of the span's first character."""
    return _places(span)[span.start]


def _places(span: Span) -> tuple[int, ...]:
    source = span.source
    return source.offsets if source.offsets is not None else tuple(range(len(source.text) + 1))
