"""Words to fields, as a shell expands them: parameters, substitution results, splitting.

POSIX XCU 2.6 "Word Expansions". Globs are left as they stand (what files match is not known).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from stoplint.model.processes.frames import Return, frames
from stoplint.model.processes.values import EMPTY, NONE, Value, embedded, joined, spaced, unknown
from stoplint.syntax.shell_nodes import (
    Arithmetic,
    CommandSubstitution,
    Literal,
    Parameter,
    ProcessSubstitution,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.syntax.shell_nodes import Part, Word

# Set by the runtime or the shell to something that is not in the files.
_GIVEN = frozenset({
    "HOSTNAME", "HOME", "PATH", "PWD", "OLDPWD", "RANDOM", "SECONDS", "UID", "EUID", "PPID", "LINENO", "OSTYPE",
    "USER", "SHELL", "TERM", "BASH", "BASH_SOURCE", "BASH_VERSION", "FUNCNAME", "BASH_LINENO", "HOSTTYPE", "MACHTYPE",
    "EPOCHSECONDS", "PIPESTATUS", "OPTARG", "OPTIND", "BASHPID",
})  # fmt: skip
_LOOP_LIMIT = 10_000
_CLASS = re.compile(r"\[:([a-z]+):\]")
_EXTENDED = re.compile(r"[?*+@!]\(")  # bash's extended patterns
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_WHITE = " \t\n"
# Character classes as ranges (POSIX XBD 9.3.5), for patterns.
_CLASSES = {
    "digit": "0-9", "alpha": "a-zA-Z", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "xdigit": "0-9A-Fa-f",
    "space": " \t\n\r\v\f", "blank": " \t",
}  # fmt: skip
# Operators that dash and ash refuse when they come to them. tests/kernel
_BAD = {"dash": ("substring", "/", "^", ",", "indirect"), "ash": ("^", ",", "indirect")}


class ExpansionError(Exception):
    """`${x:?message}` with x unset: the shell ends. `name`: the variable that would have to be set, if it is that."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.name = name


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
                    source=embedded(literal.text, literal.span),
                    splits=not literal.quoted and _globs(literal.text),
                )
            ]
        fields: list[list[Value]] = [[]]
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
                fields[-1].append(value)
                continue
            if not value.known:
                exists = True
                fields[-1].append(value._replace(splits=True))
                continue
            pieces, ifs = self._pieces(value.text)
            if not pieces:
                if value.text and fields[-1]:
                    fields.append([])
                continue
            exists = True
            if value.text[0] in _WHITE and value.text[0] in ifs and fields[-1]:
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
            return Value(literal.text, source=embedded(literal.text, literal.span))
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
        arguments = self.shell.arguments
        if part.name in ("@", "*") and part.op in ("", "substring"):
            chosen = arguments
            if part.op == "substring":
                start = _integers(part)
                if start is None or self.shell.dialect == "ash":  # BusyBox takes characters of the first
                    return [unknown(part.span.text, splits=part.name == "@" or not part.quoted)]
                chosen = (self.shell.name, *arguments)[start[0] :][: start[1] if len(start) > 1 else None]
            return self._listed(chosen, starred=part.name == "*", splits=splits and not part.quoted)
        if part.op in ("-", ":-", "+", ":+") and part.word is not None and part.index is None:
            listed = any(isinstance(one, Parameter) and one.name == "@" for one in part.word.parts)
            # quotes in the word of an unquoted `${x-"a b"}` hold (POSIX XCU 2.6.2)
            if listed or (splits and not part.quoted and any(getattr(one, "quoted", False) for one in part.word.parts)):
                return self._alternative(part, part.word)
        if part.index in ("@", "*") and part.op == "":
            elements = elements_of(self.shell, part.name)
            if part.name in ("FUNCNAME", "BASH_SOURCE") and self.shell.dialect == "bash":
                elements = self._call_stack(part.name)
            if elements is None:
                return [unknown(part.span.text, splits=True)]
            return self._listed(elements, starred=part.index == "*", splits=splits and not part.quoted)
        return None

    def _listed(self, values: Sequence[Value], *, starred: bool, splits: bool) -> list[Value]:
        """`$@` or `$*`, as each field or one text; `splits`: unquoted, where a command's words stand."""
        if splits:
            return [
                Value(piece, a.known, a.taint, a.filled, a.source if piece == a.text else None)
                for a in values
                for piece in (self._pieces(a.text)[0] if a.known else [a.text])
            ]
        if not starred:
            return list(values)
        # joined by the first character of IFS (POSIX XCU 2.5.2)
        parts = [part for value in values for part in (Value(self._ifs()[:1]), value)][1:]
        return [joined(parts) if parts else EMPTY]

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

    def _ifs(self) -> str:
        ifs = self.shell.variables.get("IFS")
        return ifs.text if ifs is not None and ifs.known else _WHITE

    def _pieces(self, text: str) -> tuple[list[str], str]:
        """The fields of an unquoted text (POSIX XCU 2.6.5), and the characters that it was split at."""
        ifs = self._ifs()
        if not ifs or not text:
            return [text] if text else [], ifs
        pieces = _separator(ifs).split(text.strip("".join(c for c in ifs if c in _WHITE) or "\0"))
        return pieces if pieces[-1] else pieces[:-1], ifs

    def _refused(self, part: Parameter) -> bool:
        bad = _BAD.get(self.shell.dialect)
        return bad is not None and (bool(part.index) or part.op.startswith(bad))

    def _call_stack(self, name: str) -> list[Value] | None:
        """Bash's FUNCNAME and BASH_SOURCE, innermost first; None where they cannot be said."""
        shell = self.shell
        if shell.pid != shell.main or shell.script is None:
            return None
        calls = [frame for frame in frames(shell.stack) if isinstance(frame, Return)]
        if name == "FUNCNAME":
            # "main" is the script itself; outside of functions and sourced files there is none
            return [Value(call.name) for call in calls] + ([Value("main")] if calls else [])
        sources = [Value(call.path) if call.path is not None else None for call in calls]
        if any(call.path is not None for call in calls) and None in sources:
            return None  # in which file a function was defined is not kept
        return [*(source or shell.name for source in sources), shell.name]

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
            return self.arithmetic(part.text)
        if isinstance(part, ProcessSubstitution):
            return unknown("/dev/fd/63", filled=True)
        return unknown(str(part))

    def lookup(self, name: str) -> Value | None:
        """A parameter's value; None when it is not set (and nothing outside could have set it: special ones)."""
        shell = self.shell
        if name.isdigit():
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
            stack = self._call_stack(name)
            if stack is not None:
                return _of_array(part, stack)
        if part.op == "length" and part.index in ("@", "*") and not self._refused(part):
            elements = elements_of(self.shell, name)
            return (
                unknown(part.span.text, filled=True)
                if elements is None
                else Value(str(len(elements)), taint=NONE.union(*(e.taint for e in elements)))
            )
        if self._refused(part):
            raise ExpansionError(part.span.text)  # "bad substitution" ends these shells
        if part.index in ("@", "*"):
            name += "[@]"
        elif part.index not in (None, "0"):
            return unknown(part.span.text)
        op = part.op
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
                return value if value is not None else EMPTY
            if kind == "?":
                raise ExpansionError(part.span.text, name if name[:1].isalpha() else "")
            word = self.single(part.word)
            word = word._replace(taint=word.taint | tainted)
            if kind == "=":
                self.shell.variables[name] = word
            return word
        if value is None:
            value = Value("", taint=taint)
        if not value.known:
            return unknown(part.span.text, value.taint)
        if not value.text.isascii() and op in ("length", "substring", "#", "##", "%", "%%"):
            return unknown(part.span.text, value.taint)  # dash counts bytes, bash characters of the locale
        if op == "length":
            return Value(str(len(value.text)), taint=value.taint)
        if op == "substring":
            numbers = _integers(part)
            if numbers is None:
                return unknown(part.span.text, value.taint)
            start, *rest = numbers
            text = value.text[start:]
            return Value(text[: rest[0]] if rest else text, taint=value.taint)
        if op in ("#", "##", "%", "%%"):
            pattern = self.pattern(part.word)
            if pattern is None:
                return unknown(part.span.text, value.taint)
            return Value(_trimmed(value.text, pattern, op), taint=value.taint)
        if op[:1] in ("^", ",") and (part.word is None or not part.word.parts):
            return Value(_recased(value.text, op), taint=value.taint)
        if op in ("/", "//") and part.word is not None and part.word.literal is not None:
            replaced = self._replaced(value.text, op, part.word)
            if replaced is not None:
                return Value(replaced, taint=value.taint)
        return unknown(part.span.text, value.taint, filled=bool(value.text))

    def _replaced(self, text: str, op: str, word: Word) -> str | None:
        """`${x/old/new}` of plain texts; None for quotes, patterns and bash's `&`."""
        old, _, new = word.span.text.partition("/")
        if word.literal != word.span.text or not old or any(c in old for c in "*?[") or "&" in new or "\\" in old + new:
            return None
        if self.shell.dialect != "ash" and old[0] in "#%":  # bash(1): at the beginning, at the end
            if op == "//":
                return None
            if old[0] == "#":
                return new + text[len(old) - 1 :] if text.startswith(old[1:]) else text
            return text[: len(text) - len(old) + 1] + new if text.endswith(old[1:]) else text
        return text.replace(old, new, 1 if op == "/" else -1)

    def pattern(self, word: Word | None) -> str | None:
        """The word as an fnmatch pattern (quoted text taken literally); None if it is not known."""
        if word is None:
            return ""
        out = []
        for part in word.parts:
            if isinstance(part, Literal) and not part.quoted:
                if _EXTENDED.search(part.text):
                    return None
                out.append(part.text)
                continue
            value = self.part(part)
            if not value.known:
                return None
            quoted = getattr(part, "quoted", True)
            if not quoted and ("\\" in value.text or _EXTENDED.search(value.text)):
                return None
            out.append("".join(f"[{c}]" if c in "*?[" else c for c in value.text) if quoted else value.text)
        pattern = _CLASS.sub(lambda match: _CLASSES.get(match[1], match[0]), "".join(out))
        if _CLASS.search(pattern):
            return None
        # "[^a]" is no negation to dash
        return pattern if self.shell.dialect == "dash" else pattern.replace("[^", "[!")

    def arithmetic(self, text: str) -> Value:
        """`$(( … ))` over integers and known variables; unknown for anything richer."""
        from stoplint.model.shell.evaluation.arithmetic import Unclear, evaluated  # noqa: PLC0415 - many scripts reckon nothing

        taint: set[str] = set()

        def lookup(name: str) -> int:
            value = self.lookup(name)
            if value is None:
                taint.update({name} if name.isidentifier() else ())
                return 0
            taint.update(value.taint)
            digits = value.text or "0"
            if not value.known or not _NUMBER.fullmatch(digits):  # "010" is octal
                raise Unclear
            return int(digits)

        try:
            return Value(str(evaluated(text, lookup)), taint=frozenset(taint))
        except Unclear:
            return unknown(f"$(({text}))", filled=True)


