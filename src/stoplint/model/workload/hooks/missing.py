"""Hooks whose command is not in the image: the runtime can't start it, and the stop signal comes at once.

Kubernetes then tells of it in an event of the pod, FailedPreStopHook: kubernetes.io/docs/concepts/containers/container-lifecycle-hooks,
"Debugging Hook handlers"; kubernetes/kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go, executePreStopHook (killContainer goes on).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.shells import is_shell
from stoplint.model.fact import Fact
from stoplint.model.image.rootfs import Absent, File
from stoplint.paths import absolute, base_name
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
    name = word.value
    path = image.env["PATH"].value if "PATH" in image.env else None
    folder = image.workdir.value or "/"
    found = image.rootfs.which(name, path if isinstance(path, str) else None, folder)
    if isinstance(found, File):
        if found.executable is False:
            return Missing("mode", word, found.path)
        line = shebang(found.source) if found.source is not None else None
        if line is not None and line.command and _lacks(image, line.command[0]):
            return Missing("interpreter", word, line.command[0])
        return None
    return Missing("absent", word, absolute(name, folder) if "/" in name else name) if _lacks(image, name) else None


def _lacks(image: Image, name: str) -> bool:
    """Whether the image surely has no such program."""
    path = image.env["PATH"].value if "PATH" in image.env else None
    if "PATH" in image.env and not isinstance(path, str):
        return False
    found = image.rootfs.which(name, path if isinstance(path, str) else None, image.workdir.value or "/")
    if isinstance(found, Absent):
        return True
    without_shell = isinstance(image.sh, Fact) and image.sh.value is None
    return without_shell and not isinstance(found, File) and (is_shell(name) or base_name(name) in _BESIDE_SHELL)
