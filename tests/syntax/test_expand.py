from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps import steps
from stoplint.syntax.expand import Unexpanded, expand

SET = {"x": "value", "empty": "", "path": "/usr/local/bin/app.tar.gz", "star": "a*b", "word": "it's", "pattern": "*/"}
UNKNOWN = Unexpanded("only the build knows")


def lookup(name):
    return UNKNOWN if name.startswith("unknown") else SET.get(name)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("plain", "plain"), ("", ""), ("$x", "value"), ("${x}", "value"), ("a${x}b$x.c", "avalueb" + "value.c"), ("$missing", ""), ("$", "$"), ("$.", "$."),
        ("${x:-d}", "value"), ("${missing:-d}", "d"), ("${empty:-d}", "d"), ("${empty-d}", ""), ("${missing-d}", "d"), ("${missing:-}", ""),
        ("${x:+d}", "d"), ("${missing:+d}", ""), ("${empty:+d}", ""), ("${empty+d}", "d"), ("${missing+d}", ""), ("${x:?e}", "value"), ("${empty?e}", ""),
        ("${missing:-$x}", "value"), ("${missing:-${missing2:-${x}}}", "value"), ("${missing:-'a b'}", "a b"), ("${missing:-\\}}", "}"),
        ("${path#*/}", "usr/local/bin/app.tar.gz"), ("${path##*/}", "app.tar.gz"), ("${path%.*}", "/usr/local/bin/app.tar"), ("${path%%.*}", "/usr/local/bin/app"),
        ("${path#$pattern}", "usr/local/bin/app.tar.gz"), ("${path#x}", SET["path"]), ("${path#}", SET["path"]), ("${x#?}", "alue"), ("${x%%?}", "valu"),
        ("${star#a\\*}", "b"), ("${missing#x}", ""), ("${path/\\/usr/}", "/local/bin/app.tar.gz"), ("${path/local/x}", "/usr/x/bin/app.tar.gz"),
        ("${path//a/A}", "/usr/locAl/bin/App.tAr.gz"), ("${path//\\//-}", "-usr-local-bin-app.tar.gz"), ("${path/*bin/}", "/app.tar.gz"), ("${x//z/y}", "value"),
        ("'$x'", "$x"), ('"$x"', "value"), ("\"it's $x\"", "it's value"), ("'a'\"b\"c", "abc"), ("\\$x", "$x"), ('"\\$x"', "$x"), ('"a\\tb"', "a\\tb"), ("a\\tb", "atb"),
        ("$word", "it's"), ("a\\", "a"), ("a\\\\", "a\\"), ("$1x", "x"), ("${10}", ""), ("$@", ""), ("$$", ""), ("${x}}", "value}"), ("<<E", "<<E"), ("a << b", "a << b"),
    ],
)  # fmt: skip
def test_a_word_is_expanded_as_buildkit_does_it(word, value):
    assert expand(word, lookup) == value


@pytest.mark.parametrize(
    "word",
    ["'open", '"open', "${", "${x", "${}", "${:x}", "${{x}}", "${x:=d}", "${x=d}", "${x:d}", "${x^^}", "${#x}", "${x[0]}", "${missing:?e}", "${missing?e}",
     "${empty:?e}", "${x:#v}", "${x:-d", "${x#a\\b}", "${x/v}", "${x/v/w", "${.}"],
)  # fmt: skip
def test_what_buildkit_refuses_has_no_value(word):
    assert isinstance(expand(word, lookup), Unexpanded)


@pytest.mark.parametrize(
    "word",
    [
        "$unknown",
        "a${unknown}b",
        "${unknown:-d}",
        "${unknown:+d}",
        "${missing:-$unknown}",
        "${x/$unknown/a}",
        "${unknown#a}",
        "${x%$unknown}",
        '"$unknown"',
    ],
)
def test_what_depends_on_an_unknown_is_unknown(word):
    assert expand(word, lookup) == UNKNOWN


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("${x:-$unknown}", "value"),
        ("${missing:+$unknown}", ""),
        ("${x:?$unknown}", "value"),
        ("'$unknown'", "$unknown"),
        ("\\$unknown", "$unknown"),
    ],
)
def test_an_unknown_that_is_not_used_does_no_harm(word, value):
    assert expand(word, lookup) == value


def test_the_backtick_may_be_the_escape_character():
    assert expand("C:\\$x`$x", lookup, "`") == "C:\\value$x"


@pytest.mark.parametrize(
    "word",
    ["$long" * 100_000, "${x:-" * 100_000, "${long#" + "*a" * 5_000 + "}", "${long//a*b/x}", "${long//" + "/" + "y" * 10_000 + "}", '"' + "a" * 200_000, "\\a" * 100_000],
)  # fmt: skip
def test_no_word_takes_many_steps_or_grows_without_end(word):
    value = None

    def expanded(text):
        nonlocal value
        value = expand(text, lambda name: "a" * 10_000 if name == "long" else None)

    assert steps(expanded, word) < 30 * (len(word) + 131_072)
    assert isinstance(value, Unexpanded) or len(value) <= len(word) + 131_072


@given(
    st.lists(
        st.sampled_from(
            [
                "$",
                "{",
                "}",
                "x",
                "unknown",
                "'",
                '"',
                "\\",
                "`",
                ":-",
                "#",
                "%",
                "/",
                "*",
                "?",
                " ",
                "é",
                "empty",
                "+",
                "<",
                "a",
            ]
        ),
        max_size=20,
    ).map("".join),
    st.sampled_from("\\`"),
)
def test_any_word_has_a_value_or_a_reason(word, escape):
    assert isinstance(expand(word, lookup, escape), (str, Unexpanded))


@given(st.text("ab*?", max_size=6), st.text("abc", max_size=8))
def test_trimming_agrees_with_a_naive_matcher(pattern, value):
    def matches(rest, text):
        if not rest:
            return not text
        if rest[0] == "*":
            return any(matches(rest[1:], text[at:]) for at in range(len(text) + 1))
        return bool(text) and rest[0] in ("?", text[0]) and matches(rest[1:], text[1:])

    fronts = [at for at in range(len(value) + 1) if matches(pattern, value[:at])]
    ends = [at for at in range(len(value) + 1) if matches(pattern, value[at:])]
    env = {"v": value, "p": pattern}.get
    assert expand("${v#$p}", env) == (value[fronts[0] :] if fronts else value)
    assert expand("${v##$p}", env) == (value[fronts[-1] :] if fronts else value)
    assert expand("${v%$p}", env) == (value[: ends[-1]] if ends else value)
    assert expand("${v%%$p}", env) == (value[: ends[0]] if ends else value)
