"""Which containers the documents of a manifest start, and what is said of each."""

from __future__ import annotations

import textwrap

import pytest

from model.workload.documents import documents
from stoplint.model.fact import Unknown
from stoplint.model.workload.kubernetes import services
from stoplint.model.workload.misplaced import Misplaced
from stoplint.model.workload.service import Service


def read(text, *others):
    found = list(services(documents(text), [node for other in others for node in documents(other)]))
    return [each for each in found if isinstance(each, Service)], [
        each for each in found if isinstance(each, Misplaced)
    ]


def pod(container, spec=""):
    """A Pod with one container, which has these fields; `spec` are those of the pod."""
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n"
        + textwrap.indent(textwrap.dedent(spec), "  ")
        + "\n  containers:\n  - name: web\n"
        + textwrap.indent(textwrap.dedent(container), "    ")
    )
    return read(text)


def one(container, spec=""):
    found, refused = pod(container, spec)
    assert refused == []
    assert len(found) == 1
    return found[0]


def refused(container, spec=""):
    return [(each.span.text, each.why) for each in pod(container, spec)[1]]


TEMPLATE = "spec: {template: {spec: {containers: [{name: web, image: shop}]}}}"
KINDS = f"""
v1 | Pod | spec: {{containers: [{{name: web, image: shop}}]}} | lasts
v1 | Pod | spec: {{restartPolicy: Always, containers: [{{name: web, image: shop}}]}} | lasts
v1 | Pod | spec: {{restartPolicy: Never, containers: [{{name: web, image: shop}}]}} | ends
v1 | Pod | spec: {{restartPolicy: OnFailure, containers: [{{name: web, image: shop}}]}} | ends
v1 | PodTemplate | template: {{spec: {{containers: [{{name: web, image: shop}}]}}}} | lasts
v1 | ReplicationController | {TEMPLATE} | lasts
apps/v1 | Deployment | {TEMPLATE} | lasts
apps/v1beta2 | Deployment | {TEMPLATE} | lasts
extensions/v1beta1 | Deployment | {TEMPLATE} | lasts
apps/v1 | StatefulSet | {TEMPLATE} | lasts
apps/v1 | DaemonSet | {TEMPLATE} | lasts
extensions/v1beta1 | DaemonSet | {TEMPLATE} | lasts
apps/v1 | ReplicaSet | {TEMPLATE} | lasts
batch/v1 | Job | {TEMPLATE} | ends
batch/v1 | CronJob | spec: {{jobTemplate: {TEMPLATE[6:].join(("{spec: ", "}"))}}} | ends
batch/v1beta1 | CronJob | spec: {{jobTemplate: {TEMPLATE[6:].join(("{spec: ", "}"))}}} | ends
apps.openshift.io/v1 | DeploymentConfig | {TEMPLATE} | lasts
v1 | DeploymentConfig | {TEMPLATE} | lasts
serving.knative.dev/v1 | Service | {TEMPLATE} | lasts
serving.knative.dev/v1 | Configuration | {TEMPLATE} | lasts
"""


@pytest.mark.parametrize("row", KINDS.strip().splitlines())
def test_the_containers_of_each_kind_are_read(row):
    version, kind, rest, ends = row.split(" | ")
    found, refusals = read(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: shop}}\n{rest}\n")
    assert refusals == []
    assert [(each.name, each.span.text, each.image.value, each.lasts) for each in found] == [
        (f"{kind}/shop web", "web", "shop", ends == "lasts")
    ]


@pytest.mark.parametrize(
    "head",
    [
        "apiVersion: v1\nkind: Service",
        "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job",
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout",
        "apiVersion: apps/v1\nkind: Pod",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization",
        "kind: Deployment",
        "apiVersion: apps/v1",
        "apiVersion: [apps/v1]\nkind: {Deployment: 1}",
        "apiVersion: \nkind: ~",
    ],
)
def test_other_kinds_are_passed_over(head):
    assert read(f"{head}\nmetadata: {{name: shop}}\n{TEMPLATE}\n") == ([], [])


@pytest.mark.parametrize("text", ["", "---\n---\n", "[]", "text", "- a\n- b", "3", "{}"])
def test_what_is_no_object_is_passed_over(text):
    assert read(text) == ([], [])


def test_all_documents_and_the_items_of_lists_are_read_once():
    deployment = f"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: NAME}}, {TEMPLATE}}}"
    inner = f"{{apiVersion: v1, kind: List, items: [{deployment.replace('NAME', 'c')}]}}"
    first = f"apiVersion: v1\nkind: List\nitems:\n- &a {deployment.replace('NAME', 'a')}\n- *a\n- {inner}\n- 3\n"
    found, _ = read(f"{first}---\n{deployment.replace('NAME', 'b')}\n")
    assert [each.name for each in found] == ["Deployment/a web", "Deployment/c web", "Deployment/b web"]


