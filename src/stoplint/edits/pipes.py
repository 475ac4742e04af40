"""`app | tee log` as `exec > >(tee log)` and `exec app`: the reader beside the application instead of the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits import handover, places
from stoplint.edits.dockerfile_lines import newline_of
from stoplint.edits.traps import line_of
from stoplint.finding import Edit, Fix
from stoplint.syntax import shell, shell_nodes
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from stoplint.text import Span


def beside_a_reader(span: Span, stop_signal: str) -> Fix | None:
    """The pipeline that starts with the command at `span`, in a bash script: unsafe, for the output may come late.

    None elsewhere: dash has no process substitution.
    """
    line = shebang(span.source)
    if line is None or "bash" not in f"{line.interpreter} {' '.join(line.args)}" or span.source.host is not None:
        return None
    whole = shell.read(span.source)
    place = places.place_of(whole, span)
    if place is None or len(place.around) != 3 or handover.loses_trap(whole, stop_signal):
        return None
    pipeline, item = place.around[2], place.around[1]
    if not isinstance(pipeline, shell_nodes.Pipeline) or not isinstance(item, shell_nodes.Item) or item.background:
        return None
    if pipeline.negated or pipeline.timed or len(pipeline.commands) != 2 or pipeline.commands[0] is not place.command:
        return None
    outer = places.Place(whole, place.command, (*place.around[:2],))
    words = [word.literal for word in place.command.words]
    is_exec = words[:1] == ["exec"]
    if not places.is_last(outer) or not (handover.is_program(place) or (is_exec and len(words) > 1)):
        return None
    reader = pipeline.commands[1]
    text = span.source.text
    if "\n" in text[span.start : item.span.end] or any("<<" in one.op for one in place.command.redirects):
        return None
    if any(one.fd in (None, 1) and one.op.startswith(">") for one in place.command.redirects):
        return None
    command = text[span.start : span.end]
    if not is_exec:
        at = place.command.words[0].span.start - span.start
        command = f"{command[:at]}exec {command[at:]}"
    if pipeline.errors:
        command += " 2>&1"
    start, end = line_of(text, item.span.start, item.span.end)
    whole_line = text[start:end]
    indent = whole_line[: len(whole_line) - len(whole_line.lstrip())]
    between = f"{newline_of(text)}{indent}" if whole_line.strip() == item.span.text else "; "
    new = f"exec > >({text[reader.span.start : reader.span.end]}){between}{command}"
    return Fix(
        "let the reader run beside the application",
        safe=False,
        edits=(Edit(span.source.span(item.span.start, item.span.end), new),),
    )
