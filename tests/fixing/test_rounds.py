"""Rounds: which fixes are tried, what is refused and why, and when all is at rest."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.finding import Edit, Finding, Fix, ModeEdit
from stoplint.fixing import ROUNDS, Judged, RefusedFix, RestlessError, fix_all
from stoplint.fixing.applying import Overlaid

FILES = {"a.sh": "one two three\n", "b.sh": "one two three\n"}


def judge(*rules, names=("Dockerfile",), offers=None):
    """Rules (old, new, safe): each word `old` of a file is a finding; a fix makes it `new`, None is no fix."""

    def judged(changes):
        context = Overlaid(Listing(FILES), changes)
        found = []
        for path in FILES:
            source = context.read(path)
            for code, (old, new, safe) in enumerate(rules):
                at = source.text.find(old)
                if at < 0:
                    continue
                edits = (ModeEdit(path),) if new == "+x" else (Edit(source.span(at, at + len(old)), new or ""),)
                found.append(
                    Finding(
                        f"T{code}", "t", "error", "high", old, path, source.span(at, at + len(old)),
                        fix=None if new is None else Fix("t", safe, edits),
                    )
                )  # fmt: skip
        mine = tuple(found)
        return Judged(
            mine,
            tuple(offers(mine, number) if offers else mine for number in range(len(names))),
            ((),) * len(names),
            names,
        )

    return judged


def texts(result):
    return {path: result.changes.texts.get(path, text).strip() for path, text in FILES.items()}


def test_what_can_be_fixed_is_fixed_in_all_files_and_the_rest_is_left():
    result = fix_all(judge(("one", "1", True), ("two", None, True), ("three", "3", False)))
    assert texts(result) == {"a.sh": "1 two three", "b.sh": "1 two three"}
    assert [(one.code, one.path) for one in result.made] == [("T0", "a.sh"), ("T0", "b.sh")]
    assert result.refused == ()
    assert [one.code for one in result.left] == ["T1", "T2", "T1", "T2"]


def test_unsafe_fixes_are_made_when_asked_for():
    assert texts(fix_all(judge(("one", "1", False), ("three", "3", True)), unsafe=True))["a.sh"] == "1 two 3"
    assert texts(fix_all(judge(("one", "1", False), ("three", "3", True))))["a.sh"] == "one two 3"


def test_fixes_that_clash_are_made_one_after_the_other():
    result = fix_all(judge(("one two", "12", True), ("two three", "23", True), ("12 three", "123", True)))
    assert texts(result) == {"a.sh": "123", "b.sh": "123"}
    assert [one.code for one in result.made] == ["T0", "T0", "T2", "T2"]


def test_fixes_that_do_not_clash_are_made_in_one_round():
    seen = []
    inner = judge(("one", "1", True), ("three", "3", True))

    def judged(changes):
        seen.append(dict(changes.texts))
        return inner(changes)

    fix_all(judged)
    assert seen == [{}, {"a.sh": "1 two 3\n", "b.sh": "1 two 3\n"}]


def test_nothing_to_fix_is_at_rest_at_once():
    result = fix_all(judge(("four", "4", True)))
    assert (result.changes.changed, result.made, result.refused, result.left) == ((), (), (), ())


def test_a_file_that_something_else_depends_on_is_left_and_it_is_said_why():
    result = fix_all(judge(("one", "1", True)), used=lambda finding: "lib reads it" if finding.path == "a.sh" else "")
    assert texts(result) == {"a.sh": "one two three", "b.sh": "1 two three"}
    assert [str(one) for one in result.refused] == ["not fixed: a.sh:1: T0 t: lib reads it"]


def test_a_refusal_without_a_place_names_the_file():
    assert str(RefusedFix(Finding("T0", "t", "error", "high", "m", "f", None), "why")) == "not fixed: f: T0 t: why"


def test_fixes_that_undo_each_other_are_told_with_their_codes():
    def judged(changes):
        found = judge(("one", "eins", True), ("eins", "one", True))(changes)
        told = tuple(
            Finding(
                one.code, "t", "error", "high", f"{len(changes.olds)} {id(changes)}", one.path, one.span, fix=one.fix
            )
            for one in found.findings
        )
        return Judged(told, (told,), found.traces, found.names)

    with pytest.raises(RestlessError) as error:
        fix_all(judged)
    assert str(error.value) == f"the fixes of T0, T1 do not come to rest in {ROUNDS} rounds: a fault of stoplint"


# ---------------------------------------------------------------- two Dockerfiles, one script
def other_offer(change):
    """What the second Dockerfile would do: its finding at the same place as `change` makes it."""

    def offers(findings, number):
        return tuple(change(one) for one in findings) if number else findings

    return offers


def replaced(finding, **changes):
    from stoplint.lazy_dataclass import replace

    return replace(finding, **changes)


def edit(finding, text, start=0):
    span = finding.span
    return Fix("t", safe=True, edits=(Edit(span.source.span(span.start + start, span.end), text),))


@pytest.mark.parametrize(
    ("change", "agree"),
    [
        (lambda one: one, True),
        (lambda one: replaced(one, fix=None), False),
        (lambda one: replaced(one, fix=edit(one, "2")), False),
        (lambda one: replaced(one, fix=edit(one, "1", 1)), False),
        (lambda one: replaced(one, fix=edit(one, "1")), True),
        (lambda one: replaced(one, fix=Fix("t", safe=True, edits=(ModeEdit("x"),))), False),
        (lambda one: replaced(one, code="T9", fix=None), True),
        (lambda one: replaced(one, path="c.sh", fix=None), True),
        (lambda one: replaced(one, span=None, fix=None), True),
        (lambda one: replaced(one, span=one.span.source.span(1, one.span.end), fix=None), True),
        (lambda one: replaced(one, span=one.span.source.span(one.span.start, 2), fix=None), True),
    ],
)  # fmt: skip
def test_two_dockerfiles_must_want_the_same_of_a_script(change, agree):
    result = fix_all(judge(("one", "1", True), names=("a/Dockerfile", "b/Dockerfile"), offers=other_offer(change)))
    assert texts(result) == (
        {"a.sh": "1 two three", "b.sh": "1 two three"} if agree else {k: v.strip() for k, v in FILES.items()}
    )
    assert [one.why for one in result.refused] == ([] if agree else [f"b/Dockerfile uses {path}, too, and needs it as it is" for path in FILES])  # fmt: skip


def test_what_both_make_executable_is_made_so():
    result = fix_all(judge(("one", "+x", True)))
    assert [one.why for one in result.refused] == ["the model finds the same fault afterwards"] * 2