def test_a_generated_name_stands_for_the_name_and_a_container_without_one_is_its_own_place():
    found, _ = read("apiVersion: v1\nkind: Pod\nmetadata: {generateName: shop-}\nspec: {containers: [{image: shop}]}")
    assert [(each.name, each.span.text, each.node.span.text) for each in found] == [
        ("Pod/shop-", "{image: shop}", "{image: shop}")
    ]


def test_what_runs_before_the_others_ends_unless_it_starts_again_whenever_it_ends():
    found, _ = pod(
        "image: shop",
        """
        initContainers:
        - {name: migrate, image: shop}
        - {name: proxy, image: envoy, restartPolicy: Always, ports: [{containerPort: 1}]}
        ephemeralContainers:
        - {name: debug, image: busybox}
        """,
    )
    assert [(each.name, each.lasts, each.exposed) for each in found] == [
        ("Pod/shop migrate", False, False),
        ("Pod/shop proxy", True, True),
        ("Pod/shop web", True, False),
    ]


def words(line):
    return [(word.value, word.known) for word in line.value.words]


def test_command_is_the_entrypoint_and_args_the_command():
    found = one("command: [/app/run, --fast]\nargs:\n- serve\n- 'a b'\n- \"c\\td\"\n- |\n  e\n")
    assert words(found.entrypoint) == [("/app/run", True), ("--fast", True)]
    assert words(found.command) == [("serve", True), ("a b", True), ("c\td", True), ("e\n", True)]
    assert found.entrypoint.value.form == found.command.value.form == "exec"
    assert found.command.value.words[1].span.located.text == "a b"
    assert str(found.entrypoint.span) == found.entrypoint.said_by == "app.yaml:8"


@pytest.mark.parametrize("value", ["[]", "", "null", "~"])
@pytest.mark.parametrize("name", ["command", "args"])
def test_what_is_empty_leaves_it_to_the_image(name, value):
    found = one(f"{name}: {value}")
    assert (found.entrypoint, found.command) == (None, None)


def test_a_null_among_the_words_is_an_empty_one():
    assert words(one("args: [a, ~, '']").command) == [("a", True), ("", True), ("", True)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("8080", "a number"), ("0755", "a number"), ("0x1F", "a number"), ("1_000", "a number"), ("1e3", "a number"), (".5", "a number"), ("-1", "a number"),
        ("0.0", "a number"), (".inf", "a number"), ("true", "a boolean"), ("No", "a boolean"), ("on", "a boolean"), ("y", "a boolean"),
    ],
)  # fmt: skip
def test_a_number_or_a_boolean_is_no_string(value, kind):
    in_args = f"the API server takes a list of strings for args, and this is {kind}: write it in quotes"
    in_env = f"the API server takes a string for the value of a variable, and this is {kind}: write it in quotes"
    assert refused(f"args: [{value}]") == [(value, in_args)]
    assert refused(f"env: [{{name: A, value: {value}}}]") == [(value, in_env)]
    found, _ = pod(f"args: [{value}]\nenv: [{{name: A, value: {value}}}]")
    assert words(found[0].command) == [(value, True)]
    assert found[0].environment["A"].value == value


@pytest.mark.parametrize(
    "value", ["10.0.0.1", "1.2.3", "'8080'", '"true"', "a1", "+", "1s", "2001-01-01", "12:30", "truE", "_1", "0x", "-c"]
)
def test_what_looks_like_one_is_a_string(value):
    assert refused(f"args:\n- {value}\nenv:\n- name: A\n  value: {value}\n") == []


