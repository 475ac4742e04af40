"""YAML is read as PyYAML's own composer reads it, and whatever can't be read is a sentence with its place."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from steps import steps
from stoplint.syntax.manifest import yaml as door
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode
from stoplint.syntax.manifest.yaml import read
from stoplint.text import Source


def documents(text):
    found = read(Source("f.yaml", text))
    assert found.opaque is None, found.opaque
    return found.documents


def fault(text):
    """(line, column, why) of what can't be read."""
    opaque = read(Source("f.yaml", text)).opaque
    return opaque and (opaque.span.line, opaque.span.column, opaque.why)


def picture(node):
    """Values as lists, dicts and texts."""
    if isinstance(node, SequenceNode):
        return [picture(each) for each in node.items]
    if isinstance(node, MappingNode):
        assert len({key.value for key, _ in node.entries}) == len(node.entries)
        return {key.value: picture(value) for key, value in node.entries}
    return None if node is None else node.value


class Merging(yaml.SafeLoader):
    """Whose keys are whatever stands there, and whose values are texts."""


def picture_of_pyyaml(node):
    if isinstance(node, yaml.SequenceNode):
        return [picture_of_pyyaml(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        if any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
            yaml.constructor.SafeConstructor().flatten_mapping(node)
        return {key.value: picture_of_pyyaml(value) for key, value in node.value}
    return None if node is None or (node.value == "" and node.start_mark.index == node.end_mark.index) else node.value


def nulls(found):
    """Empty values as PyYAML's picture has them."""
    if isinstance(found, dict):
        return {key: nulls(value) for key, value in found.items()}
    return [nulls(each) for each in found] if isinstance(found, list) else found or None


COMPOSE = """\
x-common: &common
  restart: always
  environment: &env {TZ: UTC, "DEBUG": 0}
services:
  web:
    <<: *common
    image: "nginx:1.27"   # the front
    command: ["sh", "-c", 'exec nginx -g "daemon off;"']
    environment:
      <<: *env
      A:
    stop_grace_period: 1m30s
  db:
    <<: [*common, {restart: "no", init: true}]
    entrypoint: |
      /bin/sh -c
"""


def test_a_compose_file_is_read_with_what_it_merges():
    (document,) = documents(COMPOSE)
    environment = {"TZ": "UTC", "DEBUG": "0"}
    assert picture(document) == {
        "x-common": {"restart": "always", "environment": environment},
        "services": {
            "web": {
                "image": "nginx:1.27", "command": ["sh", "-c", 'exec nginx -g "daemon off;"'],
                "environment": {"A": "", **environment}, "stop_grace_period": "1m30s", "restart": "always",
            },
            "db": {"entrypoint": "/bin/sh -c\n", "restart": "always", "environment": environment, "init": "true"},
        },
    }  # fmt: skip
    assert list(picture(document)["services"]["web"]) == [
        "image",
        "command",
        "environment",
        "stop_grace_period",
        "restart",
    ]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a: [b, {c: d}]\ne: 1\n", ["a: [b, {c: d}]\ne: 1", "[b, {c: d}]", "{c: d}"]),
        ("a:\n  - b\n  - c: d\n    e: f\n\n# x\n", ["a:\n  - b\n  - c: d\n    e: f", "b\n  - c: d\n    e: f", "c: d\n    e: f"]),
        ("a:\n- b\n-\n", ["a:\n- b\n-", "b\n-"]),
        ("a: &x # c\n  b: c\n", ["a: &x # c\n  b: c", "b: c"]),
        ("a: !override &x\n  [b]\n", ["a: !override &x\n  [b]", "[b]"]),
        ("a: &x 1\nb: [*x]\n", ["a: &x 1\nb: [*x]", "[*x]"]),
        ("x: &x {k: v}\na: *x\n", ["x: &x {k: v}\na: *x", "{k: v}", "{k: v}"]),
        ("[a: b, c]\n", ["[a: b, c]", "a: b"]),
        ("{a: , b}", ["{a: , b}"]),
        ("? a\n", ["a"]),
        ("a: |\n  x\n\n\nb: >\n  y\n", ["a: |\n  x\n\n\nb: >\n  y"]),
        ("&k a: b", ["&k a: b"]),
        ("\ufeff{a: [b]}\r\n", ["{a: [b]}", "[b]"]),
        ("x:\r\n  - a: 😀\r\n    b: [c]\r\n", ["x:\r\n  - a: 😀\r\n    b: [c]", "a: 😀\r\n    b: [c]", "a: 😀\r\n    b: [c]", "[c]"]),
    ],
)  # fmt: skip
def test_a_collection_goes_from_its_first_to_its_last_value(text, spans):
    def walk(node):
        if not isinstance(node, ScalarNode):
            yield node.span.text
        for each in getattr(node, "items", ()) or [value for _, value in getattr(node, "entries", ())]:
            yield from walk(each)

    assert list(walk(documents(text)[0])) == spans


