"""bashlex, bash's own grammar in Python, is the second reader: same simple commands, same words, same places."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import bashlex
import pytest
from bashlex import errors

from stoplint.syntax.shell import read
from stoplint.text import Source
from syntax.shell_pictures import simple_commands, text_of
from syntax.shell_snippets import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS_OF_BASHLEX: dict[str, str] = {
    "app 'it'\\''s'": "keeps the quotes",
    'app "a \\" b \\$x \\` c \\\\ d \\n"': "drops the backslash of \\n in double quotes",
    "app $'a\\nb\\t\\x41\\101\\''": "does not know the escapes of $'…'",
    'app $"text"': "keeps the $",
    "app \"$x\"'y'$z": "keeps the quotes",
    "app ${x:-$(cmd a)}": "does not look into the word of an expansion",
    "app $(\n a\n b\n)": "reads the first line of a substitution only",
    "exec {fd}>f": "takes the variable for a word",
    "cat <<EOF\nbody $x `cmd` $(cmd b)\nEOF\n": "does not look into a here-document",
    "{ cat <<EOF\nx\nEOF\n} >f": "takes the body for commands",
    "f() {\n cat <<EOF\nx\nEOF\n}\nf": "takes the body for commands",
    "if a; then b; elif c; then d; elif e; then f; else g; fi": "loses what follows the first elif",
    "(( a + 1 ))": "takes arithmetic for a subshell",
    "((i++)) || b": "takes arithmetic for a subshell",
}


def commands_of_bashlex(text: str) -> list[tuple[int, list[tuple[int, int, str]]]] | None:
    """(start, words as (start, end, text)) of each simple command; None where bashlex can't read the text."""
    try:
        trees = bashlex.parse(text)
    except (errors.ParsingError, NotImplementedError, AttributeError, IndexError, AssertionError, TypeError):
        return None

    def walk(node: Any) -> Iterator[Any]:
        yield node
        for name in ("parts", "list", "command", "output"):
            below = getattr(node, name, None)
            for one in below if isinstance(below, list) else [below]:
                if hasattr(one, "kind"):
                    yield from walk(one)

    found = []
    seen = set()
    for tree in trees:
        for node in walk(tree):
            if node.kind == "command" and node.pos not in seen:
                seen.add(node.pos)
                words = [(*part.pos, part.word) for part in node.parts if part.kind in ("word", "assignment")]
                found.append((node.pos[0], words))
    return sorted(found)


def commands_of_stoplint(text: str) -> list[tuple[int, list[tuple[int, int, str]]]]:
    found = []
    for command in simple_commands(read(Source("x", text)).script):
        words = [(*_place(one.span), _assigned(one)) for one in command.assignments]
        words += [(*_place(one.span), text_of(one)) for one in command.words]
        found.append((command.span.located.start, words))
    return found


def _place(span: Any) -> tuple[int, int]:
    return span.located.start, span.located.end


def _assigned(one: Any) -> str:
    name = one.name + (f"[{one.index}]" if one.index is not None else "") + ("+=" if one.append else "=")
    return name + text_of(one.value) if one.value is not None else name


@pytest.mark.parametrize("text", [text for text in SNIPPETS if text not in FAULTS_OF_BASHLEX])
def test_both_readers_see_the_same_commands(text: str) -> None:
    theirs = commands_of_bashlex(text)
    if theirs is None:
        return
    assert commands_of_stoplint(text) == theirs


@pytest.mark.parametrize("text", FAULTS_OF_BASHLEX)
def test_a_known_fault_of_bashlex_is_still_one(text: str) -> None:
    assert text in SNIPPETS
    assert commands_of_stoplint(text) != commands_of_bashlex(text)


def test_bashlex_reads_most_snippets_so_that_the_comparison_means_something() -> None:
    assert sum(commands_of_bashlex(text) is not None for text in SNIPPETS) > 150


@pytest.mark.parametrize("text", SNIPPETS)
def test_what_bash_accepts_is_read_without_an_opaque(text: str) -> None:
    assert read(Source("x", text)).opaque == ()


def test_bash_accepts_every_snippet() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    for text in SNIPPETS:
        done = subprocess.run([bash, "-n"], input=text, text=True, capture_output=True, check=False)
        assert done.returncode == 0, (text, done.stderr)
