"""Settings of a Compose service put in or changed: `stop_signal`, `init`, `stop_grace_period`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.finding import Fix

if TYPE_CHECKING:
    from stoplint.edits.manifest_lines import Value
    from stoplint.model.stop.answer import ImageTrace

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


def with_stop_signal(trace: ImageTrace, signal: str) -> Fix | None:
    """`stop_signal: SIG…`: unsafe where somebody chose another one. `signal` is without SIG."""
    service = trace.workload.service
    chosen = service is not None and service.stop_signal is not None
    return with_setting(trace, "stop_signal", f"SIG{signal}", safe=not chosen)