@pytest.mark.parametrize(
    ("written", "value", "plain", "tag", "shown"),
    [
        ("x", "x", True, "", "x"), ("'x'", "x", False, "", "'x'"), ('"x"', "x", False, "", '"x"'), ("|\n  x\n", "x\n", False, "", "|\n  x"), ("", "", True, "", ""),
        ("8080", "8080", True, "", "8080"), ("~", "~", True, "", "~"), ("yes", "yes", True, "", "yes"), ("!!str 1", "1", False, "!!str", "1"), ("! 1", "1", False, "!", "1"),
        ("!!int 1", "1", True, "!!int", "1"), ("!!binary eA==", "eA==", True, "!!binary", "eA=="), ("!reset", "", True, "!reset", ""), ("!reset null", "null", True, "!reset", "null"),
        ("!<tag:yaml.org,2002:str> x", "x", False, "!!str", "x"), ("&a  x", "x", True, "", "x"), ("&a !!str # c\n\n  'x'", "x", False, "!!str", "'x'"), ("!override &a\n  x", "x", True, "!override", "x"),
    ],
)  # fmt: skip
def test_a_value_keeps_its_style_its_tag_and_its_place(written, value, plain, tag, shown):
    node = documents(f"k: {written}\n")[0].get("k")
    assert (node.value, node.plain, node.tag, node.span.text) == (value, plain, tag, shown)


def test_what_compose_resets_and_overrides_is_kept_on_lists_and_mappings():
    (document,) = documents("a: !reset []\nb: !override {c: d}\ne: !!seq [f]\n")
    assert [value.tag for _, value in document.entries] == ["!reset", "!override", "!!seq"]
    assert (document.get("a").span.text, document.get("b").span.text) == ("[]", "{c: d}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []), ("# c\n", []), ("---\n", [None]), ("---\n---\n", [None, None]), ("a\n---\n# c\n---\nb", ["a", None, "b"]), ("a\n...\n", ["a"]), ("---\n~\n", ["~"]),
        ("--- ''\n", [""]), ("--- !!null\n", [""]), ("--- &x\n", [""]), ("\ufeff", []), ("\ufeff--- a", ["a"]), ("%YAML 1.1\n---\na", ["a"]), ("--- |\n a\n--- [b]\n", ["a\n", ["b"]]),
        ("a: &x 1\n---\nb: &x 2\nc: *x\n", [{"a": "1"}, {"b": "2", "c": "2"}]), ("\r\n\r\na: b\r\n", [{"a": "b"}]), ("8080: a\nyes: b\n1.5: c\n~: d\n", [{"8080": "a", "yes": "b", "1.5": "c", "~": "d"}]),
    ],
)  # fmt: skip
def test_a_file_has_as_many_documents_as_it_says(text, found):
    assert [picture(each) for each in documents(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", {"b": "3", "a": "1"}), ("x: &x {a: 1}\ny: {b: 3, <<: *x}", {"b": "3", "a": "1"}),
        ("x: [&x {a: 1}, &z {a: 2, b: 2}]\ny: {<<: [*x, *z]}", {"a": "1", "b": "2"}), ("y: {<<: {a: {b: c}}, d: e}", {"d": "e", "a": {"b": "c"}}), ("y: {<<: []}", {}),
        ("x: &x {<<: {a: 1}, b: 2}\ny: {<<: *x, a: 3}", {"a": "3", "b": "2"}), ("y: {'<<': a}", {"<<": "a"}), ("y: {!!merge <<: {a: b}}", {"a": "b"}), ("x: &x [{a: 1}, {b: 2}]\ny: {<<: *x}", {"a": "1", "b": "2"}),
        ("x: &x !!str <<\ny: {*x : a}", {"<<": "a"}),
    ],
)  # fmt: skip
def test_the_own_keys_go_over_those_merged_in_and_the_first_mapping_over_the_next(text, found):
    assert picture(documents(text)[0].get("y")) == found


def test_an_alias_is_the_very_node_that_its_anchor_names():
    (document,) = documents("a: &x [1]\nb: *x\nc: &x [2]\nd: *x\n*y : 1\n".replace("*y", "&y k") + "e: *y\n")
    assert document.get("a") is document.get("b")
    assert document.get("c") is document.get("d")
    assert document.get("e") is document.key("k")


