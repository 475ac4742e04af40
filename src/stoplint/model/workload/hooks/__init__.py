"""What runs in a container before the stop signal (preStop, pre_stop), and what it does to the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Unknown
from stoplint.model.processes.values import of_argument
from stoplint.model.workload.hooks.effect import Effect, HookFault, Tell, Whom
from stoplint.model.workload.hooks.faults import faults
from stoplint.model.workload.hooks.missing import Missing, missing
from stoplint.model.workload.hooks.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.workload.service import Hook
    from stoplint.text import Source

__all__ = ["Effect", "HookFault", "Missing", "Tell", "Whom", "effect", "missing"]


def effect(hook: Hook, text_of: Callable[[str], Source | None] = lambda _: None, sh: Dialect | None = None) -> Effect:
    """What a hook does, from its words alone. `text_of` gives the script at a path of the container, where it is known.

    `sh` is what /bin/sh is: dash refuses names of signals that others take. Where nobody knows, what any shell takes is taken.
    """
    if hook.kind == "sleep":
        return Effect(seconds=hook.seconds)
    if hook.kind == "http":
        return Effect(unknown=(Unknown("what the application does when it is asked for that is not known", hook.span),))
    if hook.kind == "tcp":
        # the API reference, LifecycleHandler: "lifecycle hooks will fail at runtime when it is specified"
        return Effect(faults=(HookFault("tcp", "tcpSocket", hook.span),))
    found = tuple(faults(hook.argv))
    if found:
        return Effect(faults=found, fails=found[0].kind in ("words", "builtin"))
    walk = Walk(text_of, sh)
    if hook.argv:
        walk.command([of_argument(word) for word in hook.argv], hook.span)
    return Effect(
        seconds=walk.elapsed if walk.elapsed or walk.is_timed else None,
        tells=tuple(walk.tells),
        waits=walk.behind,
        unknown=tuple(walk.unknown),
        refused=tuple(walk.refused),
        fails=walk.fails,
    )
