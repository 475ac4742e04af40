"""Keys and values in manifests: what was wanted is there afterwards, and all else is as it was, to the byte."""

from __future__ import annotations

import copy
from functools import lru_cache
from itertools import product

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stoplint.edits.manifest_lines import as_list, in_manifest, with_key, with_value
from stoplint.finding import Edit, Fix
from stoplint.fixing.applying import Changes
from stoplint.fixing.readers import why_misread
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode
from stoplint.syntax.manifest.yaml import read
from stoplint.text import Source


def made(text, edit):
    return None if edit is None else text[: edit.span.start] + edit.text + text[edit.span.end :]


def found(text):
    documents = read(Source("f.yaml", text))
    assert documents.opaque is None, documents.opaque
    return documents


def at(documents, *path):
    node = documents.documents[0]
    for part in path:
        node = node.items[part] if isinstance(node, SequenceNode) else node.get(part)
    return node


def with_init(text, *, after=("image",), path=("web",), key="init", value=True):
    documents = found(text)
    return made(text, with_key(documents, at(documents, *path), key, value, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("web:\n  image: x\n  command: y\n", "web:\n  image: x\n  init: true\n  command: y\n"),
        ("web:\n  image: x", "web:\n  image: x\n  init: true"),
        ("web:\n  image: x   # the image\n  # more\n  command: y\n", "web:\n  image: x   # the image\n  init: true\n  # more\n  command: y\n"),
        ("web:\r\n    image: x\r\n    command: y\r\n", "web:\r\n    image: x\r\n    init: true\r\n    command: y\r\n"),
        ("web:\n  # the service\n  build: .\n", "web:\n  # the service\n  init: true\n  build: .\n"),
        ("web:\n  command:\n    - a\n  image: |\n    x\n", "web:\n  init: true\n  command:\n    - a\n  image: |\n    x\n"),
        ("web:\n  image:\n  command: y\n", "web:\n  image:\n  init: true\n  command: y\n"),
        ("web:\n  image: [x,\n    y] # c\n", "web:\n  image: [x,\n    y] # c\n  init: true\n"),
        ("web:\n  image:\n  - x\n  - y\n  command: z\n", "web:\n  image:\n  - x\n  - y\n  init: true\n  command: z\n"),
        ("web:\n  image: 'x\n    y'\n", "web:\n  image: 'x\n    y'\n  init: true\n"),
        ("web: {image: x, command: y}\n", "web: {image: x, init: true, command: y}\n"),
        ("web: {command: y}\n", "web: {init: true, command: y}\n"),
        ("web: {}\n", "web: {init: true}\n"),
        ("web: { }\n", "web: {init: true}\n"),
        ("web: {image: , command: y}\n", "web: {init: true, image: , command: y}\n"),
        ("web: {\n    image: x, # c\n    command: y\n  }\n", "web: {\n    init: true,\n    image: x, # c\n    command: y\n  }\n"),
        ('{"web": {"image": "x"}}', '{"web": {"image": "x", "init": true}}'),
        ('{"web": {\r\n  "image": "x"\r\n}}', '{"web": {\r\n  "init": true,\r\n  "image": "x"\r\n}}'),
        ("web:\n  <<: &c {image: x}\n  command: y\n", "web:\n  init: true\n  <<: &c {image: x}\n  command: y\n"),
        ("x: &c {init: false}\nweb:\n  <<: *c\n  image: y\n", "x: &c {init: false}\nweb:\n  <<: *c\n  image: y\n  init: true\n"),
        ("web: &unused\n  image: x\n", "web: &unused\n  image: x\n  init: true\n"),
        ("web:\n  image: x\n  init: false # c\n", "web:\n  image: x\n  init: true # c\n"),
        ("web:\n  init:\n  image: x\n", "web:\n  init: true\n  image: x\n"),
        ("web:\n  init:   # c\n", "web:\n  init: true   # c\n"),
        ("web: {init: , image: x}", "web: {init: true , image: x}"),
        ('web:\n  init: "false"\n', 'web:\n  init: "true"\n'),
        ("web:\n  init: 'false'\n", "web:\n  init: 'true'\n"),
        ("web: !override\n  image: x\n", "web: !override\n  image: x\n  init: true\n"),
        ("\ufeffweb: {image: x}", "\ufeffweb: {image: x, init: true}"),
        # no fix
        ("x: &c\n  image: x\nweb: *c\n", None),
        ("web: &c\n  image: x\ny: *c\n", None),
        ("web: &c\n  image: x\ny:\n  <<: *c\n", None),
        ("web:\n  init: &i false\ny: *i\n", None),
        ("x: &i false\nweb:\n  init: *i\n", None),
        ("web:\n  init: [a]\n", None),
        ("web: !reset\n  image: x\n", None),
        ("web:\n  init: !reset null\n", None),
        ("web:\n  init: &i\n", None),
        ("web: {init}\n", None),
        ("web:\n  ? image\n  : x\n", None),
    ],
)  # fmt: skip
def test_a_key_stands_beside_its_siblings_as_they_stand(before, after):
    assert with_init(before) == after


