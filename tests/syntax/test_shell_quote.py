"""Quoting and splitting, proven by the shells themselves."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoplint.syntax.shell import read
from stoplint.syntax.shell_nodes import Simple
from stoplint.syntax.shell_quote import quote, split
from stoplint.text import Source

SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]


def run(shell: str, text: str) -> tuple[str, ...] | None:
    """The arguments that `text`, behind a program's name, has in that shell; None if the shell refuses it."""
    script = f"show() {{ for one; do printf '%s\\0' \"$one\"; done; }}\nshow {text}\n"
    done = subprocess.run([shell, "-c", script], capture_output=True, check=False, cwd="/")
    if done.returncode or done.stderr:
        return None
    return tuple(one.decode("utf-8", "surrogateescape") for one in done.stdout.split(b"\0")[:-1])


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=12)
SHELLISH = st.text(st.sampled_from(list("ab'\"\\$`~*?[]{},.!#&|;<>()= \t\n-+@:%^/é1")), max_size=12)


@pytest.mark.parametrize("shell", SHELLS or [pytest.param("", marks=pytest.mark.skip("no shell"))])
@given(words=st.lists(TEXT | SHELLISH, min_size=1, max_size=12))
@settings(max_examples=60)
def test_a_quoted_word_is_that_word_in_a_real_shell(shell: str, words: list[str]) -> None:
    assert run(shell, " ".join(quote(word) for word in words)) == tuple(words)


@given(st.lists(TEXT | SHELLISH, min_size=1, max_size=5))
@settings(max_examples=200)
def test_a_quoted_word_is_that_word_for_the_reader(words: list[str]) -> None:
    (item,) = read(Source("x", " ".join(quote(word) for word in words))).script.items
    assert isinstance(item.command, Simple)
    assert item.command.assignments == ()
    assert [word.literal for word in item.command.words] == words


@pytest.mark.parametrize("word", ["app", "--port=80", "./a/b.c", "user@host:1", "100%", "a,b", "+x", "a_b-c"])
def test_a_plain_word_stays_as_it_is(word: str) -> None:
    assert quote(word) == word


@pytest.mark.parametrize("word", ["", "if", "done", "A=1", "a b", "~", "{", "!", "#", "*", "a'b", "=x", "é", "a[0]=1"])
def test_a_word_that_a_shell_could_take_for_more_is_quoted(word: str) -> None:
    assert quote(word) != word


@pytest.mark.parametrize("shell", SHELLS or [pytest.param("", marks=pytest.mark.skip("no shell"))])
@given(texts=st.lists(SHELLISH, min_size=8, max_size=8))
@settings(max_examples=60)
def test_what_is_split_is_split_so_by_a_real_shell(shell: str, texts: list[str]) -> None:
    for text in texts:
        words = split(text)
        if words is not None:
            assert run(shell, text) == words, text


@given(SHELLISH)
@settings(max_examples=400)
def test_what_is_split_is_one_plain_command_for_the_reader(text: str) -> None:
    words = split(text)
    if words is None:
        return
    (item,) = read(Source("x", text)).script.items
    assert isinstance(item.command, Simple)
    assert not item.background
    assert (item.command.assignments, item.command.redirects) == ((), ())
    assert tuple(word.literal for word in item.command.words) == words


SPLIT = {
    "app": ("app",),
    "  app  a\tb ": ("app", "a", "b"),
    "app 'a b' \"c d\" e\\ f": ("app", "a b", "c d", "e f"),
    "node --port=80 a=b": ("node", "--port=80", "a=b"),
    "app ''": ("app", ""),
    'app "\\$x \\a"': ("app", "$x \\a"),
    "app -c 'x; y'": ("app", "-c", "x; y"),
    "java -Xmx1g -cp a:b Main if": ("java", "-Xmx1g", "-cp", "a:b", "Main", "if"),
}
NOT_SPLIT = (
    "", "  ", "app $x", 'app "$x"', "app `x`", "app *", "app a?", "app [a]", "app ~/x", "app a; b", "app &", "a | b", "a && b",
    "app >f", "app 2>&1", "A=1 app", "A=1", "app # c", "app\nb", "(app)", "{ app; }", "! app", "if", "app 'a", 'app "a',
    "app a\\", "app {a,b}", "app {1..3}", "[[ a ]]", "app a\\\nb", "app\r", "time app",
)  # fmt: skip


@pytest.mark.parametrize("text", SPLIT)
def test_a_plain_command_is_split_as_a_shell_would(text: str) -> None:
    assert split(text) == SPLIT[text]


@pytest.mark.parametrize("text", NOT_SPLIT)
def test_what_needs_a_shell_is_not_split(text: str) -> None:
    assert split(text) is None


LITERALS = st.lists(
    st.sampled_from(
        [
            "a",
            "b ",
            "'",
            "'c d'",
            '"',
            '"e"',
            "\\",
            "\\\\",
            "\\\n",
            "\\'",
            '\\"',
            "'\\'",
            '"\\a\\\\"',
            '"\\\n"',
            "''",
            '""',
            "\\n",
        ]
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("shell", SHELLS or [pytest.param("", marks=pytest.mark.skip("no shell"))])
@given(texts=st.lists(LITERALS, min_size=6, max_size=6))
@settings(max_examples=60)
def test_quotes_are_removed_as_a_real_shell_removes_them(shell: str, texts: list[str]) -> None:
    for text in texts:
        script = read(Source("x", f"show {text}\n"))
        if len(script.script.items) > 1:  # a backslash before the backslash-newline: two lines
            continue
        told = run(shell, text)
        if script.opaque or told is None:
            assert told is None
            assert script.opaque
            continue
        command = script.script.items[0].command
        assert isinstance(command, Simple)
        assert tuple(word.literal for word in command.words[1:]) == told
