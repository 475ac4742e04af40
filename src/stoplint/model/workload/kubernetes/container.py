"""One container of a pod: what it says over its image.

Its fields: kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1, "Container".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.catalog.shells import is_shell
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Argument, CommandLine
from stoplint.model.workload.kubernetes.environment import environment
from stoplint.model.workload.kubernetes.fields import fact, is_absent
from stoplint.model.workload.kubernetes.lifecycle import hooks, stop_signal
from stoplint.model.workload.kubernetes.references import expand
from stoplint.model.workload.service import Service
from stoplint.syntax.manifest.nodes import SequenceNode

if TYPE_CHECKING:
    from stoplint.model.workload.kubernetes.environment import Environment
    from stoplint.model.workload.kubernetes.fields import Fields
    from stoplint.model.workload.kubernetes.objects import Surroundings
    from stoplint.model.workload.kubernetes.volumes import Volumes
    from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode

    _Line = Union[Fact[Union[CommandLine, None]], Unknown, None]

_POD = "the pod's spec"
# Where fields belong that people put into a container.
_ELSEWHERE = {
    "terminationGracePeriodSeconds": _POD, "shareProcessNamespace": _POD, "hostPID": _POD,
    "preStop": "the container's lifecycle", "stopSignal": "the container's lifecycle",
}  # fmt: skip
# The words together are no more than a program gets (execve(2): a quarter of a stack of 8 MB).
_MOST = 2_000_000
_TOO_LONG = "the words together are longer than any program can be given"


@dataclass(frozen=True, eq=False)
class Pod:
    """What the containers of a pod have in common. `grace` None: it is not known."""

    name: str
    spec: MappingNode
    namespace: str
    around: Surroundings
    volumes: Volumes
    grace: Fact[float] | Unknown
    shares_pid: Fact[bool] | None
    lasts: bool
    is_selected: bool


def service(fields: Fields, pod: Pod, container: MappingNode, *, lasts: bool, exposed: bool) -> Service:
    """A container as it is started and stopped."""
    name = fields.text(container, "name")
    fields.belongs(container, _ELSEWHERE, "a container")
    around = environment(fields, container, pod.around, pod.namespace)
    entrypoint = _line(fields, container, "command", around)
    command = _line(fields, container, "args", around)
    image = fields.text(container, "image")
    workdir = fields.text(container, "workingDir")
    lifecycle = fields.mapping(container, "lifecycle")
    typed = [fields.boolean(container, key) for key in ("tty", "stdin")]
    return Service(
        orchestrator="kubernetes",
        name=f"{pod.name} {name.value}" if name is not None else pod.name,
        span=name.span if name is not None else container.span,
        image=fact(image.value, image.span) if image is not None else None,
        entrypoint=_with_script(entrypoint),
        command=_with_script(command, entrypoint),
        stop_signal=stop_signal(fields, lifecycle, pod.spec),
        grace=pod.grace,
        environment=around.variables,
        environment_open=around.is_open,
        user=_user(fields, container) or _user(fields, pod.spec),
        workdir=fact(workdir.value, workdir.span) if workdir is not None else None,
        hooks=hooks(fields, lifecycle, pod.grace),
        mounts=tuple(pod.volumes.mounts(fields, container)),
        lasts=lasts,
        shares_pid=pod.shares_pid,
        interactive=any(each is not None and each.value for each in typed),
        exposed=exposed,
        node=container,
    )


def _line(fields: Fields, container: MappingNode, name: str, around: Environment) -> _Line:
    """`command` or `args`; an empty list is as good as none.

    containerd/containerd internal/cri/opts/spec_opts.go, WithProcessArgs: the image's where their length is 0.
    """
    items = fields.items(container, name)
    node = container.get(name)
    if not items:
        if node is None or is_absent(node) or isinstance(node, SequenceNode):
            return None
        return Unknown(f"{name} is no list", node.span)
    words = []
    total = 0
    for item in items:
        text = fields.value(item, name, "a list of strings")
        if text is None:
            return Unknown(f"{name} holds what is no string", item.span)
        words.append(_word(text, around))
        total += len(words[-1].value)
        if total > _MOST:
            return Unknown(_TOO_LONG, item.span)
    place = node.span if node is not None else container.span
    return Fact(CommandLine("exec", tuple(words), str(place), place, key=name), str(place), place)


def _word(text: ScalarNode, around: Environment) -> Argument:
    if text.is_null:
        return Argument("", replace(text.text, text="", offsets=None))
    expanded = expand(text.text, around.value)
    return Argument(expanded.text.text, expanded.text, known=expanded.unknown is None)


def _with_script(line: _Line, before: _Line = None) -> _Line:
    """The same, where the text behind `sh -c` is known to the shell, which has the variables that stand in it."""
    if not isinstance(line, Fact) or line.value is None:
        return line
    own = line.value.words
    first = before.value.words if isinstance(before, Fact) and before.value is not None else ()
    at = _script((*first, *own))
    if at is None or at < len(first):
        return line
    at -= len(first)
    words = (*own[:at], replace(own[at], known=True), *own[at + 1 :])
    return replace(line, value=replace(line.value, words=words))


def _script(words: tuple[Argument, ...]) -> int | None:
    """The index of the text that a shell is given by `-c`."""
    if not words or not words[0].known or not is_shell(words[0].value):
        return None
    is_string = False
    for at, word in enumerate(words[1:], 1):
        if not word.value.startswith(("-", "+")) or not word.known:
            return at if is_string else None
        is_string = is_string or (word.value[0] == "-" and word.value[1:2] != "-" and "c" in word.value)
    return None


def _user(fields: Fields, parent: MappingNode) -> Fact[str] | Unknown | None:
    """`runAsUser` of a securityContext, the container's over the pod's (API reference, SecurityContext)."""
    context = fields.mapping(parent, "securityContext")
    number = fields.whole(context, "runAsUser")
    if number is None or isinstance(number, Unknown):
        return number
    return Fact(str(number.value), number.said_by, number.span)