def elements_of(sh: Shell, name: str) -> list[Value] | None:
    """The elements of an array; None if these are not known one by one."""
    whole = sh.variables.get(f"{name}[@]")
    count = sh.variables.get(f"{name}[#]")
    if name not in sh.variables and (whole is None or whole.known or count is not None):
        return []  # not set, or no more
    if count is not None and count.known:
        places = [f"{name}[{i}]" for i in range(int(count.text))]
        return [sh.variables[place] for place in places if place in sh.variables]  # one may have been unset
    if whole is None or not whole.known:
        return None
    # elements are kept joined by newlines (see `assignments.assign`)
    return [Value(text, taint=whole.taint) for text in whole.text.split("\n")] if whole.text else []


def _of_array(part: Parameter, elements: list[Value]) -> Value:
    """`${a[0]}`, `${#a[@]}`, `$a` of an array whose elements are known."""
    if part.op == "length" and part.index in ("@", "*"):
        return Value(str(len(elements)))
    if part.op == "" and (part.index is None or part.index.isdigit()):
        at = int(part.index or 0)
        return elements[at] if at < len(elements) else EMPTY
    return unknown(part.span.text, filled=bool(elements))


@cache
def _separator(ifs: str) -> re.Pattern[str]:
    """What stands between two fields: a character of IFS with white space around it, or white space."""
    white = "".join(re.escape(c) for c in ifs if c in _WHITE)
    other = "".join(re.escape(c) for c in ifs if c not in _WHITE)
    blanks = f"[{white}]" if white else ""
    around = f"{blanks}*" if white else ""
    return re.compile(
        "|".join(filter(None, (f"{around}[{other}]{around}" if other else "", f"{blanks}+" if white else "")))
    )


def _globs(text: str) -> bool:
    """True if an unquoted text of this form names any number of files."""
    return "*" in text or "?" in text or "[" in text


def _integers(part: Parameter) -> list[int] | None:
    text = part.word.literal if part.word is not None else None
    if text is None:
        return None
    pieces = [piece.strip() for piece in text.split(":")]
    if not all(piece.isdigit() for piece in pieces) or len(pieces) > 2:
        return None
    return [int(piece) for piece in pieces]


def _recased(text: str, op: str) -> str:
    """`${x^}`, `${x^^}`, `${x,}`, `${x,,}`: bash(1), Parameter Expansion."""
    change = str.upper if op[0] == "^" else str.lower
    return change(text) if len(op) > 1 else change(text[:1]) + text[1:]


def _trimmed(text: str, pattern: str, op: str) -> str:
    if len(text) > _LOOP_LIMIT:
        return text
    lengths = range(len(text) + 1)
    if op[0] == "#":
        for n in lengths if op == "#" else reversed(lengths):
            if fnmatchcase(text[:n], pattern):
                return text[n:]
    else:
        for n in lengths if op == "%" else reversed(lengths):
            if fnmatchcase(text[len(text) - n :], pattern):
                return text[: len(text) - n]
    return text