def test_the_item_of_a_list_keeps_its_first_key():
    text = "containers:\n  - name: a\n    image: x\n  - {name: b}\n  -\n    name: c\n  - &d e: |\n      x\n"
    documents = found(text)
    items = at(documents, "containers").items

    def put(number, after=()):
        edit = with_key(documents, items[number], "tty", True, after)
        return edit and (edit.span.line, edit.span.column, edit.text)

    assert put(0) == (2, 12, "\n    tty: true")
    assert put(0, ("image",)) == (3, 13, "\n    tty: true")
    assert put(1) == (4, 6, "tty: true, ")
    assert put(2) == (6, 5, "tty: true\n    ")
    assert put(3) == (7, 5, "tty: true\n    ")
    assert with_init("- x: |+\n    a\n", path=(0,), after=()) == "- init: true\n  x: |+\n    a\n"
    assert with_init("\ufeffimage: x\n", path=(), after=()) == "\ufeffinit: true\nimage: x\n"


@pytest.mark.parametrize("block", ["|", "|+", ">-", "| # c"])
def test_nothing_is_put_behind_a_block_whose_last_line_breaks_count(block):
    text = f"web:\n  a:\n    - b: {block}\n        x\n\n  c: d\n"
    assert with_init(text, after=("a",)) == text.replace("  a:", "  init: true\n  a:")


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("5s", "40s", "40s"), ("5s", "1m30s", "1m30s"), ("'5s'", "40s", "'40s'"), ('"5s"', "40s", '"40s"'), ("30", 60, "60"), ("SIGINT", "SIGQUIT", "SIGQUIT"), ("x", "SIGRTMIN+3", "SIGRTMIN+3"),
        ("x", "no", '"no"'), ("x", "60", '"60"'), ("x", "a: b", '"a: b"'), ("x", "", '""'), ("x", "a\nb", '"a\\nb"'), ("x", "\x7f\u2028é😀", '"\\u007f\\u2028é😀"'), ("'x'", "it's", "'it''s'"),
        ("'x'", "a\nb", '"a\\nb"'), ('"x"', 'say "a\\b"', '"say \\"a\\\\b\\""'), ("|\n  x\n  y", "SIGQUIT", "SIGQUIT"), (">- # c\n  x", "SIGQUIT", "SIGQUIT # c"), ("&a x", "z", "&a z"), ("x # c", True, "true # c"),
        ("a\n  b", "c", "c"), ("!!str 5", "6", None), ("! 5", "6", None), ("x", "a\udcff", None), ("", "z", " z"), ("'x'", 60, "'60'"), ("~", "z", "z"), ("x", "y", '"y"'), ("x", "1e3", '"1e3"'), ("x", "~", '"~"'), ("x", "12:30", '"12:30"'),
    ],
)  # fmt: skip
def test_a_value_is_replaced_in_its_own_quotes(before, value, after):
    text = f"k: {before}\nl: 1\n"
    if not before:
        text = "k:\nl: 1\n"
    documents = found(text)
    assert made(text, with_value(documents, at(documents, "k"), value)) == (
        None if after is None else f"k:{after}\nl: 1\n" if not before else f"k: {after}\nl: 1\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k: a b\n", 'k: ["a", "b c", "\\"\\u0007"]\n'), ("k: 'a b' # c\n", 'k: ["a", "b c", "\\"\\u0007"] # c\n'), ("k: >- # c\n  a\n  b\nl: 1\n", 'k: ["a", "b c", "\\"\\u0007"] # c\nl: 1\n'), ("{k: a}", '{k: ["a", "b c", "\\"\\u0007"]}'),
        ("k: &x a\n", 'k: &x ["a", "b c", "\\"\\u0007"]\n'), ("k: &x a\nl: *x\n", None), ("k: !!str a\n", None), ("k: a\n  b\nl: 1", 'k: ["a", "b c", "\\"\\u0007"]\nl: 1'),
    ],
)  # fmt: skip
def test_a_command_becomes_a_list_of_its_words(before, after):
    documents = found(before)
    assert made(before, as_list(documents, at(documents, "k"), ("a", "b c", '"\x07'))) == after


