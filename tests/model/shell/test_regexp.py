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
