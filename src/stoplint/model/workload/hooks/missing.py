"""Hooks whose command is not in the image: the runtime can't start it, and the stop signal comes at once.

Kubernetes then tells of it in an event of the pod, FailedPreStopHook: kubernetes.io/docs/concepts/containers/container-lifecycle-hooks,
"Debugging Hook handlers"; kubernetes/kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go, executePreStopHook (killContainer goes on).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.shells import is_shell
from stoplint.model.fact import Fact
from stoplint.model.image.rootfs import DEFAULT_PATH, Absent, File, Packaged, Unseen, Volume
from stoplint.paths import absolute, base_name, folder_of
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from stoplint.model.image.image import Argument, Image
    from stoplint.model.workload.service import Hook

# What images without a shell don't have either: they come in the same packages (BusyBox, coreutils, procps, psmisc).
_BESIDE_SHELL = frozenset(
    (  # noqa: SIM905 -- a list to read
        "sleep kill killall pkill pgrep pidof ps cat echo touch rm true false test [ printf env timeout date ls cp mv mkdir head tail grep sed "
        "awk find xargs wget busybox"
    ).split()
)


@dataclass(frozen=True)
class Missing:
    """Why the command of a hook can't be started: it is not there, can't be executed, or names a program on its #! line that isn't there."""

    kind: Literal["absent", "mode", "interpreter"]
    word: Argument
    path: str


def missing(hook: Hook, image: Image) -> Missing | None:
    """Why its command is not in the image, where that is certain; None where it is, or may be."""
    if hook.kind != "exec" or not hook.argv or not hook.argv[0].value:
        return None
    word = hook.argv[0]
    name, folder = word.value, image.workdir.value or "/"
    path = image.env["PATH"].value if "PATH" in image.env else DEFAULT_PATH
    if not isinstance(path, str):
        return None
    found = image.rootfs.which(name, path, folder)
    if isinstance(found, File):
        if found.executable is False:
            return Missing("mode", word, found.path)
        line = shebang(found.source) if found.source is not None else None
        if line is not None and line.command and _lacks(image, line.command[0], path):
            return Missing("interpreter", word, line.command[0])
        return None
    return (
        Missing("absent", word, absolute(name, folder) if "/" in name else name) if _lacks(image, name, path) else None
    )


def _lacks(image: Image, name: str, path: str) -> bool:
    """Whether the image surely has no such program."""
    folder = image.workdir.value or "/"
    places = [absolute(name, folder)]
    if "/" not in name:
        places = [absolute(f"{each}/{name}", folder) for each in path.split(":")]
    found = [image.rootfs.lookup(place) for place in places]
    if all(isinstance(each, Absent) for each in found):
        return True
    if any(isinstance(each, (File, Unseen, Packaged, Volume)) for each in found) or not _has_no_shell(image):
        return False
    is_usual = all(folder_of(place) in DEFAULT_PATH.split(":") for place in places)
    return is_usual and (is_shell(name) or base_name(name) in _BESIDE_SHELL)


def _has_no_shell(image: Image) -> bool:
    """Whether the base image is known to have none, in any folder: those that are made to look around in have one in /busybox."""
    tag = base_name(image.base or "").partition(":")[2]
    return isinstance(image.sh, Fact) and image.sh.value is None and "debug" not in tag
