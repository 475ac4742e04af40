"""Shell scripts: text → nodes.

A recursive descent after the grammar of the Shell Command Language (POSIX.1-2017 XCU 2.10.2) with what bash adds
to it: `shell_lists` reads lists, pipelines and functions, `shell_compound` the compound commands, `shell_simple`
simple commands and redirections, `shell_words` words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_lists import ListReader
from stoplint.syntax.shell_nodes import Item, Script, ShellScript
from stoplint.syntax.shell_reading import Reading

if TYPE_CHECKING:
    from stoplint.text import Source


def read(source: Source) -> ShellScript:
    """The script in `source`. Never raises: text that is no shell script is in `opaque`, and in its place a command."""
    return _of_file(source) if source.host is None else _read(source)


@lru_cache(
    maxsize=32
)  # whoever speaks of a launch in a file, or edits there, reads it; a text in a text may have a twin
def _of_file(source: Source) -> ShellScript:
    return _read(source)


def _read(source: Source) -> ShellScript:
    if "\0" in source.text:
        opaque = Opaque(source.whole, "binary data")
        return ShellScript(source, Script((Item(opaque, False, source.whole),), source.whole), (), (opaque,))
    reading = Reading()
    script = ListReader(source, reading).whole()
    return ShellScript(source, script, tuple(reading.comments), tuple(reading.opaque))