def test_what_an_alias_takes_over_is_shared_and_nothing_else():
    text = "a: &x\n  b: {c: 1}\n  d: &z 2\ne: &unused [1]\nf:\n  <<: *x\n  g: 3\nh: *z\n"
    found = read(Source("f.yaml", text))

    def is_shared(piece):
        at = text.index(piece)
        return found.is_shared(found.documents[0].span.source.span(at, at + len(piece)))

    assert all(is_shared(piece) for piece in ("b: {c: 1}", "c: 1", "2", "b: {c: 1}\n  d: &z 2"))
    assert not any(is_shared(piece) for piece in ("a", "e:", "[1]", "<<", "g: 3", "h", "a: &x\n  b"))
    assert not read(Source("f.yaml", "a: &x 1")).is_shared(found.documents[0].span)


# ---------------------------------------------------------------- what can't be read
NO_KEY = "a list or a mapping is no key"
FAULTS = [
    ("a:\n\tb: 1\n", 2, 1, "a tab stands where YAML wants spaces"), ("a: 1\n\t\nb: 2", 2, 1, "a tab stands where YAML wants spaces"), ("a: @x", 1, 4, "no value without quotes begins with `@`"), ("a: `x`", 1, 4, "no value without quotes begins with a backtick"),
    ("a: b: c", 1, 5, "a `:` stands where no key can be"), ("a: 'x\nb: 1\n", 1, 4, "the quote is never closed"), ('a: "x', 1, 4, "the quote is never closed"),
    ("a:\n  - b\n c: 1\n", 3, 2, "it fits neither the indentation above it nor the list or mapping there"), ("a: [1, 2\nb: 3\n", 2, 2, "the list or mapping in brackets is never closed, or lacks a comma"),
    ('a: "\\q"', 1, 5, "no text in double quotes has this escape"), ("a: !h!x b", 1, 4, "the tag's handle is defined nowhere"), ("a: 1\nb\nc: 1", 3, 1, "a key has no `:` behind it"),
    ("a: 1\nb\n", 3, 1, "a key has no `:` behind it"), ("a: 1\nb: 2\na: 3", 3, 1, "the key `a` stands twice in one mapping (first in line 1)"), ("{a: 1, 'a': 2}", 1, 8, "the key `a` stands twice in one mapping (first in line 1)"),
    ("x: &x {}\ny:\n  <<: *x\n  <<: *x\n", 4, 3, "the key `<<` stands twice in one mapping"), ("1: a\n'1': b", 2, 1, "the key `1` stands twice in one mapping (first in line 1)"),
    ("? [a]\n: b", 1, 3, NO_KEY), ("{{a}: b}", 1, 1, "`{{` begins a placeholder of a template"), ("a: {{ .Values.x }}\n", 1, 4, "`{{` begins a placeholder of a template"), ("{{- if .x }}\na: b\n", 1, 1, "`{{` begins a placeholder of a template"),
    ("x: &x [a]\n*x : b", 2, 1, NO_KEY), ("{ {a: b}: c}", 1, 3, NO_KEY), ("a: *x\n", 1, 4, "no `&x` stands before `*x`"), ("a: &x 1\n---\nb: *x\n", 3, 4, "no `&x` stands before `*x`"),
    ("a: &x [*x]", 1, 8, "`*x` stands inside of what it names"), ("a: &x 1\nb: &x {c: *x}", 2, 11, "`*x` stands inside of what it names"), ("x: &x\n  <<: *x\n", 2, 7, "`*x` stands inside of what it names"),
    ("a:\n  <<: b\n", 2, 7, "`<<` takes a mapping, or a list of mappings"), ("a:\n  <<:\n", 2, 6, "`<<` takes a mapping, or a list of mappings"), ("a: {<<: [{}, b]}", 1, 9, "`<<` takes a mapping, or a list of mappings"),
    ("a: !foo b", 1, 4, "neither Compose nor Kubernetes knows the tag !foo"), ("a: !!python/name:x ''", 1, 4, "neither Compose nor Kubernetes knows the tag tag:yaml.org,2002:python/name:x"),
    ("a: b\n\nc: \0", 3, 4, "no YAML text has the character U+0000"), ("a: \x1b[1m", 1, 4, "no YAML text has the character U+001B"), ("# \udcff\na: b", 1, 3, "it has bytes that are no UTF-8"), ("a: \ud800", 1, 4, "no YAML text has the character U+D800"),
    ("a: \ufffe", 1, 4, "no YAML text has the character U+FFFE"), ("\ufeff\ufeffa: b", 1, 1, "no YAML text has the character U+FEFF"), ("\ufeffa: b: c", 1, 6, "a `:` stands where no key can be"),
    ("a: 😀\r\nb: c: d", 2, 5, "a `:` stands where no key can be"), ("%YAML 3.0\n---\na", 1, 1, "it is no YAML: found incompatible YAML document"), ("a\n---\nb: [\n", 4, 1, "it is no YAML: did not find expected node content"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "why"), FAULTS)
