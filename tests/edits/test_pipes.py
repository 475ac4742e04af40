"""A pipeline with the application in front: its reader beside it, when asked for, and in bash only."""

from __future__ import annotations

import pytest

from stoplint.edits import pipes, places
from stoplint.syntax import shell
from stoplint.text import Source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("APP | tee log\n", "exec > >(tee log)\nexec APP\n"),
        ("APP | tee log", "exec > >(tee log)\nexec APP"),
        ("exec APP | tee log\n", "exec > >(tee log)\nexec APP\n"),
        ("APP |& tee log\n", "exec > >(tee log)\nexec APP 2>&1\n"),
        ("X=1 APP --a | tee log\n", "exec > >(tee log)\nX=1 exec APP --a\n"),
        ("<in APP | tee log\n", "exec > >(tee log)\n<in exec APP\n"),
        ("cd /x; APP | tee log\n", "cd /x; exec > >(tee log); exec APP\n"),
        ("set -e\n  APP | tee log; exit $?\n", "set -e\n  exec > >(tee log); exec APP; exit $?\n"),
        ("\tAPP | tee log\n", "\texec > >(tee log)\n\texec APP\n"),
        ("APP 2>&1 | tee log\n", "exec > >(tee log)\nexec APP 2>&1\n"),
        ("APP 2> e | tee log\n", "exec > >(tee log)\nexec APP 2> e\n"),
        ("APP < in | tee log\n", "exec > >(tee log)\nexec APP < in\n"),
        ("APP | while read l; do echo; done\n", "exec > >(while read l; do echo; done)\nexec APP\n"),
        ("APP | tee log # why\n", "exec > >(tee log); exec APP # why\n"),
        ("trap x HUP\nAPP | tee log\n", "trap x HUP\nexec > >(tee log)\nexec APP\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["#!/bin/bash\n", "#!/usr/bin/env bash\n"])
def test_a_reader_runs_beside_the_application_when_asked_for(fixed, head, before, after):
    script = {"start.sh": head + before.replace("APP", "./server")}
    assert fixed(script)["start.sh"] == script["start.sh"]
    assert fixed(script, unsafe=True)["start.sh"] == head + after.replace("APP", "./server")


@pytest.mark.parametrize(
    "text",
    [
        "APP | tee a | tee b\n", "! APP | tee log\n", "time APP | tee log\n", "APP | tee log &\nwait\n", "APP > x | tee log\n", "APP >> x | tee log\n",
        "APP 1> x | tee log\n", "APP <<E | tee log\nE\n", "APP <<-E | tee log\n\tE\n", "APP | cat <<E\nx\nE\n", "APP | \\\n tee log\n", "APP |\n tee log\n",
        "APP | tee log\necho\n", "cat x | APP\n", "if x; then APP | tee log; fi\n", "trap x EXIT\nAPP | tee log\n", "trap x TERM\nAPP | tee log\n",
        "APP | tee log && b\n", "f() { APP; }\nf | tee log\n", "( APP ) | tee log\n", "X=(a) APP | tee log\n",
    ],
)  # fmt: skip
def test_a_pipeline_that_says_more_is_left_as_it_is(fixed, text):
    script = "#!/bin/bash\n" + text.replace("APP", "./server")
    made = fixed({"start.sh": script}, unsafe=True)["start.sh"]
    assert "> >(" not in made


@pytest.mark.parametrize("head", ["#!/bin/sh\n", "#!/bin/dash\n", ""])
def test_a_shell_without_process_substitution_keeps_its_pipeline(fixed, head):
    script = f"{head}./server | tee log\n"
    assert fixed({"start.sh": script}, unsafe=True)["start.sh"] == script


def test_exec_alone_is_no_application():
    for line, made in (("exec | tee log", False), ("exec ./server | tee log", True), ("X=1 | tee log", False)):
        source = Source("start.sh", f"#!/bin/bash\n{line}\n")
        command = next(iter(places.simple_commands(shell.read(source).script)))[0]
        assert (pipes.beside_a_reader(command.span, "TERM") is not None) is made
