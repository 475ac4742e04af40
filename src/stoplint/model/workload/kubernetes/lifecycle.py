"""How a container is stopped: `lifecycle` and the pod's grace period.

kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Termination of Pods"; the API reference, Lifecycle and LifecycleHandler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Argument
from stoplint.model.workload.kubernetes.fields import fact, is_absent
from stoplint.model.workload.kubernetes.objects import said
from stoplint.model.workload.service import Hook
from stoplint.signals import canonical
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from stoplint.model.workload.kubernetes.fields import Fields

DEFAULT = Fact(30.0, "default of Kubernetes")
# A handler without its kind, or a container's field one level too deep.
_OF_LIFECYCLE = {
    **dict.fromkeys(("exec", "httpGet", "sleep", "tcpSocket", "command"), "preStop"),
    "terminationGracePeriodSeconds": "the pod's spec",
}
_OF_HANDLER = {"command": "exec", "terminationGracePeriodSeconds": "the pod's spec", "seconds": "sleep"}


def grace(fields: Fields, parent: MappingNode, name: str, default: Fact[float]) -> Fact[float] | Unknown:
    """The seconds between the stop signal, or the hook in front of it, and SIGKILL."""
    found = fields.whole(parent, name)
    if found is None:
        return default
    if isinstance(found, Unknown):
        return found
    if found.value < 0:
        # kubernetes/kubernetes pkg/api/pod/warnings.go: "negative values are invalid and will be treated as 1"
        fields.refuse(found.span or parent.span, f"{name} is less than 0, which Kubernetes takes for 1")
        return Fact(1.0, found.said_by, found.span)
    return Fact(float(found.value), found.said_by, found.span)


def stop_signal(fields: Fields, lifecycle: MappingNode | None, pod: MappingNode) -> Fact[str] | Unknown | None:
    """`stopSignal`, over that of the image. It is the cluster's with the feature gate ContainerStopSignals (1.33) alone.

    kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Defining custom stop signals": with spec.os.name only, by names
    with SIG in front.
    """
    node = fields.text(lifecycle, "stopSignal")
    if node is None:
        return None
    if not node.value.startswith("SIG") or canonical(node.value) is None:
        fields.refuse(node.span, f"the API server takes names like SIGTERM for stopSignal, and this is {node.value}")
        return None
    if not said(pod, "os", "name"):
        fields.refuse(node.span, "the API server takes a stopSignal only where the pod's spec says os.name")
    return fact(node.value, node.span)


def hooks(fields: Fields, lifecycle: MappingNode | None, limit: Fact[float] | Unknown) -> tuple[Hook, ...]:
    """The preStop hook. Kubernetes runs none where the grace period is 0 ("Pod Termination Flow")."""
    fields.belongs(lifecycle, _OF_LIFECYCLE, "lifecycle")
    handler = fields.mapping(lifecycle, "preStop")
    if handler is None:
        return ()
    fields.belongs(handler, _OF_HANDLER, "a hook")
    names = ("exec", "httpGet", "sleep", "tcpSocket")
    kinds = [name for name in names if not is_absent(handler.get(name))]
    if not kinds:
        fields.refuse(handler.span, "the API server takes no hook without exec, httpGet or sleep")
        return ()
    for second in kinds[1:]:
        key = handler.key(second)
        if key is not None:
            fields.refuse(key.span, f"a hook is either {kinds[0]} or {second}: the API server takes one of them")
    hook = _hook(fields, handler, kinds[0], limit)
    never = isinstance(limit, Fact) and limit.value == 0
    return (hook,) if hook is not None and not never else ()


def _hook(fields: Fields, handler: MappingNode, kind: str, limit: Fact[float] | Unknown) -> Hook | None:
    key, action = handler.key(kind), fields.mapping(handler, kind)
    if action is None or key is None:
        return None
    if kind == "httpGet":
        return Hook("http", key.span)
    if kind == "tcpSocket":
        return Hook("tcp", key.span)
    if kind == "exec":
        return _exec(fields, key, action)
    seconds = fields.whole(action, "seconds")
    if isinstance(seconds, Unknown):
        return Hook("sleep", key.span)
    if seconds is None:
        fields.refuse(action.span, "the API server takes no sleep without seconds")
        return None
    most = limit.value if isinstance(limit, Fact) else None
    place = seconds.span or key.span
    if seconds.value < 0 or (most is not None and seconds.value > most):
        # kubernetes/enhancements keps/sig-node/3960-pod-lifecycle-sleep-action: validateSleepAction
        fields.refuse(
            place,
            f"the API server takes a sleep from 0 to the grace period ({most or 0:g}), and this is {seconds.value}",
        )
    return Hook("sleep", place, seconds=float(max(seconds.value, 0)))


def _exec(fields: Fields, key: ScalarNode, action: MappingNode) -> Hook | None:
    """A command, whose words nothing expands: the API reference, ExecAction ("simply exec'd, it is not run inside a shell")."""
    place = action.get("command")
    words = [fields.value(item, "command", "a list of strings") for item in fields.items(action, "command")]
    if not words or place is None:
        if is_absent(place) or not isinstance(place, (ScalarNode, MappingNode)):
            fields.refuse(action.span, "the API server takes no exec without a command")
        return None
    return Hook("exec", place.span, tuple(Argument(word.value, word.text) for word in words if word is not None))
