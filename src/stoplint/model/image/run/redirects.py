"""Redirections of a command in a RUN: the files that its output goes to, and the text that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.image.run.traced_text import EMPTY, at_place, joined, said_of
from stoplint.model.image.run.words import place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written
    from stoplint.syntax import shell_nodes as sh


def input_of(run: Runner, node: sh.Simple, stdin: Written | None) -> Written | None:
    """What a command reads: `stdin` unless it says otherwise."""
    for redirect in node.redirects:
        if redirect.body is not None:
            stdin = run.words.word(redirect.body)
        elif redirect.op == "<<<":
            text = run.words.word(redirect.target) or EMPTY
            stdin = joined([text, at_place("\n", text.places[-1] if text.places else place_of(node.span))])
        elif redirect.op == "<" and redirect.target is not None:
            stdin = run.site.text_of(run.words.word(redirect.target))
    return stdin


def applied(run: Runner, redirects: tuple[sh.Redirect, ...], do: Callable[[], None]) -> None:
    """Do it with its output going where the redirections say."""
    elsewhere = any(one.op == ">&" and one.fd in (None, 1) for one in redirects)
    if not elsewhere and not any(_is_output(one) for one in redirects):
        do()
        written(run, redirects, None)
        return
    run.sinks.append([])
    do()
    said = said_of(run.sinks.pop())
    written(run, redirects, said)
    if elsewhere:
        run.say(None)


def written(run: Runner, redirects: tuple[sh.Redirect, ...], said: Written | None) -> None:
    """Only the last redirection gets the output; each one before it leaves its file empty, or as it is."""
    last = next((one for one in reversed(redirects) if _is_output(one)), None)
    for one in redirects:
        if one.target is None or not one.op.lstrip("&").startswith(">") or one.op == ">&":
            continue
        path = run.words.word(one.target)
        mine = None if not _is_output(one) else said if one is last else EMPTY
        if one.op.startswith("&") and run.dialect == "dash":
            mine = EMPTY  # `cmd &> f` of dash is `cmd &` and `> f`
        run.site.write(path, mine, append=">>" in one.op, place=one.span.located)


def _is_output(redirect: sh.Redirect) -> bool:
    return redirect.op in (">", ">>", ">|", "&>", "&>>") and redirect.fd in (None, 1) and redirect.target is not None
