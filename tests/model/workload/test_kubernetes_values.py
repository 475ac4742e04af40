"""What a container's variables, words and files are: `$(VAR)`, `env` and `envFrom`, ConfigMaps and volumes."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.workload.documents import documents
from steps import steps
from stoplint.model.fact import Unknown
from stoplint.model.processes.values import of_argument
from stoplint.model.workload.kubernetes import services
from stoplint.model.workload.kubernetes.references import LONGEST, expand
from stoplint.text import Source

SET = {"A": "a", "EMPTY": "", "REF": "$(A)", "LONG": "abcdefgh", "U": Unknown("nobody knows")}

# kubernetes/kubernetes third_party/forked/golang/expansion/expand_test.go has these, too
EXPANDED = r"""
$(A) | a
$(A)-$(A) | a-a
x$(A)y | xay
$(LONG)$(A) | abcdefgha
a$(EMPTY)b | ab
$$(A)_$(A) | $(A)_a
x-$$A | x-$A
$$ | $
kill $$ | kill $
$$$$$$(A) | $$$(A)
$$$$$$$(A) | $$$a
$$$$$$$(MISSING) | $$$$(MISSING)
\$(A)b | \ab
$(MISSING) | $(MISSING)
$(A$(A)) | $(A$(A))
$(A$(A) | $(A$(A)
$(REF) | $(A)
--$(REF)-- | --$(A)--
x$(Aoops | x$(Aoops
x$(A oops $$ | x$(A oops $
f(A) | f(A)
$?_$! | $?_$!
$A ${A} | $A ${A}
$A) | $A)
$(A)_$( | a_$(
$(A)_$(A | a_$(A
$(A)$ | a$
$($($($($-- | $($($($($--
$(A$$A) | $(A$$A)
$() | $()
$(U) | ${U}
--ip=$(U):$(A) | --ip=${U}:a
"""


@pytest.mark.parametrize("row", EXPANDED.strip().splitlines())
def test_references_are_replaced_as_the_kubelet_does_it(row):
    text, wanted = row.split(" | ")
    found = expand(Source("app.yaml", text), SET.get)
    assert found.text.text == wanted
    assert (found.unknown is not None) == ("$(U)" in text)


@given(st.text(alphabet="$()AUx ", max_size=30))
def test_each_character_keeps_its_place(text):
    whole = Source("app.yaml", f'args: ["{text}"]')
    inner = Source("app.yaml", text, whole.span(8, 8 + len(text)), tuple(range(8, 9 + len(text))))
    found = expand(inner, SET.get).text
    assert found.offsets is None or len(found.offsets) == len(found.text) + 1
    for at, char in enumerate(found.text):
        place = found.span(at, at + 1).located
        assert place.source is whole
        if char == "x":
            assert place.text == "x"


def test_a_text_covers_its_references():
    whole = Source("app.yaml", "--model=$(LONG) $(LONG)s $(A)")
    found = expand(whole, SET.get).text
    assert found.whole.located.text == "--model=$(LONG) $(LONG)s $"
    assert found.span(0, 16).located.text == "--model=$(LONG)"


def test_a_text_without_references_is_the_same_one():
    text = Source("app.yaml", "plain $A")
    assert expand(text, SET.get).text is text


def test_a_text_that_grows_without_end_is_not_put_together():
    found = expand(Source("app.yaml", "$(BIG)" * 100), {"BIG": "x" * 10_000}.get)
    assert found.unknown is not None
    assert len(found.text.text) <= LONGEST


@pytest.mark.parametrize("part", ["$(", "$$(", "$(a", "$", ")", "$(a)", "$(A)"])
def test_a_text_is_read_once(part):
    def work(text):
        return expand(Source("app.yaml", text), SET.get)

    short, long = steps(work, part * 500), steps(work, part * 1000)
    assert long <= 2.2 * short + 50


# ------------------------------------------------------------------------------------------------ variables
MAPS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  COLOR: red
  SIZE: "3"
  start.sh: |
    #!/bin/sh
    exec app
---
apiVersion: v1
kind: ConfigMap
metadata: {name: mixed}
data: {a: b}
binaryData: {c: eA==}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: twice, namespace: one}
data: {A: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: twice, namespace: two}
data: {A: two}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: theirs, namespace: theirs}
data: {A: b}
"""


def container(text, spec="", namespace=""):
    """A container with these fields in a pod with those."""
    text = text if "image:" in text else f"{text}\nimage: shop"
    head = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: shop, namespace: {namespace or '~'}}}\nspec:\n"
    spec, text = textwrap.indent(textwrap.dedent(spec), "  "), textwrap.indent(textwrap.dedent(text), "    ")
    [found] = services(documents(f"{head}{spec}\n  containers:\n  - name: web\n{text}"), documents(MAPS, "maps.yaml"))
    return found


def variables(text, namespace=""):
    found = container(text, namespace=namespace).environment
    return {
        name: None if isinstance(each.value, Unknown) else each.value
        for name, each in found.items()
        if not name.startswith("KUBERNETES_")
    }


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("env: [{name: A, value: b}]", {"A": "b"}),
        ("env: [{name: A}, {name: B, value: }, {name: C, value: ''}]", {"A": "", "B": "", "C": ""}),
        ("env: [{name: A, value: b}, {name: A, value: c}]", {"A": "c"}),
        ("env: [{name: A, value: b}, {name: B, value: $(A)c}, {name: C, value: $(B)$(D)}, {name: D, value: d}]", {"A": "b", "B": "bc", "C": "bc$(D)", "D": "d"}),
        ("env: [{name: A, value: $$(A)}, {name: B, value: $(PATH)}]", {"A": "$(A)", "B": "$(PATH)"}),
        ("env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: B, value: x$(A)}]", {"A": None, "B": None}),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]", {"A": None}),
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: COLOR}}}, {name: B, value: $(A)!}]", {"A": "red", "B": "red!"}),
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: NONE}}}]", {"A": None}),
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: NONE, optional: true}}}]", {}),
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: other, key: NONE, optional: true}}}]", {"A": None}),
        ("env: [{name: A, value: $(DB_SERVICE_HOST)}, {name: B, value: $(DB_PORT_80_TCP_ADDR)}]", {"A": None, "B": None}),
        ("env: [{name: A, value: '', valueFrom: {configMapKeyRef: {name: settings, key: COLOR}}}]", {"A": "red"}),
        ("env: [{value: b}, {name: , value: b}]", {}),
        ("envFrom: [{configMapRef: {name: settings}}]", {"COLOR": "red", "SIZE": "3", "start.sh": "#!/bin/sh\nexec app\n"}),
        ("envFrom: [{prefix: P_, configMapRef: {name: mixed}}]\nenv: [{name: B, value: $(P_a)}]", {"P_a": "b", "B": "b"}),
        ("envFrom: [{configMapRef: {name: mixed}}]\nenv: [{name: a, value: over$(a)}]", {"a": "overb"}),
    ],
)  # fmt: skip
def test_variables_are_put_together_in_order(text, known):
    assert variables(text) == known


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("env: [{name: A, value: b}]", False), ("envFrom: []", False), ("envFrom: [{configMapRef: {name: settings}}]", False), ("envFrom: [{secretRef: {name: s}}]", True),
        ("envFrom: [{configMapRef: {name: other}}]", True), ("envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: s}}]", True),
        ("envFrom: [{configMapRef: {name: twice}}]", True), ("envFrom: [{configMapRef: 3}]", True),
    ],
)  # fmt: skip
def test_the_environment_is_open_where_envfrom_names_what_nobody_has(text, is_open):
    assert container(text).environment_open == is_open


