"""Fixes made: whole or not at all, to rest, and proven; what is refused says which proof failed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listing import Listing
from stoplint.finding import Edit, Finding, Fix, ModeEdit
from stoplint.fixing import Judged, RestlessError, fix_all
from stoplint.fixing.applying import Changes, Overlaid, applied, clashes, why_unfit
from stoplint.fixing.difference import diff
from stoplint.fixing.proving import is_worse
from stoplint.fixing.readers import why_misread
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.model.stop.answer import VERDICTS
from stoplint.model.stop.trace import trace
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

DOCKERFILE = 'FROM x\nCOPY *.sh /\nENTRYPOINT ["/start.sh"]\n'


def judge(files, propose):
    """A judge with one rule: `propose(source)` gives (start, end, text) edits, one fix and one finding each."""
    context = Listing(files, {name for name in files if name.endswith(".sh")})

    def judged(changes):
        over = Overlaid(context, changes)
        dockerfile = read(over.read("Dockerfile"))
        traces = tuple(trace(image) for image in images(dockerfile, over, lambda _: Base("x", "the test", sh="dash")))
        findings = []
        for path in files:
            source = over.read(path)
            for start, end, text in propose(source):
                fix = Fix("change it", safe=True, edits=(Edit(source.span(start, end), text),))
                verdict = traces[0].verdict
                findings.append(
                    Finding(
                        "T1",
                        "t",
                        "error",
                        "high",
                        f"{start}",
                        path,
                        source.span(start, max(end, start + 1)),
                        verdict=verdict,
                        fix=fix,
                    )
                )
        return Judged(tuple(findings), (tuple(findings),), (traces,), ("Dockerfile",))

    return judged


def replacing(**changes):
    """Proposes each replacement where its text stands in start.sh."""

    def propose(source):
        if source.path == "start.sh":
            for old, new in changes.items():
                at = source.text.find(old)
                if at >= 0 and new not in source.text:
                    yield at, at + len(old), new

    return propose


def refusals(script, old, new):
    result = fix_all(judge({"Dockerfile": DOCKERFILE, "start.sh": f"#!/bin/sh\n{script}"}, replacing(**{old: new})))
    assert result.changes.changed == ()
    return [each.why for each in result.refused]


# ---------------------------------------------------------------- proofs
def test_a_fix_after_which_the_verdict_is_the_same_is_refused():
    assert refusals("server\n", "server", "server ") == ["the model's verdict is still lost"]


def test_a_fix_after_which_it_is_worse_is_refused():
    assert refusals("exec server\n", "exec server", "server # ") == [
        "the model's verdict would be lost instead of graceful"
    ]


def test_a_fix_after_which_the_application_is_another_one_is_refused():
    assert refusals("server --port 80\n", "server --port 80", "exec server --port 81") == [
        "the application's command line, user or environment would be another one"
    ]


def test_a_fix_after_which_the_environment_is_another_one_is_refused():
    assert refusals("server\n", "server", "A=1 exec server") == [
        "the application's command line, user or environment would be another one"
    ]


def test_a_fix_after_which_the_same_is_found_is_refused():
    def propose(source):
        if source.path == "start.sh" and "exec" not in source.text:
            yield source.text.index("server"), source.text.index("server"), "exec "
        elif source.path == "start.sh":
            yield 10, 10, ""

    result = fix_all(judge({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\nserver\n"}, propose))
    assert [each.why for each in result.refused] == ["the model finds the same fault afterwards"]


def test_a_crash_on_the_changed_files_is_a_refusal():
    files = {"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\nserver\n"}
    real = judge(files, replacing(server="exec server"))

    def judged(changes):
        found = real(changes)
        broken = "Dockerfile: the model failed" if changes.changed else ""
        return Judged(found.findings, found.offers, found.traces, found.names, broken)

    (refused,) = fix_all(judged).refused
    assert refused.why == "afterwards it can't be judged: Dockerfile: the model failed"


def test_of_several_fixes_the_one_that_fails_does_not_take_the_others_along():
    files = {
        "Dockerfile": DOCKERFILE,
        "start.sh": '#!/bin/sh\nif [ "$MODE" = a ]; then aaa; elif [ "$MODE" = b ]; then bbb; else ccc; fi\n',
    }
    result = fix_all(judge(files, replacing(aaa="exec aaa", bbb="exec other", ccc="exec ccc")))
    assert result.changes.texts["start.sh"] == files["start.sh"].replace("aaa", "exec aaa").replace("ccc", "exec ccc")
    assert len(result.refused) == 1


def test_fixes_that_undo_each_other_are_a_fault_of_our_own():
    def propose(source):
        if source.path == "start.sh":
            at = source.text.index("#")
            yield (at, at, "x") if source.text.count("x") % 2 == 0 else (0, 1, "")

    def judged(changes):
        found = judge({"Dockerfile": DOCKERFILE, "start.sh": "# \nserver\n"}, propose)(changes)
        count = len(changes.texts.get("start.sh", ""))
        named = tuple(
            Finding("T1", "t", "error", "high", f"{count} {changes.texts}", each.path, each.span, fix=each.fix)
            for each in found.findings
        )
        return Judged(named, (named,), found.traces, found.names)

    with pytest.raises(RestlessError, match="T1"):
        fix_all(judged)


def test_nothing_is_better_than_graceful_and_what_is_unknown_is_no_gain():
    for verdict in VERDICTS:
        assert not is_worse(verdict, verdict)
        assert not is_worse(verdict, "graceful")
        if verdict != "graceful":
            assert is_worse("graceful", verdict)
        if verdict not in ("graceful", "unknown"):
            assert is_worse(verdict, "unknown")
    assert is_worse("lost", "exits-early")
    assert not is_worse("fails-to-start", "exits-early")
    assert not is_worse("lost", "partial")


# ---------------------------------------------------------------- second readers
def changes(path, before, after):
    return Changes(olds={path: before}, texts={path: before}, paths={path: path}), Changes(
        olds={path: before}, texts={path: after}, paths={path: path}
    )


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("FROM x\nCMD a\n", 'FROM x\nCMD ["a"]\n', ""),
        ("FROM x\nCMD a\n", "FROM x\nSTOPSIGNAL SIGQUIT\nCMD a\n", ""),
        ("FROM x\nCMD a\n", 'FROM x\nCMD ["a]\n', "sees no JSON array behind CMD"),
        ("FROM x\nRUN b\nCMD a\n", "FROM x\nCMD a\n", "sees nothing instead of RUN"),
        ("FROM x\nCMD a\n", "FROM x\nRUN a\n", "sees RUN instead of CMD"),
    ],
)
def test_the_second_reader_of_dockerfiles_sees_the_intended_change_only(before, after, why):
    told = why_misread(*changes("Dockerfile", before, after))
    assert why in told
    assert bool(told) is bool(why)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("a\nserver\n", "a\nexec server\n", ""),
        ("a\nserver\n", "b\nexec server\n", ""),  # one stretch of lines: the model's proof speaks there
        ("server\nb\nc\n", "exec server\nb\nc\n", ""),
        ("server\nb\nc\n", "exec server\nb 'c\nc\n", "can't read it any more"),
        ("case x in a) b ;; esac\n", "case x in a) c ;;\n", ""),  # bashlex reads no case: nothing to say
    ],
)
def test_the_second_reader_of_scripts_sees_the_intended_change_only(before, after, why):
    told = why_misread(*changes("start.sh", f"#!/bin/sh\n{before}", f"#!/bin/sh\n{after}"))
    assert why in told
    assert bool(told) is bool(why)


# ---------------------------------------------------------------- applying
TEXTS = st.text(alphabet="ab\r\n\té\udcff", max_size=40)


@given(
    TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.text(alphabet="xyz", max_size=3)), max_size=5)
)
def test_what_stands_outside_of_the_edits_stays(text, wanted):
    source = Source("f", text)
    edits, expected, at = [], [], 0
    for start, length, new in sorted(wanted):
        begin, end = max(start, at), min(max(start, at) + length, len(text))
        if begin > len(text) or (edits and begin <= edits[-1].span.end):
            continue
        edits.append(Edit(source.span(begin, end), new))
        expected += [text[at:begin], new]
        at = end
    fix = Fix("t", safe=True, edits=tuple(edits))
    if not edits:
        assert why_unfit(fix, Changes()) == "it has no edits"
        return
    assert why_unfit(fix, Changes()) == ""
    assert applied(Changes(), [fix]).texts["f"] == "".join([*expected, text[at:]])


def test_fixes_that_meet_wait_for_each_other():
    source = Source("f", "abcdef")

    def fix(start, end):
        return Fix("t", safe=True, edits=(Edit(source.span(start, end), "x"),))

    assert clashes(fix(0, 2), fix(1, 3), str)
    assert clashes(fix(0, 2), fix(2, 3), str)
    assert not clashes(fix(0, 2), fix(3, 4), str)
    assert not clashes(fix(0, 2), Fix("t", safe=True, edits=(Edit(Source("g", "abc").span(0, 2), ""),)), str)


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ((), "it has no edits"),
        ((Edit(Source("f", "ab").span(0, 2), ""), Edit(Source("f", "ab").span(1, 2), "")), "its own edits overlap"),
        ((Edit(Source("f", "ab").span(1, 5), ""),), "f has no such place"),
        ((Edit(Source("(computed)", "ab").span(0, 1), ""),), "(computed) is no file that could be edited"),
        (
            (Edit(Source("f", "b", Source("f", "abc").span(1, 2), (1, 2)).span(0, 1), ""),),
            "f is no file that could be edited",
        ),
    ],
)
def test_a_fix_that_can_not_be_made_says_why(edits, why):
    assert why_unfit(Fix("t", safe=True, edits=edits), Changes()) == why


def test_a_text_that_was_changed_meanwhile_is_not_edited():
    old = Changes(texts={"f": "new"}, olds={"f": "old"}, paths={"f": "f"})
    assert (
        why_unfit(Fix("t", safe=True, edits=(Edit(Source("f", "old").span(0, 1), ""),)), old)
        == "f is another text by now"
    )


def test_a_diff_says_modes_and_missing_newlines_as_git_does():
    source = Source("a/start.sh", "x\r\ny")
    made = applied(Changes(), [Fix("t", safe=True, edits=(Edit(source.span(3, 4), "z"), ModeEdit("a/start.sh")))])
    assert diff(made) == (
        "diff --git a/a/start.sh b/a/start.sh\nold mode 100644\nnew mode 100755\n"
        "--- a/a/start.sh\n+++ b/a/start.sh\n@@ -1,2 +1,2 @@\n x\r\n-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n"
    )
