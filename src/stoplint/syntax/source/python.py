"""Python: text → the standard library's syntax tree, whose nodes know their places.

`ast` is big: this module is loaded where a start script is Python.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stoplint.text import Source, Span

MAX_TEXT = 200_000  # characters; start scripts have some hundred lines


class PythonScript(NamedTuple):
    """A module: its text and its tree."""

    source: Source
    tree: ast.Module

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """The place of a node; `ast` counts columns in bytes of UTF-8."""
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.source.span(start, max(start, end))

    def _offset(self, line: int, column: int) -> int:
        starts = self.source.line_starts
        at = starts[min(line, len(starts)) - 1]
        text = self.source.text[at : at + column]
        if text.isascii():
            return at + len(text)
        return at + len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))


def python_script(source: Source) -> PythonScript | None:
    """The tree of a module; None where this Python reads none in it: Python 2, another language, a text too big."""
    text = source.text
    if len(text) > MAX_TEXT or text.startswith("\ufeff") or "\f" in text or "\r" in text.replace("\r\n", ""):
        return None  # where lines and columns are others than those of a `Source`
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string: its author's business
            return PythonScript(source, ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