@pytest.mark.parametrize(("namespace", "value"), [("one", "one"), ("two", "two"), ("three", None), ("", None)])
def test_a_config_map_is_the_one_of_the_namespace(namespace, value):
    text = "env: [{name: A, valueFrom: {configMapKeyRef: {name: twice, key: A}}}]"
    assert variables(text, namespace) == {"A": value}


def test_a_config_map_of_another_namespace_is_not_meant():
    text = "env: [{name: A, valueFrom: {configMapKeyRef: {name: theirs, key: A}}}]"
    assert variables(text, "ours") == {"A": None}
    assert variables(text) == {"A": "b"}


def test_the_variables_about_the_api_server_are_set_to_what_nobody_knows():
    found = container("env: [{name: KUBERNETES_PORT, value: '1'}]").environment
    assert isinstance(found["KUBERNETES_SERVICE_HOST"].value, Unknown)
    assert found["KUBERNETES_PORT"].value == "1"


def test_values_have_their_places():
    found = container("env:\n- {name: A, value: b}\nenvFrom: [{configMapRef: {name: settings}}]").environment
    assert (found["A"].said_by, found["A"].span.text, found["COLOR"].said_by) == ("app.yaml:9", "b", "maps.yaml:5")


def test_values_that_double_have_an_end():
    entries = ["{name: A0, value: xxxxxxxx}"] + [f"{{name: A{n}, value: $(A{n - 1})$(A{n - 1})}}" for n in range(1, 60)]
    found = variables(f"env: [{', '.join(entries)}]")
    assert found["A3"] == "x" * 64
    assert found["A59"] is None
    assert sum(len(value or "") for value in found.values()) < 4_000_000


