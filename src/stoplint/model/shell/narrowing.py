"""What the answer to a test says of a variable: `[ "$MODE" = web ]` holds, so that it is `web`, or does not, so that it is not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.processes.values import EMPTY, Value
from stoplint.syntax.shell_nodes import Parameter

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.status import Status
    from stoplint.syntax.shell_nodes import Arm, Case

_VARIABLE = r'"?\$(?:\{(?P<braced>[A-Za-z_]\w*)(?::?-)?\}|(?P<name>[A-Za-z_]\w*))"?'
_TEXT = r"""(?:"(?P<double>[^"$`\\]*)"|'(?P<single>[^']*)'|(?P<plain>[\w./:@%+,-]+))"""
_COMPARED = re.compile(rf"(?:\[\[?|test) {_VARIABLE} (?P<op>==?|!=) {_TEXT}(?: \]\]?)?")
_FILLED = re.compile(rf"(?:\[\[?|test) (?:(?P<op>-[nz]) )?{_VARIABLE}(?: \]\]?)?")


class Answer(NamedTuple):
    """A variable is this text, or is it not."""

    name: str
    text: str
    same: bool


def answer(status: Status, *, holds: bool) -> Answer | None:
    """What a test says of one variable where it succeeds (`holds`) or fails; None where it asks for something else."""
    text = status.text
    if text.startswith("! "):
        text, holds = text[2:], not holds
    if found := _COMPARED.fullmatch(text):
        what = next(each for each in (found["double"], found["single"], found["plain"]) if each is not None)
        return Answer(found["braced"] or found["name"], what, holds == (found["op"] != "!="))
    if found := _FILLED.fullmatch(text):
        return Answer(found["braced"] or found["name"], "", holds == (found["op"] == "-z"))
    return None


def narrow(sh: Shell, status: Status, behind: int, *, holds: bool) -> None:
    """Take over what the answer says of a variable of which nothing is known, where the script asks for it again.

    `behind`: where in its text what hangs on the answer ends. What nobody asks for again would only make worlds differ.
    """
    said = answer(status, holds=holds)
    if said is not None and status.place is not None and _is_asked(status.place.source.text, said.name, behind):
        _take_over(sh, said)


def narrow_to_arm(sh: Shell, node: Case, arm: Arm | None) -> None:
    """The same of `case "$MODE" in web)`: it is `web` in that arm, and is not in those behind (None: behind all)."""
    asked = node.word.parts[0] if len(node.word.parts) == 1 else None
    if not isinstance(asked, Parameter) or asked.op or not _is_asked(node.span.source.text, asked.name, node.span.end):
        return
    for each in node.arms:
        texts = [pattern.literal for pattern in each.patterns]
        plain = [text for text in texts if text is not None and not any(char in text for char in "*?[\\")]
        if each is arm:
            if len(texts) == len(plain) == 1:
                _take_over(sh, Answer(asked.name, plain[0], same=True))
            return
        for text in plain:
            _take_over(sh, Answer(asked.name, text, same=False))


def _take_over(sh: Shell, said: Answer) -> None:
    value = sh.variables.get(said.name)
    if value is None or value.known:
        return
    if said.same:
        sh.variables[said.name] = Value(said.text) if said.text else EMPTY
    elif said.text:
        sh.variables[said.name] = value._replace(isnt=value.isnt | {said.text})
    else:
        sh.variables[said.name] = value._replace(filled=True)


@lru_cache(maxsize=4096)
def _is_asked(text: str, name: str, behind: int) -> bool:
    asks = re.compile(rf"(?:\[\[?|\btest|\bcase)\s[^\n;]*\$\{{?{name}\b")
    return asks.search(text, behind) is not None