def test_no_words_and_words_that_are_no_text_make_no_list():
    documents = found("k: a")
    assert as_list(documents, at(documents, "k"), ()) is as_list(documents, at(documents, "k"), ("\udc80",)) is None


# ---------------------------------------------------------------- scripts in values
def with_text(text, word, put, length=0):
    """The manifest with a text put before a word of the value of `k`."""
    documents = found(text)
    node = at(documents, "k")
    start = node.value.index(word)
    edit = Edit(node.text.span(start, start + length).located, put)
    fix = in_manifest(documents, Fix("t", safe=True, edits=(edit,)))
    return None if fix is None else made(text, fix.edits[0])


TRAP = "trap 'x' TERM\n"


@pytest.mark.parametrize(
    ("before", "put", "after"),
    [
        ("k: app --x\n", "exec ", "k: exec app --x\n"), ("k: 'app'", "exec ", "k: 'exec app'"), ('k: "a; app"', "exec ", 'k: "a; exec app"'), ("k: |\n  a\n  app\n", "exec ", "k: |\n  a\n  exec app\n"), ("k: >\n  a\n  app", "exec ", "k: >\n  a\n  exec app"),
        ("k: |\n    a\n    app\n", TRAP, "k: |\n    a\n    trap 'x' TERM\n    app\n"), ("k: |\r\n  a\r\n    app\r\n", TRAP, "k: |\r\n  a\r\n    trap 'x' TERM\r\n  app\r\n"), ("k: |2\n    app\n", "x\n\ny\n", "k: |2\n    x\n\n  y\n  app\n"),
        ("k: |\n  # é\n\n  app\n", "x\r\ny; ", "k: |\n  # é\n\n  x\n  y; app\n"), ("k: 'app'", "trap 'x'; ", "k: 'trap ''x''; app'"), ('k: "app"', 'a "b"; ', 'k: "a \\"b\\"; app"'), ('k: "app"', TRAP, "k: \"trap 'x' TERM\\napp\""),
        ("k: app", TRAP, None), ("k: app", "a: ", None), ("k: app", "a #", None), ("k: 'app'", TRAP, None), ("k: >\n  app\n", TRAP, None), ("k: &x app\nl: *x", "exec ", None), ("k: app", "- ", None), ("k: a:app", " ", None), ("k: a:app", "x ", "k: a:x app"), ("k: a#app", "", "k: a#app"), ("k: app", " ", None), ("k: 'a\n  app'", " ", None), ("k: 'a\n  app'", "x ", "k: 'a\n  x app'"), ("k: \"app\\\n  b\"", "x", "k: \"xapp\\\n  b\""), ("k: app", "'", None), ("k: !!str app", "exec ", "k: !!str exec app"),
        ('k: "app"', "\udcff", None), ("k: >\n  app\n", "exec ", "k: >\n  exec app\n"), ("k: |\n  app\n", " ", None), ("k: >\n  app\n", " x", None), ("k: |\n  app\n", "\n x", None),
    ],
)  # fmt: skip
def test_what_is_put_into_a_script_is_written_as_its_value_is(before, put, after):
    assert with_text(before, "app", put) == after


def test_a_text_before_a_number_sign_makes_no_remark_of_it():
    assert with_text("k: a#b", "#b", "x ") is None
    assert with_text("k: a#b", "#b", "x") == "k: ax#b"
    assert with_text("k: 'a#b'", "#b", "x ") == "k: 'ax #b'"


