"""Regular expressions over known texts: the answer is that of grep and bash, or there is none."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps import steps
from stoplint.model.shell.evaluation.regexp import searched

CASES = [
    ("^([yY][eE][sS]|[yY])+$", "", False), ("^([yY][eE][sS]|[yY])+$", "yes", True), ("^([yY][eE][sS]|[yY])+$", "no", False),
    ("^nginx", "nginx", True), ("^(apache|httpd)$", "apache2", False), ("a{2,3}b", "aab", True), ("a{2,3}b", "ab", False),
    ("^[[:digit:]]+$", "42", True), ("^[^a-c]$", "b", False), ("x?$", "", True), ("^-", "-v", True), (r"\.sh$", "a.sh", True),
    (r"\.sh$", "a_sh", False), ("", "x", True), ("a||b", "", True), ("^a.c$", "abc", True), ("[]x]", "]", True),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "text", "answer"), CASES)
def test_an_expression_is_found_in_a_text(expression: str, text: str, answer: bool) -> None:
    assert searched(expression, text) is answer


MORE = [
    # (expression, texts in which it is found, texts in which it is not)
    (r"^\w+$", ["a_1"], ["a-b", ""]), (r"^\W$", ["-"], ["a", "_"]), (r"^\s$", [" ", "\t"], ["a"]), (r"^\S$", ["a"], [" "]),
    (r"a\*", ["a*"], ["aa"]), (r"^\^$", ["^"], ["a"]), (r"^\$$", ["$"], [""]), (r"a\|b", ["a|b"], ["a"]), (r"^\[x\]$", ["[x]"], ["x"]),
    ("a$", ["a", "ba"], ["ab"]), ("^a|b$", ["ax", "xb"], ["xa", "bx"]), ("^(a|b)$", ["a", "b"], ["ab", ""]), ("(a|b)c", ["ac", "bc"], ["c", "ab"]),
    ("a|b|c", ["a", "b", "c"], ["d"]), ("^(ab)+$", ["ab", "abab"], ["aba", ""]), ("^(ab)*$", ["", "abab"], ["a"]), ("^(ab)?c$", ["c", "abc"], ["ababc"]),
    ("^a+$", ["a", "aa"], ["", "b"]), ("^a*$", ["", "aa"], ["b"]), ("^a?$", ["", "a"], ["aa"]), ("^ab*c$", ["ac", "abbc"], ["bc"]),
    ("^a{2}$", ["aa"], ["a", "aaa"]), ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]), ("^a{0}b$", ["b"], ["ab"]),
    ("^a{0,1}b$", ["b", "ab"], ["aab"]), ("^(a{2}){2}$", ["aaaa"], ["aaa"]), ("^a{32}$", ["a" * 32], ["a" * 31]), ("^a{2}{2}$", ["aaaa"], ["aa"]),
    ("^[abc]$", ["a", "b", "c"], ["d", ""]), ("^[^abc]$", ["d", "^"], ["a", ""]), ("^[a-c]$", ["a", "b", "c"], ["d", "-"]), ("^[a-]$", ["a", "-"], ["b"]),
    ("^[-a]$", ["a", "-"], ["b"]), ("^[]a]$", ["]", "a"], ["b"]), ("^[^]a]$", ["b"], ["]", "a"]), ("^[a^]$", ["a", "^"], ["b"]), ("^[a-c-]$", ["-", "b"], ["d"]),
    ("^[[:alpha:]_][[:alnum:]_]*$", ["_a1", "Z"], ["1a", "-"]), ("^[[:upper:]]+$", ["AB"], ["Ab"]), ("^[[:lower:][:digit:]]+$", ["a1"], ["A"]),
    ("^[^[:space:]]+$", ["a-b"], ["a b", ""]), ("^[[:blank:]]$", [" ", "\t"], ["a"]), ("^[[:punct:]]$", ["!", "-", "_"], ["a", " "]),
    ("^[[:xdigit:]]+$", ["0aF"], ["g"]), ("^[x[:digit:]y]$", ["x", "5", "y"], ["d", ":"]), ("[.]", ["a.b"], ["ab"]), ("^.$", ["a", "."], ["", "ab"]),
    ("", ["", "a"], []), ("b", ["abc"], ["ac"]), ("^", ["", "a"], []), ("$", ["", "a"], []), ("^a.*z$", ["az", "a-z"], ["a", "za"]), ("x^", [], ["x", "x^"]),
    ("(((((a)))))", ["a"], ["b"]), ("^[0-9]+([.][0-9]+)*$", ["1", "1.2.3"], ["1.", ".1", "a"]),
]  # fmt: skip
BASIC = [
    ("a.c", ["abc"], ["ac"]), ("^a", ["ab"], ["ba"]), ("a$", ["ba"], ["ab"]), ("a^b", ["a^b"], ["ab"]), ("^^a", ["^a"], ["a"]),
    ("a*b", ["b", "aab"], ["a"]), ("[0-9][0-9]*", ["a12"], ["a"]), ("", ["a"], []), ("x", ["axb"], ["b"]),
]  # fmt: skip


def _lines(*names):
    return [
        (each, text, answer)
        for table in names
        for each, yes, no in table
        for texts, answer in ((yes, True), (no, False))
        for text in texts
    ]


def _by_grep(expression, text, *options):
    asked = ["grep", "-q", *options, "-e", expression]
    return subprocess.run(asked, input=text + "\n", text=True, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("expression", "text", "answer"), _lines(MORE))
def test_an_extended_expression_means_what_it_means_to_grep(expression, text, answer):
    assert searched(expression, text) is answer
    assert _by_grep(expression, text, "-E") is answer


@pytest.mark.parametrize(("expression", "text", "answer"), _lines(BASIC))
def test_a_basic_expression_means_what_it_means_to_grep(expression, text, answer):
    assert searched(expression, text, extended=False) is answer
    assert _by_grep(expression, text) is answer


@pytest.mark.parametrize("expression", list("\\+?|(){}"))
def test_a_basic_expression_with_a_sign_that_means_something_else_has_no_answer(expression):
    assert searched(f"a{expression}b", f"a{expression}b", extended=False) is None


@pytest.mark.parametrize(
    ("expression", "text", "answer"),
    [("abc", "ABC", True), ("ABC", "abc", True), ("^[A-C]$", "b", True), ("x", "ABC", False)],
)
def test_case_may_be_of_no_importance(expression, text, answer):
    assert searched(expression, text, ignore_case=True) is answer
    assert _by_grep(expression, text, "-E", "-i") is answer
    if answer:
        assert searched(expression, text) is False


@pytest.mark.parametrize(
    ("expression", "text", "answer"),
    [
        ("a$", "a" * 4000, True), ("a$", "a" * 4001, None), ("^a{32}", "a" * 40, True), ("a{33}", "a" * 40, None), ("a{1,33}", "a", None),
        ("(" * 40 + "a" + ")" * 40, "a", True), ("(" * 41 + "a" + ")" * 41, "a", None), ("(a)" * 50, "a" * 50, True),
        ("((a{32}){32}){32}", "a", None), ("a" * 3000, "a", False), ("a" * 3001, "a", None), ("(a{32}){32}", "a", False),
    ],
)  # fmt: skip
def test_what_is_larger_than_a_script_writes_has_no_answer(expression, text, answer):
    assert searched(expression, text) is answer


@pytest.mark.parametrize(
    "expression",
    [
        "a)",
        "(a",
        "a{",
        "a{x}",
        "a{1",
        "a{1,x}",
        "a{,2}",
        "*a",
        "?a",
        "{1}",
        "[a",
        "[[:none:]]",
        "[[:alpha:",
        "[[.a.]]",
        "[[=a=]]",
        "a\\",
        "\\1",
        "\\b",
        "\\<a",
        "\\>",
        "\\`",
        "\\'",
        "\\d",
        "[!-\u1000]",
        "(|*a)",
    ],
)
def test_what_is_not_read_of_an_expression_has_no_answer(expression):
    assert searched(expression, "a") is None


@pytest.mark.parametrize("expression", [r"(a)\1", r"\bx", "a**{", "(", "[", "[[=a=]]", "+a", "a{99}"])
def test_what_is_not_read_has_no_answer(expression: str) -> None:
    assert searched(expression, "a") is None


def test_the_work_grows_with_the_text_only() -> None:
    expression = "^(a|a)*(a+)+(a*)*b$"
    assert searched(expression, "a" * 3000) is False
    small, large = (steps(lambda text: searched(expression, text), "a" * length) for length in (200, 1600))
    assert large < small * 8 * 1.1, (small, large)


@settings(max_examples=60)
@given(st.text("ab.*+?|()[]^$-", max_size=8), st.text("ab-]", max_size=6))
def test_grep_gives_the_same_answer(expression: str, text: str) -> None:
    mine = searched(expression, text)
    if mine is None:
        return
    grep = subprocess.run(
        ["grep", "-qE", "-e", expression], input=text + "\n", text=True, capture_output=True, check=False
    )
    if grep.returncode < 2:
        assert mine is (grep.returncode == 0)
