"""What a YAML file is, by its name and a look at its text: before it is parsed."""

from __future__ import annotations

import re

_COMPOSE = re.compile(r"(?:docker-)?compose(?:[._-].*)?\.ya?ml|.+[._-](?:docker-)?compose\.ya?ml")
_KUBERNETES = re.compile(
    r"^\s*kind:\s*(?:Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|List|Service)\b", re.MULTILINE
)


def is_compose_name(path: str) -> bool:
    """Whether a file is called as Compose files are."""
    return _COMPOSE.fullmatch(path.rpartition("/")[2].lower()) is not None


def may_be_kubernetes(text: str) -> bool:
    """Whether a text may hold containers of Kubernetes."""
    return re.search(r"^apiVersion:", text, re.MULTILINE) is not None and _KUBERNETES.search(text) is not None


def is_template(text: str) -> bool:
    """Whether something else makes the manifest of it first."""
    return "{{" in text
