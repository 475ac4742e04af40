"""What `echo` and `printf` say in a start script, as far as their words are known.

How each shell reads options, formats and escapes is `image.run.echo`'s, which RUN steps ask as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.image.run import echo as tools
from stoplint.model.image.run.traced_text import at_place
from stoplint.model.processes.values import NONE, Value, spaced, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect


def said(name: str, dialect: Dialect, words: Sequence[Value]) -> tuple[Value, str]:
    """The text, and the newline at its end ("" where there is none); `name` is "echo" or "printf"."""
    taint = NONE.union(*(word.taint for word in words))
    if not all(word.known for word in words):
        return _with_unknown(name, dialect, words, taint)
    if name == "echo" and len(words) == 1 and not words[0].text.startswith("-") and "\\" not in words[0].text:
        return words[0], "\n"  # with its place in the file
    written = [at_place(word.text, 0) for word in words]
    out = tools.printf(written, dialect, 0) if name == "printf" else tools.echo(written, dialect, 0)
    if out is None:
        return unknown(f"$({name} …)", taint), ""
    text = out.text.removesuffix("\n")
    return Value(text, taint=taint), out.text[len(text) :]


def _with_unknown(name: str, dialect: Dialect, words: Sequence[Value], taint: frozenset[str]) -> tuple[Value, str]:
    """Of a text that is not known it is said how it is written, unless an escape may stand for something else."""
    if name == "printf":
        plain = len(words) == 2 and words[0].known and words[0].text in ("%s", "%s\\n")
        return (words[1], "\n" if words[0].text.endswith("n") else "") if plain else (unknown("$(printf …)", taint), "")
    options, rest = tools.options_of([word.text if word.known else "" for word in words], dialect)
    text = spaced(words[len(words) - rest :]) if rest else Value("")
    if "\\" in text.text and tools.reads_escapes(options, dialect):
        return unknown("$(echo …)", taint, filled=True), ""
    return text, "" if "n" in options else "\n"