@pytest.mark.parametrize(
    "text", ["web: {image: x}", "web:\n  image: x\n", '{"web": {"image": "x"}}', "web: {init: 'x'}", 'web: {init: "x"}']
)
def test_what_is_no_text_is_put_nowhere(text):
    assert with_init(text, value="\udcff") is None


def test_what_stands_in_no_value_is_not_edited_and_other_files_are_left_alone():
    documents = found("k: a\n")
    source = documents.documents[0].span.source
    other = Edit(Source("g", "abc").span(0, 1), "'\n")
    assert in_manifest(documents, Fix("t", True, (other,))).edits == (other,)
    assert in_manifest(documents, Fix("t", True, (Edit(source.span(0, 1), "x"),))) is None
    assert in_manifest(read(Source("f", "")), Fix("t", True, (other,))).edits == (other,)


# ---------------------------------------------------------------- laws
MANIFESTS = [
    "services:\n  web:\n    image: nginx # c\n    ports: ['80:80']\n    environment:\n      A: b\n      C:\n  db:\n    image: 'pg'\n",
    "services:\r\n  web:\r\n    build:\r\n      context: .\r\n    command: |\r\n      a\r\n      b\r\n",
    "x-c: &c\n  restart: always\n  logging: {driver: json, options: {a: b}}\nservices:\n  a: {<<: *c, image: x}\n  b:\n    <<: *c\n    image: &i y\n  c:\n    image: *i\n",
    "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    args: [sh, -c, \"a; b\"]\n  - name: b\n    command:\n    - sh\n    - -c\n    - |\n      x\n      y\n---\napiVersion: v1\nkind: List\nitems:\n- {kind: Pod, spec: {}}\n",
    '{\n  "a": {"b": 1, "c": [1, {"d": null}]},\n  "e": {}\n}\n',
    "# head\n\na:   # one\n\n  # two\n  b: 1   # three\n\n\n  c: >-\n    x\n    y\n\n  # four\n# five\n",
    "- - a: 1\n    b: 2\n  - c: |+\n      x\n\n\n- d:\n  - e\n",
    "a: {b: 1,\n  c: 2, d: [\n  3] }\ne: {\n  f: 1,\n}\n",
    "a: !override\n  b: 1\nc: !reset\n  d: 1\ne: !!map {f: !!str 1}\n",
    "\ufeffa:\n    b: \"x\\\n      y\"\n    'c': 'it''s'\n",
    "a:\n  b: &x {c: &y d}\n  e: {<<: {f: g}, h: *y}\n  i: [*x]\n",
    "? a\n: b: 1\n",
    "a: |\n  x",
    "a: |\n\n    x\n\n      y\n\n\n    z\nb: >\n\n    x\n    y\n\n      z\n    a\n\nc: 'x\n\n  y\n  z'\nd: x\n  y\n\n  z\n",
    'a:\r\n  - "x\r\n\r\n    y \\\r\n    z"\r\n  - |2\r\n      x\r\n\r\n    y\r\n  - >-\r\n    x\r\n\r\n    y\r\n',
]  # fmt: skip
VALUES = [True, 60, "40s", "SIGQUIT", 'it\'s: # "odd"\n', "no", "8080", ""]


def nodes(documents):
    """All nodes with their paths, the number of the document first, each once."""
    todo = [((number,), each) for number, each in enumerate(documents.documents) if each is not None]
    while todo:
        path, node = todo.pop()
        yield path, node
        inner = (
            enumerate(node.items)
            if isinstance(node, SequenceNode)
            else ((key.value, value) for key, value in node.entries)
            if isinstance(node, MappingNode)
            else ()
        )
        todo += [((*path, part), value) for part, value in inner]


