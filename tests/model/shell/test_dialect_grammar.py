"""What the grammars of dash and BusyBox ash refuse, by the nodes; tests/kernel asks the shells themselves."""

from __future__ import annotations

import pytest

from stoplint.model.shell.dialect_grammar import refused
from stoplint.syntax.shell import read
from stoplint.text import Source


@pytest.mark.parametrize(
    ("text", "dash", "ash"),
    [
        ("a | b", None, None),
        ("a |& b", "|&", "|&"),
        ("a | b |& c", "|&", "|&"),
        ("a | b # |& c", None, None),
        ("a # |&\\\n| b", None, None),
        ("function f { a; }", "the word function", None),
        ("function f() { a; }", "the word function", None),
        ("functional() { a; }", None, None),
        ("a=(b)", "arrays", "arrays"),
        ("a+=(b)", "arrays", "arrays"),
        ("a=b", None, None),
        ("f() { a=(b); }", "arrays", "arrays"),
        ("a=$(b=(c))", "arrays", "arrays"),
        ("a <(b)", "process substitution", None),
        ("a >(b)", "process substitution", None),
        ("a <<< b", "<<<", "<<<"),
        ("a < b", None, None),
        ("a >& b", ">&", None),
        ("a >&2", None, None),
        ("a 2>&-", None, None),
        ("a >&$b", None, None),
        ("a <&3", None, None),
        ("for ((;;)); do a; done", "for ((", "for (("),
        ("for a in b; do c; done", None, None),
        ("select a in b; do c; done", "select", "select"),
        ("[[ a == b ]]", None, None),
        ("[[ (a) ]]", "( in [[", "( in [["),
        ("[[ a == '(' ]]", None, None),
        ("[[ a =~ (b) ]]", "( in [[", "( in [["),
        ("[[ $(a) == b ]]", None, None),
    ],
)
def test_a_shell_refuses_what_is_not_in_its_grammar(text, dash, ash):
    script = read(Source("start.sh", text)).script
    assert refused("dash", script) == dash
    assert refused("ash", script) == ash
    assert refused("bash", script) is None
