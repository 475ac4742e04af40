"""Variables in a Compose file, as the Compose specification fills them in; each character is traced to its place."""

from __future__ import annotations

import pytest

from stoplint.syntax.manifest.interpolation import filled
from stoplint.text import Source

VARIABLES = {"A": "one", "B": "", "C": "x y"}
ROWS = [
    ("plain", "plain", ()),
    ("$A ${A}", "one one", ()),
    ("$$A $${A} $$$A", "$A ${A} $one", ()),
    ("${A:-z} ${B:-z} ${B-z} ${X-z} ${X:-z}", "one z  z z", ()),
    ("${A:?no} ${A?no} ${B?no}", "one one ", ()),
    ("${A:+z} ${B:+z} ${B+z} ${X+z}", "z  z ", ()),
    ("${X:-${A}} ${X:-$A-${Y:-y}}", "one one-y", ()),
    ("$X ${X} ${Y}", "$X $X $Y", ("X", "Y")),
    ("${X:-$Y}", "$Y", ("Y",)),
    ("${X:?must be set}", "$X", ("X",)),
    ("a$", "a$", ()),
    ("${", "${", ()),
    ("${A", "${A", ()),
    ("${1}${A B}$1", "${1}${A B}$1", ()),
    ("${C}", "x y", ()),
]


@pytest.mark.parametrize(("text", "value", "open_"), ROWS)
def test_a_text_is_filled_in(text, value, open_):
    found = filled(Source("compose.yaml", text), VARIABLES)
    assert (found.text.text, found.open) == (value, open_)


@pytest.mark.parametrize("text", [text for text, _, _ in ROWS])
def test_each_character_stands_where_it_is_written_or_at_its_dollar_sign(text):
    source = Source("compose.yaml", text)
    found = filled(source, VARIABLES).text
    for at, char in enumerate(found.text):
        place = found.span(at, at + 1).located
        assert place.source is source
        assert place.text == char or text[place.start] == "$"


def test_defaults_that_never_end_cost_no_more_than_they_say():
    text = "${" * 50_000 + "${A:-" * 5_000 + "}" * 5_000
    assert filled(Source("compose.yaml", text), VARIABLES).text.text.startswith("${${")