def test_what_is_no_yaml_is_said_in_a_sentence_with_its_place(text, line, column, why):
    assert fault(text) == (line, column, why)


def test_documents_before_a_fault_are_kept():
    found = read(Source("f.yaml", "a: 1\n---\nb: 2\n---\nc: 'x\n"))
    assert [picture(each) for each in found.documents] == [{"a": "1"}, {"b": "2"}]
    assert found.opaque is not None


@pytest.mark.parametrize("text", [text for text, *_ in FAULTS] + [COMPOSE])
def test_the_reader_in_python_refuses_and_reads_the_same(monkeypatch, text):
    found = read(Source("f.yaml", text))
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    other = read(Source("f.yaml", text))
    assert (other.opaque is None) == (found.opaque is None)
    assert [picture(each) for each in other.documents] == [picture(each) for each in found.documents]


@pytest.mark.parametrize(
    "text",
    [
        'a: "\\ud800"',
        'a: "\\U00110000"',
        'a: "\\UFFFFFFFF"',
        "%YAML 99999999999999999999.1\n---\na",
        "%YAML 1.\n---\n",
        "a: !!",
        "a: !<",
        "a: &",
        "a: *",
        "!<!> a",
    ],
)
def test_no_reader_of_pyyaml_breaks_down(monkeypatch, text):
    read(Source("f.yaml", text))
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    read(Source("f.yaml", text))


# ---------------------------------------------------------------- what a stranger may send
def bomb(levels):
    return "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels))


def merge_bomb(levels):
    return "a0: &a0 {x: y}\n" + "".join(
        f"a{n}: &a{n} {{k{n}: 1, <<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, levels)
    )


NESTED = f"its values are nested more than {door.MAX_DEPTH} deep"
MANY = f"it has more than {door.MAX_NODES:,} values"


@pytest.mark.parametrize(
    ("text", "line", "column", "why"),
    [
        ("[" * 100_000, 1, 101, NESTED), ("{" * 100_000, 1, 1, "`{{` begins a placeholder of a template"), ("- " * 100_000, 1, 201, NESTED), ("? " * 100_000, 1, 3, NO_KEY), ("[a: " * 100_000, 1, 201, NESTED),
        ("{a: " * 100_000, 1, 401, NESTED), ("a: [\n" * 50_000, 51, 1, NESTED), ("- a\n" * (door.MAX_NODES + 1), door.MAX_NODES, 3, MANY),
        ("---\na\n" * 10_000, 2 * door.MAX_DOCUMENTS + 1, 1, f"it has more than {door.MAX_DOCUMENTS:,} documents"), ("# " + "x" * 10_000_000, 1, 1, f"it has more than {door.MAX_TEXT:,} characters"),
        ("%TAG !a! x\n" * 100_000, 21, 1, "it has more than 20 %TAG directives"),
    ],
)  # fmt: skip
def test_a_limit_names_itself_and_its_place(text, line, column, why):
    assert fault(text) == (line, column, why)


def test_what_is_just_below_a_limit_is_read():
    assert fault("[" * door.MAX_DEPTH + "]" * door.MAX_DEPTH) is None
    assert fault("- a\n" * (door.MAX_NODES - 1)) is None
    assert fault("---\na\n" * door.MAX_DOCUMENTS) is None
    assert fault("".join(f"%TAG !a{n}! x\n" for n in range(20)) + "---\na") is None


def test_billions_of_laughs_are_as_many_values_as_are_written():
    (document,) = documents(bomb(50))
    assert len(document.get("a49").items) == 9
    assert fault(bomb(20_000))[2] == MANY
    (document,) = documents(merge_bomb(50))
    assert len(document.get("a49").entries) == 50


@pytest.mark.parametrize("make", [bomb, merge_bomb], ids=["aliases", "merges"])
def test_laughs_cost_in_step_with_what_is_written_or_end_in_the_limit(make):
    assert fault(merge_bomb(1000))[2] == MANY
    small, large = (steps(lambda text: read(Source("f.yaml", text)), make(number)) for number in (10, 80))
    assert large < small * 64


