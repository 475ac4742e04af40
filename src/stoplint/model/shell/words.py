"""Words expanded in a shell, with the command substitutions in them run first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes import frames
from stoplint.model.processes.events import Failed, ParameterUnset
from stoplint.model.processes.start import NotStarted
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value
from stoplint.model.shell import dialects, jobs
from stoplint.model.shell.control import exit_shell, give_up_command
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.substitution import computed
from stoplint.syntax.shell_walk import command_substitutions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import CommandSubstitution, Word
    from stoplint.text import Span


def expanded(
    host: Host, w: World, sh: Shell, words: Iterable[Word], resume: frames.Frame, *, single: bool = False
) -> list[Value] | None:
    """The words' fields (or one text a word); None if a substitution has to run first (`resume` comes after it)."""
    words = tuple(words)
    inner = command_substitutions(words)
    if substitute(host, w, sh, inner, resume):
        return None
    expansion = Expansion(sh, sh.results)
    try:
        values = [expansion.single(word) for word in words] if single else expansion.fields(words)
    except ExpansionError as error:
        give_up(host, w, sh, error, words[0].span if words else None)
        return None
    forget_results(sh, inner)
    return (
        values if single or not any(value.splits and value.known for value in values) else _matched(host, w, sh, values)
    )


def _matched(host: Host, w: World, sh: Shell, values: list[Value]) -> list[Value]:
    """The fields with patterns expanded where it is known what they match: XCU 2.6.6."""
    if "f" in sh.options or sh.dialect not in ("dash", "ash", "bash") or _OTHER & sh.options:
        return values
    found: list[Value] = []
    for value in values:
        names = host.matching(value.text, sh.cwd or "/") if _is_settled(w, sh, value) else None
        if names is None:
            found.append(value._replace(filled=_is_met(host, w, sh, value)))
        elif names:
            found.extend(Value(name, taint=value.taint) for name in names)
        elif "nullglob" not in sh.options:
            found.append(value._replace(splits=False))
    return found


# Options of bash by which patterns match other names, or a word that matches none is an error.
_OTHER = frozenset({"failglob", "dotglob", "globstar", "extglob", "nocaseglob"})


def _is_met(host: Host, w: World, sh: Shell, value: Value) -> bool:
    """Whether a pattern matches a file that is known to be there, whatever else it matches."""
    if not (value.splits and value.known) or sh.path(value.text) is None:
        return value.filled
    return any(not w.is_removed(sh.path(path) or path) for path in host.known_matches(value.text, sh.cwd or "/"))


def _is_settled(w: World, sh: Shell, value: Value) -> bool:
    """True for a pattern over files that the start script itself has not touched."""
    literal = re.split(r"[*?[]", value.text)[0]
    folder = sh.path(literal[: literal.rfind("/") + 1]) if value.splits and value.known else None
    if folder is None:
        return False
    below = folder.rstrip("/") + "/"
    return not any(path.startswith(below) for path in (*w.files, *w.removed, *w.folders, *w.doubted))


def give_up(host: Host, w: World, sh: Shell, error: ExpansionError, place: Span | None) -> None:
    """The shell ends: a variable must be set and is not, or it has no such expansion."""
    code = 1 if sh.dialect == "bash" else 2
    if error.readonly and sh.dialect == "bash" and not sh.posix and "e" not in sh.options:
        give_up_command(sh, Status(2, place=place))
        return
    if error.refused:
        w.note(Failed(NotStarted("grammar", sh.dialect, f"can't read {error}", code, place)))
    elif not error.readonly:
        w.note(ParameterUnset(str(error), place))
    exit_shell(host, w, sh, Status(code, place=place))


def substitute(host: Host, w: World, sh: Shell, found: Iterable[CommandSubstitution], resume: frames.Frame) -> bool:
    """Start the first of these command substitutions that has not run yet; True if one was started."""
    for node in found:
        if id(node) in sh.results:
            continue
        value = computed(host, w, sh, node)
        if value is not None:
            sh.results[id(node)] = value
            sh.status = OK
            continue
        child = jobs.fork(w, sh, node.span, "substitution")
        if (sh.dialect == "bash" and not sh.posix and "inherit_errexit" not in sh.options) or sh.dialect == "ash":
            child.options -= {"e"}  # bash(1), COMMAND EXECUTION ENVIRONMENT; BusyBox likewise
        child.push(frames.Commands(node.body.items, 0, dialects.tail_of_child(sh.dialect, "substitution"), cond=False))
        sh.push(frames.Collect(id(node), child.pid, node.span), resume)
        jobs.wait_for(sh, (child.pid,), node.span, "substitution")
        return True
    return False


def forget_results(sh: Shell, found: Iterable[CommandSubstitution]) -> None:
    """Drop what these substitutions gave, for the next time they run."""
    for node in found:
        sh.results.pop(id(node), None)


def keep_result(sh: Shell, node: int, value: Value) -> None:
    """What a substitution (by its id) gave, without the newlines at its end."""
    text = value.text.rstrip("\n")
    sh.results[node] = value if value.text == text else value._replace(text=text, source=None)
