"""Who starts and stops the container: Docker, Compose or a kubelet. What each does beside the stop signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kernel.records import Record, step

if TYPE_CHECKING:
    from collections.abc import Mapping

# `init: true` and `docker run --init` put this program there, a tini 0.19, and start the container by `docker-init -- COMMAND`
# (https://github.com/moby/moby/blob/v27.0.1/daemon/oci_linux.go, inContainerInitPath; not with a `pid:` of another's)
DOCKER_INIT = "/sbin/docker-init"
# A kubelet waits at least two seconds between the signals, whatever is left of the grace period; here a tenth of it
# (https://github.com/kubernetes/kubernetes/blob/fbba6b47ad9824012048624a5ef60669e8109517/pkg/kubelet/kuberuntime/kuberuntime_container.go, minimumGracePeriodInSeconds)
FLOOR = 0.2


@dataclass(frozen=True)
class Hook:
    """What is done before the stop signal: a command in the container, as its user, or (without one) a pause."""

    argv: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Before:
    """How a hook ended: whether it did before it was given up on, or the container with it; its status as of wait(2)."""

    done: bool
    status: int


@dataclass(frozen=True)
class Runtime:
    """By default, `docker run` and `docker stop`.

    `init`: below docker-init. `shares_pid`: in a namespace whose PID 1 is a pod's `pause` (shareProcessNamespace). `hooks`
    are done before the stop signal; `in_grace`: as a kubelet does, which takes their time from the grace period, sends
    the signal when that is over, and however they end; else as Compose does, which lets them take their time and sends
    no signal when one fails. `floor` are the seconds that there are between the signals in any case.

    A kubelet: killContainer and executePreStopHook in
    https://github.com/kubernetes/kubernetes/blob/fbba6b47ad9824012048624a5ef60669e8109517/pkg/kubelet/kuberuntime/kuberuntime_container.go.
    Compose: stopContainer in https://github.com/docker/compose/blob/v5.5.0/pkg/compose/down.go, runHook in hook.go beside it.
    When a container's first process ends in a shared namespace, the runtime kills the others: ShouldKillAllOnExit in
    https://github.com/containerd/containerd/blob/v2.0.0/cmd/containerd-shim-runc-v2/runc/util.go.
    """

    init: bool = False
    shares_pid: bool = False
    hooks: tuple[Hook, ...] = ()
    in_grace: bool = False
    floor: float = 0.0

    @property
    def first(self) -> int:
        """The number of the container's first process in its namespace."""
        return 2 if self.shares_pid else 1

    def launch(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        return (DOCKER_INIT, "--", *argv) if self.init else argv

    def settings(self) -> Mapping[str, int]:
        return {"shared": int(self.shares_pid), "in_grace": int(self.in_grace), "floor": round(self.floor * 1000)}

    def steps(self) -> list[Record]:
        return [step("H", round(hook.seconds * 1000), *hook.argv) for hook in self.hooks]


def compose(*pre_stop: Hook, init: bool = False) -> Runtime:
    return Runtime(init=init, hooks=pre_stop)


def kubernetes(pre_stop: Hook | None = None, *, shares_pid: bool = False) -> Runtime:
    return Runtime(shares_pid=shares_pid, hooks=(pre_stop,) if pre_stop else (), in_grace=True, floor=FLOOR)
