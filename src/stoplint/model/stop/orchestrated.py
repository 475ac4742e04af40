"""What an orchestrator changes of runs: hooks before the stop signal, and no time behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.rootfs import File
from stoplint.model.stop.standing import NEVER_RUN
from stoplint.paths import absolute

if TYPE_CHECKING:
    from stoplint.model.image.image import Image
    from stoplint.model.stop.answer import Run
    from stoplint.model.workload import Workload
    from stoplint.model.workload.hooks import Effect
    from stoplint.text import Source


def before(image: Image, workload: Workload) -> tuple[tuple[Effect, ...], bool]:
    """What runs in the container before the stop signal is sent, and whether its time is taken from the grace period."""
    service = workload.service
    if service is None or not service.hooks:
        return (), False
    from stoplint.model.workload.hooks import Effect, effect, missing  # noqa: PLC0415 - few containers have any

    def text_of(path: str) -> Source | None:
        found = image.rootfs.lookup(absolute(path, image.workdir.value or "/"))
        return found.source if isinstance(found, File) else None

    # where it is not there, the signal comes at once
    sh = workload.sh or (image.sh.value if isinstance(image.sh, Fact) else None)
    effects = (
        effect(each, text_of, sh) if missing(each, image) is None else Effect(fails=True) for each in service.hooks
    )
    return tuple(effects), service.hooks[0].in_grace


def open_of(effect: Effect) -> tuple[Unknown, ...]:
    """What nobody knows of a hook, and what may decide how the stop ends."""
    if effect.tells and effect.waits is None:
        return (*effect.unknown, Unknown("how long it goes on behind that is not known", effect.tells[-1].place))
    return effect.unknown


def with_unknown_hook(run: Run, why: Unknown) -> Run:
    """A run that goes badly, where something that runs before the stop signal may have stopped the application in its own way."""
    if run.verdict in ("graceful", *NEVER_RUN):
        return run
    if run.verdict == "unknown":  # for another reason: no finding may rest on what the hook decides, too
        return replace(run, cause=None, then=None)
    return replace(
        run, verdict="unknown", reason=f"what runs before the stop signal may stop it: {why.why}", cause=None, then=None
    )


def without_time(run: Run) -> Run:
    """A run, where SIGKILL follows the stop signal at once: nothing else decides how it ends."""
    if run.verdict in (*NEVER_RUN, "unknown") or not run.applications:
        return run
    reason = "SIGKILL follows the stop signal at once: the grace period is 0 s"
    return replace(run, verdict="killed", reason=reason, cause=None, then=None, remarks=())
