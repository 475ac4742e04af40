"""Shell scripts: text → nodes.

A recursive descent after the grammar of the Shell Command Language (POSIX.1-2017 XCU 2.10.2) with what bash adds
to it: `shell_lists` reads lists, pipelines and functions, `shell_compound` the compound commands, `shell_simple`
simple commands and redirections, `shell_words` words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_lists import ListReader
from stoplint.syntax.shell_nodes import Item, Script, ShellScript
from stoplint.syntax.shell_reading import Reading

if TYPE_CHECKING:
    from stoplint.text import Source


def read(source: Source) -> ShellScript:
    """The script in `source`. Never raises: text that is no shell script is in `opaque`, and in its place a command."""
    if "\0" in source.text:
        opaque = Opaque(source.whole, "binary data")
        return ShellScript(source, Script((Item(opaque, False, source.whole),), source.whole), (), (opaque,))
    reading = Reading()
    script = ListReader(source, reading).whole()
    return ShellScript(source, script, tuple(reading.comments), tuple(reading.opaque))
