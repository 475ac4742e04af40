"""The words of a hook's script, as far as they are known: its variables, and whom `$(pidof app)` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.values import Value, joined, unknown
from stoplint.model.shell.kill import named
from stoplint.model.workload.hooks.effect import Whom
from stoplint.paths import base_name
from stoplint.syntax.shell_nodes import (
    CommandSubstitution,
    Literal,
    Parameter,
    Pipeline,
    Redirected,
    Simple,
)
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stoplint.syntax.shell_nodes import Command, Part, Script, Word

_PRINT = frozenset({"cat", "head", "tail"})


class Words:
    """What the words of one script are."""

    def __init__(self) -> None:
        self.variables: dict[str, Value] = {}
        self.meant: dict[str, Whom] = {}  # by the text of a value that is not known

    def fields(self, words: Iterable[Word]) -> list[Value]:
        """The values of words; a variable without quotes may hold several."""
        found: list[Value] = []
        for word in words:
            value = self.value(word)
            part = word.parts[0] if len(word.parts) == 1 else None
            if isinstance(part, Parameter) and not part.quoted and value.known:
                found += (Value(text) for text in value.text.split())
            else:
                found.append(value)
        return found

    def value(self, word: Word) -> Value:
        """The value of a word."""
        if len(word.parts) == 1 and isinstance(word.parts[0], Literal):
            part = word.parts[0]
            return Value(part.text, source=part.source)
        return joined([self._part(part) for part in word.parts]) if word.parts else Value("")

    def _part(self, part: Part) -> Value:
        if isinstance(part, Literal):
            return Value(part.text)
        if isinstance(part, Parameter) and part.op == "" and part.index is None:
            return self.variables.get(part.name, unknown(f"${part.name}"))
        if isinstance(part, CommandSubstitution):
            whom = self.printed(part.body)
            if whom is not None:
                self.meant[part.span.text] = whom
        return unknown(part.span.text)

    def whom(self, value: Value) -> Whom | None:
        """Whom an operand of kill means; None where nobody knows."""
        if value.known:
            text = value.text.strip()
            return Whom(text) if text in ("1", "-1") else None
        return self.meant.get(value.text)

    def printed(self, script: Script) -> Whom | None:
        """Whose pids a script prints."""
        return self.listed(script.items[0].command) if len(script.items) == 1 else None

    def listed(self, command: Command) -> Whom | None:
        """Whose pids a command, or a pipeline from its first commands on, prints."""
        if isinstance(command, Redirected):
            return self.listed(command.command)
        if isinstance(command, Pipeline):
            return self.piped(command.commands)
        return self.piped((command,))

    def piped(self, commands: Sequence[Command]) -> Whom | None:
        """Whose pids commands print, of which each reads what the one before it says: `ps aux | grep java | awk '{print $2}'`."""
        argvs = [self.fields(each.words) for each in commands if isinstance(each, Simple)]
        if not argvs or not argvs[0] or not argvs[0][0].known:
            return None
        first = argvs[0]
        name = base_name(first[0].text)
        if name in ("pidof", "pgrep"):
            said = named([Value(name), *first[1:]])
            if said.means_others or len(said.names) != 1 or not said.names[0].known:
                return None
            return Whom(said.names[0].text, is_pattern=said.is_pattern, is_exact=said.is_exact)
        if name in _PRINT:
            file = next((word.text for word in reversed(first[1:]) if word.known and not word.text.startswith("-")), "")
            stem = base_name(file).removesuffix(".pid")
            return Whom(stem, is_guess=True) if file.endswith(".pid") and stem else None
        if name in ("echo", "printf") and len(first) == 2 and first[1].known and is_number(first[1].text):
            return self.whom(first[1])
        if name == "ps":
            for words in argvs[1:]:
                texts = [word.text for word in words if word.known]
                if texts and base_name(texts[0]) in ("grep", "egrep", "awk") and "-v" not in texts and len(texts) > 1:
                    wanted = texts[-1] if "grep" in texts[0] else texts[1].partition("/")[2].partition("/")[0]
                    # `[j]ava`: it does not find itself then
                    text = wanted.replace("[", "").replace("]", "")
                    return Whom(text, is_pattern=True, is_guess=True) if text else None
        return None
