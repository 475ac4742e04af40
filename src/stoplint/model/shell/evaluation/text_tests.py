"""Questions about a known text that scripts ask by programs: `expr "$1" : apache`, `echo "$1" | grep -q '^-'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import NONE
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.syntax.shell_nodes import Redirected, Simple
from stoplint.syntax.shell_walk import command_substitutions

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value
    from stoplint.syntax.shell_nodes import Pipeline
    from stoplint.text import Span

_FLAGS = frozenset("qEFisx")


def expr(argv: tuple[Value, ...], place: Span) -> Status | None:
    """`expr text : expression`: 0 if the text begins with it; None where that is not said."""
    if len(argv) != 4 or argv[2].text != ":" or not all(value.known for value in argv):
        return None
    expression = argv[3].text
    if not expression or expression[:1] in ("^", "*") or "*" in expression:
        return None  # a match of no characters counts as none
    from stoplint.model.shell.evaluation.regexp import searched  # noqa: PLC0415 - few scripts call expr

    found = searched("^" + expression, argv[1].text, extended=False)
    return None if found is None else _status(found, argv, place)


def piped(sh: Shell, node: Pipeline) -> Status | None:
    """`echo text | grep expression` of words that are known; None for any other pipeline."""
    if len(node.commands) != 2:
        return None
    said, asked = (each.command if isinstance(each, Redirected) else each for each in node.commands)
    if (
        not isinstance(said, Simple)
        or not isinstance(asked, Simple)
        or said.redirects
        or said.assignments
        or asked.assignments
    ):
        return None
    names = [each.words[0].literal if each.words else None for each in (said, asked)]
    if names == ["set", "grep"] and _literals(said) == ["-o"] and _literals(asked)[-1:] == ["pipefail"]:
        # dash 0.5.12 has no such option, BusyBox and bash have it; asked of them
        return OK if sh.dialect != "dash" else Status(1)
    if names[0] not in ("echo", "printf") or names[1] not in ("grep", "egrep", "fgrep") or names[0] in sh.functions:
        return None
    if command_substitutions((said.words, asked.words)) or any("<" in each.op for each in asked.redirects):
        return None
    try:
        text, options = (Expansion(sh.copy(), {}).fields(each.words[1:]) for each in (said, asked))
    except ExpansionError:
        return None
    if not all(value.known for value in (*text, *options)):
        return None
    if names[0] == "printf":
        if len(text) != 2 or text[0].text not in ("%s", "%s\\n"):
            return None
        text = text[1:]
    found = _grep(names[1] or "", [value.text for value in options], " ".join(value.text for value in text))
    return None if found is None else _status(found, (*text, *options), node.span)


def _literals(command: Simple) -> list[str | None]:
    return [word.literal for word in command.words[1:]]


def _grep(name: str, words: list[str], text: str) -> bool | None:
    flags = ""
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word in ("-e", "--"):
            break
        if not set(word[1:]) <= _FLAGS:
            return None
        flags += word[1:]
    if len(words) != 1 or "\n" in words[0] or "\\" in text or text.startswith("-"):
        return None
    expression = words[0]
    if name == "fgrep" or "F" in flags:
        if "i" in flags or "x" in flags:
            return None
        return any(expression in line for line in text.split("\n"))
    extended = name == "egrep" or "E" in flags
    if "x" in flags:
        if not extended:
            return None
        expression = f"^({expression})$"
    from stoplint.model.shell.evaluation.regexp import searched  # noqa: PLC0415 - few scripts ask grep about a known text

    answers = [searched(expression, line, extended=extended, ignore_case="i" in flags) for line in text.split("\n")]
    return None if None in answers else any(answers)


def _status(found: bool, values: tuple[Value, ...], place: Span) -> Status:
    taint = NONE.union(*(value.taint for value in values))
    return Status(0 if found else 1, taint, None, " ".join(place.text.removeprefix("!").split()), place)
