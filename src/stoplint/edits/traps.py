"""Traps made whole: signal names that the shell knows, bodies that expand in time and wait, a trap set in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.edits import places
from stoplint.edits.dockerfile_lines import newline_of
from stoplint.finding import Edit, Fix
from stoplint.syntax import shell, shell_nodes
from stoplint.syntax.shell_walk import simple_commands
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.text import Span


def _trap_at(
    span: Span,
) -> tuple[shell_nodes.ShellScript, shell_nodes.Simple, shell_nodes.Word, tuple[shell_nodes.Word, ...]] | None:
    whole = shell.read(span.source)
    for command, _, body, names in places.traps(whole.script):
        if (command.span.start, command.span.end) == (span.start, span.end):
            return whole, command, body, names
    return None


def shell_name(signal: str) -> str:
    """A signal as every shell takes it: real-time ones by number, for BusyBox knows no name of theirs."""
    return str(signals.number_of(signal)) if signal.startswith("RT") else signal


# ---------------------------------------------------------------- names
def plain_names(span: Span) -> Fix | None:
    """The `SIG` in front of the names of a `trap` or `kill` taken away, which dash doesn't know."""
    place = places.place_of(shell.read(span.source), span)
    if place is None or not place.command.words:
        return None
    words = place.command.words
    edits = []
    for number, word in enumerate(words[1:], 1):
        text = word.literal or ""
        option = text[:1] == "-" and number == 1
        name = text[1:] if option else text
        if not name.upper().startswith("SIG") or signals.canonical(name) is None or not places.is_editable(word.span):
            continue
        if words[0].literal == "kill" and not option and (number != 2 or words[1].literal != "-s"):
            continue
        raw = word.span.text
        at = raw.upper().find("SIG")
        if at >= 0:
            edits.append(Edit(word.span.source.span(word.span.start + at, word.span.start + at + 3).located, ""))
    return Fix("leave out `SIG`", safe=True, edits=tuple(edits)) if edits else None


def also_on(span: Span, signal: str) -> Fix | None:
    """The stop signal added to the names of the trap at `span`."""
    found = _trap_at(span)
    if found is None:
        return None
    last = found[3][-1].span
    if not places.is_editable(last):
        return None
    at = last.source.span(last.end, last.end)
    return Fix(f"set the trap for {signal}, too", safe=True, edits=(Edit(_behind(last, at), f" {shell_name(signal)}"),))


def _behind(word: Span, at: Span) -> Span:
    """The place right behind a word, in the file: an embedded text's next character may stand further away."""
    end = word.located.end
    return at.located.source.span(end, end)


# ---------------------------------------------------------------- bodies
def expanded_late(span: Span) -> Fix | None:
    """The double quotes around the body of the trap at `span` as single ones: it is expanded when it runs."""
    found = _trap_at(span)
    if found is None:
        return None
    word = found[2].span
    raw = word.text
    if (
        not places.is_editable(word)
        or len(raw) < 2
        or raw[0] != '"'
        or raw[-1] != '"'
        or '"' in raw[1:-1].replace('\\"', "")
    ):
        return None
    inner = raw[1:-1]
    if "'" in inner or "`" in inner or "\\\n" in inner:
        return None
    body = []
    at = 0
    while at < len(inner):
        if inner[at] == "\\" and inner[at + 1 : at + 2] in ("$", '"', "\\"):
            at += 1
        body.append(inner[at])
        at += 1
    return Fix(
        "use single quotes, so that the trap is expanded when it runs",
        safe=True,
        edits=(Edit(word.located, f"'{''.join(body)}'"),),
    )


def waiting(span: Span) -> Fix | None:
    """A `wait` behind the `kill` in the body of the trap at `span`, or in the function that it calls."""
    found = _forwarding(span)
    if found is None:
        return None
    item, kill, behind = found
    target = _target(kill)
    if target is None or not places.is_editable(item.span) or _waits(behind):
        return None
    end = item.span.located.end
    return Fix(
        "wait until the children are gone",
        safe=True,
        edits=(Edit(item.span.located.source.span(end, end), f"{_separator(item)}wait{target}"),),
    )


def _separator(item: shell_nodes.Item) -> str:
    """What to put between the item and one more: a line of its own where the item has one."""
    text = item.span.source.text
    start, end = line_of(text, item.span.start, item.span.end)
    line = text[start:end]
    if item.span.source.host is not None or line.strip() != item.span.text:
        return "; "
    return f"{newline_of(text)}{line[: len(line) - len(line.lstrip())]}"


def deaf_while_running(span: Span, signal: str) -> Fix | None:
    """`trap '' TERM` first in the body of the trap at `span`, for its `kill` reaches the shell itself; and a `wait`."""
    found = _forwarding(span)
    if found is None:
        return None
    item, kill, behind = found
    if not places.is_editable(item.span):
        return None
    host, place = _quote_around(item.span), item.span.located
    empty = {"": "''", "'": '""', '"': "''"}[host]
    edits = [Edit(place.source.span(place.start, place.start), f"trap {empty} {shell_name(signal)}; ")]
    if not _waits(behind):
        edits.append(Edit(place.source.span(place.end, place.end), f"{_separator(item)}wait{_target(kill) or ''}"))
    return Fix("ignore the signal while the trap runs, and wait", safe=True, edits=tuple(edits))


