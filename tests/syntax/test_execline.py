"""Scripts of execline, word by word; each row was asked of execlineb 2.9.3 with a program that prints its arguments."""

from __future__ import annotations

import pytest

from stoplint.syntax.execline import ExeclineBlock, execline
from stoplint.text import Source


def plain(block):
    return [plain(item) if isinstance(item, ExeclineBlock) else item.text for item in block.items]


@pytest.mark.parametrize(("text", "words"), [
    ("a b", ["a", "b"]),
    ("#!/bin/execlineb -P\n\n# why\na # b\nc", ["a", "c"]),
    ("a{b c", ["a{b", "c"]),
    ('a"b c"d', ["ab cd"]),
    ("x#y", ["x#y"]),
    ('"#b" \\#c', ["#b", "#c"]),
    ('"a\\nb" c\\ d', ["a\nb", "c d"]),
    ('"q\\"r" s', ['q"r', "s"]),
    ('""', [""]),
    ("'a b'", ["'a", "b'"]),
    ("a;b $x ${y}", ["a;b", "$x", "${y}"]),
    ("{ a } b", [["a"], "b"]),
    ("{ a { b } } c", [["a", ["b"]], "c"]),
    ('"{" }x {} { }', ["{", "}x", "{}", []]),
    ("a \\{ b \\}", ["a", "{", "b", "}"]),
    ("a\\\nb", ["a\nb"]),
    ('"a\\\nb"', ["ab"]),
    ("\\t \\x", ["t", "x"]),
])  # fmt: skip
def test_words_and_blocks(text, words):
    found = execline(Source("run", text))
    assert found is not None
    assert plain(found) == words


@pytest.mark.parametrize("text", ["a }", "{ a", '"a', "a \\"])
def test_what_does_not_match_is_no_script(text):
    assert execline(Source("run", text)) is None


def test_a_word_knows_its_place():
    found = execline(Source("run", "#!/bin/execlineb\nfdmove -c 2 1\n{ my-server }"))
    assert found is not None
    assert [item.span.text for item in found.items[:-1]] == ["fdmove", "-c", "2", "1"]
    assert found.items[-1].items[0].span.text == "my-server"
