"""What filters print of a known text, against the tools themselves: GNU's and mawk, and BusyBox's."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from stoplint.model.shell.evaluation.filters import filtered

COMMANDS = [
    ["tr", "[:upper:]", "[:lower:]"], ["tr", "A-Z", "a-z"], ["tr", "a-z", "A-Z"], ["tr", ",", " "], ["tr", "-d", " "], ["tr", "-d", "[:space:]"],
    ["tr", "abc", "x"], ["tr", "aa", "xy"], ["tr", "-d", "\\r"], ["tr", ",;", "\\n"], ["tr", "[A-Z]", "[a-z]"],
    ["tr", "[:lower:]", "[:upper:]"], ["tr", "[:digit:]", "a-j"], ["tr", "[:upper:]", "a-z"], ["tr", "[:alpha:]", "x"], ["tr", "[:alnum:]", "_"],
    ["tr", "[:blank:]", "-"], ["tr", "a[:digit:]", "xy"],
    ["cut", "-d:", "-f1"], ["cut", "-d", ":", "-f", "2"], ["cut", "-f1", "-d", " "], ["cut", "-d,", "-f9"], ["cut", "-f1"],
    ["head", "-n1"], ["head", "-1"], ["head", "-n", "2"], ["tail", "-n1"], ["tail", "-n", "2"],
    ["awk", "{print $1}"], ["awk", "{ print $2 }"], ["awk", "-F:", "{print $2}"], ["awk", "-F", ",", "{print $1}"], ["awk", "{print $0}"],
    ["sed", "s/a/b/"], ["sed", "s/a/b/g"], ["sed", "s|/|-|g"], ["sed", "s/ //g"], ["sed", "s/,/ /g"],
    ["sed", "-n", "1p"], ["sed", "-n", "2p"],
    ["xargs"],
]  # fmt: skip
TEXTS = [
    "",
    "true",
    "TRUE",
    "Mixed Case",
    "a:b:c",
    "a,b;c",
    "one two  three ",
    " lead",
    "x\ny\nz",
    "x\n\n,z",
    "a:1\nb\nc:3:4",
    "aabbcc",
    "/usr/local/bin",
    "p\tq",
]


def printed(tool, words, text):
    # as `$(echo "$X" | …)` gives it: without the ends of line at its end
    done = subprocess.run([*tool, *words], input=text + "\n", capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_filter_prints_what_the_tool_prints(words):
    tools = [[]] + ([[shutil.which("busybox")]] if shutil.which("busybox") else [])
    for text in TEXTS:
        found = filtered(words, text)
        assert found is not None
        for tool in tools:
            assert found.rstrip("\n") == printed(tool, words, text), (tool, text)


@pytest.mark.parametrize(
    "words",
    [
        ["tr", "a"], ["tr", "-s", " "], ["tr", "-cd", "a-z"], ["tr", "[=a=]", "b"], ["tr", "z-a", "b"], ["tr", "a", ""], ["cut", "-c1"], ["cut", "-d:", "-f1,2"],
        ["cut", "-d:", "-f0"], ["head"], ["head", "-c", "3"], ["tail", "-n", "0"], ["tail", "-f"], ["awk", "/x/"], ["awk", "-F|", "{print $1}"],
        ["tr", "\\n", ","], ["tr", "[:space:]", "_"], ["sed", "s/a.b/c/"], ["tr", "a-z", "[:upper:]"], ["tr", "A-Z", "[:lower:]"],
        ["tr", "[:upper:]", "[:upper:]x"], ["tr", "a", "[:digit:]"], ["tr", "[:alpha:]", "a-z"], ["tr", "[:alnum:]", "ab"], ["tr", "[:blank:]", "_-"],
        ["tr", "x[:upper:]", "y[:lower:]"], ["cut", "-d", "", "-f", "1"], ["cut", "-f", "1", "-d", ""], ["sed", "s/[a]/c/"], ["sed", "-n", "$p"], ["sed", "1p"], ["sed", "s/a/&&/"], ["xargs", "-n1"], ["jq", "."], [],
    ],
)  # fmt: skip
def test_what_is_not_read_gives_no_answer(words):
    assert filtered(words, "abc") is None


def test_neither_do_other_letters_and_long_texts():
    assert filtered(["tr", "A-Z", "a-z"], "Ä") is None
    assert filtered(["tr", "A-Z", "a-z"], "A" * 5000) is None
    assert filtered(["xargs"], "a 'b c'") is None
    assert filtered(["xargs"], " -n foo") is None  # options of echo