# ------------------------------------------------------------------------------------------------ words
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("args: [--port=$(PORT)]", [("--port=80", True)]),
        ("args: [--ip=$(IP)]", [("--ip=${IP}", False)]),
        ("args: [$(CMD)]", [("$(CMD)", True)]),
        ("args: [$$(PORT)]", [("$(PORT)", True)]),
        ("command: [sh, -c, app --ip=$(IP) $(date)]", [("sh", True), ("-c", True), ("app --ip=${IP} $(date)", True)]),
        ("command: [/bin/bash, -o, -ec, app $(IP), $(IP)]", [("/bin/bash", True), ("-o", True), ("-ec", True), ("app ${IP}", True), ("${IP}", False)]),
        ("command: [/bin/sh, -c]\nargs: [app $(IP)]", [("/bin/sh", True), ("-c", True), ("app ${IP}", True)]),
        ("args: [sh, -c, app $(IP)]", [("sh", True), ("-c", True), ("app ${IP}", True)]),
        ("command: [run]\nargs: [sh, -c, app $(IP)]", [("run", True), ("sh", True), ("-c", True), ("app ${IP}", False)]),
        ("command: [sh, start.sh, $(IP)]", [("sh", True), ("start.sh", True), ("${IP}", False)]),
        ("command: [sh, --c, $(IP)]", [("sh", True), ("--c", True), ("${IP}", False)]),
    ],
)  # fmt: skip
def test_words_hold_the_values_of_variables(text, words):
    env = "env: [{name: PORT, value: '80'}, {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]"
    found = container(f"{text}\n{env}")
    lines = [line.value.words for line in (found.entrypoint, found.command) if line is not None]
    said = [word for line in lines for word in line]
    assert [(word.value, word.known) for word in said] == words
    assert [of_argument(word).known for word in said] == [known for _, known in words]


def test_a_word_may_be_any_variable_where_the_environment_is_open():
    found = container("args: [$(PORT), $(date), $(A b)]\nenvFrom: [{secretRef: {name: s}}]")
    assert [(word.value, word.known) for word in found.command.value.words] == [
        ("${PORT}", False),
        ("$(date)", True),
        ("$(A b)", True),
    ]


def test_a_patch_may_be_put_over_variables_that_stand_elsewhere():
    found = container("image: ~\nargs: [$(PORT), $(date)]")
    assert [(word.value, word.known) for word in found.command.value.words] == [("${PORT}", False), ("$(date)", True)]
    assert found.environment_open


def test_more_words_than_a_program_gets_are_not_put_together():
    entries = ["{name: A0, value: xxxxxxxx}"] + [f"{{name: A{n}, value: $(A{n - 1})$(A{n - 1})}}" for n in range(1, 14)]
    found = container(f"env: [{', '.join(entries)}]\nargs: [{', '.join(['$(A13)'] * 100)}]")
    assert isinstance(found.command, Unknown)


# ------------------------------------------------------------------------------------------------ files
def files(mount):
    return {path: (text.text.split("\n")[0], oct(mount.modes[path])) for path, text in mount.files.items()}


SETTINGS = {"COLOR": ("red", "0o644"), "SIZE": ("3", "0o644"), "start.sh": ("#!/bin/sh", "0o644")}