@pytest.mark.parametrize(
    ("container", "spec", "said"),
    [
        ("args: app --fast", "", "the API server takes a list for args, and this is a string"),
        ("command: {a: b}", "", "the API server takes a list for command, and this is a mapping"),
        ("command: [[a]]", "", "the API server takes a list of strings for command, and this is a list"),
        ("env: {A: b}", "", "the API server takes a list for env, and this is a mapping"),
        ("env: [a=b]", "", "the API server takes a list of mappings for env, and this is a string"),
        ("env: [{name: A, value: b, valueFrom: {fieldRef: {}}}]", "", "the API server takes value or valueFrom, not both"),
        ("image: 3", "", "the API server takes a string for image, and this is a number: write it in quotes"),
        ("tty: 'true'", "", "the API server takes true or false for tty, and this is a string"),
        ("", "terminationGracePeriodSeconds: '60'", "the API server takes a whole number for terminationGracePeriodSeconds, and this is a string"),
        ("", "terminationGracePeriodSeconds: 1.5", "the API server takes a whole number for terminationGracePeriodSeconds, and this is 1.5"),
        ("", "terminationGracePeriodSeconds: -5", "terminationGracePeriodSeconds is less than 0, which Kubernetes takes for 1"),
        ("terminationGracePeriodSeconds: 60", "", "a container has no field terminationGracePeriodSeconds: it belongs to the pod's spec"),
        ("preStop: {exec: {command: [a]}}", "", "a container has no field preStop: it belongs to the container's lifecycle"),
        ("", "lifecycle: {}", "the pod's spec has no field lifecycle: it belongs to a container"),
        ("lifecycle: {exec: {command: [a]}}", "", "lifecycle has no field exec: it belongs to preStop"),
        ("lifecycle: {preStop: {}}", "", "the API server takes no hook without exec, httpGet or sleep"),
        ("lifecycle: {preStop: {exec: {}}}", "", "the API server takes no exec without a command"),
        ("lifecycle: {preStop: {exec: {command: []}}}", "", "the API server takes no exec without a command"),
        ("lifecycle: {preStop: {exec: {command: sleep 5}}}", "", "the API server takes a list for command, and this is a string"),
        ("lifecycle: {preStop: {exec: {command: [sleep, 5]}}}", "", "the API server takes a list of strings for command, and this is a number: write it in quotes"),
        ("lifecycle: {preStop: {exec: {command: [a]}, sleep: {seconds: 1}}}", "", "a hook is either exec or sleep: the API server takes one of them"),
        ("lifecycle: {preStop: {sleep: {}}}", "", "the API server takes no sleep without seconds"),
        ("lifecycle: {preStop: {sleep: {seconds: 31}}}", "", "the API server takes a sleep from 0 to the grace period (30), and this is 31"),
        ("lifecycle: {preStop: {sleep: {seconds: -1}}}", "", "the API server takes a sleep from 0 to the grace period (30), and this is -1"),
        ("lifecycle: {stopSignal: TERM}", "os: {name: linux}", "the API server takes names like SIGTERM for stopSignal, and this is TERM"),
        ("lifecycle: {stopSignal: SIGINT}", "", "the API server takes a stopSignal only where the pod's spec says os.name"),
    ],
)  # fmt: skip
def test_what_the_api_server_refuses_is_told(container, spec, said):
    assert [why for _, why in refused(container, spec)] == [said]


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("spec: {terminationGracePeriodSeconds: 5, template: {spec: {}}}", "a Deployment has no field terminationGracePeriodSeconds: it belongs to the pod's spec"),
        ("spec: {template: {terminationGracePeriodSeconds: 5, spec: {}}}", "a template has no field terminationGracePeriodSeconds: it belongs to the pod's spec"),
        ("spec: {containers: []}", "a Deployment has no field containers: it belongs to the pod's spec"),
        ("spec: {template: []}", "the API server takes a mapping for template, and this is a list"),
        ("spec: 3", "the API server takes a mapping for spec, and this is a number"),
        ("spec: {template: {spec: {containers: {name: web}}}}", "the API server takes a list for containers, and this is a mapping"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_pod_is_told(manifest, said):
    found, refusals = read(f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: shop}}\n{manifest}\n")
    assert found == []
    assert [each.why for each in refusals] == [said]


def test_what_is_refused_behind_an_alias_is_told_once():
    _, refusals = read(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
        "  - {name: a, args: &args [1]}\n  - {name: b, args: *args}\n"
    )
    assert len(refusals) == 1


@pytest.mark.parametrize(
    ("spec", "seconds", "said_by"),
    [
        ("", 30, "default of Kubernetes"), ("terminationGracePeriodSeconds: ~", 30, "default of Kubernetes"), ("terminationGracePeriodSeconds: 0", 0, "app.yaml:6"),
        ("terminationGracePeriodSeconds: 90", 90, "app.yaml:6"), ("terminationGracePeriodSeconds: 0o17", 15, "app.yaml:6"), ("terminationGracePeriodSeconds: 017", 15, "app.yaml:6"),
    ],
)  # fmt: skip
def test_the_grace_period_is_the_pods(spec, seconds, said_by):
    spec = f"\n{spec}" if spec else ""
    grace = one("livenessProbe: {terminationGracePeriodSeconds: 3}", spec).grace
    assert (grace.value, grace.said_by) == (seconds, said_by)


def test_a_grace_period_that_another_tool_puts_in_is_unknown():
    for text in ("${GRACE}", "'{{ .Values.grace }}'"):
        assert isinstance(one("", f"terminationGracePeriodSeconds: {text}").grace, Unknown)


def test_the_grace_period_of_knative_is_the_time_that_a_request_may_take():
    head = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: shop}\n"
    for spec, seconds in (("containers: [{image: a}]", 300), ("timeoutSeconds: 60, containers: [{image: a}]", 60)):
        found, refusals = read(f"{head}spec: {{template: {{spec: {{{spec}}}}}}}")
        assert (found[0].grace.value, found[0].exposed, refusals) == (seconds, True, [])


