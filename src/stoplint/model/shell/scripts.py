"""The texts that the shells of one container read: each is parsed once, and asked once what a shell refuses in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.shell.dialect_grammar import refused
from stoplint.syntax.shell_walk import command_substitutions
from stoplint.text import COMPUTED, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.values import Value
    from stoplint.syntax.shell_nodes import Command, CommandSubstitution, Item, ShellScript, Simple
    from stoplint.text import Span


class Scripts:
    """What is worked out once for each text, and for each node of a text.

    `assigned` is what `purity` found out of a command: (the command, whether it only computes, what it may assign). The
    command is kept because its id() is the key, with whether a handler runs it. `works` is what `files` did: (the command, whether it does anything to
    files, the names that are called in it). `givers` is where a script gives variables values. `ends` is what Python scripts end in, by text, arguments and variables.
    """

    def __init__(self) -> None:
        self._computed: dict[tuple[str, Span | None], Source] = {}
        self._parsed: dict[tuple[object, ...], ShellScript] = {}
        self._refused: dict[tuple[int, str], str | None] = {}
        self._substitutions: dict[int, tuple[Simple, list[CommandSubstitution]]] = {}
        self.ends: dict[object, tuple[Source, object]] = {}
        self.works: dict[int, tuple[object, bool, frozenset[str]]] = {}
        self.assigned: dict[tuple[int, bool], tuple[Command, bool, frozenset[str]]] = {}
        self.givers: dict[int, tuple[ShellScript, Mapping[str, int]]] = {}

    def substitutions(self, node: Simple) -> list[CommandSubstitution]:
        """The `$(…)` in a simple command, in order: looked for once, however often a loop runs it."""
        known = self._substitutions.get(id(node))
        if known is None:
            found = command_substitutions((node.assignments, node.words, node.redirects))
            known = self._substitutions[id(node)] = (node, found)
        return known[1]

    def parse(self, text: Value, place: Span | None = None) -> ShellScript:
        """The commands of a text, with their places in a file where it has one; else they all stand at `place`."""
        return self.parse_source(self.source(text, place))

    def source(self, text: Value, place: Span | None = None) -> Source:
        """The text as a Source: where it stands, or else computed at `place`."""
        source = text.source
        if source is None or source.text != text.text:
            path = place.path if place is not None else COMPUTED
            source = self._computed.setdefault((text.text, place), Source(path, text.text, place))
        return source

    def parse_source(self, source: Source) -> ShellScript:
        key = (source.text, id(source)) if source.host is None else (source.text, source.host, source.path)
        found = self._parsed.get(key)
        if found is None:
            from stoplint.syntax.shell import read  # noqa: PLC0415 - many images start no shell

            found = self._parsed[key] = read(source)
        return found

    def refused(self, dialect: Dialect, item: Item) -> str | None:
        """What in this command the shell's grammar does not know (see `dialect_grammar`)."""
        key = (id(item), dialect)
        if key not in self._refused:
            self._refused[key] = refused(dialect, item.command)
        return self._refused[key]