@pytest.mark.parametrize(
    ("volume", "mount", "known"),
    [
        ("configMap: {name: settings}", "", SETTINGS),
        ("configMap: {name: settings, defaultMode: 0755}", "subPath: start.sh", {"": ("#!/bin/sh", "0o755")}),
        ("configMap: {name: settings, defaultMode: 493}", "subPath: ./start.sh", {"": ("#!/bin/sh", "0o755")}),
        ("configMap: {name: settings}", "subPath: none", {}),
        ("configMap: {name: settings, items: [{key: COLOR, path: a/b}, {key: SIZE, path: c, mode: 0o700}, {key: NONE, path: d}]}", "", {"a/b": ("red", "0o644"), "c": ("3", "0o700")}),
        ("configMap: {name: settings, items: [{key: COLOR, path: a/b}]}", "subPath: a", {"b": ("red", "0o644")}),
        ("configMap: {name: mixed, items: [{key: a, path: a}]}", "", {"a": ("b", "0o644")}),
        ("emptyDir: {}", "", {}), ("emptyDir: ", "subPath: a/b", {}), ("emptyDir: {medium: Memory}", "", {}),
    ],
)  # fmt: skip
def test_what_the_manifests_hold_is_mounted(volume, mount, known):
    entry = f"{{name: v, mountPath: /etc/app/, {mount}}}"
    [found] = container(f"volumeMounts: [{entry}]", f"volumes: [{{name: v, {volume}}}]").mounts
    assert (found.target, found.span.text, found.why, found.is_copy) == ("/etc/app", "/etc/app/", "", False)
    assert files(found) == known


@pytest.mark.parametrize(
    ("volume", "mount", "why"),
    [
        ("configMap: {name: other}", "", "the ConfigMap other is mounted there"),
        ("configMap: {name: mixed}", "", "the ConfigMap mixed, which holds what is no text, is mounted there"),
        ("configMap: {name: mixed, items: [{key: c, path: d}]}", "", "the ConfigMap mixed, which holds what is no text, is mounted there"),
        ("configMap: {name: settings}", "subPathExpr: $(A)", "it depends on a variable of the pod what is mounted there"),
        ("secret: {secretName: s}", "", "a Secret is mounted there"), ("projected: {}", "", "a projected volume is mounted there"),
        ("hostPath: {path: /data}", "", "a folder of the node is mounted there"),
        ("persistentVolumeClaim: {claimName: c}", "", "a PersistentVolumeClaim is mounted there"), ("csi: {}", "", "a volume of a CSI driver is mounted there"),
        ("nothing: {}", "", "the volume v is mounted there"), ("name: w", "", "the volume v is mounted there"),
    ],
)  # fmt: skip
def test_what_they_do_not_hold_is_not_known(volume, mount, why):
    entry = f"{{name: v, mountPath: srv, {mount}}}"
    name = "" if volume.startswith("name") else "name: v, "
    [found] = container(f"volumeMounts: [{entry}]", f"volumes: [{{{name}{volume}}}]").mounts
    assert (found.target, found.files, found.why) == ("/srv", None, why)


@pytest.mark.parametrize(("entry", "is_empty"), [("mountPath: /w", False), ("mountPath: /w, readOnly: true", True)])
def test_another_container_may_write_into_an_empty_folder(entry, is_empty):
    spec = (
        f"initContainers: [{{name: i, volumeMounts: [{{name: v, {entry}}}]}}]\nvolumes: [{{name: v, emptyDir: {{}}}}]"
    )
    text = "apiVersion: v1\nkind: Pod\nspec:\n" + textwrap.indent(spec, "  ")
    found = list(
        services(documents(f"{text}\n  containers: [{{name: web, volumeMounts: [{{name: v, mountPath: /v}}]}}]"))
    )
    [mount] = found[1].mounts
    assert (mount.files == {}) == is_empty
    assert bool(mount.why) != is_empty


def test_the_same_volume_twice_in_one_container_is_its_own():
    found = container(
        "volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /b}]", "volumes: [{name: v, emptyDir: {}}]"
    )
    assert [mount.files for mount in found.mounts] == [{}, {}]


def test_a_mount_without_a_path_or_a_name_is_none():
    assert container("volumeMounts: [{name: v}, {mountPath: /a}, {}]").mounts == ()
