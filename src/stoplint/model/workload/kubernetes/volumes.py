"""What is mounted over the files of the image: `volumeMounts` of a container, `volumes` of its pod.

What the image has at that path is hidden as long as it is mounted: kubernetes.io/docs/concepts/storage/volumes, "Using volumes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.workload.kubernetes.fields import whole
from stoplint.model.workload.kubernetes.objects import said
from stoplint.model.workload.service import Mount
from stoplint.paths import absolute
from stoplint.syntax.manifest.nodes import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.workload.kubernetes.fields import Fields
    from stoplint.model.workload.kubernetes.objects import Surroundings
    from stoplint.text import Source

# The mode of a ConfigMap's files unless `defaultMode` says another one: nobody may execute them (API reference,
# ConfigMapVolumeSource).
_MODE = 0o644
# Other kinds of volumes, in words; the API reference, Volume.
_KINDS = {
    "secret": "a Secret", "projected": "a projected volume", "downwardAPI": "what Kubernetes says of the pod",
    "hostPath": "a folder of the node", "persistentVolumeClaim": "a PersistentVolumeClaim", "ephemeral": "an ephemeral volume",
    "csi": "a volume of a CSI driver", "nfs": "a folder of an NFS server", "image": "another image",
}  # fmt: skip


@dataclass(frozen=True)
class _File:
    """A text in a volume; `path` is relative to the volume."""

    path: str
    text: Source
    mode: int


class Volumes:
    """The volumes of a pod, and who may write into each."""

    def __init__(self, fields: Fields, pod: MappingNode, around: Surroundings, namespace: str) -> None:
        self._around, self._namespace = around, namespace
        self._volumes = {said(volume, "name"): volume for volume in fields.objects(pod, "volumes")}
        self._writers: dict[str, set[int]] = {}
        for container in (*fields.objects(pod, "initContainers"), *fields.objects(pod, "containers")):
            for entry in fields.objects(container, "volumeMounts"):
                if said(entry, "readOnly") != "true":
                    self._writers.setdefault(said(entry, "name"), set()).add(id(container))

    def mounts(self, fields: Fields, container: MappingNode) -> Iterator[Mount]:
        """The mounts of one container, in order."""
        for entry in fields.objects(container, "volumeMounts"):
            path, name = fields.text(entry, "mountPath"), fields.text(entry, "name")
            if path is None or name is None:
                continue
            files = self._files(name.value, container)
            if not isinstance(files, str):
                files = _below(files, entry)
            target = absolute(path.value, "/")
            if isinstance(files, str):
                yield Mount(target, path.span, why=files)
            else:
                texts = {each.path: each.text for each in files}
                yield Mount(target, path.span, files=texts, modes={each.path: each.mode for each in files})

    def _files(self, name: str, container: MappingNode) -> list[_File] | str:
        """The files in a volume; why they are not known, as the rest of a sentence."""
        volume = self._volumes.get(name)
        if volume is None:  # of a StatefulSet's volumeClaimTemplates, or in another file, which this one is a patch of
            return f"the volume {name} is mounted there"
        source = volume.get("configMap")
        if isinstance(source, MappingNode):
            return _of_config_map(source, self._around, self._namespace)
        if volume.key("emptyDir") is not None:
            # what runs before has written then
            if self._writers.get(name, set()) - {id(container)}:
                return f"the volume {name}, which other containers of the pod may write into, is mounted there"
            return []
        words = next((words for kind, words in _KINDS.items() if volume.key(kind) is not None), "")
        return f"{words or 'the volume ' + name} is mounted there"


def _of_config_map(source: MappingNode, around: Surroundings, namespace: str) -> list[_File] | str:
    """The keys of a ConfigMap as files, or those that `items` chooses, by the paths that it gives them.

    kubernetes.io/docs/concepts/storage/volumes, "configMap"; the API reference, ConfigMapVolumeSource and KeyToPath.
    """
    name = said(source, "name")
    known = around.config_map(name, namespace)
    if known is None:
        return f"the ConfigMap {name} is mounted there"
    mode = whole(source.get("defaultMode"))
    usual = _MODE if mode is None else mode
    chosen = source.get("items")
    if not isinstance(chosen, SequenceNode) or not chosen.items:
        if known.binary:
            return f"the ConfigMap {name}, which holds what is no text, is mounted there"
        return [_File(key, text, usual) for key, text in known.data.items()]
    files = []
    for item in chosen.items:
        if not isinstance(item, MappingNode):
            continue
        key, own = said(item, "key"), whole(item.get("mode"))
        if key in known.binary:
            return f"the ConfigMap {name}, which holds what is no text, is mounted there"
        if key in known.data:
            path = absolute(said(item, "path") or key, "/")[1:]
            files.append(_File(path, known.data[key], usual if own is None else own))
    return files


def _below(files: list[_File], mount: MappingNode) -> list[_File] | str:
    """What of a volume is mounted: all of it, or what is at `subPath`, which is one file, or a folder.

    A folder is made where there is nothing: kubernetes/kubernetes pkg/kubelet/kubelet_pods.go, makeMounts (SafeMakeDir).
    """
    if said(mount, "subPathExpr"):
        return "it depends on a variable of the pod what is mounted there"
    path = said(mount, "subPath")
    if not path:
        return files
    path = absolute(path, "/")[1:]
    return [
        replace(each, path=each.path[len(path) :].lstrip("/"))
        for each in files
        if each.path == path or each.path.startswith(f"{path}/")
    ]
