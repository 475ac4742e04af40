"""`[ … ]`, `test` and `[[ … ]]`: true, false, or not known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown
from stoplint.model.image.rootfs import Absent, Link
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.status import Status
from stoplint.model.processes.values import NONE, TERMINAL, Value, unknown
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.evaluation.text_operators import is_found_at, means
from stoplint.paths import base_name
from stoplint.syntax.shell_nodes import Literal, Parameter
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.rootfs import File
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Conditional, Word
    from stoplint.text import Span

# None: not known; the taint tells which names from outside it rests on
Truth = tuple["bool | None", "frozenset[str]"]
_COMPARE = {"-eq": "==", "-ne": "!=", "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">="}
_OF_A_FILE = frozenset("aefrs")
_OF_A_PROCESS = re.compile(r"/proc/(\d+)(/(?:cmdline|comm|stat|statm|status))?")
_FILE_TESTS = frozenset("abcdefghkprstuwxLOGNS") - {"t"}
# The operators of `[`: dash(1), bash(1), BusyBox 1.35 and mksh(1); tests/model asks them all.
_PLAIN = frozenset(f"-{letter}" for letter in "bcdefghknprstuwxzGLOS")
_UNARY: dict[str, frozenset[str]] = {
    "dash": _PLAIN, "ash": _PLAIN, "bash": _PLAIN | {"-a", "-o", "-v", "-N", "-R"}, "ksh": _PLAIN | {"-a", "-o", "-v", "-H"},
}  # fmt: skip
_BINARY = frozenset({"=", "!=", "<", ">", "-nt", "-ot", "-ef", "-a", "-o"})


def test(host: Host, w: World, sh: Shell, words: Sequence[Value], place: Span) -> Status:
    """`[ words ]` (without the brackets)."""
    if is_refused(sh.dialect, words):
        return Status(2, NONE.union(*(word.taint for word in words)), None, " ".join(place.text.split()), place)
    truth, taint = _or(host, w, sh, list(words), glob=False)
    return _status(truth, taint, place)


def is_refused(dialect: Dialect, words: Sequence[Value]) -> bool:
    """Whether `[` ends with an error, for two or three words: by its operator, or as an operand is no number."""
    if not all(word.known for word in words) or dialect not in _UNARY:
        return False
    texts = [word.text for word in words]
    if texts[:1] == ["!"] and len(texts) == 3 and texts[1] not in _BINARY and texts[1] not in _COMPARE:
        texts = texts[1:]
    match texts:
        case [op, _]:
            return op != "!" and op not in _UNARY[dialect]
        case ["(", _, ")"]:
            return False
        case [left, op, right] if op in _COMPARE:
            return not (_is_number(left) and _is_number(right))
        case [_, op, _]:
            return op not in _BINARY and not (op == "==" and dialect != "dash")
        case _:
            return False


def _is_number(text: str) -> bool:
    digits = text.strip()
    return is_number(digits[digits[:1] in ("-", "+") :])


def double_brackets(host: Host, w: World, sh: Shell, node: Conditional, values: Sequence[Value]) -> Status:
    """`[[ words ]]`."""
    fields = list(values)
    if sh.dialect == "ash":
        return _double_brackets_of_ash(host, w, sh, node, fields)
    for at, value in enumerate(values[:-1]):
        if at and value.text == "=~" and value.known:
            fields[at + 1] = _expression(node.words[at + 1], fields[at + 1])
        elif at and value.text in ("=", "==", "!=") and value.known:
            fields[at + 1] = _pattern(sh, node.words[at + 1], fields[at + 1])
    truth, taint = _or(host, w, sh, fields, glob=True)
    if any(value.text == "=~" for value in fields):
        sh.variables["BASH_REMATCH"] = unknown("$BASH_REMATCH", filled=bool(truth))
        if truth is False and len(fields) == 3:  # nothing matched: it is empty (bash(1), BASH_REMATCH)
            del sh.variables["BASH_REMATCH"]
    return _status(truth, taint, node.span)


def _double_brackets_of_ash(host: Host, w: World, sh: Shell, node: Conditional, fields: list[Value]) -> Status:
    """BusyBox has `[[` as a command like `[`: words are split, `<` redirects, quotes don't reach the expressions."""
    if (
        len(fields) == 2
        and all(field.known for field in fields)
        and fields[0].text != "!"
        and fields[0].text not in _PLAIN
    ):
        return Status(
            2, NONE.union(*(field.taint for field in fields)), None, " ".join(node.span.text.split()), node.span
        )
    unclear = any(field.text in ("<", ">") or "[" in field.text for field in fields)
    for word, field in zip(node.words, fields, strict=True):
        plain = all(isinstance(part, Literal) or getattr(part, "quoted", True) for part in word.parts)
        unclear = unclear or (not plain and (len(field.text.split()) != 1 or any(c in field.text for c in "*?[")))
    truth, taint = (None, NONE) if unclear else _or(host, w, sh, fields, glob=True)
    return _status(truth, taint, node.span)


