"""How a launch is written with `exec`, for advice: in one line, and only where `exec` can start what stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.edits import handover, places
from stoplint.syntax import shell

if TYPE_CHECKING:
    from stoplint.text import Span

_LINE, _BEGINNING = 100, 50
# What runs a text or a file in the same shell: the program is named there.
_READS = {"eval": "the text that eval runs", ".": "the file that it reads", "source": "the file that it reads"}

# A variable, perhaps behind a path, that holds the whole command: `"$STARTUP"`, `./${STARTUP}`.
_LEFT = re.compile(r"""("?)((?:[\w./-]*/)?\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}))\1""")


def with_exec(span: Span | None, app: str) -> str:
    """`exec server`, behind assignments if there are any (`A=b exec server`); what to do instead where it is no program."""
    if span is None:
        return f"exec {app}"
    if computed := _of_eval(span):
        return computed
    place = places.place_of(shell.read(span.source), span)
    if place is None and span.text.startswith(("(", "{")):
        return f"put exec in front of {app}"
    if place is None or not place.command.words:
        return f"exec {_shown(span.text)}"
    first = place.command.words[0]
    if (
        first.literal == "eval"
        and len(place.command.words) == 2
        and (left := _LEFT.fullmatch(place.command.words[1].span.text))
    ):
        return f'eval "exec {left[2]}"'
    if first.literal in _READS:
        return f"put exec in front of {app}, in {_READS[first.literal or '']}"
    if not handover.is_program(place):
        return f"put exec in front of {app}"
    start = place.command.words[1].span.start if first.literal == "command" else first.span.start
    text = span.source.text
    line = f"{text[span.start : first.span.start]}exec {text[start : span.end]}"
    if _shown(line).endswith("…"):  # half a command is none to be copied
        return f"put exec in front of `{_shown(text[start : span.end], _BEGINNING)}`"
    return _shown(line)


def _of_eval(span: Span) -> str:
    """The `eval` of a text with variables, with `exec` in front: they may hold another command tomorrow; "" for any other launch."""
    written = span.located
    if written.source is span.source or span.text.strip() != span.source.text.strip():
        return ""
    if (text := re.fullmatch(r'eval\s+"(?!exec\s)([^"\\;|&\n`]+)"', written.text.strip())) is not None:
        return _shown(f'eval "exec {text[1]}"')
    held = re.fullmatch(r"""eval\s+(["']?)(\$\{?(?:[A-Za-z_]\w*|[@*])\}?)\1""", written.text.strip())
    return f'eval "exec {held[2]}"' if held is not None and held[1] != "'" else ""


def itself(span: Span | None, holder: str) -> str:
    """What helps where `exec` stands already, and a copy of the shell runs it: "let start.sh itself become …"."""
    launch = _shown(span.text) if span is not None else "it"
    return f"let {holder} itself become the application: {launch}, in no copy of the shell"


def _shown(text: str, longest: int = _LINE) -> str:
    line = " ".join(re.sub(r"\\\r?\n", " ", text).split("\n", 1)[0].split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
