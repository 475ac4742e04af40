"""What kind of manifest a file is, told by its path and its text alone."""

from __future__ import annotations

import pytest

from steps import steps
from stoplint.syntax.manifest.kinds import (
    COMPOSE_NAMES,
    OVERRIDE_NAMES,
    POD_KINDS,
    charts_of,
    is_compose_name,
    is_template,
    may_be_kubernetes,
)  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        *COMPOSE_NAMES, *OVERRIDE_NAMES, "a/b/docker-compose.yml", "docker-compose.prod.yml", "docker-compose-dev.yaml", "compose.ci.yaml", "compose-ca.yaml", "prod.compose.yml",
        "test-docker-compose.yml", "docker.compose.yaml", "nginx-compose.yml", "podman-compose.yml", "Docker-Compose.YML", "docker-compose.valkey-ssl.volumes.yml", "docker-stack.yml",
        "docker-stack.prod.yaml", ".github/compose.yaml", "loganalyzer-docker-compose.yml", "docker-compose.v2.1+gpu.yml",
    ],
)  # fmt: skip
def test_compose_files_are_called_so(path):
    assert is_compose_name(path)


@pytest.mark.parametrize(
    "path",
    [
        "docker-compose.yml.j2", "docker-compose.yml.example", "docker-compose", "compose.json", "composer.yml", "decompose.yaml", "docker_compose_up.yaml", "rancher-compose.yml",
        "process-compose.yaml", ".github/workflows/docker-compose.yml", "x/.github/workflows/compose-tests.yml", "compose/prod.yaml", "docker-compose.yml/x.yaml", "values.yaml", "stack.yml",
        "not-docker-stack.yml", "compose yaml", "compose.yaml~", "docker-composer.yml",
    ],
)  # fmt: skip
def test_other_files_are_not(path):
    assert not is_compose_name(path)


@pytest.mark.parametrize("kind", POD_KINDS)
def test_an_object_with_pods_is_told_by_its_kind(kind):
    assert may_be_kubernetes(f"apiVersion: v1\nkind: {kind}\n")
    assert may_be_kubernetes(f"# c\r\nkind: {kind}\r\nmetadata: {{}}\r\napiVersion: v1\r\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("apiVersion: serving.knative.dev/v1\nkind: Service\n", True), ("apiVersion: v1\nkind: Service\n", False), ("apiVersion: 'serving.knative.dev/v1beta1'\nkind: \"Service\"\n", True),
        ("apiVersion: v1\nkind: ConfigMap\n---\napiVersion: apps/v1\nkind: Deployment # c\n", True), ("apiVersion: v1\n---\nkind: Pod\n", False), ("---\nkind: Pod\n--- # c\napiVersion: v1\n", False),
        ("apiVersion: v1\nkind: ConfigMap\ndata:\n  x: |\n    kind: Pod\n", False), (" apiVersion: v1\n kind: Pod\n", False), ("kind: Pod\n", False), ("apiVersion: v1\n", False), ("", False),
        ("apiVersion: v1\nkind: PodDisruptionBudget\n", False), ("apiVersion: v1\nkind: Job-x\n", False), ("apiVersion: v1\nkind: DeploymentPolicy\n", False), ("apiVersion: serving.knative.dev/v1\nkind: Configuration\n", True), ("apiVersion: v1\nkind: Configuration\n", False), ("\ufeffapiVersion: v1\nkind: Pod", True),
        ("\"apiVersion\": \"v1\"\n'kind': 'Pod'\n", True), ("apiVersion: v1\nkind : Pod\n", True), ("apiVersion: v1\n#kind: Pod\n", False), ("apiVersion: v1\nkind: Pod\n---x\n", True),
    ],
)  # fmt: skip
def test_kind_and_version_stand_in_one_document(text, found):
    assert may_be_kubernetes(text) is found


@pytest.mark.parametrize(
    "text",
    [
        "image: {{ .Values.image }}\n", "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n", "  labels:\n    {{- include \"x\" . | nindent 4 }}\n", "- {{ x }}\n", "- name: {{ x }}\n", "{% if x %}\na: b\n",
        "{# c #}\na: b\n", "image: app:%%VERSION%%\n", "image: %%IMAGE%%\n", "image: \"app:@TAG@\"\n", "image: <%= tag %>\n", "<% if x %>\n", "image: #@ data.values.image\n", "#@ load(\"@ytt:data\", \"data\")\n---\n",
        "a: |\n  text\nb: {{ x }}\n", "a:\n  - |\n    text\n  - {{ x }}\n", "data:\n  x: |-\n{{ .Files.Get \"x\" }}\n", "a: b\r\nc: {{ x }}\r\n", "#@data/values\n---\n",
    ],
)  # fmt: skip
def test_what_a_tool_fills_in_is_a_template(text):
    assert is_template(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a: b\n", "a: {b: {c: d}}\n", "summary: \"{{ $labels.instance }} is down\"\n", "summary: '{{ $labels.x }}'\n", "summary: Instance {{ $labels.x }} is down\n", "value: \"{{inputs.parameters.x}}\"\n",
        "data:\n  x.tmpl: |\n    {{ if .x }}\n    {% y %}\n    @X@ %%Y%%\n", "data:\n  x: >-\n\n    {{ a }}\n\n  y: b\n", "- &x |2-  # c\n   {{ a }}\n", "# {{ x }}\n  # <%= y %>\n", "mail: me@X.org@y\n", "a: {b: c}\n",
        "image: ${IMAGE}\n", "command: date +%%H\n", "a: '@x@'\n", "#@x\n", "- |\n  {{ a }}\n", "key with {{ x: y\n", "a: &t !x |\n  {{ a }}\n", "email: A@B.C@D\n",
    ],
)  # fmt: skip
def test_what_is_for_whoever_reads_the_value_is_none(text):
    assert not is_template(text)


def test_a_template_of_a_chart_stands_in_its_folder_of_templates():
    assert charts_of("charts/web/templates/deployment.yaml") == ("charts/web/Chart.yaml",)
    assert charts_of("templates/tests/x.yaml") == ("Chart.yaml",)
    assert charts_of("templates/a/templates/x.yaml") == ("templates/a/Chart.yaml", "Chart.yaml")
    assert charts_of("web/x.yaml") == charts_of("templates.yaml") == charts_of("x/templates") == ()


@pytest.mark.parametrize(
    "piece",
    [
        "- ",
        ": ",
        ": &a ",
        "a: |\n",
        "%%",
        "@A",
        "<%",
        "---\n",
        "apiVersion: kind\n",
        "{{",
        "kind: ",
        "\n",
        "'",
        "x-compose",
    ],
)
@pytest.mark.parametrize("ask", [is_template, may_be_kubernetes, is_compose_name])
def test_asking_costs_in_step_with_the_text(piece, ask):
    head = "" if ask is is_compose_name else "%% {{ apiVersion kind\n"
    small, large = (steps(ask, head + piece * number) for number in (100, 800))
    assert large < small * 16 + 100
