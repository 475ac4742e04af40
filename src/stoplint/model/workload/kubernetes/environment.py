"""The variables of a container: those of `envFrom`, then those of `env`, as the kubelet puts them together.

kubernetes/kubernetes pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables: a value may refer to those in front of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.fact import Fact, Unknown
from stoplint.model.workload.kubernetes.fields import is_absent
from stoplint.model.workload.kubernetes.objects import is_optional, said
from stoplint.model.workload.kubernetes.references import LONGEST, expand
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.workload.kubernetes.fields import Fields
    from stoplint.model.workload.kubernetes.objects import Surroundings

# What the kubelet tells each container about the API server, even with `enableServiceLinks: false` (getServiceEnvVarMap); the
# names: kubernetes/kubernetes pkg/kubelet/envvars/envvars.go.
_MASTER = (
    "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "KUBERNETES_SERVICE_PORT_HTTPS", "KUBERNETES_PORT",
    "KUBERNETES_PORT_443_TCP", "KUBERNETES_PORT_443_TCP_PROTO", "KUBERNETES_PORT_443_TCP_PORT", "KUBERNETES_PORT_443_TCP_ADDR",
)  # fmt: skip
# What it calls those about other Services of the namespace, which nobody declares.
_OF_SERVICES = re.compile(
    r"[A-Z0-9_]+_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_[A-Z]+)?)?)"
)
# As people write variables: `$(hostname)` is a command of the shell.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
# What all values together may be: as much as a program gets with its words (execve(2): a quarter of 8 MB).
_MOST = 2_000_000


@dataclass(frozen=True)
class Environment:
    """The variables that are set; `is_open`: there may be more of them."""

    variables: Mapping[str, Fact[str | Unknown]]
    is_open: bool

    def value(self, name: str) -> str | Unknown | None:
        """What `$(name)` is replaced by; None where it stays as it is written."""
        known = self.variables.get(name)
        if known is not None:
            return known.value
        if _OF_SERVICES.fullmatch(name):
            return Unknown(f"{name} may be set for a Service of the namespace")
        if self.is_open and _VARIABLE.fullmatch(name):
            return Unknown(f"{name} may be set elsewhere")
        return None


def environment(fields: Fields, container: MappingNode, around: Surroundings, namespace: str) -> Environment:
    """The variables of a container."""
    found: dict[str, Fact[str | Unknown]] = {
        name: Fact(Unknown("Kubernetes sets it to where the API server is"), "Kubernetes") for name in _MASTER
    }
    total = 0
    # without an image it is a patch: what it is put over may set more
    is_open = is_absent(container.get("image"))
    for source in fields.objects(container, "envFrom"):
        reference = source.get("configMapRef")
        name = said(reference, "name") if isinstance(reference, MappingNode) else ""
        known = around.config_map(name, namespace)
        is_open = is_open or known is None
        if known is not None and fields.affords(len(known.data), source.span):
            prefix = said(source, "prefix")
            found |= {prefix + name: each for name, each in known.facts.items()}
    for entry in fields.objects(container, "env"):
        called = fields.text(entry, "name")
        if called is None:
            continue
        value = _value(fields, entry, Environment(found, is_open), around, namespace)
        if value is not None:
            total += len(value.value) if isinstance(value.value, str) else 0
            found[called.value] = value if total <= _MOST else _too_long(value)
    return Environment(found, is_open)


def _too_long(value: Fact[str | Unknown]) -> Fact[str | Unknown]:
    return Fact(
        Unknown("the values together are longer than any program can be given", value.span), value.said_by, value.span
    )


def _value(
    fields: Fields, entry: MappingNode, before: Environment, around: Surroundings, namespace: str
) -> Fact[str | Unknown] | None:
    """The value of an entry of `env`; None where the variable is not set at all."""
    written = entry.get("value")
    origin = fields.mapping(entry, "valueFrom")
    # an empty value is as good as none (validateEnvVarValueFrom)
    is_empty = origin is not None and isinstance(written, ScalarNode) and not written.value
    if not is_absent(written) and written is not None and not is_empty:
        if origin is not None:
            fields.refuse(written.span, "the API server takes value or valueFrom, not both")
        text = fields.value(written, "the value of a variable")
        if text is None:
            return Fact(Unknown("its value is no string", written.span), str(written.span), written.span)
        expanded = expand(text.text, before.value)
        value = expanded.unknown or expanded.text.text
        if isinstance(value, str) and len(value) > LONGEST:
            value = Unknown("it is longer than any program can be given", written.span)
        return Fact(value, str(text.span), text.span)
    if origin is None:
        place = written.span if written is not None else entry.span
        return Fact("", str(place), place)
    return _from(origin, around, namespace)


def _from(origin: MappingNode, around: Surroundings, namespace: str) -> Fact[str | Unknown] | None:
    """A value that another object, or the pod itself, has."""
    place = origin.span
    reference = origin.get("configMapKeyRef")
    if isinstance(reference, MappingNode):
        name, key = said(reference, "name"), said(reference, "key")
        known = around.config_map(name, namespace)
        if known is not None and key in known.data:
            text = known.data[key]
            return Fact(text.text, str(text.whole), text.whole)
        if known is not None and is_optional(reference):
            return None
        return Fact(Unknown(f"it stands in the ConfigMap {name}", place), str(place), place)
    reference = origin.get("secretKeyRef")
    if isinstance(reference, MappingNode):
        return Fact(Unknown(f"it stands in the Secret {said(reference, 'name')}", place), str(place), place)
    return Fact(Unknown("Kubernetes sets it when the pod starts", place), str(place), place)
