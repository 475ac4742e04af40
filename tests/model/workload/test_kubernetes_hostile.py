"""Whatever a manifest holds, it is read in bounded steps and without an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.workload.documents import documents
from stoplint.model.workload.kubernetes import services
from stoplint.model.workload.kubernetes.fields import MOST_ITEMS
from stoplint.model.workload.misplaced import Misplaced
from stoplint.model.workload.service import Service
from stoplint.syntax.manifest.nodes import MappingNode, SequenceNode


def read(text):
    found = list(services(documents(text)))
    return [each for each in found if isinstance(each, Service)], [
        each for each in found if isinstance(each, Misplaced)
    ]


SHAPES = [
    "3",
    "'3'",
    "text",
    "true",
    "~",
    "[]",
    "{}",
    "[a]",
    "[[a]]",
    "{a: b}",
    "[{a: b}]",
    "[~]",
    "-1",
    "'${X}'",
    "1e400",
    "''",
]
FULL = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: n, labels: {a: b}}
spec:
  terminationGracePeriodSeconds: 5
  shareProcessNamespace: true
  hostPID: true
  restartPolicy: Always
  os: {name: linux}
  nodeSelector: {a: b}
  securityContext: {runAsUser: 3}
  volumes:
  - {name: a, configMap: {name: settings, defaultMode: 0755, optional: true, items: [{key: COLOR, path: c/d, mode: 3}]}}
  - {name: b, emptyDir: {}}
  initContainers: [{name: i, restartPolicy: Always, ports: [{}], volumeMounts: [{name: b, mountPath: /b, readOnly: false}]}]
  containers:
  - name: web
    image: shop
    command: [sh, -c, app]
    args: [$(A)]
    workingDir: /srv
    tty: true
    stdin: true
    securityContext: {runAsUser: 3}
    ports: [{containerPort: 80}]
    envFrom: [{prefix: P_, configMapRef: {name: settings, optional: true}}]
    env: [{name: A, value: b}, {name: C, valueFrom: {configMapKeyRef: {name: settings, key: COLOR, optional: true}}}]
    lifecycle: {stopSignal: SIGTERM, preStop: {exec: {command: [sleep, '5']}, httpGet: {a: b}, sleep: {seconds: 5}}}
    volumeMounts: [{name: a, mountPath: /a, subPath: c, subPathExpr: $(A), readOnly: true}, {name: b, mountPath: /b}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: n}
data: {COLOR: red}
binaryData: {x: eA==}
---
apiVersion: v1
kind: Service
metadata: {namespace: n}
spec: {selector: {a: b}}
"""


def places(node, path=()):
    """The way to each value of a document."""
    yield path
    for index, part in enumerate(node.entries if isinstance(node, MappingNode) else getattr(node, "items", ())):
        yield from places(part[1] if isinstance(node, MappingNode) else part, (*path, index))


def swapped(node, path, other):
    """The document with another value at that place."""
    if not path:
        return other
    at, *rest = path
    if isinstance(node, MappingNode):
        key, value = node.entries[at]
        return MappingNode(node.span, (*node.entries[:at], (key, swapped(value, rest, other)), *node.entries[at + 1 :]))
    return SequenceNode(node.span, (*node.items[:at], swapped(node.items[at], rest, other), *node.items[at + 1 :]))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_type_of_value_at_any_place_is_an_exception(shape):
    whole = documents(FULL)
    [other] = documents(shape)
    for number, document in enumerate(whole):
        for path in places(document):
            found = list(services([*whole[:number], swapped(document, path, other), *whole[number + 1 :]]))
            assert all(each.span.line > 0 for each in found)
            assert len(found) >= 2 or number == 0


NAMES = [
    "spec", "template", "containers", "name", "image", "command", "args", "env", "value", "valueFrom",
    "configMapKeyRef", "envFrom", "lifecycle", "preStop", "exec", "sleep", "seconds", "volumes", "volumeMounts",
    "mountPath", "configMap", "items", "key", "path", "emptyDir", "metadata", "labels", "securityContext",
    "runAsUser", "terminationGracePeriodSeconds",
]  # fmt: skip
VALUES = st.recursive(
    st.sampled_from(["3", "text", "true", "~", "''", "'$(A)'", "'${A}'", "-1", "SIGTERM", "Always", "/a"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        ).map(lambda items: "{" + ", ".join(f"{name}: {value}" for name, value in items.items()) + "}"),
    ),
    max_leaves=20,
)


@given(VALUES, VALUES)
def test_nothing_that_is_written_is_an_exception(spec, container):
    read(f"apiVersion: v1\nkind: Pod\nmetadata: {spec}\nspec: {spec}\n")
    read(
        f"apiVersion: apps/v1\nkind: Deployment\nspec: {{template: {{spec: {{containers: [{container}], volumes: [{spec}]}}}}}}\n"
    )


def test_what_aliases_make_of_a_small_file_is_bounded():
    words = "&words [" + ", ".join(["a"] * 5_000) + "]"
    many = "\n".join(f"  - {{name: c{number}, args: {words if number == 0 else '*words'}}}" for number in range(500))
    found, refusals = read(f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n{many}\n")
    assert sum(len(each.command.value.words) for each in found if each.command is not None) <= MOST_ITEMS
    assert len(refusals) == 1
    assert "are not looked at" in refusals[0].why


def test_so_many_containers_are_no_pod():
    many = "\n".join(f"  - {{name: c{number}}}" for number in range(3_000))
    found, refusals = read(f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n{many}\n")
    assert (len(found), len(refusals)) == (1_000, 1)