def _pattern(sh: Shell, word: Word, value: Value) -> Value:
    """What stands behind `==` as a pattern: quoted parts mean themselves."""
    pattern = Expansion(sh, sh.results).pattern(word)
    if pattern is not None:
        return value._replace(text=pattern)
    return (
        value
        if value.known and not any(c in value.text for c in "*?[\\(")
        else unknown(value.text, filled=value.filled)
    )


def _expression(word: Word, value: Value) -> Value:
    """What stands behind `=~` as an expression: quoted parts mean themselves, which is only said for plain ones."""
    text = word.span.text
    if len(word.parts) == 1 and isinstance(word.parts[0], Parameter) and text[:1] == "$":
        return value
    if word.literal is not None and not any(quote in text for quote in "'\"`"):
        return Value(text)
    return value if value.known and value.text.replace("-", "").replace("_", "").isalnum() else unknown(text)


def _status(truth: bool | None, taint: frozenset[str], place: Span) -> Status:
    text = " ".join(place.text.split())
    if truth is None:
        return Status(None, NONE, None, text, place)
    return Status(0 if truth else 1, taint, None, text, place)


def _or(host: Host, w: World, sh: Shell, words: list[Value], *, glob: bool) -> Truth:
    for symbol, is_or in (("||" if glob else "-o", True), ("&&" if glob else "-a", False)):
        depth = 0
        for i, word in enumerate(words):
            if word.text in ("(", "\\("):
                depth += 1
            elif word.text in (")", "\\)"):
                depth -= 1
            elif word.text == symbol and depth == 0 and 0 < i < len(words) - 1 and word.known:
                left, lt = _or(host, w, sh, words[:i], glob=glob)
                right, rt = _or(host, w, sh, words[i + 1 :], glob=glob)
                return _either(left, right, lt | rt) if is_or else _both(left, right, lt | rt)
    return _not(host, w, sh, words, glob=glob)


def _either(left: bool | None, right: bool | None, taint: frozenset[str]) -> Truth:
    if left or right:
        return True, taint
    return (None, NONE) if left is None or right is None else (False, taint)


def _both(left: bool | None, right: bool | None, taint: frozenset[str]) -> Truth:
    if left is False or right is False:
        return False, taint
    return (None, NONE) if left is None or right is None else (True, taint)


def _not(host: Host, w: World, sh: Shell, words: list[Value], *, glob: bool) -> Truth:
    if len(words) > 1 and words[0].text == "!" and words[0].known:
        truth, taint = _not(host, w, sh, words[1:], glob=glob)
        return (None if truth is None else not truth), taint
    if len(words) > 2 and words[0].text in ("(", "\\(") and words[-1].text in (")", "\\)"):
        return _or(host, w, sh, words[1:-1], glob=glob)
    return _primary(host, w, sh, words, glob=glob)


def _primary(host: Host, w: World, sh: Shell, words: list[Value], *, glob: bool) -> Truth:
    if not words:
        return False, NONE
    if any(word.splits and not word.known for word in words):
        return None, NONE
    if len(words) == 1:
        return _filled(words[0])
    if len(words) == 2:
        return _unary(host, w, sh, words[0].text, words[1])
    if len(words) == 3:
        return _binary(sh, words[0], words[1].text, words[2], glob=glob)
    return None, NONE


def _filled(value: Value) -> Truth:
    if value.known:
        return value.text != "", value.taint
    return (True if value.filled else None), NONE


def _unary(host: Host, w: World, sh: Shell, op: str, value: Value) -> Truth:
    if op in ("-n", "-z"):
        truth, taint = _filled(value)
        return (truth if op == "-n" or truth is None else not truth), taint
    if op == "-t":
        return False, frozenset({TERMINAL})
    if op == "-v" and value.known:
        return value.text in sh.variables, frozenset({value.text})
    if len(op) == 2 and op[1] in _FILE_TESTS:
        if not value.known:
            return None, NONE
        if value.somewhere:
            return op[1] in "aefrsx", value.taint
        return _file(host, w, sh, op[1], value)
    return None, NONE


