"""Shell scripts: text → nodes. The one door to tree-sitter and tree-sitter-bash.

`shell_skeleton` reads words, redirections and here-documents and leaves the grammar a canonical text of the
same structure; tree-sitter-bash reads that, recovers where it is no shell, and its tree becomes the nodes here.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import Item, Opaque, Script, ShellScript
from stoplint.syntax.shell_reading import DEPTH_LIMIT, Reading, TooDeepError
from stoplint.syntax.shell_skeleton import SkeletonReader
from stoplint.syntax.shell_tree import Structure

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from stoplint.syntax.shell_tokens import Token
    from stoplint.text import Source


def read(source: Source) -> ShellScript:
    """The script in `source`. Never raises: text that is no shell script is in `opaque`, and in its place a command."""
    reading = Reading()
    try:
        if "\0" in source.text:
            return _unread(source, "binary data")
        script = _script(source, reading)
    except TooDeepError:
        return _unread(source, f"nested deeper than {DEPTH_LIMIT}")
    return ShellScript(source, script, tuple(reading.comments), tuple(reading.opaque))


def _unread(source: Source, why: str) -> ShellScript:
    opaque = Opaque(source.whole, why)
    return ShellScript(source, Script((Item(opaque, False, source.whole),), source.whole), (), (opaque,))


def _script(source: Source, reading: Reading) -> Script:
    def embedded(inner: Source) -> Script:
        reading.enter()
        try:
            return _script(inner, reading)
        finally:
            reading.leave()

    def structure(place: Source, tokens: list[Token], start: int, end: int) -> Script:
        return Structure(place, tokens, reading, _parse).script(start, end)

    return SkeletonReader(source, reading, structure, embedded).whole()


@cache
def _parser() -> Parser:
    from tree_sitter import Language, Parser  # noqa: PLC0415 - a run without scripts loads no grammar

    return Parser(Language(_grammar()))


def _grammar() -> object:
    """The grammar from the package's binding; the package's front would import a tenth of a cold run for its queries."""
    from importlib.machinery import PathFinder  # noqa: PLC0415
    from importlib.util import find_spec, module_from_spec  # noqa: PLC0415

    package = find_spec("tree_sitter_bash")
    places = package.submodule_search_locations if package is not None else None
    binding = PathFinder.find_spec("tree_sitter_bash._binding", places) if places else None
    if binding is None or binding.loader is None or "tree_sitter_bash" in sys.modules:
        import tree_sitter_bash  # noqa: PLC0415

        return tree_sitter_bash.language()
    module = module_from_spec(binding)
    binding.loader.exec_module(module)
    return module.language()


def _parse(canonical: bytes) -> Node:
    return _parser().parse(canonical).root_node
