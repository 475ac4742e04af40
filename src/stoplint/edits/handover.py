"""`exec` in front of a launch, so that the shell makes way for the application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.edits import places
from stoplint.finding import Edit, Fix
from stoplint.paths import base_name
from stoplint.syntax import shell, shell_nodes, shell_walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.text import Source, Span

_FROM = re.compile(r"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)  # a Dockerfile's shell form is no word of a shell


def exec_before(span: Span, stop_signal: str, sourced_by: Iterable[Source] = ()) -> Fix | None:
    """`exec ` before the simple command at `span`, a place in a script.

    None where that would be wrong: something is left to do behind the command, it is no program, a trap would be
    lost. `stop_signal` is canonical (TERM). `sourced_by` are the scripts that read this one with `.`: what stands
    behind that must be nothing either.
    """
    whole = shell.read(span.source)
    place = places.place_of(whole, span)
    if place is None or not places.is_last(place):
        return None
    wrapped = [] if places.is_background(place.around) else _subshells(place)
    said = [word.literal for word in place.command.words[:1]] == ["exec"] and len(place.command.words) > 1
    if not is_program(place) and not (said and wrapped):
        return None
    direct = place.around[-1] if place.around else None
    if isinstance(direct, shell_nodes.Item) and direct.background:
        return None  # the child that the shell starts becomes the program anyway
    if loses_trap(whole, stop_signal) or not all(
        _sources_last(other, span.source, stop_signal) for other in sourced_by
    ):
        return None
    first = place.command.words[0]
    if base_name(first.literal or "") == "setsid":
        return None  # as PID 1 it forks and ends, or with -w passes nothing on
    start = first.span.source.span(first.span.start, first.span.start)
    if first.literal == "command":
        start = first.span.source.span(first.span.start, place.command.words[1].span.start)
    if not places.is_editable(start) or not places.is_editable(first.span):
        return None
    edits = [] if said else [_exec_at(start)]
    for node in wrapped:
        if not places.is_editable(node.span):
            return None
        edits += _as_group(node)
    if said:
        return Fix("leave out the subshell", safe=True, edits=tuple(edits))
    return Fix(f"put `exec` before `{_shown(place.command)}`", _is_safe(place), tuple(edits))


def _exec_at(start: Span) -> Edit:
    """`exec ` at a place; where the text is a bare word of another script (`su -c ./app`), with quotes around both."""
    host = start.source.host
    if host is None or host.text != start.source.text or "'" in host.text or _FROM.search(host.source.text):
        return Edit(start.located, "exec ")
    words = (node for node in shell_walk.walk(shell.read(host.source).script) if isinstance(node, shell_nodes.Word))
    if all((word.span.start, word.span.end) != (host.start, host.end) for word in words):
        return Edit(start.located, "exec ")
    return Edit(host.located, f"'exec {host.text}'")


def _subshells(place: places.Place) -> list[shell_nodes.Subshell]:
    return [node for node in place.around if isinstance(node, shell_nodes.Subshell)]


def _as_group(node: shell_nodes.Subshell) -> list[Edit]:
    """`( a; b )` as `{ a; b; }`."""
    source, start, end = node.span.source, node.span.start, node.span.end
    inner = source.text[start + 1 : end - 1]
    opening = "{" if inner[:1].isspace() else "{ "
    body = inner.rstrip()
    closing = "}" if body.endswith((";", "&")) or "\n" in inner[len(body) :] else "; }"
    at = start + 1 + (len(body) if closing == "; }" else len(inner))
    return [Edit(source.span(start, start + 1).located, opening), Edit(source.span(at, end).located, closing)]


def _shown(command: shell_nodes.Simple) -> str:
    text = " ".join(word.span.text for word in command.words)
    return text if len(text) <= 60 and "\n" not in text else text.split("\n")[0][:57] + "…"


def is_program(place: places.Place) -> bool:
    """Whether the command is sure to be a program, or as sure as `"$@"` ever is."""
    words = place.command.words
    if not words or any(one.elements is not None or one.index is not None for one in place.command.assignments):
        return False
    name = words[0].literal
    if name == "command":
        return len(words) > 1 and _is_name(words[1].literal)
    if name is None:
        return not any(isinstance(part, shell_nodes.ProcessSubstitution) for part in words[0].parts)
    return _is_name(name) and name not in places.functions(place.whole.script)


def _is_name(name: str | None) -> bool:
    return bool(name) and not (name or "").startswith(("-", "%")) and not places.is_builtin(name or "")


def _is_safe(place: places.Place) -> bool:
    """`"$@"` may be a function's name when the script has functions that it never calls itself."""
    if place.command.words[0].literal is not None:
        return True
    called = {command.words[0].literal for command, _ in places.simple_commands(place.whole.script) if command.words}
    bodies = {body.literal for _, _, body, _ in places.traps(place.whole.script)}
    return all(name in called or name in bodies for name in places.functions(place.whole.script))


def loses_trap(whole: shell_nodes.ShellScript, stop_signal: str) -> bool:
    """Whether a trap is set that `exec` would take away: at the end of the script, or for the stop signal."""
    for _, _, body, names in places.traps(whole.script):
        if body.literal == "":
            continue  # what is ignored stays ignored
        for word in names:
            name = word.literal
            if name is None or name.upper() in ("EXIT", "0") or signals.canonical(name) == stop_signal:
                return True
    return False


def _sources_last(other: Source, sourced: Source, stop_signal: str) -> bool:
    """Whether nothing comes behind the `.` that reads `sourced`, in the script `other`."""
    whole = shell.read(other)
    name = base_name(sourced.path)
    found = False
    for command, around in places.simple_commands(whole.script):
        words = [word.literal for word in command.words]
        if words[:1] in (["."], ["source"]) and name in (command.words[1].span.text if len(words) > 1 else name):
            found = True
            if not places.is_last(places.Place(whole, command, around)):
                return False
    return found and not loses_trap(whole, stop_signal)


def in_foreground(span: Span, stop_signal: str) -> Fix | None:
    """`app &` at the end of a script as `exec app`: unsafe, for the container ended at once until now."""
    whole = shell.read(span.source)
    place = places.place_of(whole, span)
    items = whole.script.items
    if place is None or len(place.around) != 2 or not items or place.around[1] is not items[-1]:
        return None
    if sum(item.background for item in items) != 1 or not is_program(place) or loses_trap(whole, stop_signal):
        return None
    item, first = items[-1], place.command.words[0].span
    if not places.is_editable(item.span):
        return None
    text = span.source.text
    end = span.end + len(text[span.end : item.span.end]) - 1
    if text[end] != "&" or text[span.end : end].strip(" \t"):
        return None
    edits = (
        Edit(span.source.span(first.start, first.start).located, "exec "),
        Edit(span.source.span(span.end, item.span.end).located, ""),
    )
    return Fix("start it in the foreground, with `exec`", safe=False, edits=edits)