def _file(host: Host, w: World, sh: Shell, kind: str, value: Value) -> Truth:
    if value.text == "":
        return False, value.taint
    path = sh.path(value.text)
    if path is None or w.is_doubted(path):
        return None, NONE
    if kind in "Lh":
        return _is_link(host, w, path, value)
    written = kind in _OF_A_FILE and path not in w.files and _is_written_by_a_server(w, path)
    if written or w.is_removed(path):
        return written, value.taint
    if path in w.files:
        if kind == "s":
            return (True if w.files[path].known and w.files[path].text else None), value.taint
        return (True if kind in "aefrw" else False if kind == "d" else None), value.taint
    if path in w.folders:
        return (None if kind == "w" else kind in "adersx"), value.taint
    found = _OF_A_PROCESS.fullmatch(path)
    if found is not None and kind in ("aefr" if found[2] else "der"):
        process = w.processes.get(int(found[1]))  # proc(5): a folder for each process, until it was waited for
        return process is not None and process.alive, value.taint
    return _in_image(host.lookup(path), kind, value.taint, written=written)


def _is_link(host: Host, w: World, path: str, value: Value) -> Truth:
    """What a script writes or makes (`>`, `mkdir -p`) may go through a link that was there."""
    if w.is_removed(path):
        return False, value.taint
    found = host.unfollowed(path)
    if isinstance(found, Unknown) or path in w.files or path in w.folders or value.text.endswith("/"):
        return None, NONE
    return isinstance(found, Link), value.taint


def _in_image(found: File | Absent | Unknown, kind: str, taint: frozenset[str], *, written: bool | None) -> Truth:
    if isinstance(found, Unknown):
        return None, NONE
    if isinstance(found, Absent):
        if not found.folder:
            return written, taint
        return None if kind == "w" else kind in "dersx", taint
    if kind == "x":
        return found.executable, taint
    if kind == "d":
        return False, taint
    if kind == "s":
        return (bool(found.source.text) if found.source is not None else None), taint
    return (True if kind in "aefr" else None), taint


def _is_written_by_a_server(w: World, path: str) -> bool | None:
    """Whether this is where a server that runs has written its number, as daemons do; None where it may be another's."""
    servers = [p for p in w.living() if isinstance(p, Running) and p.role == "application"]
    if not servers or not path.endswith(".pid"):
        return False
    stem = base_name(path)[: -len(".pid")]
    names = {name for p in servers for name in (base_name(p.argv[0]), p.program) if name}
    is_daemon = len(servers) == 1 and servers[0].is_daemon
    return True if is_daemon or any(name in stem or stem in name for name in names) else None


def _binary(sh: Shell, left: Value, op: str, right: Value, *, glob: bool) -> Truth:
    taint = left.taint | right.taint
    if op in ("=", "==", "!="):
        if not left.known or not right.known:
            if (left.known and left.text == "" and right.filled) or (right.known and right.text == "" and left.filled):
                return op == "!=", taint
            if (left.known and left.text in right.isnt) or (right.known and right.text in left.isnt):
                return op == "!=", taint
            return None, NONE
        same = means(sh, left, right.text) if glob else left.text == right.text
        for one, other in ((left, right), (right, left)):
            same = same or (one.somewhere and is_found_at(sh, one.text, other.text))
        return same == (op != "!="), taint
    if op in _COMPARE:
        if not left.known or not right.known or not (_is_number(left.text) and _is_number(right.text)):
            return None, NONE
        if glob and any(
            value.text.strip().lstrip("+-").startswith("0") and len(value.text) > 1 for value in (left, right)
        ):
            return None, NONE  # octal to bash
        a, b = int(left.text), int(right.text)
        return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[_COMPARE[op]], taint
    if op == "=~":
        if not left.known or not right.known:
            return None, NONE
        from stoplint.model.shell.evaluation.regexp import searched  # noqa: PLC0415 - few scripts use =~

        return searched(right.text, left.text, ignore_case="nocasematch" in sh.options), taint
    if op in ("<", ">") and left.known and right.known:
        return (left.text < right.text if op == "<" else left.text > right.text), taint
    return None, NONE
