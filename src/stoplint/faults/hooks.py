"""What runs before the stop signal, with what it does, and the container that it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.stop.answer import Launch
from stoplint.model.workload.launch import grace_of
from stoplint.paths import base_name
from stoplint.signals import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.fact import Fact
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.model.workload.hooks.effect import Effect, Tell
    from stoplint.model.workload.service import Hook, Service


class FoundHook(NamedTuple):
    """A hook of a traced container. `signal` is the stop signal, without SIG; "" where it is not known."""

    trace: ImageTrace
    service: Service
    hook: Hook
    effect: Effect
    signal: str

    @property
    def grace(self) -> Fact[float]:
        """The seconds that the stop has in all."""
        return grace_of(self.trace.workload)

    @property
    def first(self) -> str:
        """What the container starts, by its name."""
        launch = self.trace.launch
        return base_name(launch.argv[0].value) if isinstance(launch, Launch) and launch.argv else "PID 1"

    @property
    def when_it_fails(self) -> str:
        """What comes of a hook that fails: docker/compose@v5.5.0:pkg/compose/hook.go; kubelet, executePreStopHook."""
        if self.service.orchestrator == "kubernetes":
            return "the hook fails, and the stop signal comes at once"
        return "`docker compose stop` and `down` fail each time, and the container goes on (before Compose 5.1.2 it is stopped without the hook)"

    @property
    def is_told(self) -> bool:
        """Whether the hook tells somebody something."""
        return bool(self.effect.tells)

    def reaches(self, tell: Tell) -> bool:
        """Whether the one who is told gets the stop signal, too."""
        launch = self.trace.launch
        words = launch.argv if isinstance(launch, Launch) else ()
        return tell.whom.name == "1" or any(tell.whom.name == base_name(word.value) for word in words[:1])


def hooks(traces: Iterable[ImageTrace]) -> Iterator[FoundHook]:
    """The hooks of the containers that can be run."""
    for trace in traces:
        launch, service = trace.launch, trace.workload.service
        signal = canonical(launch.stop_signal.value) if isinstance(launch, Launch) else None
        if service is None or not service.hooks:
            continue
        from stoplint.model.workload.hooks import effect  # noqa: PLC0415 - few containers have any

        # where nothing can be traced, their words say something all the same
        for hook, does in zip(service.hooks, trace.before or tuple(map(effect, service.hooks)), strict=True):
            yield FoundHook(trace, service, hook, does, signal or "")
