"""How a setting is written where the launch is said: in the Dockerfile, in a Compose file, in a manifest of Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.model.image.image import CommandLine
    from stoplint.model.stop.answer import ImageTrace


def set_stop_signal(trace: ImageTrace, signal: str) -> str:
    """What sets the stop signal, as SIGQUIT, of what was traced."""
    service = trace.workload.service
    if service is None or (service.build is not None and service.stop_signal is None):
        return f"STOPSIGNAL {signal}"
    if service.orchestrator == "compose":
        return f"stop_signal: {signal}"
    return f"STOPSIGNAL {signal} in the image's Dockerfile (lifecycle.stopSignal needs Kubernetes 1.33 and its feature gate)"


def stop_signal_key(trace: ImageTrace) -> str:
    """How the key is called by which the stop signal of what was traced is said."""
    service = trace.workload.service
    return "stop_signal" if service is not None and service.stop_signal is trace.image.stop_signal else "STOPSIGNAL"


def set_grace(trace: ImageTrace, seconds: int) -> str:
    """What gives the stop that many seconds."""
    service = trace.workload.service
    if service is None:
        return f"docker stop -t {seconds}, stop_grace_period: {seconds}s in Compose, terminationGracePeriodSeconds: {seconds} in Kubernetes"
    if service.orchestrator == "compose":
        return f"stop_grace_period: {seconds}s"
    return f"terminationGracePeriodSeconds: {seconds}"


def name_of_line(name: str, line: CommandLine | None) -> str:
    """How an ENTRYPOINT or CMD is called where it stands."""
    return line.key if line is not None and line.key else name


def execs(trace: ImageTrace) -> str:
    """The command by which people start something in a running container."""
    service = trace.workload.service
    return "docker exec" if service is None or service.orchestrator == "compose" else "kubectl exec"
