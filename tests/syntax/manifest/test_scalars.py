"""Each character of a value is traced to the character of the file that it is, in all styles that YAML has."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from steps import steps
from stoplint.syntax.manifest import scalars
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode
from stoplint.syntax.manifest.yaml import read
from stoplint.text import Source

# What folding makes, and escapes: a character that stands in the file as another one.
MADE = {" ": "\n\r\x85", "\n": "\r\x85"}


def value_of(text):
    """The value of the key `k` of a document."""
    found = read(Source("f.yaml", text))
    assert found.opaque is None, found.opaque
    node = found.documents[0].get("k")
    assert node.value == yaml.compose(text.removeprefix("\ufeff")).value[0][1].value
    return node


def traced(node):
    """What stands in the file at each character of the value, and at the end."""
    text = node.span.source.text
    return [text[at : at + 1] for at in node.text.offsets]


VERBATIM = [
    "k: a b", "k:   a  b   # c\n", "k: 'a b'", 'k: "a b"', "{k: a b}", "{k: 'a'}", '{"k": "a"}', '{"k":"a"}', "k: a#b\n", "? k\n: a\n",
    "k: |\n  one\n  two\n", "k: |-\n  one\n    two\n  three\n", "k: |+\n  one\n\n\n", "k: |2\n    one\n  two\n", "k: |-2\n   one\n", "k: |2-\n   one\n",
    "k: | # c\n  one\n", "k: |\n\n\n  one\n\n  two\n\n\nl: 1\n", "k: |\n  a", "k: |\n  #!/bin/sh\n  # c\n  if a; then\n  \tb\n  fi\n", "k: |\n a\n  \n b\n",
    "k: >\n   a\n", "k: &x a", "k: !!str a", "k: &x !!str\n  a", "k: !!str &x # c\n  |\n  a\n", "\ufeffk: a", "k: é😀 x", "k: |\n  é😀\n  x\n",
    "k: ''", 'k: ""', "k:", "k: |\n", "k: |-\n\nl: 1\n", "k: |+\n\n\nl: 1\n", "k: |1\n  \n a\n", "k: ' a '", "k: -a", "k: http://x/#y",
    "k: a\u00a0b", "k: |\n  a\u2028  b\n",
]  # fmt: skip
FOLDED = [
    ("k: a\n  b", "a b"), ("k: a\n\n  b", "a\nb"), ("k: a\n\n\n  b\n  c", "a\n\nb c"), ("k: a  \n  b", "a b"), ("k: 'a\n\n  b'", "a\nb"), ("k: ' a \n  b '", " a b "),
    ('k: "a\n  b"', "a b"), ('k: "a \n\n \t b"', "a\nb"), ("k: '\n  a'", " a"), ("k: 'a\n  '", "a "), ("k: a\r\n  b\r\n", "a b"), ("k: a\r\n\r\n  b\r\n", "a\nb"),
    ("k: >\n  a\n  b\n", "a b\n"), ("k: >-\n  a\n\n  b\n", "a\nb"), ("k: >\n  a\n   b\n  c\n", "a\n b\nc\n"), ("k: >\n\n  a\n  b\n\n\n", "\na b\n"), ("k: >+\n  a\n\n", "a\n\n"),
    ("k: >\n  a\n\n   b\n\n  c\n", "a\n\n b\n\nc\n"), ("k: |\r\n  a\r\n  b\r\n", "a\nb\n"), ("k: >-\r\n  a\r\n  b\r\n", "a b"), ("k: |\n  a\x85  b\n", "a\nb\n"),
    ("k: >2\n    a\n  b\n", "  a\nb\n"), ("k: &x >-\n  a\n  b\n", "a b"), ("k: 'a\u2028  b'", "a\u2028b"), ("k: >\n  a\n  \n  b\n", "a\nb\n"),
]  # fmt: skip
ESCAPED = [
    ('k: "a\\nb"', "a\nb", 'a\\b"'), ('k: "\\t\\"\\\\\\/"', '\t"\\/', '\\\\\\\\"'), ('k: "\\x41\\u00e9\\U0001F600."', "Aé😀.", '\\\\\\."'), ('k: "a\\\n   b"', "ab", 'ab"'),
    ('k: "a \\\n   b"', "a b", 'a b"'), ('k: "a\\\n\n   b"', "a\nb", 'a\nb"'), ('k: "a\\ \n  b"', "a  b", 'a\\\nb"'), ('k: "\\0\\a\\b\\e\\f\\r\\v\\N\\_\\L\\P\\ "', "\0\a\b\x1b\f\r\v\x85\xa0\u2028\u2029 ", "\\" * 12 + '"'),
    ("k: 'it''s'", "it's", "it's'"), ("k: ''''", "'", "''"), ('k: "\\\r\n  a"', "a", 'a"'), ('k: "a\\\tb"', "a\tb", 'a\\b"'),
]  # fmt: skip


@pytest.mark.parametrize("text", VERBATIM)
def test_what_stands_verbatim_is_traced_to_itself(text):
    node = value_of(text)
    assert "".join(traced(node)[:-1]) == node.value


@pytest.mark.parametrize(("text", "value"), FOLDED)
def test_what_folding_makes_is_traced_to_the_line_break(text, value):
    node = value_of(text)
    assert node.value == value
    for char, there in zip(value, traced(node), strict=False):
        assert there == char or there in MADE[char]


@pytest.mark.parametrize(("text", "value", "there"), ESCAPED)
def test_an_escaped_character_is_traced_to_where_its_escape_begins(text, value, there):
    node = value_of(text)
    assert (node.value, "".join(traced(node))) == (value, there)


@pytest.mark.parametrize("text", [*VERBATIM, *(text for text, *_ in FOLDED), *(text for text, *_ in ESCAPED)])
def test_a_value_begins_and_ends_where_its_span_does(text):
    node = value_of(text)
    offsets = node.text.offsets
    assert len(offsets) == len(node.value) + 1
    assert list(offsets) == sorted(set(offsets))
    if node.span.text[:1] in ("'", '"'):
        assert (node.span.start + 1, node.span.end - 1) == (node.span.start + 1, offsets[-1])
        assert node.span.text[-1] == node.span.text[0]
    elif node.value.strip():
        assert node.span.start <= offsets[0]
        assert node.span.text == node.span.text.strip()
        assert node.span.end <= offsets[-1]


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("k: exec  server\na: 1\n", "server", (1, 10)),
        ("k: |\n  #!/bin/sh\n  server --port 80\n", "server", (3, 3)),
        ("k: |\r\n    one\r\n    server\r\n", "server", (3, 5)),
        ('k: "set -e; \\\n  server"', "server", (2, 3)),
        ("k: >-\n  exec\n  server\n", "server", (3, 3)),
        ('k: "echo \\"x\\"; server"', "server", (1, 17)),
        ("\ufeffk: server", "server", (1, 5)),
        ("k: '\U0001f600 it''s server'", "server", (1, 13)),
    ],
)
def test_a_word_of_a_script_is_found_in_its_line_and_column(text, word, place):
    script = value_of(text).text
    at = script.text.index(word)
    span = script.span(at, at + len(word))
    assert (span.line, span.column) == place
    assert span.located.text == word
    assert span.is_verbatim


def test_what_was_folded_is_not_verbatim():
    script = value_of("k: >-\n  exec\n  server\n").text
    assert not script.whole.is_verbatim


PIECES = st.sampled_from(
    ["a", "b c", " ", "  ", "\t", "\n", "\n\n", "\r\n", "'", "''", '"', "\\", "\\n", "\\\n", "\\x41", "#", " #", ":", ": ", "-", "- ", "\n  ", "\n    ", "é", "|", ">", "\x85", "\u2028", "2", "+"]
)  # fmt: skip


@given(
    st.sampled_from(["", "'", '"', "|\n  ", ">\n  ", "|2-\n  ", ">+\n  ", ">1\n ", "|-\n"]),
    st.lists(PIECES, max_size=12),
)
def test_whatever_pyyaml_reads_is_traced_in_order(opening, pieces):
    text = f"k: {opening}{''.join(pieces)}{opening if opening in ('', chr(39), chr(34)) else ''}\n"
    found = read(Source("f.yaml", text))
    node = found.documents[0] if found.documents else None
    if not isinstance(node, MappingNode) or not isinstance(node.get("k"), ScalarNode):
        return
    node = node.get("k")
    offsets = node.text.offsets
    if offsets is None:  # of nothing but spaces, nobody can tell which of them indent
        assert not node.value.strip()
        return
    assert list(offsets) == sorted(set(offsets))
    for char, there in zip(node.value, traced(node), strict=False):
        assert there in (char, "\\", "'") or there in MADE[char]


@pytest.mark.parametrize("text", ["k: |2-\n   \n", "k: >1\n  \n"])
def test_of_spaces_alone_nobody_can_tell_which_indent(text):
    node = value_of(text)
    assert node.value.startswith(" ")
    assert node.text.offsets is None
    assert node.text.whole.located == node.span


def test_data_of_a_hundred_thousand_characters_is_not_traced():
    assert value_of(f"k: {'a' * scalars.MAX_TRACED}").text.offsets is not None
    assert value_of(f"k: {'a' * (scalars.MAX_TRACED + 1)}").text.offsets is None


@pytest.mark.parametrize("text", ['k: "{}"', "k: '{}'", "k: {}", "k: |\n  {}", "k: >\n  {}"])
@pytest.mark.parametrize("piece", ["a\n  ", "\n  ", "a  ", "\\n", "''", "a\n\n\n  ", "  \n  ", "\\\n  "])
def test_tracing_costs_in_step_with_the_text(text, piece):
    def cost(number):
        whole = text.format("a" + piece * number)
        return steps(lambda counted: read(Source("f.yaml", counted)), whole)

    small, large = cost(100), cost(800)
    assert large < small * 16
