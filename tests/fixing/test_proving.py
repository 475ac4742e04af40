"""The proof: what a fix must reach, and what it may not touch, judged by the model before and after."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.finding import Finding
from stoplint.fixing import Judged
from stoplint.fixing.applying import Changes
from stoplint.fixing.proving import is_worse, why_not
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.syntax.dockerfile import read

DOCKERFILE = 'FROM x\nCOPY *.sh /\nENTRYPOINT ["/start.sh"]\n'
OTHER = "the application's command line, user or environment would be another one"
PLACE = "the user or the environment would be another one"


def files(text):
    """A Dockerfile alone, or one with a script."""
    if isinstance(text, dict):
        return text
    return (
        {"Dockerfile": text}
        if text.startswith("FROM")
        else {"Dockerfile": DOCKERFILE, "start.sh": f"#!/bin/sh\n{text}"}
    )


def judged(text, findings=()):
    """What is said about a context."""
    named = files(text)
    context = Listing(named, {name for name in named if name.endswith(".sh")})
    names = tuple(name for name in named if name.endswith("Dockerfile"))
    traces = tuple(
        tuple(
            trace(image)
            for image in images(read(context.read(name)), context, lambda _: Base("x", "the test", sh="dash"))
        )
        for name in names
    )
    return Judged(tuple(findings), (tuple(findings),) * len(names), traces, names)


def finding(verdict="lost", code="T1", path="start.sh", message="m"):
    return Finding(code, "t", "error", "high", message, path, None, verdict=verdict)


def why(before, after, *, verdict="lost", left=()):
    one = finding(verdict)
    return why_not(judged(before, [one]), judged(after, left), [one], Changes(), Changes())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("server\n", "exec server\n", ""),
        ("server\n", "server \n", "the model's verdict is still lost"),
        ("FROM x\nCMD server a\n", 'FROM x\nCMD ["server", "a"]\n', ""),
        ("FROM x\nCMD server a\n", "FROM x AS a\nCMD server a\nFROM x AS b\nCMD b\n", "Dockerfile would make other images"),
        ("FROM x\nCMD server a\n", "FROM x\nUSER app\nCMD exec server a\n", PLACE),
        ("FROM x\nCMD server a\n", "FROM x\nENV A=1\nCMD exec server a\n", PLACE),
        ("FROM x\nENV A=1\nCMD server a\n", "FROM x\nENV A=2\nCMD exec server a\n", PLACE),
        ("FROM x\nENV A=1\nCMD server a\n", "FROM x\nCMD exec server a\n", PLACE),
        ("FROM x\nENV A=1\nCMD server a\n", "FROM x\nENV A=1\nCMD exec server a\n", ""),
        ("FROM x\nCMD ['server']\n", 'FROM x\nCMD ["server"]\n', ""),
        ("FROM x\nENTRYPOINT ['server']\n", 'FROM x\nENTRYPOINT ["server"]\n', ""),
        ('if [ "$M" = a ]; then exec a; else b; fi\n', 'if [ "$M" = a ]; then a; else exec b; fi\n', 'the model\'s verdict would be lost instead of graceful when [ "$M" = a ] holds (start.sh:2)'),
        ('if [ "$M" = a ]; then a; else b; fi\n', 'if [ "$M" = a ]; then c; else exec b; fi\n', OTHER),
        ('if [ "$M" = a ]; then a; else b; fi\n', 'if [ "$M" = a ]; then exec a; else b; fi\n', ""),
        ("server --a\n", "exec server --b\n", OTHER),
        ("server\n", "A=1 exec server\n", OTHER),
        ("server\n", "home=x exec server\n", OTHER),
        ("server &\nwait\n", "server &\nexec server\n", OTHER),
        ("exec server\n", "server\n", "the model's verdict would be lost instead of graceful"),
        ("server\n", "exit 1\n", "the model's verdict would be fails-to-start instead of lost"),
        ("server &\n", "exec server --b\n", ""),
        ("exit 1\n", "exec server\n", ""),
        ("server &\np=$!\ntrap 'kill $p' SIGTERM\nwait\n", "server &\np=$!\ntrap 'kill $p' TERM\nwait\n", ""),
        ("server &\np=$!\ntrap 'echo $p' HUP\nwait\n", "server &\np=$!\ntrap 'echo $p' HUP TERM\nwait\n", ""),
        ('sh -c "server; :"\n', 'exec sh -c "server; :"\n', ""),
    ],
)  # fmt: skip
def test_a_fix_comes_further_and_changes_nothing_else(before, after, said):
    assert why(before, after) == said


@pytest.mark.parametrize("name", ["HOME", "SHELL", "USER", "LOGNAME", "MAIL"])
def test_what_su_sets_may_be_set_by_the_script(name):
    assert why("server\n", f"{name}=x exec server\n") == ""


@pytest.mark.parametrize(("verdict", "said"), [("", ""), ("graceful", ""), ("lost", "the model's verdict is still lost"), ("killed", "the model's verdict is still killed")])  # fmt: skip
def test_a_finding_that_is_about_no_bad_end_needs_no_better_one(verdict, said):
    assert why("server\n", "server \n", verdict=verdict) == said


def test_the_dockerfile_is_named_when_there_are_several():
    def both(script, value="1"):
        return {
            "Dockerfile": DOCKERFILE,
            "b/Dockerfile": DOCKERFILE.replace("ENTRY", f"ENV B={value}\nENTRY"),
            "start.sh": f"#!/bin/sh\n{script}",
        }

    assert why(both("server\n"), both("exec server\n")) == ""
    assert why(both("server\n"), both("A=1 exec server\n")) == f"{OTHER} (Dockerfile)"
    assert why(both("server\n"), both("exec server\n", "2")) == f"{PLACE} (b/Dockerfile)"


def test_a_run_that_ends_well_and_is_none_of_the_default_ones_is_left_out_of_what_comes_after():
    script = '#!/bin/sh\nif [ "$1" = web ]; then exec nginx -g "daemon off;"; else exec "$@"; fi\n'
    told = DOCKERFILE.replace("ENTRYPOINT", "STOPSIGNAL SIGQUIT\nENTRYPOINT")
    before, after = ({"Dockerfile": text, "start.sh": script} for text in (DOCKERFILE, told))
    assert why(before, after, verdict="abrupt") == ""
    assert why(before, before, verdict="abrupt") == "the model's verdict is still abrupt"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ((), ""),
        ((finding(),), "the model finds the same fault afterwards"),
        ((finding(), finding()), "the model finds the same fault afterwards"),
        ((finding(code="T2"),), ""),
        ((finding(path="other.sh"),), ""),
        ((finding(message="n"),), ""),
        ((finding("killed"),), "the model finds the same fault afterwards"),
    ],
)
def test_the_same_fault_is_that_of_the_same_rule_in_the_same_file_in_the_same_words(left, said):
    assert why("server\n", "exec server\n", left=left) == said


def test_of_two_equal_faults_one_may_be_left():
    one = finding()
    before, after = judged("server\n", [one, one]), judged("exec server\n", [one])
    assert why_not(before, after, [one], Changes(), Changes()) == ""


# ---------------------------------------------------------------- verdicts
WORST_FIRST = ("fails-to-start", "lost", "killed", "ignored", "partial", "hangs", "abrupt")


def test_what_runs_is_better_the_gentler_it_ends():
    for at, verdict in enumerate(WORST_FIRST):
        for other in WORST_FIRST[at + 1 :]:
            assert not is_worse(verdict, other)
            assert is_worse(other, verdict)


@pytest.mark.parametrize(
    ("one", "other", "worse"),
    [
        ("exits-early", "lost", True),
        ("exits-early", "abrupt", True),
        ("exits-early", "fails-to-start", True),
        ("fails-to-start", "exits-early", False),
        ("abrupt", "exits-early", True),
        ("unknown", "exits-early", True),
        ("unknown", "graceful", False),
        ("unknown", "abrupt", True),
        ("exits-early", "unknown", True),
        ("graceful", "exits-early", True),
    ],
)
def test_what_does_not_run_is_no_gain_and_what_is_unknown_none_either(one, other, worse):
    assert is_worse(one, other) is worse
