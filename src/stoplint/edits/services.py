"""Settings of a container put in its manifest or changed there: `stop_signal`, `init`, the grace period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.edits.dockerfile_lines import stop_signal
from stoplint.finding import Fix

if TYPE_CHECKING:
    from stoplint.edits.manifest_lines import Value
    from stoplint.model.stop.answer import ImageTrace
    from stoplint.syntax.dockerfile_nodes import Dockerfile

# Behind which keys people put what is about the stop.
_BEHIND = ("command", "entrypoint", "init", "image", "build")


def with_setting(trace: ImageTrace, key: str, value: Value, *, safe: bool) -> Fix | None:
    """`key: value` for the service that was traced; None where it is none of Compose's, or shares its lines with others."""
    service = trace.workload.service
    if service is None or service.orchestrator != "compose" or service.node is None or service.documents is None:
        return None
    from stoplint.edits.manifest_lines import with_key  # noqa: PLC0415 - only what a finding needs

    edit = with_key(service.documents, service.node, key, value, _BEHIND)
    written = str(value).lower() if isinstance(value, bool) else value
    return Fix(f"set `{key}: {written}`", safe, (edit,), is_fitted=True) if edit is not None else None


def with_stop_signal(dockerfile: Dockerfile, trace: ImageTrace, signal: str) -> Fix | None:
    """The stop signal where it is said: STOPSIGNAL in the Dockerfile, or Compose's, which has the last word.

    `signal` is without SIG. Unsafe where somebody chose another one.
    """
    fix = stop_signal(dockerfile, trace.image, signal)
    if fix is not None:
        return fix
    service = trace.workload.service
    chosen = service is not None and service.stop_signal is not None
    return with_setting(trace, "stop_signal", f"SIG{signal}", safe=not chosen)


def with_init(trace: ImageTrace) -> Fix | None:
    """`init: true`, which is unsafe: a program that is no PID 1 any more ends on signals that it has no handler for."""
    return with_setting(trace, "init", value=True, safe=False)


def with_grace(trace: ImageTrace, seconds: int) -> Fix | None:
    """A longer grace period: unsafe, for somebody may have chosen the shorter one. In Kubernetes only where one is said."""
    service = trace.workload.service
    if service is None or service.orchestrator == "compose":
        return with_setting(trace, "stop_grace_period", f"{seconds}s", safe=False)
    place = service.grace.span if service.grace is not None else None
    if service.documents is None or place is None:
        return None
    from stoplint.edits.manifest_lines import scalar_at, with_value  # noqa: PLC0415 - only what a finding needs

    node = scalar_at(service.documents, place)
    edit = with_value(service.documents, node, seconds) if node is not None else None
    title = f"set `terminationGracePeriodSeconds: {seconds}`"
    return Fix(title, safe=False, edits=(edit,), is_fitted=True) if edit is not None else None
