"""The shells themselves are the judges of structure: what one of them accepts is read, what none accepts is opaque."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from stoplint.syntax.shell import read
from stoplint.text import Source

SHELLS = [["bash", "-n"], ["dash", "-n"], ["busybox", "ash", "-n"]]

DIFFERENT = {
    "bash takes `!` in front of nothing for the status 1": r"! *(?:[\n;&|)]|fi|do|then|else|elif|\Z)",
    "no shell negates a command behind a bar, and what it would mean is plain": r"\|\s*!",
    "a word behind a redirection is no reserved one, and is read as one": r">(?:f|&1) (?:\}|fi|do|done|then|elif|else|esac)",
    "`((a; b))` is arithmetic for bash, and is read as the subshells that it is elsewhere": r"(?<!for )\(\(;;",
    "bash takes any word for a loop's variable until it runs": r"for +(?!x\b|\(\()",
}
"""Where the reader and the shells differ on purpose."""

NEWLINES = st.sampled_from(["", "", "\n"])
REDIRECTIONS = st.sampled_from(["", "", ">f", "2>&1"])
SIMPLE = st.sampled_from(["a", "b c", ">f a", "x=1", "a 2>&1"])
TOKENS = st.sampled_from(
    ["a", ";", "\n", "&", "&&", "||", "|", "(", ")", "{", "}", "if", "then", "elif", "else", "fi", "while", "do", "done", "for",
     "x", "in", "case", "esac", ";;", "!", "f()", ">f", "(( 1 ))", "|&", ";&"]
)  # fmt: skip


def _lists(commands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Lists that end where a reserved word may follow."""
    between = st.sampled_from([" ; ", " & ", " \n ", " && ", " || ", " | ", " && \n "])
    pairs = st.tuples(commands, between, commands).map("".join)
    return st.tuples(commands | pairs, st.sampled_from([" ;", " \n", " &"])).map("".join)


def _compounds(commands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def made(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(" ".join)

    body = _lists(commands)
    loop = made("do", body, "done", REDIRECTIONS)
    pattern = st.sampled_from(["a )", "( a )", "a | b )", "( esac )"])
    arm = made(pattern, body | st.just(""), st.sampled_from([";;", ";;", ";&", ";;&"]), NEWLINES)
    words = st.sampled_from(["", ";", "\n", "in a b ;", "in a \n", "in ;"])
    return st.one_of(
        made("(", body, ")", REDIRECTIONS),
        made("{", body, "}", REDIRECTIONS),
        made("if", body, "then", body, "fi", REDIRECTIONS),
        made("if", body, "then", body, "elif", body, "then", body, "else", body, "fi", REDIRECTIONS),
        made(st.sampled_from(["while", "until"]), body, loop),
        made("for x", words, loop),
        made("for ((;;))", st.sampled_from(["", ";", "\n"]), loop),
        made("case x in", NEWLINES, st.lists(arm, max_size=3).map(" ".join), "esac", REDIRECTIONS),
        made(st.sampled_from(["f()", "f ( )"]), NEWLINES, made("{", body, "}") | made("(", body, ")")),
        made("!", commands),
    )


@st.composite
def _scripts(draw: st.DrawFn) -> str:
    """A script in which a token or two are missing, added or replaced."""
    words = re.split(r"[ \t]+", draw(_lists(st.recursive(SIMPLE, _compounds, max_leaves=6))))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(words)))
        words[at : at + draw(st.integers(0, 1))] = draw(st.lists(TOKENS, max_size=1))
    return " ".join(words)


@cache
def _accepted(text: str) -> bool:
    done = (subprocess.run(shell, input=text, text=True, capture_output=True, check=False) for shell in SHELLS)
    return any(one.returncode == 0 and "syntax error" not in one.stderr for one in done)


@given(_scripts())
@settings(max_examples=120, suppress_health_check=[HealthCheck.filter_too_much])
@example("if a ; then fi")
@example("a & ; b")
@example("in a")
@example("for x in a ;; do b ; done")
@example("{ a ; } b")
def test_a_shell_accepts_what_is_read_and_none_accepts_what_is_not(text: str) -> None:
    _need_shells()
    assume(not any(re.search(pattern, text) for pattern in DIFFERENT.values()))
    assert (read(Source("x", text)).opaque == ()) == _accepted(text)


@pytest.mark.parametrize(
    ("text", "accepted", "read_whole"),
    [
        ("!", True, False),
        ("a | ! b", False, True),
        ("function a", True, False),
        ("{ { a; } >f }", False, True),
        # bash reads what stands in backticks when it gets there, and goes on behind a `[[` that it can't read
        ("`if`", True, False),
        ("[[ a b ]]", True, True),
        # no shell asks for `shopt -s extglob` here
        ("echo !(a)", False, True),
    ],
)
def test_a_known_difference_is_still_one(text: str, accepted: bool, read_whole: bool) -> None:
    _need_shells()
    assert (_accepted(text), read(Source("x", text)).opaque == ()) == (accepted, read_whole)


def _need_shells() -> None:
    for name, *_ in SHELLS:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