def test_a_large_mapping_merged_often_ends_in_the_limit():
    text = (
        "x: &x {"
        + ", ".join(f"k{n}: v" for n in range(10_000))
        + "}\n"
        + "".join(f"y{n}: {{<<: *x}}\n" for n in range(10_000))
    )
    assert fault(text)[2] == MANY


@pytest.mark.parametrize(
    "piece",
    [
        "- a: b\n",
        "- &x {a: *y}\n",
        "- [a, 'b', \"c\"]\n",
        "- |\n  a\n  b\n",
        "# c\n",
        "- ! a\n",
        "---\n",
        "- &y a\n- *y\n",
    ],
)
def test_reading_costs_in_step_with_the_text(piece):
    small, large = (
        steps(lambda text: read(Source("f.yaml", text)), piece.replace("*y", "y") * number) for number in (50, 400)
    )
    assert large < small * 16


# ---------------------------------------------------------------- laws
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufeff\x7f", exclude_categories=["Cc", "Cs", "Cn", "Co"])
    | st.sampled_from(" \n\t'\"#:-\\{}[]&*!|>%@,?"),
    max_size=12,
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)  # fmt: skip


def as_texts(value):
    if isinstance(value, dict):
        return {key: as_texts(each) for key, each in value.items()}
    return [as_texts(each) for each in value] if isinstance(value, list) else value


def typed(node):
    """The values as YAML's readers have them."""
    if isinstance(node, SequenceNode):
        return [typed(each) for each in node.items]
    if isinstance(node, MappingNode):
        return {key.value: typed(value) for key, value in node.entries}
    return yaml.safe_load(node.value) if node is not None and node.plain else node and node.value


@given(
    VALUES, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans() | st.none(), st.integers(2, 8), st.sampled_from([20, 80, 1000]),
    st.sampled_from(["\n", "\r\n"]), st.booleans(),
)  # fmt: skip
def test_what_was_written_is_read_again(value, style, flow, indent, width, newline, marked):
    text = yaml.safe_dump(
        value, default_style=style, default_flow_style=flow, indent=indent, width=width, allow_unicode=True
    )
    if "!!" in text:  # of quoted numbers
        text = text.replace("!!int ", "").replace("!!bool ", "").replace("!!null ", "")
    text = ("\ufeff" if marked else "") + text.replace("\n", newline)
    (document,) = documents(text) or (None,)
    (other,) = yaml.compose_all(text.removeprefix("\ufeff")) or (None,)
    assert nulls(picture(document)) == nulls(picture_of_pyyaml(other))
    if style is None and newline == "\n":
        assert typed(document) == yaml.safe_load(text.removeprefix("\ufeff"))


SOUP = st.lists(
    st.sampled_from(["a", "b: ", "- ", "\n", "\n  ", "\n    ", "&x ", "*x", "!reset ", "!!str ", "[", "]", "{", "}", ", ", "'", '"', "|", ">-", "# ", "<<: ", "? ", ": ", "---\n", "...\n", "~", "\t", "\\", "1", "\r\n", "%TAG "]),
    max_size=20,
).map("".join)  # fmt: skip


def has_no_twins(node, seen):
    """Whether all keys are texts, and none stands twice."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode) or node is None:
        return True
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return all(has_no_twins(each, seen) for each in node.value)
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    return len({*keys}) == len(node.value) and all(has_no_twins(each, seen) for _, each in node.value)


@given(SOUP)
def test_any_soup_is_read_as_pyyaml_reads_it_or_refused(text):
    found = read(Source("f.yaml", text))
    try:
        others = list(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        others = None
        may_be_read = "duplicate anchor" in str(error)
    if others is None:
        assert found.opaque is not None or may_be_read
    elif found.opaque is None:
        assert [nulls(picture(each)) for each in found.documents] == [nulls(picture_of_pyyaml(each)) for each in others]
    else:
        stays = found.opaque.why.startswith(("`<<` takes", "`*x` stands inside"))
        assert stays or not all(has_no_twins(each, set()) for each in others)


def test_pyyaml_is_loaded_when_a_manifest_is_read():
    probe = "import sys, stoplint.syntax.manifest.yaml as y; assert 'yaml' not in sys.modules; from stoplint.text import Source; y.read(Source('f', 'a')); assert 'yaml' in sys.modules"
    subprocess.run([sys.executable, "-c", probe], check=True, env={"PYTHONPATH": ":".join(sys.path)})
