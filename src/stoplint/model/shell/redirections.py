"""Redirections: which files they make, where output goes, what a command reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.processes.values import unknown
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.syntax.shell_nodes import Redirect, Simple
from stoplint.syntax.shell_walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Command

_QUIET = re.compile(r"-[A-Za-z]*q|--(?:quiet|silent)$")  # grep(1)


def feeds(redirects: Iterable[Redirect]) -> bool:
    """True if there is something to read: from a file, a pipe, a text."""
    return any(
        redirect.op.startswith("<") and redirect.fd in (None, 0)
        and (redirect.target is None or redirect.target.literal != "/dev/null")
        for redirect in redirects
    )  # fmt: skip


def writes_file(node: Command) -> bool:
    """True if a pipeline's element sends its output to a file and so closes the pipe behind it."""
    redirects: Iterable[Redirect] = getattr(node, "redirects", ())
    return any(r.op in (">", ">>", ">|", "&>", "&>>") and r.fd in (None, 1) and r.target is not None for r in redirects)


def writes_elsewhere(node: Command) -> bool:
    """True if nothing that the command writes comes where its shell's output goes: neither by 1, nor by a copy of it."""
    redirects: Iterable[Redirect] = getattr(node, "redirects", ())
    copied = False
    for redirect in redirects:
        target = redirect.target.literal if redirect.target is not None else None
        if redirect.op == ">&" and redirect.fd not in (None, 1):
            copied = copied or target == "1"  # `2>&1 >/dev/null`: what stood on 1 goes on being written to
        elif redirect.op in (">", ">>", ">|", "&>", "&>>", ">&") and redirect.fd in (None, 1) and target != "1":
            return not copied
    return False


def is_silent(node: Command) -> bool:
    """Whether nothing that a command writes comes where its shell's output goes: `… >/dev/null`, `… | grep -q x`."""
    if writes_elsewhere(node):
        return True
    words = [word.literal or "" for word in node.words] if isinstance(node, Simple) else []
    return words[:1] in (["grep"], ["egrep"], ["fgrep"]) and any(_QUIET.match(word) for word in words[1:])


def written_file(sh: Shell, node: Simple) -> tuple[str, bool] | None:
    """The file that the command's output goes to ("": not known), and whether it is appended; None for no file."""
    for redirect in node.redirects:
        if redirect.op in (">", ">|", ">>") and redirect.target is not None and redirect.fd in (None, 1):
            name = Expansion(sh, {}).single(redirect.target)
            if name.known and name.text:
                return sh.path(name.text) or "", ">>" in redirect.op
            return "", True
    return None


def own_pipes(w: World, sh: Shell, node: Simple) -> frozenset[str]:
    """The descriptors on which a command opens a named pipe for both directions (`3<> pipe`); a copy of one counts."""
    return frozenset(
        str(redirect.fd or 0)
        for redirect in node.redirects
        if redirect.target is not None
        and (
            (redirect.op == "<>" and sh.path(Expansion(sh, {}).single(redirect.target).text) in w.pipes)
            or (redirect.op == "<&" and redirect.target.literal in sh.own_pipes)
        )
    )


def is_written(host: Host, w: World, sh: Shell) -> bool:
    """True if the script itself writes to a named pipe, so that a read from one may end."""
    script = host.scripts.parse_source(sh.script).script if sh.script is not None else ()
    for redirect in walk(script):
        if isinstance(redirect, Redirect) and redirect.op.startswith(">") and redirect.target is not None:
            try:
                text = Expansion(sh, {}).single(redirect.target).text
            except ExpansionError:
                continue  # `> ${x:?}`: the shell ends there
            if text in sh.own_pipes if redirect.op == ">&" else sh.path(text) in w.pipes:
                return True
    return False


def input_of(sh: Shell, node: Simple) -> Value | None:
    """What the command reads: the text of a here-document or a here-string, or what is not known.

    None: there is nothing to read, as in a container without -i.
    """
    for redirect in reversed(node.redirects):
        if redirect.op in ("<<", "<<-") and redirect.body is not None:
            return Expansion(sh, sh.results).single(redirect.body)
        if redirect.op == "<<<" and redirect.fd in (None, 0) and redirect.target is not None:
            return Expansion(sh, sh.results).single(redirect.target)
        if redirect.op == "<" and redirect.fd in (None, 0) and redirect.target is not None:
            return None if redirect.target.literal == "/dev/null" else unknown(redirect.span.text)
    if sh.started != "pipe" or not sh.piped:
        return None
    return sh.reads or unknown("what comes through the pipe")
