"""A command in one text, as Compose takes it apart: the words that mattn/go-shellwords has for it, and where it stops."""

from __future__ import annotations

import pytest

from stoplint.syntax.manifest.shellwords import split
from stoplint.syntax.opaque import Opaque
from stoplint.text import Source

ROWS = [
    ("", [], ""),
    ("server", ["server"], ""),
    ("  server   --port 80 ", ["server", "--port", "80"], ""),
    ("""sh -c "a && b; c" 'd "e"'""", ["sh", "-c", "a && b; c", 'd "e"'], ""),
    ("a\\ b c\\\\d", ["a b", "c\\d"], ""),
    ('a"b c"d', ["ab cd"], ""),
    ("a '' \"\"", ["a", "", ""], ""),
    ("a && b", ["a"], "&& b"),
    ("a;b", ["a"], ";b"),
    ("a | tee log", ["a"], "| tee log"),
    ("a > log", ["a"], "> log"),
    ("a 2>&1", ["a"], "2>&1"),
    ("a b& c", ["a", "b"], "& c"),
    ("echo $X ${Y}", ["echo", "$X", "${Y}"], ""),
    ("echo $(date +%s; x) `id; x`", ["echo", "$(date +%s; x)", "`id; x`"], ""),
    ("a\nb\tc", ["a", "b", "c"], ""),
]


@pytest.mark.parametrize(("text", "words", "cut"), ROWS)
def test_a_command_is_taken_apart(text, words, cut):
    found = split(Source("compose.yaml", text))
    assert not isinstance(found, Opaque)
    assert [word.text for word in found.words] == words
    assert (found.cut.text if found.cut is not None else "") == cut


@pytest.mark.parametrize("text", ["a 'b", 'a "b', "a `b", "(a)", "a)", "a $(b", "a\\", "f() { a; }"])
def test_what_compose_refuses_is_told(text):
    found = split(Source("compose.yaml", text))
    assert isinstance(found, Opaque)
    assert found.why == "Compose can't take this command apart into words"


@pytest.mark.parametrize("text", [text for text, _, _ in ROWS])
def test_each_character_of_a_word_stands_where_it_is_written(text):
    source = Source("compose.yaml", text)
    for word in getattr(split(source), "words", ()):
        for at, char in enumerate(word.text):
            place = word.span(at, at + 1).located
            assert place.source is source
            assert place.text == char
