"""What kind of manifest a YAML file is, cheaply, by its path and its text: nothing is parsed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator

# What `docker compose` looks for, the first before the next: compose-spec/compose-go@v2.4.0:cli/options.go#L345-L348
COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_NAMES = (
    "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml",
)  # fmt: skip
# docker-compose.prod.yml, compose-dev.yaml, prod.compose.yml; docker-stack.yml of `docker stack deploy`
_COMPOSE = re.compile(r"(?:[\w.+-]*[._-])?(?:compose|(?<![\w.+-])docker-stack)(?:[.+-][\w.+-]*)?\.ya?ml", re.IGNORECASE)
# Rancher 1's own file beside docker-compose.yml; github.com/F1bonacc1/process-compose starts processes and no containers
_OTHERS = re.compile(r"(?:^|[._-])(?:rancher|process)-compose\b", re.IGNORECASE)

# kubernetes.io/docs/concepts/workloads; knative.dev/docs/serving/reference/serving-api
POD_KINDS = (
    "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "List",
    "PodTemplate", "DeploymentConfig",
)  # fmt: skip
_SEPARATOR = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
_VERSION = re.compile(r"""^\ufeff?(["']?)apiVersion\1[ \t]*:[ \t]*["']?([^\s"'#]*)""", re.MULTILINE)
_KIND = re.compile(r"""^\ufeff?(["']?)kind\1[ \t]*:[ \t]*["']?([A-Za-z]+)(?![\w.-])""", re.MULTILINE)

# Where a value begins with what no value can, or a line is for the tool: Go templates (Helm), Jinja and its kin
_BRACED = re.compile(r"[ \t]*(?:- +)*(?:[^\s\"'#{][^\"'#{]*:[ \t]+)?(?:\{\{|\{%|\{#)")
# Placeholders of sed and m4 recipes, autoconf; ERB; ytt (carvel.dev/ytt/docs/latest/ytt-fundamentals)
_NAMED = re.compile(
    r"%%\w+%%|(?<![\w@])@[A-Z][A-Z0-9_]*@(?![\w@])|<%.*?(?:%>|$)|(?:^|[ \t])#@(?: |data/|overlay/|schema/).*"
)
_COMMENT = re.compile(r"[ \t]*#(?!@)")
_BLOCK = re.compile(r"(?:.*:|[ \t]*-)[ \t]+(?:[&!]\S+[ \t]+){0,2}[|>][-+0-9]*[ \t]*(?:#.*)?$")
_LONGEST_KEY = 500
_SIGNS = ("{{", "{%", "{#", "<%", "%%", "@")


def is_compose_name(path: str) -> bool:
    """Whether a file is called as Compose files are: those that Compose looks for, and those that people name with `-f`."""
    name = base_name(path)
    if "compose" not in name.lower() and "stack" not in name.lower():
        return False
    if "/.github/workflows/" in f"/{path}" or _OTHERS.search(name) is not None:
        return False
    return _COMPOSE.fullmatch(name) is not None


def may_be_kubernetes(text: str) -> bool:
    """Whether one of a YAML text's documents says that it is an object of Kubernetes in which there are pods."""
    if "apiVersion" not in text or "kind" not in text:
        return False
    starts = [0, *(each.end() for each in _SEPARATOR.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        version, kind = _VERSION.search(text, start, end), _KIND.search(text, start, end)
        if version is not None and kind is not None and _holds_pods(version[2], kind[2]):
            return True
    return False


def _holds_pods(version: str, kind: str) -> bool:
    is_knative = version.startswith("serving.knative.dev/")
    return kind in POD_KINDS or (is_knative and kind in ("Service", "Configuration"))


def is_template(text: str) -> bool:
    """Whether a tool fills the file in before anybody reads it as YAML.

    What stands in quotes, in a comment, in a block of text or in the middle of a value is none of that: `{{ … }}` is for
    whoever reads the value then (Prometheus, Argo, a program's own configuration).
    """
    if not any(sign in text for sign in _SIGNS):
        return False
    return any(
        _COMMENT.match(line) is None
        and (_BRACED.match(line[:_LONGEST_KEY]) is not None or _NAMED.search(line) is not None)
        for line in _lines(text)
    )


def _lines(text: str) -> Iterator[str]:
    """The lines that stand in no block of text (`|`, `>`)."""
    block = -1  # how far the line is indented below which a block stands
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        if block >= 0 and (indent > block or not line.strip()):
            continue
        block = indent if _BLOCK.match(line) is not None else -1
        yield line


def charts_of(path: str) -> tuple[str, ...]:
    """The Chart.yaml files any of which would make the file a template of a Helm chart, the nearest first.

    helm.sh/docs/topics/charts, "The Chart File Structure".
    """
    folders = path.split("/")[:-1]
    found = [number for number, name in enumerate(folders) if name == "templates"]
    return tuple("/".join((*folders[:number], "Chart.yaml")) for number in reversed(found))
