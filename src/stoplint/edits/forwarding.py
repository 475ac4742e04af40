"""A trap for launches in the background: hands the stop signal to every child, and waits until they are gone.

What the block says, and why:

- `trap '' TERM` first: a second stop signal would run the handler inside itself, and would interrupt its `wait`.
- `kill … || :`: a child that is gone already is no reason for `set -e` to end the script.
- `wait` in the handler: when it returns, the interrupted `wait` of the script returns, too, and the script goes on.
- `|| status=$?` for `set -e`; `exit` with a status of its own, for dash and bash disagree about a plain `exit`.
- `$!` is noted down behind each launch: `$(jobs -p)` is empty in dash, and `kill 0` would reach the readers of pipes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.edits import places
from stoplint.edits.dockerfile_lines import newline_of
from stoplint.edits.traps import shell_name
from stoplint.finding import Edit, Fix
from stoplint.syntax import shell, shell_nodes

if TYPE_CHECKING:
    from stoplint.text import Span


def forwarding_trap(launch: Span, signal: str, instead: Span | None = None, *, trapped: bool = False) -> Fix | None:
    """The block, put before the first launch in the background, and `$!` noted down behind each.

    `instead` is the place of a keep-alive that the script waits for in the foreground, at its end: it is replaced by
    `wait` (`tail -f` of a file that is no /dev/null goes on in the background). That is unsafe: the container ends
    with the application then. `trapped`: the script has a trap for the signal, which was only held back: it stays as it is.

    `launch` is the application's place, `signal` the canonical stop signal. None where children are started in
    functions, subshells or loops that go on (the list of children would not hold), or in pipelines.
    """
    source = launch.source
    if source.host is not None:
        return None
    whole = shell.read(source)
    starts = _background(whole)
    if not starts or not any(item.span.start <= launch.start < item.span.end for item in starts):
        return None
    text = source.text
    first = _statement(whole, starts[0])
    if first is None or text[text.rfind("\n", 0, first.start) + 1 : first.start].strip():
        return None
    newline = newline_of(text)
    variable = _fresh("children", text)
    single = len(starts) == 1 and not _in_loop(whole, starts[0])
    known = _noted(whole, starts[0]) if single else None
    edits: list[Edit] = []
    if known is None:
        variable = _fresh("child", text) if single else variable
        said = f"{variable}=$!" if single else f'{variable}="${variable} $!"'
        edits += [_noting(item, text, said, newline) for item in starts]
    else:
        variable = known
    if instead is not None:
        waiting = _wait_instead(whole, instead, f'"${variable}"' if single else f"${variable}")
        if waiting is None:
            return None
        edits.append(waiting)
    if trapped:
        return Fix(f"wait for {'the child' if single else 'the children'} instead", safe=False, edits=tuple(edits))
    indent = text[text.rfind("\n", 0, first.start) + 1 : first.start]
    block = _block(_fresh("forward_stop", text), variable, signal, exits=_ends_with_wait(whole), single=single)
    start = first.start - len(indent)
    edits.insert(0, Edit(source.span(start, start), "".join(f"{indent}{line}{newline}" for line in block)))
    title = "hand the stop signal to the children, and wait for them"
    return Fix(title, safe=instead is None, edits=tuple(edits))


def _wait_instead(whole: shell_nodes.ShellScript, instead: Span, them: str) -> Edit | None:
    place = places.place_of(whole, instead)
    if place is None or len(place.around) != 2 or not places.is_last(place):
        return None
    words = [word.literal or "" for word in place.command.words]
    words = words[1:] if words[:1] == ["exec"] else words
    idle = words[:1] == ["sleep"] or (words[:1] == ["tail"] and words[-1] == "/dev/null")
    if not idle and words[:1] != ["tail"]:
        return None
    start = place.command.words[-len(words)].span.start
    said = "" if idle else f"{instead.source.text[start : instead.end]} & "
    return Edit(instead, f"{said}wait {them}")


def _block(name: str, variable: str, signal: str, *, exits: bool, single: bool) -> list[str]:
    word = shell_name(signal)
    said = f"SIG{signal}" if not word.isdigit() else signal
    them = f'"${variable}"' if single else f"${variable}"
    who = "the child" if single else "the children"
    end = (
        ["    status=0", f"    wait {them} || status=$?", '    exit "$status"'] if exits else [f"    wait {them} || :"]
    )
    return [
        f"# Hand {said} to {who}, and stay until {'it is' if single else 'they are'} gone.",
        f"{variable}=",
        f"{name}() {{",
        f"    trap '' {word}",
        f"    kill -{word} {them} 2>/dev/null || :",
        *end,
        "}",
        f"trap {name} {word}",
    ]


def _background(whole: shell_nodes.ShellScript) -> list[shell_nodes.Item]:
    """The list elements that `&` ends, in order; none when one of them is where a list of children would not hold."""
    found: dict[int, shell_nodes.Item] = {}
    for _, around in places.simple_commands(whole.script):
        for depth, node in enumerate(around):
            if not isinstance(node, shell_nodes.Item) or not node.background:
                continue
            outer = around[:depth]
            if any(isinstance(one, shell_nodes.Item) and one.background for one in outer):
                break
            if any(
                isinstance(
                    one,
                    (
                        shell_nodes.While,
                        shell_nodes.Function,
                        shell_nodes.Subshell,
                        shell_nodes.Pipeline,
                        shell_nodes.ArithmeticFor,
                    ),
                )
                for one in outer
            ) or isinstance(node.command, shell_nodes.Pipeline):
                return []
            found[id(node)] = node
            break
    return list(found.values())


def _statement(whole: shell_nodes.ShellScript, item: shell_nodes.Item) -> Span | None:
    """The outermost statement around the launch: the block is put before it."""
    return next(
        (one.span for one in whole.script.items if one.span.start <= item.span.start and item.span.end <= one.span.end),
        None,
    )


def _in_loop(whole: shell_nodes.ShellScript, item: shell_nodes.Item) -> bool:
    return any(
        isinstance(node, shell_nodes.For)
        for _, around in places.simple_commands(whole.script)
        if any(one is item for one in around)
        for node in around
    )


def _noted(whole: shell_nodes.ShellScript, item: shell_nodes.Item) -> str | None:
    """The variable that takes `$!` right behind the launch."""
    items = whole.script.items
    at = next((number for number, one in enumerate(items) if one is item), None)
    if at is None or at + 1 >= len(items):
        return None
    command = items[at + 1].command
    if not isinstance(command, shell_nodes.Simple) or command.words or len(command.assignments) != 1:
        return None
    one = command.assignments[0]
    parts = one.value.parts if one.value is not None else ()
    if len(parts) == 1 and isinstance(parts[0], shell_nodes.Parameter) and parts[0].name == "!" and not one.append:
        others = sum(
            1 for each, _ in places.simple_commands(whole.script) for a in each.assignments if a.name == one.name
        )
        return one.name if others == 1 and one.index is None else None
    return None


def _noting(item: shell_nodes.Item, text: str, said: str, newline: str) -> Edit:
    source, end = item.span.source, item.span.end
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    rest = text[end:line_end].strip()
    if any(one.op.startswith("<<") for one in redirects(item)):
        return Edit(source.span(end, end), f" {said};" if rest else f" {said}")  # the next line is a here-document's
    if rest and not rest.startswith("#"):
        return Edit(source.span(end, end), f" {said};")
    line_start = text.rfind("\n", 0, item.span.start) + 1
    indent = re.match(r"[ \t]*", text[line_start:]).group()  # type: ignore[union-attr]  # it matches nothing, too
    at = line_end - (text[line_end - 1 : line_end] == "\r")
    return Edit(source.span(at, at), f"{newline}{indent}{said}")


def redirects(item: shell_nodes.Item) -> list[shell_nodes.Redirect]:
    """All redirections in a list element."""
    script = shell_nodes.Script((item,), item.span)
    found = [one for command, _ in places.simple_commands(script) for one in command.redirects]
    compound = item.command.redirects if isinstance(item.command, shell_nodes.Redirected) else ()
    return [*found, *compound]


def _ends_with_wait(whole: shell_nodes.ShellScript) -> bool:
    """Whether the script has nothing left to do behind its waiting: then the handler may end it."""
    items = list(whole.script.items)
    while items and (places.is_exit(items[-1].command) or isinstance(items[-1].command, shell_nodes.Function)):
        items.pop()
    last = items[-1].command if items else None
    if isinstance(last, shell_nodes.Simple):
        return bool(last.words) and last.words[0].literal in ("wait", "tail", "sleep")
    return isinstance(last, shell_nodes.While)


def _fresh(name: str, text: str) -> str:
    """A name that the script does not use."""
    number = 1
    wanted = name
    while re.search(rf"\b{wanted}\b", text):
        number += 1
        wanted = f"{name}{number}"
    return wanted
