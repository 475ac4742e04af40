"""The forms of ENTRYPOINT and CMD: where a shell stays in front, where it steps aside by luck, and broken JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from stoplint.faults import faults_with_any_sh, remarks
from stoplint.faults.advice import out_of_pipeline
from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.shells import PLAIN, is_shell
from stoplint.model.fact import Unknown
from stoplint.model.stop.causes import ByLuck, ShellInFront
from stoplint.syntax import shell_nested, shell_quote
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.faults import Fault
    from stoplint.model.image.image import CommandLine, Image
    from stoplint.model.stop.answer import ImageTrace

# A shell has something to do in such a text: expand, redirect, join commands.
_ASSIGNMENTS = r"""(?:\w+=(?:"[^"]*"|'[^']*'|[^\s"'])*\s+)*"""
# The escapes of JSON: RFC 8259, 7. In double quotes a shell has two others: POSIX, XCU 2.2.3.
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OF_JSON, _OF_SHELL = frozenset('"\\/bfnrtu'), frozenset("$`")
_LONG, _SHOWN = 200, 80  # characters of a text in shell form: a longer one is told by its beginning


def in_front(traces: Iterable[ImageTrace], form: str, name: str = "") -> Iterator[Fault[ShellInFront]]:
    """The faults in which the shell of an ENTRYPOINT or CMD of this form stays in front of the application."""
    for fault in faults_with_any_sh(traces, ShellInFront):
        found = fault.line
        if found is None or not fault.cause.is_string:
            continue
        said, line = found
        if line.form == form and said == (name or said) and not line.malformed:
            yield fault


def by_luck(traces: Iterable[ImageTrace], form: str, name: str = "") -> Iterator[Fault[ByLuck]]:
    """The graceful runs in which that shell is gone only because it execs its last command by itself.

    The holder is the shell, the place the whole instruction.
    """
    for fault in remarks(traces, ByLuck):
        found = fault.line
        if found is None:
            continue
        said, line = found
        if line.form == form and said == (name or said) and not line.malformed:
            yield replace(fault, cause=replace(fault.cause, span=line.span))


def said_of_shell_form(
    traces: Iterable[ImageTrace], name: str
) -> Iterator[tuple[Fault[ShellInFront | ByLuck], dict[str, Any]]]:
    """What is to be said of an ENTRYPOINT or a CMD in shell form, as parts of a problem."""
    for fault in in_front(traces, "shell", name):
        line = fault.line[1] if fault.line is not None else None
        if line is not None:
            yield (
                cast("Fault[ShellInFront | ByLuck]", fault),
                {
                    "message": f"{name} is in shell form, so {fault.holder} stays in front of {fault.app}, {fault.which}",
                    "label": f"{fault.app} runs {'below' if fault.cause.deep else 'as a child of'} {' '.join(line.shell)}, which drops {fault.signal}",
                    "help": exec_form(name, line.words[0].value, fault),
                    "span": line.span,
                },
            )
    for lucky in by_luck(traces, "shell", name):
        line = lucky.line[1] if lucky.line is not None else None
        if line is not None:
            by = f"{lucky.app} gets {lucky.signal} only because {lucky.holder} replaces itself"
            yield (
                cast("Fault[ShellInFront | ByLuck]", lucky),
                {
                    "message": f"{name} is in shell form: {by}",
                    "label": "the shell execs its last command by itself",
                    "help": exec_form(name, line.words[0].value),
                    "span": line.span,
                    "consequence": f"{stops_well(lucky)}; it would not where /bin/sh is dash (Debian, Ubuntu)",
                    "severity": "info",
                },
            )


def stops_well(lucky: Fault[ByLuck]) -> str:
    """That nothing goes wrong in this image, and what that rests on where nobody read what the application does."""
    taken = next((each for each in lucky.run.assumes if each.kind == "handles"), None)
    return "it stops well in this image" + (f", if {taken.subject} handles {taken.signal}" if taken else "")


def takes_a_text(image: Image) -> bool:
    """True for `ENTRYPOINT ["sh", "-c"]`, which takes its text from CMD; options and an init may stand before the `-c`."""
    line = None if isinstance(image.entrypoint, Unknown) else image.entrypoint.value
    words = [word.value for word in line.words] if line is not None and line.form == "exec" else []
    at = next((number for number, word in enumerate(words) if is_shell(word)), len(words))
    options = " ".join(words[at + 1 :])
    return re.fullmatch(r"([-+][a-z]*o [a-z]+ |--?[a-z]+ )*-[a-z]*c", options) is not None


# ---------------------------------------------------------------- broken JSON
def what_is_wrong(line: CommandLine) -> str:
    """Why the array is no JSON, for people."""
    text = line.words[0].value
    if re.search(r"[“”‘’]", text):
        return "typographic quotes: JSON knows only straight double quotes"
    if re.search(r"""[\[,]\s*'""", text):
        return "single quotes: JSON knows only double quotes"
    if re.search(r",\s*\]", text):
        return "a comma after the last string"
    if "]" not in text:
        return "the closing ] is missing"
    if text.rsplit("]", 1)[1].strip():
        return "text after the closing ]"
    if re.search(r'"\s+"', text):
        return "a comma is missing between two strings"
    if unknown := next((each[0] for each in _ESCAPE.finditer(text) if each[1] not in _OF_JSON), ""):
        return f"JSON knows no escape {unknown}"
    return "this is no JSON array of strings"


def meant_array(line: CommandLine) -> str | None:
    """The array that was probably meant, as JSON; None if that is not clear."""
    text = re.sub("[“”]", '"', line.words[0].value)
    text = re.sub("[‘’]", "'", text)
    body = text.strip()[1:].rpartition("]")[0] or text.strip()[1:]
    words = re.findall(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,"'\[\]]+))\s*(?:,|$|(?=["']))""", body)
    return json.dumps([_meant(a) or b or c for a, b, c in words], ensure_ascii=False) if words else None


def _meant(text: str) -> str:
    """What a string in double quotes was to be: with JSON's escapes, and with a shell's, which JSON does not know."""
    if not all(each[1] in _OF_JSON | _OF_SHELL for each in _ESCAPE.finditer(text)):
        return text
    try:
        return str(json.loads(f'"{_ESCAPE.sub(lambda each: each[1] if each[1] in _OF_SHELL else each[0], text)}"'))
    except ValueError:
        return text


# ---------------------------------------------------------------- what to write instead
def exec_form(name: str, text: str, fault: Fault[ShellInFront] | None = None) -> str:
    """What to write instead of `name text` in shell form; `fault` tells where in the text the application is started."""
    plain = text.strip()
    negated = re.match(r"!\s+", plain)
    if negated is not None:  # it turns a status around that nobody asks for, and `exec !` is no command
        return f"leave the ! out: {exec_form(name, plain[negated.end() :])}"
    if plain.startswith("exec "):
        plain = plain[5:].strip()
    words = shell_quote.split(plain)
    if words is not None and fault is not None and fault.cause.bare and "/" not in words[0]:
        # a shell looks for it in its folder, and not in the PATH (dash), or there first: XCU, sh
        array = json.dumps(words, ensure_ascii=False)
        return f"write #!/bin/sh as the first line of {words[0]}, and {name} {array}, which needs no shell"
    if words is not None and fault is not None and fault.cause.bare:
        array = json.dumps([*fault.image.shell.value[:1], *words], ensure_ascii=False)
        return f"write {name} {array}: the script has no #! line, and only a shell runs it so"
    if words is not None and (not is_shell(words[0]) or not re.search(r"[\"'\\]", plain)):
        return f"write {name} {json.dumps(words, ensure_ascii=False)}, which needs no shell"
    if within := _of_nested(name, plain, fault):
        return within
    if re.search(r"[|&;\n]", plain):
        if fault is not None and fault.cause.how == "pipeline":
            return out_of_pipeline(fault)
        if fault is not None and fault.cause.how in ("subshell", "substitution"):
            return f"start {fault.app} as the last command of the text itself, with `exec` in front of it"
        if fault is not None and fault.cause.behind:
            return f"put `exec` in front of {fault.app}, if what stands behind it is not needed: it is not run then"
        if fault is not None and fault.cause.deep:
            return f"put `exec` in front of the command that starts {fault.app}, so that the shell becomes it"
        if fault is not None:
            return f"put `exec` in front of {fault.app}, so that the shell becomes it"
        return f"put `exec` in front of the last command, so that the shell becomes it: {name} … && exec the_command"
    match = re.match(_ASSIGNMENTS, plain)
    at = match.end() if match is not None else 0
    if len(plain) > _LONG:
        return f"put `exec` in front of the command: {name} {plain[:at]}exec {' '.join(plain[at:].split())[:_SHOWN]}…"
    return f"write {name} {plain[:at]}exec {plain[at:]}: the shell expands the text, then becomes the program"


def _of_nested(name: str, plain: str, fault: Fault[ShellInFront] | None) -> str:
    """What to write instead of a shell with a text of its own: `exec` in that alone would leave the outer shell in front."""
    how, behind = (fault.cause.how, fault.cause.behind) if fault is not None else ("", "")
    inner = shell_nested.nested(Source("", plain), PLAIN)
    if how == "pipeline":
        return ""
    if inner is None:
        other = shell_nested.outer(Source("", plain), PLAIN)
        if not other or fault is None or how != "foreground" or behind:
            return ""
        return f"put `exec` in front of {other}, and in its text in front of {fault.app}: write {name} exec {other} …"
    written = shell_nested.with_exec(inner.text)
    array = json.dumps([*inner.words, written], ensure_ascii=False)
    if written is not None and len(array) <= _LONG and not behind:
        return f"write {name} {array}, so that the program is all that runs"
    app = fault.app if fault is not None else "its last command"
    array = json.dumps((*inner.words, "…"), ensure_ascii=False)
    dropped = ": what stands behind it is not run then" if behind else ""
    return f"write {name} {array}, with the same text, and in it `exec` in front of {app}{dropped}"
