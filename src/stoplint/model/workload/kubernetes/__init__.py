"""The containers that Kubernetes starts: those of all pods, and of what pods are made by, in a file's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.fact import Fact
from stoplint.model.workload.kubernetes.container import Pod, service
from stoplint.model.workload.kubernetes.fields import Fields
from stoplint.model.workload.kubernetes.lifecycle import DEFAULT, grace
from stoplint.model.workload.kubernetes.objects import Surroundings, objects, said
from stoplint.model.workload.kubernetes.volumes import Volumes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.model.workload.kubernetes.objects import Object
    from stoplint.model.workload.misplaced import Misplaced
    from stoplint.model.workload.service import Service
    from stoplint.syntax.manifest.nodes import MappingNode, Node

_TEMPLATE = ("spec", "template")
# Where the template of the pods stands, by group and kind: the API reference of each; extensions is where apps/v1's were before
# (kubernetes.io/docs/reference/using-api/deprecation-guide).
_KINDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "Pod"): (),
    ("", "PodTemplate"): ("template",),
    ("", "ReplicationController"): _TEMPLATE,
    **{(group, kind): _TEMPLATE for group in ("apps", "extensions") for kind in ("Deployment", "DaemonSet", "ReplicaSet")},
    ("apps", "StatefulSet"): _TEMPLATE,
    ("batch", "Job"): _TEMPLATE,
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    # docs.openshift.com/container-platform/latest/rest_api/workloads_apis/deploymentconfig-apps-openshift-io-v1.html; before
    # there were groups it was one of v1
    ("apps.openshift.io", "DeploymentConfig"): _TEMPLATE,
    ("", "DeploymentConfig"): _TEMPLATE,
    # knative.dev/docs/serving/reference/serving-api
    ("serving.knative.dev", "Service"): _TEMPLATE,
    ("serving.knative.dev", "Configuration"): _TEMPLATE,
}  # fmt: skip
_OF_POD = "the pod's spec"
_OF_CONTAINER = "a container"
# Where fields belong that people put beside the template, and into the pod's spec.
_BESIDE_TEMPLATE = {
    "terminationGracePeriodSeconds": _OF_POD, "shareProcessNamespace": _OF_POD, "hostPID": _OF_POD, "containers": _OF_POD,
    "lifecycle": _OF_CONTAINER, "preStop": "a container's lifecycle",
}  # fmt: skip
_IN_POD = {
    "lifecycle": _OF_CONTAINER, "command": _OF_CONTAINER, "args": _OF_CONTAINER, "preStop": "a container's lifecycle",
    "stopSignal": "a container's lifecycle",
}  # fmt: skip
# knative/serving pkg/reconciler/revision/resources/deploy.go: the pod's grace period is the revision's timeoutSeconds;
# config/core/configmaps/defaults.yaml: revision-timeout-seconds
_KNATIVE = Fact(300.0, "default of Knative")
_MOST = 1_000  # containers in the documents together


def services(documents: Sequence[Node | None], beside: Sequence[Node | None] = ()) -> Iterator[Service | Misplaced]:
    """The containers that the documents of a file start, and what they say that Kubernetes refuses.

    `beside`: documents that are applied together with these, for their ConfigMaps and Services.
    """
    found = list(objects(documents))
    around = Surroundings(found, list(objects(beside)))
    fields = Fields()
    count = 0
    for each in found:
        for container in _of_object(fields, each, around):
            yield from fields.taken()
            count += 1
            if count > _MOST:
                fields.refuse(each.node.span, f"more than {_MOST:,} containers are not looked at: from here on")
                yield from fields.taken()
                return
            yield container
        yield from fields.taken()


def _of_object(fields: Fields, each: Object, around: Surroundings) -> Iterator[Service]:
    """The containers of the pods that an object makes."""
    path = _KINDS.get((each.group, each.kind))
    if path is None:
        return
    template: MappingNode | None = each.node
    for name in path:
        if name == "template" and template is not each.node:
            fields.belongs(template, _BESIDE_TEMPLATE, f"a {each.kind}")
        template = fields.mapping(template, name)
    if template is None:
        return
    if path:
        fields.belongs(template, _BESIDE_TEMPLATE, "a template")
    spec = fields.mapping(template, "spec")
    if spec is None or _is_windows(spec):
        return
    fields.belongs(spec, _IN_POD, "the pod's spec")
    is_knative = each.group == "serving.knative.dev"
    shared = (fields.boolean(spec, name) for name in ("shareProcessNamespace", "hostPID"))
    pod = Pod(
        name=f"{each.kind}/{each.name}",
        spec=spec,
        namespace=each.namespace,
        around=around,
        volumes=Volumes(fields, spec, around, each.namespace),
        grace=grace(fields, spec, "timeoutSeconds", _KNATIVE)
        if is_knative
        else grace(fields, spec, "terminationGracePeriodSeconds", DEFAULT),
        shares_pid=next((fact for fact in shared if fact is not None and fact.value), None),
        lasts=_lasts(each, spec),
        is_selected=is_knative or around.selects(template, each.namespace),
    )
    yield from _of_pod(fields, pod)


def _of_pod(fields: Fields, pod: Pod) -> Iterator[Service]:
    """The containers of a pod, those that run first in front. What somebody adds to debug it (ephemeralContainers) is none.

    One that runs before the others and starts again whenever it ends goes on beside them:
    kubernetes.io/docs/concepts/workloads/pods/sidecar-containers.
    """
    for container in fields.objects(pod.spec, "initContainers"):
        stays = said(container, "restartPolicy") == "Always"
        yield service(fields, pod, container, lasts=stays, exposed=stays and bool(fields.items(container, "ports")))
    containers = fields.objects(pod.spec, "containers")
    with_ports = {id(container) for container in containers if fields.items(container, "ports")}
    for container in containers:
        # ports are for information: a Service may send requests to one that no container names
        exposed = id(container) in with_ports or (pod.is_selected and not with_ports)
        yield service(fields, pod, container, lasts=pod.lasts, exposed=exposed)


def _lasts(each: Object, spec: MappingNode) -> bool:
    """Whether the pods are started again whenever they end: no Job's are, and no Pod's that says so itself.

    kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Container restart policy".
    """
    return each.kind not in ("Job", "CronJob") and said(spec, "restartPolicy") not in ("Never", "OnFailure")


def _is_windows(spec: MappingNode) -> bool:
    """Whether the pod is one for Windows, where a stop is another thing."""
    return "windows" in (said(spec, "os", "name"), said(spec, "nodeSelector", "kubernetes.io/os"))
