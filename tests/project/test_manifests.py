"""Compose files and Kubernetes manifests on disk: found, named, changed, given on standard input, fixed, and refused."""

from __future__ import annotations

import io
import json
import sys

import pytest

DOCKERFILE = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
GOOD, BAD = "#!/bin/sh\nexec server\n", "#!/bin/sh\nserver\n"
COMPOSE = "services:\n  web:\n    build: .\n    stop_signal: SIGTERM\n  proxy:\n    image: nginx:1.27\n    stop_signal: SIGTERM\n"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: debian:12-slim
      command: ["sh", "-c", "server; report"]
"""


def findings(result):
    return sorted((each["path"], each["line"], each["code"]) for each in json.loads(result.out)["findings"])


def test_a_folder_is_searched_for_them(workspace, stoplint):
    workspace(
        {
            "compose.yaml": COMPOSE,
            "Dockerfile": DOCKERFILE,
            "start.sh": GOOD,
            "k8s/pod.yaml": POD,
            "notes.yaml": "a: b\n",
        }
    )
    result = stoplint("check", ".", "--output-format", "json")
    assert findings(result) == [("compose.yaml", 7, "SL301"), ("k8s/pod.yaml", 9, "SL105")]
    images = json.loads(result.out)["images"]
    assert [(each["dockerfile"], each["container"], each["verdict"]) for each in images] == [
        ("Dockerfile", None, "graceful"), ("compose.yaml", "web", "graceful"), ("compose.yaml", "proxy", "abrupt"),
        ("k8s/pod.yaml", "Pod/shop web", "lost"),
    ]  # fmt: skip


def test_a_fault_that_a_dockerfile_has_for_itself_is_one_finding(workspace, stoplint):
    workspace({"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "start.sh": BAD})
    document = json.loads(stoplint("check", ".", "--output-format", "json").out)
    (finding,) = [each for each in document["findings"] if each["path"] == "start.sh"]
    assert {each["path"] for each in finding["related"]} == {"Dockerfile"}


@pytest.mark.parametrize(("name", "text"), [("compose.yaml", COMPOSE), ("pod.yaml", POD), ("app.yml", POD)])
def test_one_that_is_named_is_looked_at_alone(name, text, workspace, stoplint):
    workspace({name: text, "Dockerfile": DOCKERFILE, "start.sh": GOOD, "other/Dockerfile": "FROM debian\nCMD server\n"})
    result = stoplint("check", name, "--output-format", "json")
    assert {path for path, _, _ in findings(result)} == {name}


def test_of_two_usual_files_the_one_that_compose_prefers_is_read(workspace, stoplint):
    part = "services:\n  web:\n    stop_signal: SIGTERM\n"
    preferred, other = (f"services:\n  web:\n    image: {image}\n" for image in ("nginx:1.27", "redis:7"))
    workspace({"compose.prod.yaml": part, "docker-compose.yml": preferred, "docker-compose.yaml": other})
    result = stoplint("check", "compose.prod.yaml", "--output-format", "json")
    assert findings(result) == [("compose.prod.yaml", 3, "SL301")]


def test_what_starts_nothing_is_refused_when_it_is_named(workspace, stoplint):
    workspace({"values.yaml": "replicas: 3\n"})
    result = stoplint("check", "values.yaml")
    assert result.code == 2
    assert "values.yaml: is no Compose file, and no Kubernetes manifest that starts containers" in result.err


@pytest.mark.parametrize(
    "text", ["services:\n\tweb:\n", "services: [\n", "services:\n  a: {}\n  a: {}\n", "services: *x\n"]
)
def test_what_can_t_be_read_is_told_with_its_place(text, workspace, stoplint):
    workspace({"compose.yaml": text, "Dockerfile": DOCKERFILE, "start.sh": BAD})
    named, found = stoplint("check", "compose.yaml"), stoplint("check", ".", "--output-format", "json")
    assert named.code == 2
    assert "compose.yaml:" in named.err
    assert "can't be read as YAML" in named.err
    # the others are looked at all the same
    assert findings(found) == [("start.sh", 2, "SL201")]
    assert "compose.yaml:" in found.err


def test_templates_are_passed_over(workspace, stoplint):
    chart = POD.replace("debian:12-slim", "{{ .Values.image }}")
    workspace(
        {
            "chart/Chart.yaml": "name: x\n",
            "chart/templates/pod.yaml": POD,
            "k8s/pod.yaml": chart,
            "Dockerfile": DOCKERFILE,
            "start.sh": GOOD,
        }
    )
    result = stoplint("check", ".", "--output-format", "json")
    assert findings(result) == []
    assert [each["dockerfile"] for each in json.loads(result.out)["images"]] == ["Dockerfile"]


def test_standard_input_may_be_one(workspace, stoplint, monkeypatch):
    def given(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    workspace({"Dockerfile": DOCKERFILE, "start.sh": BAD})
    manifests = f"# Source: chart\n---\n{POD}"
    given(manifests)
    assert findings(stoplint("check", "-", "--output-format", "json")) == [("Dockerfile", 11, "SL105")]
    given(COMPOSE)
    compose = stoplint("check", "-", "--stdin-filename", "compose.yaml", "--output-format", "json")
    assert ("start.sh", 2, "SL201") in findings(compose)


def test_a_changed_script_brings_the_services_along_that_mount_it(workspace, stoplint):
    compose = "services:\n  web:\n    image: debian:12-slim\n    command: /run.sh\n    volumes: ['./run.sh:/run.sh']\n"
    workspace({"compose.yaml": compose, "run.sh": BAD, "other.sh": BAD})
    assert findings(stoplint("check", "--changed", "run.sh", "--output-format", "json")) == [("run.sh", 2, "SL201")]


def test_a_changed_manifest_is_looked_at(workspace, stoplint):
    workspace({"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "start.sh": GOOD, "a.yaml": "a: b\n"})
    result = stoplint("check", "--changed", "compose.yaml", "a.yaml", "--output-format", "json")
    assert findings(result) == [("compose.yaml", 7, "SL301")]


def test_fixes_are_made_in_it(workspace, stoplint):
    home = workspace(
        {"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "start.sh": BAD, "pod.yaml": POD.replace("; report", "")}
    )
    assert stoplint("check", ".", "--fix", "--unsafe-fixes").code in (0, 1)
    assert (home / "start.sh").read_text() == "#!/bin/sh\nexec server\n"
    assert (home / "compose.yaml").read_text() == COMPOSE[: COMPOSE.rindex("SIGTERM")] + "SIGQUIT\n"
    assert 'command: ["sh", "-c", "exec server"]' in (home / "pod.yaml").read_text()


def test_a_comment_silences_a_line_of_it(workspace, stoplint):
    silent = COMPOSE.rstrip("\n") + "  # stoplint: ignore[SL301]\n"
    workspace({"compose.yaml": silent, "Dockerfile": DOCKERFILE, "start.sh": GOOD})
    assert findings(stoplint("check", ".", "--output-format", "json")) == []


def test_what_was_judged_is_told_again(workspace, stoplint, tmp_path):
    home = workspace({"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "start.sh": GOOD})
    kept = ("--cache-dir", str(tmp_path / "kept"), "--output-format", "json")
    first = stoplint("check", ".", *kept)
    assert stoplint("check", ".", *kept).out == first.out
    (home / "compose.yaml").write_text(COMPOSE.replace("SIGTERM", "SIGQUIT"))
    assert findings(stoplint("check", ".", *kept)) != findings(first)


def test_a_service_is_built_from_where_its_file_says(workspace, stoplint):
    compose = "services:\n  web:\n    build: {context: .., dockerfile: docker/Dockerfile.web, target: run, args: {BASE: alpine}}\n"
    dockerfile = 'ARG BASE=debian\nFROM ${BASE}:3 AS run\nCOPY start.sh /\nCMD ["/start.sh"]\nFROM scratch\n'
    workspace({"deploy/compose.yaml": compose, "docker/Dockerfile.web": dockerfile, "start.sh": BAD})
    assert findings(stoplint("check", "deploy/compose.yaml", "--output-format", "json")) == [("start.sh", 2, "SL201")]


def test_a_stage_that_is_not_there_is_told_and_ends_nothing(workspace, stoplint):
    compose = "services:\n  web:\n    build: {context: ., target: prod}\n"
    workspace({"compose.yaml": compose, "Dockerfile": DOCKERFILE, "start.sh": GOOD})
    result = stoplint("check", ".", "--output-format", "json")
    assert result.code == 0
    reasons = [each["reason"] for each in json.loads(result.out)["images"] if each["container"]]
    assert reasons == ["nothing is known about the base image web: its Dockerfile has no stage prod"]


def test_the_trace_shows_the_container(workspace, stoplint):
    workspace({"compose.yaml": COMPOSE, "Dockerfile": DOCKERFILE, "start.sh": BAD})
    out = stoplint("trace", "compose.yaml").out
    assert "compose.yaml: web (Dockerfile) → lost" in out
    assert "stop signal SIGTERM (compose.yaml:4), grace period 10 s (default of Compose)" in out


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: scripts\ndata:\n  start.sh: |\n    {0}\n"
USES = POD.replace('["sh", "-c", "server; report"]', '["sh", "/scripts/start.sh"]') + (
    "      volumeMounts: [{name: scripts, mountPath: /scripts}]\n  volumes: [{name: scripts, configMap: {name: scripts}}]\n"
)


def test_a_script_may_stand_in_a_file_beside_it(workspace, stoplint):
    workspace(
        {
            "k8s/10-config.yaml": CONFIG.format("server"),
            "k8s/50-app.yaml": USES,
            "other/config.yaml": CONFIG.format("exec server"),
        }
    )
    assert findings(stoplint("check", "k8s/50-app.yaml", "--output-format", "json")) == [
        ("k8s/10-config.yaml", 7, "SL201")
    ]


def test_what_the_file_itself_says_goes_first(workspace, stoplint):
    whole = CONFIG.format("exec server") + "---\n" + USES
    workspace({"k8s/install.yaml": CONFIG.format("server"), "k8s/app.yaml": whole})
    assert findings(stoplint("check", "k8s/app.yaml", "--output-format", "json")) == []
