"""The words that are started: where each of them comes from, and what was meant as an array and is none."""

from __future__ import annotations

import pytest

from model.built import image
from stoplint.model.image.launch import argv


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("FROM debian\n\nCMD a", None, ["/bin/sh Dockerfile:3", "-c Dockerfile:3", "a Dockerfile:3"]),
        ("FROM debian\nCMD a \\\n  b", None, ["/bin/sh Dockerfile:2", "-c Dockerfile:2", "a   b Dockerfile:2"]),
        ('FROM debian\nCMD ["a", \\\n  "b"]', None, ["a Dockerfile:2", "b Dockerfile:3"]),
        ('FROM nginx\nENTRYPOINT ["a"]\nCMD ["b"]', None, ["a Dockerfile:2", "b Dockerfile:3"]),
        ("\nFROM nginx\nCMD b", None, [
            "/docker-entrypoint.sh Dockerfile:2", "/bin/sh Dockerfile:3", "-c Dockerfile:3", "b Dockerfile:3"
        ]),
        ("FROM debian AS x\nCMD a\nFROM x", None, ["/bin/sh Dockerfile:2", "-c Dockerfile:2", "a Dockerfile:2"]),
        ('FROM debian\nENTRYPOINT ["a"]', ("x", "y"), ["a Dockerfile:2", "x arguments:1", "y arguments:1"]),
        ("FROM nginx", ("x",), ["/docker-entrypoint.sh Dockerfile:1", "x arguments:1"]),
        ("FROM scratch", (), None),
        ("FROM debian", None, ["bash Dockerfile:1"]),
        ('FROM nginx\nENTRYPOINT [""]', ("x",), ["x arguments:1"]),
        ('FROM nginx\nENTRYPOINT ["", "a"]', ("x",), [" Dockerfile:2", "a Dockerfile:2", "x arguments:1"]),
        ('FROM who/knows\nENTRYPOINT ["a"]', ("x",), ["a Dockerfile:2", "x arguments:1"]),
    ],
)  # fmt: skip
def test_each_word_that_is_started_says_where_it_is_written(text, arguments, words):
    found = argv(image(text), arguments)
    told = [f"{word.value} {word.span.located.source.path}:{word.span.line}" for word in found] if found else None
    assert told == words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('["a"]', ""),
        ("a", ""),
        ("a [ b ]", ""),
        ("['a']", "command"),
        ("['a', 'b']", "command"),
        ('["a",]', "command"),
        ('["a" "b"]', "command"),
        ("[“a”, “b”]", "command"),
        ("[a, b]", "command"),
        ("[a", "command"),
        ("[[ a", "command"),
        ('["a"] && b', "command"),
        ("[ a b ] c", "test"),
        ('[ "a", "b", ]', "test"),
        ("[ 'a', 'b' ] && c", "test"),
        ('[ "a" ] || b', ""),
        ("[ -f a ] && b", ""),
        ("[ -f a ]&& b", ""),
        ("[ -f a ] || b", ""),
        ("[ -f a ]; b", ""),
        ("[ -f a ] | b", ""),
        ("[ -f a ] & b", "test"),
        ("[[ -f a ]] && b", ""),
        ("[[ -f a ]]", ""),
    ],
)
def test_what_was_meant_as_an_array_and_is_none(text, meant):
    assert image(f"FROM debian\nCMD {text}").cmd.value.malformed == meant