HOOKS = """
exec: {command: [sleep, "5"]} | exec | sleep 5 | None
exec: {command: [sh, -c, "sleep $(A) $$"]} | exec | sh -c sleep $(A) $$ | None
httpGet: {path: /stop, port: 80} | http |  | None
tcpSocket: {port: 80} | tcp |  | None
sleep: {seconds: 5} | sleep |  | 5.0
sleep: {seconds: 0} | sleep |  | 0.0
"""


@pytest.mark.parametrize("row", HOOKS.strip().splitlines())
def test_what_runs_before_the_signal_is_a_hook(row):
    text, kind, said, seconds = row.split(" | ")
    found = one(
        f"lifecycle:\n  postStart: {{exec: {{command: [a]}}}}\n  preStop: {{{text}}}\nenv: [{{name: A, value: b}}]"
    )
    [hook] = found.hooks
    assert (hook.kind, " ".join(word.value for word in hook.argv), str(hook.seconds), hook.in_grace) == (
        kind,
        said,
        seconds,
        True,
    )


def test_the_words_of_a_hook_have_places():
    [hook] = one('lifecycle: {preStop: {exec: {command: ["sh", "-c", "sleep 5"]}}}').hooks
    assert hook.argv[2].span.located.text == "sleep 5"
    assert hook.span.text == '["sh", "-c", "sleep 5"]'


def test_without_a_grace_period_there_is_no_hook():
    found = one("lifecycle: {preStop: {exec: {command: [a]}}}", "terminationGracePeriodSeconds: 0")
    assert found.hooks == ()


def test_a_stop_signal_of_the_container_is_taken():
    assert one("lifecycle: {stopSignal: SIGRTMIN+3}", "os: {name: linux}").stop_signal.value == "SIGRTMIN+3"
    assert one("").stop_signal is None


@pytest.mark.parametrize(
    ("container", "spec", "user"),
    [
        ("", "", None), ("securityContext: {runAsUser: 33}", "", "33"), ("", "securityContext: {runAsUser: 0}", "0"),
        ("securityContext: {runAsUser: 33}", "securityContext: {runAsUser: 0}", "33"), ("securityContext: {runAsNonRoot: true}", "", None),
    ],
)  # fmt: skip
def test_who_runs_it_is_said_by_the_container_then_by_the_pod(container, spec, user):
    found = one(container, spec).user
    assert (found.value if found is not None else None) == user


def test_the_other_fields():
    found = one("workingDir: /srv\ntty: true\nports: [{containerPort: 80}]", "shareProcessNamespace: true")
    assert (found.workdir.value, found.interactive, found.exposed, found.shares_pid.value) == ("/srv", True, True, True)
    found = one("stdin: true", "hostPID: yes\nshareProcessNamespace: false")
    assert (found.workdir, found.interactive, found.exposed, found.shares_pid.value) == (None, True, False, True)
    found = one("tty: false", "hostPID: false")
    assert (found.interactive, found.shares_pid) == (False, None)


def test_pods_for_windows_are_passed_over():
    for spec in ("os: {name: windows}", "nodeSelector: {kubernetes.io/os: windows}"):
        assert pod("image: a", spec) == ([], [])


@pytest.mark.parametrize(
    ("service", "exposed"),
    [
        ("spec: {selector: {app: shop}}", True), ("spec: {selector: {app: shop, tier: web}}", False), ("spec: {selector: {}}", False), ("spec: {}", False),
        ("metadata: {namespace: other}\nspec: {selector: {app: shop}}", True), ("spec: 3", False),
    ],
)  # fmt: skip
def test_a_service_that_selects_the_pods_sends_requests_to_them(service, exposed):
    spec = "spec: {template: {metadata: {labels: {app: shop, x: y}}, spec: {containers: [{name: web}]}}}"
    deployment = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: shop}}\n{spec}"
    found, _ = read(deployment, f"apiVersion: v1\nkind: Service\n{service}")
    assert [each.exposed for each in found] == [exposed]
    found, _ = read(
        deployment.replace("{name: shop}", "{name: shop, namespace: mine}"), f"apiVersion: v1\nkind: Service\n{service}"
    )
    assert [each.exposed for each in found] == [exposed and "other" not in service]


def test_a_container_that_names_no_port_gets_no_requests_beside_one_that_does():
    spec = "spec: {containers: [{name: web, ports: [{containerPort: 80}]}, {name: logs}]}"
    found, _ = read(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{labels: {{app: shop}}}}\n{spec}",
        "apiVersion: v1\nkind: Service\nspec: {selector: {app: shop}}",
    )
    assert [each.exposed for each in found] == [True, False]
