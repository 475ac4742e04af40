"""Patterns mean what they mean to git itself."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stoplint.folder.gitignore import Rules

NAMES = ("a", "b", "ab", "a b", "#a", "!a", "[", "a]", "c.txt", "-", "A", "é", "a\\b")
FOLDERS = ("", "a/", "b/", "a/b/", "a b/a/", "c.txt/", "b/[/é/")
ELEMENTS = (
    *NAMES, "*", "?", "**", "a*", "*b", "*.txt", "**b", "[ab]", "[!a]", "[^a]", "[a-c]", "[]a]", "[!]a]", "[a", "\\a", "\\#a", "\\!a",
    "a\\ b", "\\[", "\\", "a\\", "a]", "é", "[é]", "??", "a?b", "",
)  # fmt: skip


@st.composite
def lines(draw):
    inner = "/".join(draw(st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=3)))
    start = draw(st.sampled_from(("", "", "", "!", "/", "!/", "**/", "#", " ")))
    end = draw(st.sampled_from(("", "", "", "/", "/**", "/*", " ", "\\ ", "\t", "\r")))
    assume(not re.search(r"\[[^\[]*/.*\]", inner))  # brackets that hold a slash name nothing in any repository
    return start + inner + end


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS:
        for name in NAMES:
            if not (root / folder / name).is_dir():
                (root / folder / name).touch()
    return root


def left(root, rules, folder=""):
    """What is left when nothing is entered that is ignored, as git walks."""
    for entry in sorted(os.scandir(root / folder), key=lambda entry: entry.name):
        path = folder + entry.name
        if entry.name == ".git" or rules.says(path, is_folder=entry.is_dir()):
            continue
        if entry.is_dir():
            yield from left(root, rules, path + "/")
        else:
            yield path


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines(), min_size=1, max_size=4))
def test_any_patterns_name_what_they_name_to_git(repository, patterns):
    (repository / ".gitignore").write_text("\n".join(patterns) + "\n", encoding="utf-8", newline="")
    told = subprocess.run(
        ["git", "-C", str(repository), "-c", "core.quotePath=false", "ls-files", "-z", "--others", "--exclude-standard"],
        check=True, capture_output=True,
    ).stdout.decode().split("\0")  # fmt: skip
    rules = Rules.of("\n".join(patterns).split("\n"))
    assert sorted(left(repository, rules)) == sorted(name for name in told if name)


def test_a_rule_covers_what_is_in_a_folder_it_names():
    rules = Rules.of(("build/", "*.log", "!keep.log"))
    for path, covered in {
        "build/x/y": True,
        "x/build/y": True,
        "build": False,
        "a.log": True,
        "keep.log": False,
    }.items():
        assert rules.covers(path) is covered, path


def test_a_long_pattern_takes_no_time():
    rules = Rules.of(("/".join(["**", "*a*"] * 40), "*a" * 2000 + "b"))
    assert rules.says("/".join(["aa"] * 200), is_folder=False) is True
    assert rules.says("a" * 4000, is_folder=False) is None
