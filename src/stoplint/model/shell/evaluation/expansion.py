"""Words to fields, as a shell expands them: parameters, substitution results, splitting.

POSIX XCU 2.6 "Word Expansions". Globs are left as they stand (what files match is not known).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes.values import EMPTY, NONE, Value, joined, spaced, unknown
from stoplint.model.shell.evaluation import lists
from stoplint.model.shell.evaluation.arrays import call_stack, elements_of, is_sparse, of_array, set_variable
from stoplint.model.shell.evaluation.splitting import WHITE, ifs_of, split_at
from stoplint.model.shell.evaluation.text_operators import (
    fnmatch_pattern,
    is_extended,
    operated,
    taken_literally,
)
from stoplint.syntax.shell_nodes import (
    Arithmetic,
    CommandSubstitution,
    Literal,
    Parameter,
    ProcessSubstitution,
)
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stoplint.model.processes.kinds import Shell
    from stoplint.syntax.shell_nodes import Part, Word

# Set by the runtime or the shell to something that is not in the files.
_GIVEN = frozenset({
    "HOSTNAME", "HOME", "PATH", "PWD", "OLDPWD", "RANDOM", "SECONDS", "UID", "EUID", "PPID", "LINENO", "OSTYPE",
    "USER", "SHELL", "TERM", "BASH", "BASH_SOURCE", "BASH_VERSION", "FUNCNAME", "BASH_LINENO", "HOSTTYPE", "MACHTYPE",
    "EPOCHSECONDS", "PIPESTATUS", "OPTARG", "OPTIND", "BASHPID",
})  # fmt: skip
# Operators that dash and ash refuse when they come to them. tests/kernel
_BAD = {"dash": ("substring", "/", "^", ",", "indirect", "names"), "ash": ("^", ",", "indirect", "names")}


class ExpansionError(Exception):
    """`${x:?message}` with x unset: the shell ends. `name`: the variable that would have to be set, if it is that.

    `refused`: the shell has no such expansion. `readonly`: it would set a variable that is.
    """

    def __init__(self, text: str, name: str = "", *, refused: bool = False, readonly: bool = False) -> None:
        super().__init__(text)
        self.readonly = readonly
        self.name = name
        self.refused = refused


# `set -- "$@" "$@"` doubles each time.
MAX_FIELDS = 2_000
TOO_MANY = unknown(f"more than {MAX_FIELDS:,} words", filled=True, splits=True)._replace(described=True)


class Expansion:
    """Expands words in one shell's state. `results` maps substitution nodes (by id) to what they gave."""

    def __init__(self, shell: Shell, results: Mapping[int, Value]) -> None:
        self.shell = shell
        self.results = results
        self.early: set[str] = set()  # names found empty, for traps that expand too early

    # ------------------------------------------------------------ words
    def fields(self, words: Iterable[Word]) -> list[Value]:
        """All fields that the words give, in order."""
        out: list[Value] = []
        for word in words:
            out.extend(self.field(word))
            if len(out) > MAX_FIELDS:
                return [out[0], TOO_MANY]
        return out

    def field(self, word: Word, *, inside: bool = False) -> list[Value]:
        """The fields of one word: none, one or several. `inside`: of an expansion, where texts are split as well."""
        parts = word.parts
        if self.shell.dialect not in _BAD and any("{" in part.text for part in parts if isinstance(part, Literal)):
            from stoplint.model.shell.evaluation import braces  # noqa: PLC0415 - few words have braces

            if braces.in_word(word):
                texts = braces.expanded(word)
                return (
                    [unknown(word.span.text, splits=True)] if texts is None else [Value(each) for each in texts if each]
                )
        if len(parts) == 1 and isinstance(parts[0], Literal) and not inside:
            literal = parts[0]
            return [
                Value(
                    literal.text,
                    source=literal.source,
                    splits=not literal.quoted and _globs(literal.text),
                )
            ]
        fields: list[list[Value]] = [[]]
        ifs = ifs_of(self.shell)
        globbing = False
        exists = False
        for part in parts:
            quoted = getattr(part, "quoted", True)
            many = self._positional(part)
            if many is not None:
                if many:
                    exists = True
                    fields[-1].append(many[0])
                    fields.extend([value] for value in many[1:])
                continue
            value = self.part(part)
            globbing = globbing or (not quoted and _globs(value.text))
            if quoted or (isinstance(part, Literal) and not inside):
                exists = True
                fields[-1].append(value._replace(wraps="") if value.wraps else value)  # one word, as it is
                continue
            if not value.known:
                exists = True
                fields[-1].append(value._replace(splits=True))
                continue
            pieces = split_at(value.text, ifs)
            if not pieces:
                if value.text and fields[-1]:
                    fields.append([])
                continue
            exists = True
            if value.text[0] in WHITE and value.text[0] in ifs and fields[-1]:
                fields.append([])
            fields[-1].append(
                value if len(pieces) == 1 and value.text == pieces[0] else Value(pieces[0], taint=value.taint)
            )
            fields.extend([Value(piece, taint=value.taint)] for piece in pieces[1:])
            if value.text[-1] in ifs:
                fields.append([])
        if not exists:
            return []
        out = []
        for index, parts_of in enumerate(fields):
            if parts_of or (index == 0 and len(fields) == 1):
                out.append(joined(parts_of) if parts_of else EMPTY)
        return [
            value._replace(splits=len(fields) == 1 and any(v.splits for v in fields[0])) if not value.known
            else value._replace(splits=globbing and _globs(value.text))
            for value in out
        ]  # fmt: skip

    def single(self, word: Word | None) -> Value:
        """The word as one text, unsplit (assignments, `case`, redirections, here-documents)."""
        if word is None:
            return EMPTY
        if len(word.parts) == 1 and isinstance(word.parts[0], Literal):
            literal = word.parts[0]
            return Value(literal.text, source=literal.source)
        values = []
        for part in word.parts:
            many = self._positional(part, splits=False)
            if many is None:
                values.append(self.part(part))
            else:
                values += [spaced(many)] if many else []
        return joined(values) if values else EMPTY

    def _positional(self, part: Part, *, splits: bool = True) -> list[Value] | None:
        """The fields of `$@`, `$*`, "${a[@]}", `${1+"$@"}` or `${x-"a b"}`; None for any other part."""
        if not isinstance(part, Parameter) or self._refused(part):
            return None
        if part.op in ("-", ":-", "+", ":+") and part.word is not None and part.index is None:
            listed = any(isinstance(one, Parameter) and one.name == "@" for one in part.word.parts)
            # quotes in the word of an unquoted `${x-"a b"}` hold (POSIX XCU 2.6.2)
            if listed or (splits and not part.quoted and any(getattr(one, "quoted", False) for one in part.word.parts)):
                return self._alternative(part, part.word)
        return lists.fields_of(self, part, splits=splits and not part.quoted)

    def _alternative(self, part: Parameter, word: Word) -> list[Value] | None:
        """The fields of the word of `${x-word}` or `${x+word}` where it is taken; None where the value is."""
        value = self.lookup(part.name)
        if value is not None and not value.known and part.op[0] == ":" and not value.filled:
            return None
        is_set = part.name in _GIVEN if value is None else value.text != "" or part.op[0] != ":"
        if is_set is not (part.op[-1] == "+"):
            return None
        special = not (part.name[:1].isalpha() or part.name[:1] == "_")
        taint = NONE if special else frozenset({part.name}) if value is None else value.taint
        fields = self.field(word, inside=True) or ([EMPTY] if part.quoted else [])
        return [one._replace(taint=one.taint | taint) for one in fields]

    def _refused(self, part: Parameter) -> bool:
        bad = _BAD.get(self.shell.dialect)
        return bad is not None and (bool(part.index) or part.op.startswith(bad))

    # ------------------------------------------------------------ parts
    def part(self, part: Part) -> Value:
        """One part's value, unsplit."""
        if isinstance(part, Literal):
            return Value(part.text)
        if isinstance(part, Parameter):
            return self._parameter(part)
        if isinstance(part, CommandSubstitution):
            return self.results.get(id(part), unknown(part.span.text))
        if isinstance(part, Arithmetic):
            if part.span.text.startswith("$[") and self.shell.dialect in _BAD:  # bash's own; a text in these
                return Value(part.span.text) if "$" not in part.text else unknown(part.span.text)
            return self.arithmetic(part.text, strict=True)
        if isinstance(part, ProcessSubstitution):
            return unknown("/dev/fd/63", filled=True)
        return unknown(str(part))

    def lookup(self, name: str) -> Value | None:
        """A parameter's value; None when it is not set (and nothing outside could have set it: special ones)."""
        shell = self.shell
        if is_number(name):
            number = int(name)
            if number == 0:
                return shell.name
            return shell.arguments[number - 1] if number <= len(shell.arguments) else None
        if name == "#":
            many = any(not a.known and a.splits for a in shell.arguments)
            return unknown("$#") if many else Value(str(len(shell.arguments)))
        if name == "?":
            return Value(str(shell.status.code)) if shell.status.code is not None else unknown("$?", filled=True)
        if name == "!":
            return Value(str(shell.last_background)) if shell.last_background is not None else None
        if name == "$":
            return Value(str(shell.main))
        if name in ("@", "*"):
            return spaced(shell.arguments) if shell.arguments else None
        if name == "-":
            return Value("".join(sorted(shell.options)))
        return shell.variables.get(name)

    def _parameter(self, part: Parameter) -> Value:
        name = part.name
        if name in ("FUNCNAME", "BASH_SOURCE") and self.shell.dialect == "bash":
            stack = call_stack(self.shell, name)
            if stack is not None:
                return of_array(part, stack)
        if part.op == "length" and part.index in ("@", "*") and not self._refused(part):
            elements = elements_of(self.shell, name)
            return (
                unknown(part.span.text, filled=True)
                if elements is None
                else Value(str(len(elements)), taint=NONE.union(*(e.taint for e in elements)))
            )
        if self._refused(part):
            raise ExpansionError(part.span.text, refused=True)  # "bad substitution" ends these shells
        if part.index in ("@", "*"):
            name += "[@]"
        elif part.index not in (None, "0"):
            return self._element(part, part.index)
        op = part.op
        if op == "names":  # of variables that begin so: none is an empty list, and any may be set from outside
            return unknown(part.span.text)
        if op.startswith("indirect"):
            op = op.removeprefix("indirect")
            pointer = self.lookup(name)
            if pointer is None or not pointer.known:
                return unknown(part.span.text)
            name = pointer.text
        value = self.lookup(name)
        special = not (name[:1].isalpha() or name[:1] == "_")
        if value is None and name in _GIVEN:
            value = unknown(f"${name}", filled=True)
        taint = NONE if special else frozenset({name})
        if value is None and self.shell.supplied and not special and "[" not in name and self._wants(op):
            value = unknown(f"${name}", taint)
        if value is None and "u" in self.shell.options and name not in ("@", "*") and (not op or op.strip(":-=?+")):
            raise ExpansionError(part.span.text, "" if special else name)
        if op == "length" and name in ("@", "*") and self.shell.dialect not in _BAD:
            return self.lookup("#") or EMPTY
        if op == "":
            if value is None:
                self.early.add(name)
                return Value("", taint=taint)
            return value
        return self._operator(part, op, name, value, taint)

    def _wants(self, op: str) -> bool:
        """Whether the shell ends here if the variable is not set: `${x:?}`, and `$x` under `set -u`."""
        return op in ("?", ":?") or ("u" in self.shell.options and (not op or bool(op.strip(":-=?+"))))

    def _element(self, part: Parameter, said: str) -> Value:
        """`${a[1]}` of an array whose elements are known, and stand where they were put."""
        elements = elements_of(self.shell, part.name)
        sure = (
            elements is not None
            and f"{part.name}[@]" in self.shell.variables
            and not is_sparse(self.shell, part.name)
            and not self.shell.has_keys(part.name)
        )
        index = Value(said) if is_number(said) else self.arithmetic(said)
        if not sure or elements is None or not index.known or part.op[:1] in ("i", "=") or part.op == ":=":
            return unknown(part.span.text)
        if any(re.match(r"\[[^]]*\]=", element.text) for element in elements):
            return unknown(part.span.text)  # `a=([x]=1)`: with keys
        at = int(index.text) + (len(elements) if index.text[0] == "-" else 0)
        value = elements[at] if 0 <= at < len(elements) else None
        if part.op:
            return self._operator(part, part.op, part.name, value, NONE)
        if value is None and "u" in self.shell.options:
            raise ExpansionError(part.span.text)
        return value if value is not None else EMPTY

    def _operator(self, part: Parameter, op: str, name: str, value: Value | None, taint: frozenset[str]) -> Value:
        if op.rstrip(":-=?+") == "":
            null = value is None or (op.startswith(":") and value.known and value.text == "")
            unsure = value is not None and not value.known and not value.filled and op.startswith(":")
            tainted = taint if value is None else value.taint
            kind = op[-1]
            if kind == "+":
                if unsure:
                    return unknown(part.span.text, tainted)
                return Value("", taint=tainted) if null else self.single(part.word)
            if not null:
                # the word stands where it is empty
                return value._replace(wraps="") if value is not None else EMPTY
            if kind == "?":
                raise ExpansionError(part.span.text, name if name[:1].isalpha() else "")
            word = self.single(part.word)
            word = word._replace(taint=word.taint | tainted)
            if kind == "=" and not set_variable(self.shell, name, word):
                raise ExpansionError(part.span.text, readonly=True)
            return word
        if value is None:
            value = Value("", taint=taint)
        if not value.known:
            return unknown(part.span.text, value.taint)
        pattern = self.pattern(part.word) if op in ("#", "##", "%", "%%") else None
        text = operated(value.text, op, part, pattern, self.shell.dialect)
        if text is not None:
            return Value(text, taint=value.taint)
        filled = bool(value.text) and op not in ("length", "substring", "#", "##", "%", "%%")
        return unknown(part.span.text, value.taint, filled=filled)

    def changed(self, part: Parameter, element: Value) -> Value:
        """One element of a list as an operator for texts changes it: `${a[@]%x}`, `${@/x/y}`."""
        return self._operator(part, part.op, part.name, element, NONE)

    def pattern(self, word: Word | None) -> str | None:
        """The word as an fnmatch pattern (quoted text taken literally); None if it is not known."""
        if word is None:
            return ""
        out = []
        for part in word.parts:
            value = self.part(part)
            if not value.known:
                return None
            if getattr(part, "quoted", True):
                out.append(taken_literally(value.text))
            elif is_extended(value.text) or ("\\" in value.text and not isinstance(part, Literal)):
                return None
            else:
                out.append(value.text)
        return fnmatch_pattern("".join(out), self.shell.dialect)

    def arithmetic(self, text: str, *, strict: bool = False) -> Value:
        """`$(( … ))` over integers and known variables; unknown, with all that it may assign, for anything richer.

        `strict`: with `set -u` bash ends at a variable that is not set. One of the environment, whose name has no small
        letters (POSIX XBD 8.1), may be given from outside; dash and BusyBox take 0.
        """
        from stoplint.model.shell.evaluation.arithmetic import Refused, Unclear, assigned_in, evaluated  # noqa: PLC0415 - many scripts reckon nothing

        shell = self.shell
        taint: set[str] = set()

        def lookup(name: str) -> int:
            value = self.lookup(name)
            if (
                value is None
                and strict
                and not shell.supplied
                and "u" in shell.options
                and shell.dialect == "bash"
                and name.islower()
            ):
                raise ExpansionError(f"$(({text}))")
            if value is None:
                taint.update({name} if name.isidentifier() else ())
                return 0
            taint.update(value.taint)
            digits = value.text or "0"
            if not value.known or not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,17})", digits):  # "010" is octal
                raise Unclear
            return int(digits)

        def assign(name: str, number: int) -> None:
            if not set_variable(shell, name, Value(str(number), taint=frozenset(taint))):
                raise Unclear

        try:
            value = evaluated(text, lookup, assign, shell.dialect)
            return Value(str(value), taint=frozenset(taint))
        except Refused:
            raise ExpansionError(f"$(({text}))", refused=True) from None
        except Unclear:
            for name in assigned_in(text):
                set_variable(shell, name, unknown(f"${name}", filled=True))
            return unknown(f"$(({text}))", filled=True)


def _globs(text: str) -> bool:
    """True if an unquoted text of this form names any number of files."""
    return "*" in text or "?" in text or "[" in text
