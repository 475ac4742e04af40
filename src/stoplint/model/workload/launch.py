"""What stands around the application's argv at run time: who is PID 1, and how long a stop may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Fact
from stoplint.model.image.rootfs import File
from stoplint.model.processes.values import Value
from stoplint.text import Source

if TYPE_CHECKING:
    from stoplint.model.image.rootfs import Rootfs
    from stoplint.model.workload import Workload
    from stoplint.text import Span

DEFAULT_GRACE = Fact(10.0, "default")  # seconds; docker stop, docs/reference/commandline/container_stop.md
# docker-init is tini: docs/reference/commandline/container_run.md, "--init".
INIT = "/sbin/docker-init"
# What is PID 1 where containers share a namespace, as Kubernetes calls it: it reaps, and passes nothing on. The runtime sends the stop
# signal to the container's first process, and when that has ended it kills what is left of the container: to this it comes
# to the same as tini (Kubernetes, "Share Process Namespace between Containers in a Pod"; asked of the kernel).
PAUSE = "/pause"
# The same for `pid: host` and `pid: service:…` of Compose.
HOST = "/host"


def first_of(workload: Workload) -> Value | None:
    """What is PID 1 in front of what the image starts, with the place that says so; None where that is PID 1 itself."""
    service = workload.service
    if workload.init:
        return Value(INIT)
    if service is None:
        return None
    if service.shares_pid is not None and service.shares_pid.value:
        return _at(PAUSE if service.orchestrator == "kubernetes" else HOST, service.shares_pid.span)
    if service.init is not None and service.init.value:
        return _at(INIT, service.init.span)
    return None


def grace_of(workload: Workload) -> Fact[float]:
    """The seconds between the stop signal and SIGKILL: what the manifest says, else the configuration, else the runtime's default."""
    service = workload.service
    said = service.grace if service is not None else None
    if isinstance(said, Fact) and said.span is not None:
        return said
    kubelets = service is not None and service.orchestrator == "kubernetes"
    usual = said if isinstance(said, Fact) else Fact(30.0, "default of Kubernetes") if kubelets else DEFAULT_GRACE
    return workload.grace or usual


def with_first(rootfs: Rootfs, first: str) -> Rootfs:
    """The files with the program that the runtime itself brings in front of what the image starts."""
    return rootfs.changed(lambda layers: layers.put(first, File(first, None, executable=True, said=None)))


# What the kubelet leaves between the stop signal and SIGKILL, whatever else is said, in seconds:
# kubernetes/kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go, minimumGracePeriodInSeconds.
LEAST = 2.0


def least_of(workload: Workload, grace: float) -> float:
    """The seconds that the stop has in the end, of those that are said."""
    service = workload.service
    return max(grace, LEAST) if service is not None and service.orchestrator == "kubernetes" else grace


def _at(name: str, place: Span | None) -> Value:
    return Value(name, source=Source(place.path, name, place)) if place is not None else Value(name)
