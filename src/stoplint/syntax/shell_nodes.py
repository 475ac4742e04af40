"""What a shell script consists of: the commands of POSIX sh and the bash extensions that start scripts use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Union

from stoplint.lazy_dataclass import dataclass, field
from stoplint.syntax.opaque import Opaque

if TYPE_CHECKING:
    from stoplint.text import Source, Span


# ---------------------------------------------------------------- words
@dataclass(frozen=True)
class Literal:
    """Text with quotes and escapes removed. `quoted` text is neither split nor globbed."""

    text: str
    quoted: bool
    span: Span

    @cached_property
    def source(self) -> Source:
        """The text as a Source of its own: what a word says may be run (`sh -c "…"`)."""
        return self.span.holding(self.text)


@dataclass(frozen=True)
class Parameter:
    """`$x`, `${x}`, `${x:-w}`, `${#x}`, `${!x}`, `${x[@]}`, `$@`, `$1`, `$?`, `$!`.

    `op` is "" for the plain value, else the operator: `:-` `-` `:=` `=` `:?` `?` `:+` `+` `#` `##` `%` `%%`
    `/` `//` `^` `,` `length` (`${#x}`) `indirect` (`${!x}`; `indirect:-` for `${!x:-w}`) `substring` (`${x:1}`)
    `names` (`${!x@}`, `${!x*}`), or "other".
    `index` is the subscript's text (`@`, `0`) or None.
    """

    name: str
    quoted: bool
    span: Span
    op: str = ""
    word: Word | None = None
    index: str | None = None


@dataclass(frozen=True)
class CommandSubstitution:
    """`$(…)` or backticks."""

    body: Script
    quoted: bool
    span: Span


@dataclass(frozen=True)
class ProcessSubstitution:
    """`<(…)` (direction "<") or `>(…)` (direction ">")."""

    body: Script
    direction: str
    span: Span


@dataclass(frozen=True)
class Arithmetic:
    """`$((…))`; `text` is the expression as written."""

    text: str
    quoted: bool
    span: Span


Part = Union[Literal, Parameter, CommandSubstitution, ProcessSubstitution, Arithmetic]


@dataclass(frozen=True)
class Word:
    """One word as written. An unquoted `*`, `?` or `[…]` stays in a Literal with quoted=False.

    An empty quoted string is one Literal("", True). Tilde at the start stays in the literal.
    """

    parts: tuple[Part, ...]
    span: Span

    @cached_property
    def literal(self) -> str | None:
        """The word's text if nothing in it is expanded at run time, else None."""
        if all(isinstance(part, Literal) for part in self.parts):
            return "".join(part.text for part in self.parts if isinstance(part, Literal))
        return None


# ---------------------------------------------------------------- commands
@dataclass(frozen=True)
class Assignment:
    """`name=value`, `name+=value` (append), `name=(a b)` (elements), `name[i]=v` (index)."""

    name: str
    value: Word | None
    span: Span
    append: bool = False
    elements: tuple[Word, ...] | None = None
    index: str | None = None


@dataclass(frozen=True)
class Redirect:
    """`2>file`, `<&3`, `&>f`, `<<EOF`, `<<<w`. `fd` is None where the operator's default holds.

    For a here-document `target` is None and `body` is its text as a Word (parts expanded unless the
    delimiter was quoted). The span covers the operator and target, not the here-document's body.
    """

    op: str
    fd: int | None
    target: Word | None
    span: Span
    body: Word | None = None


@dataclass(frozen=True)
class Simple:
    """`A=1 cmd arg >f`. `words` may be empty (assignments or redirections only)."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    span: Span


@dataclass(frozen=True)
class Pipeline:
    """`! a | b |& c`; two commands or more, or one with `!`, or with `time` in front (`timed`).

    `errors` are the numbers of the commands whose standard error goes along (`a |& b`: the first's, 0).
    """

    commands: tuple[Command, ...]
    span: Span
    negated: bool = False
    timed: bool = False
    errors: tuple[int, ...] = ()


@dataclass(frozen=True)
class AndOr:
    """`left && right` or `left || right`; chains nest to the left."""

    left: Command
    op: str
    right: Command
    span: Span


@dataclass(frozen=True)
class Item:
    """One element of a list: a command, and whether `&` ends it."""

    command: Command
    background: bool
    span: Span


@dataclass(frozen=True)
class Script:
    """A list of commands."""

    items: tuple[Item, ...]
    span: Span


@dataclass(frozen=True)
class Subshell:
    """`( … )`"""

    body: Script
    span: Span


@dataclass(frozen=True)
class Group:
    """`{ …; }`"""

    body: Script
    span: Span


@dataclass(frozen=True)
class If:
    """`branches` are (condition, body) of `if` and each `elif`; `otherwise` is the `else` body."""

    branches: tuple[tuple[Script, Script], ...]
    otherwise: Script | None
    span: Span


@dataclass(frozen=True)
class While:
    """`while cond; do body; done`, or `until` when negated."""

    condition: Script
    body: Script
    span: Span
    negated: bool = False


@dataclass(frozen=True)
class For:
    """`for x in words`; `words` is None for `for x` (which means "$@"). `select` reads as For with select=True."""

    variable: str
    words: tuple[Word, ...] | None
    body: Script
    span: Span
    select: bool = False


@dataclass(frozen=True)
class ArithmeticFor:
    """`for ((a; b; c))`; `header` is the text between the parentheses."""

    header: str
    body: Script
    span: Span


@dataclass(frozen=True)
class Arm:
    """`a|b) body ;;` of a case. `terminator` is `;;`, `;&`, `;;&` or "" for the last."""

    patterns: tuple[Word, ...]
    body: Script
    terminator: str
    span: Span


@dataclass(frozen=True)
class Case:
    """`case word in arms esac`"""

    word: Word
    arms: tuple[Arm, ...]
    span: Span


@dataclass(frozen=True)
class Function:
    """`name() body` or `function name body` (`word`: with the reserved word)."""

    name: str
    body: Command
    span: Span
    word: bool = False


@dataclass(frozen=True)
class Conditional:
    """`[[ … ]]`: `words` are the operands and operators between the brackets, in order."""

    words: tuple[Word, ...]
    span: Span


@dataclass(frozen=True)
class ArithmeticCommand:
    """`(( … ))`"""

    text: str
    span: Span


@dataclass(frozen=True)
class Coprocess:
    """`coproc NAME { …; }`, `coproc command`: in the background, with pipes to and from it."""

    name: str
    command: Command
    span: Span


@dataclass(frozen=True)
class Redirected:
    """A compound command with redirections behind it."""

    command: Command
    redirects: tuple[Redirect, ...]
    span: Span


Command = Union[
    Simple, Pipeline, AndOr, Subshell, Group, If, While, For, ArithmeticFor, Case, Function, Conditional,
    ArithmeticCommand, Redirected, Coprocess, Opaque,
]  # fmt: skip


@dataclass(frozen=True)
class ShellScript:
    """A whole text: its commands, comments (text starting at `#`, with spans), and what was not read."""

    source: Source
    script: Script
    comments: tuple[tuple[str, Span], ...] = ()
    opaque: tuple[Opaque, ...] = field(default=())