@lru_cache(maxsize=64)
def loaded(text):
    """Everything as PyYAML's other loader has it, all values as texts."""
    return list(yaml.load_all(text.removeprefix("\ufeff"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


def changed(data, path, value):
    """What was read with another value at a path; aliases torn apart."""
    data = copy.deepcopy(data, _NoMemory())
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return data


class _NoMemory(dict):
    def get(self, key, default=None):
        return default


def holds(text, edit, path, value):
    after = made(text, edit)
    assert loaded(after) == changed(loaded(text), path, value)
    assert [line for line in after.split("\n") if line.startswith("#")] == [
        line for line in text.split("\n") if line.startswith("#")
    ]
    assert text.count("#") - edit.span.text.count("#") + edit.text.count("#") == after.count("#")
    assert after.count("\r\n") == after.count("\n") or "\r\n" not in text
    old = Changes(olds={"f": text}, texts={"f": text}, paths={"f": "f.yaml"})
    told = why_misread(old, Changes(olds={"f": text}, texts={"f": after}, paths={"f": "f.yaml"}))
    assert told == "" or ("\n" in edit.span.text and told.startswith("bashlex"))  # where a script was, stands none
    return after


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def written_in(data, path):
    """Whether a path is there as the text has it: what a merge key takes over is not."""
    for part in path:
        if not (isinstance(data, dict) and part in data) and not (isinstance(data, list) and isinstance(part, int)):
            return False
        data = data[part]
    return True


def test_all_keys_put_into_all_mappings_are_there_afterwards_and_nothing_else_is():
    number = 0
    for text, value in product(MANIFESTS, VALUES[:5]):
        documents = found(text)
        for path, node in nodes(documents):
            if not isinstance(node, MappingNode) or not written_in(loaded(text), path):
                continue
            for after in ((), *((key.value,) for key, _ in node.entries)):
                edit = with_key(documents, node, "init", value, after)
                if edit is None:
                    continue
                new = holds(text, edit, (*path, "init"), as_text(value))
                (there,) = [each for where, each in nodes(found(new)) if where == (*path, "init")]
                assert yaml.safe_load(there.span.text) == value
                number += 1
    assert number > 300


def test_all_values_replaced_are_there_afterwards_and_nothing_else_is():
    number = 0
    for text, value in product(MANIFESTS, [*VALUES, ["sh", "-c", "a: b # c\n"]]):
        documents = found(text)
        for path, node in nodes(documents):
            if not isinstance(node, ScalarNode) or not written_in(loaded(text), path):
                continue
            edit = as_list(documents, node, value) if isinstance(value, list) else with_value(documents, node, value)
            if edit is not None:
                holds(text, edit, path, value if isinstance(value, list) else as_text(value))
                number += 1
    assert number > 300


def test_exec_put_anywhere_into_all_values_is_there_afterwards():
    number = 0
    for text, put in product(MANIFESTS, ["exec ", "x'y\" ", "x\ny", " ", " -a", "a "]):
        documents = found(text)
        for path, node in nodes(documents):
            if not isinstance(node, ScalarNode) or not written_in(loaded(text), path) or not node.value:
                continue
            for at_char in range(len(node.value)):
                edit = Edit(node.text.span(at_char, at_char).located, put)
                fix = in_manifest(documents, Fix("t", True, (edit,)))
                if fix is not None:
                    value = node.value[:at_char] + put + node.value[at_char:]
                    assert loaded(made(text, fix.edits[0])) == changed(loaded(text), path, value), (text, path, at_char)
                    number += 1
    assert number > 200


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufeff\x7f", exclude_categories=["Cc", "Cs", "Cn", "Co"])
    | st.sampled_from(" \n'\"#:-"),
    max_size=6,
)
DATA = st.dictionaries(
    st.sampled_from(["a", "b", "image", "1"]),
    st.recursive(
        TEXTS | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=3,
)


@given(
    DATA,
    st.sampled_from([None, "'", '"', "|"]),
    st.booleans() | st.none(),
    st.integers(2, 6),
    st.sampled_from([10, 80]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(VALUES),
)
def test_any_manifest_keeps_the_rest_when_a_key_is_set(data, style, flow, indent, width, newline, value):
    text = (
        yaml.safe_dump(
            data, default_style=style, default_flow_style=flow, indent=indent, width=width, allow_unicode=True
        )
        .replace("!!int ", "")
        .replace("!!null ", "")
        .replace("\n", newline)
    )
    documents = found(text)
    for path, node in nodes(documents):
        if isinstance(node, MappingNode):
            for key, after in product(("init", "a"), ("image", "b")):
                edit = with_key(documents, node, key, value, (after,))
                if edit is not None:
                    holds(text, edit, (*path, key), as_text(value))