def _waits(item: shell_nodes.Item | None) -> bool:
    """Whether a list element begins with a `wait`."""
    first = next(simple_commands(item), None) if item is not None else None
    return first is not None and bool(first.words) and first.words[0].literal == "wait"


def _quote_around(span: Span) -> str:
    host = span.source.host
    return host.text[:1] if host is not None and host.text[:1] in "'\"" else ""


def _forwarding(span: Span) -> tuple[shell_nodes.Item, shell_nodes.Simple, shell_nodes.Item | None] | None:
    """The list element of a trap's body (or of the function it calls) with the only `kill` in it, that `kill`, and the
    element behind.
    """
    found = _trap_at(span)
    if found is None:
        return None
    whole, _, body, _ = found
    name = (body.literal or "").strip()
    function = places.functions(whole.script).get(name.split()[0]) if name else None
    if function is not None:
        kills = [one for one in places.simple_commands(whole.script) if any(outer is function for outer in one[1])]
    else:
        text = _body_source(body)
        if text is None:
            return None
        kills = list(places.simple_commands(shell.read(text).script))
    kills = [(command, around) for command, around in kills if _is_kill(command)]
    if len(kills) != 1:
        return None
    command, around = kills[0]
    lists = [outer for outer in around if isinstance(outer, shell_nodes.Script)]
    items = [outer for outer in around if isinstance(outer, shell_nodes.Item)]
    if any(
        isinstance(outer, (shell_nodes.While, shell_nodes.For, shell_nodes.Subshell, shell_nodes.Pipeline))
        for outer in around
    ):
        return None
    if not items or items[-1].background or _in_condition(around):
        return None
    behind = next((after for before, after in pairwise(lists[-1].items) if before is items[-1]), None)
    return items[-1], command, behind


def _in_condition(around: tuple[places.Around, ...]) -> bool:
    """Whether an `if` asks: what is put behind the kill would answer instead of it."""
    return any(
        isinstance(outer, shell_nodes.If) and any(inner is condition for condition, _ in outer.branches)
        for outer, inner in pairwise(around)
    )


def _is_kill(command: shell_nodes.Simple) -> bool:
    words = [word.literal for word in command.words]
    return words[:1] in (["kill"], ["pkill"], ["killall"]) and "-0" not in words[1:2]


def _body_source(body: shell_nodes.Word) -> Source | None:
    """The body of a trap as a text of its own, each character where it stands in the file; None if it is not plain."""
    span = body.span
    raw = span.text
    if (
        len(raw) < 2
        or raw[0] not in "'\""
        or raw[-1] != raw[0]
        or raw[0] in raw[1:-1]
        or (raw[0] == '"' and "\\" in raw)
    ):
        return None
    start = span.start + 1
    return Source(span.source.path, raw[1:-1], span, tuple(range(start, span.end)))


def _target(kill: shell_nodes.Simple) -> str | None:
    """What to wait for: the variables that `kill` gets, everything for groups and names; None if that is not clear."""
    if kill.words[0].literal != "kill":
        return ""
    names = [word for word in kill.words[1:] if word.literal is None]
    plain = [word.literal or "" for word in kill.words[1:] if word.literal is not None]
    if not names:
        return "" if plain and plain[-1] in ("0", "-1") else None
    if all(
        len(word.parts) == 1 and isinstance(word.parts[0], shell_nodes.Parameter) and not word.parts[0].op
        for word in names
    ):
        return "".join(f" {word.span.text}" for word in names)
    return ""


# ---------------------------------------------------------------- place
def set_earlier(span: Span) -> Fix | None:
    """The trap at `span`, which has lines to itself, moved in front of the first launch in the background."""
    whole = shell.read(span.source)
    items = whole.script.items
    trap = next(
        (item for item in items if (item.command.span.start, item.command.span.end) == (span.start, span.end)), None
    )
    first = next((item for item in items if item.background), None)
    if trap is None or first is None or first.span.start > span.start or span.source.host is not None:
        return None
    text = span.source.text
    start, end = line_of(text, trap.span.start, trap.span.end)
    there = text.rfind("\n", 0, first.span.start) + 1
    if text[start:end].strip() != trap.span.text or text[there : first.span.start].strip():
        return None
    line = text[start:end]
    if not line.endswith("\n"):  # the last line, and its file has no newline at the end: so it shall be
        newline = newline_of(text)
        line, start = line + newline, start - len(newline)
    source = span.source
    return Fix(
        "set the trap before the application is started",
        safe=True,
        edits=(Edit(source.span(there, there), line), Edit(source.span(start, end), "")),
    )


def line_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole lines that a range of a text touches, with the last line's end."""
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after + 1
