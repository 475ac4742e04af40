"""Edits on texts, and a build context with them made."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.finding import Edit, Fix, ModeEdit
from stoplint.fixing.applying import Changes, Overlaid, applied, clashes, why_unfit
from stoplint.fixing.difference import diff
from stoplint.text import Source

SOURCE = Source("f", "abcdef")


def fix(*edits, source=SOURCE):
    """A fix of (start, end, text) edits, and of names that are made executable."""
    return Fix("t", safe=True, edits=tuple(ModeEdit(one) if isinstance(one, str) else Edit(source.span(one[0], one[1]), one[2]) for one in edits))  # fmt: skip


@pytest.mark.parametrize(
    ("fixes", "text"),
    [
        ([fix((0, 1, "x"), (3, 4, ""))], "xbcef"),
        ([fix((3, 4, "")), fix((0, 1, "x"))], "xbcef"),
        ([fix((2, 2, "1"), (2, 2, "2"), (2, 2, "3"))], "ab123cdef"),
        ([fix((2, 2, "1")), fix((2, 2, "2"))], "ab12cdef"),
        ([fix((2, 4, "x"), (2, 2, "1"))], "ab1xef"),
        ([fix((2, 2, "1"), (2, 4, "x"))], "ab1xef"),
        ([fix((6, 6, "!"), (0, 0, ">"))], ">abcdef!"),
        ([fix((0, 6, ""))], ""),
    ],
)
def test_edits_are_made_where_their_text_stood(fixes, text):
    made = applied(Changes(), fixes)
    assert made.texts == {"f": text}
    assert made.olds == {"f": "abcdef"}
    assert made.paths == {"f": "f"}
    assert made.executable == frozenset()
    assert made.changed == ("f",)


def test_a_second_round_remembers_what_was_there_at_first():
    first = applied(Changes(), [fix((0, 1, "x"), "f"), fix("g")])
    assert (first.changed, first.executable) == (("f", "g"), {"f", "g"})
    second = applied(first, [fix((0, 1, "y"), source=first.source(SOURCE)), fix("h")])
    assert (second.texts, second.olds) == ({"f": "ybcdef"}, {"f": "abcdef"})
    assert second.executable == {"f", "g", "h"}
    assert first.texts == {"f": "xbcdef"}
    back = applied(second, [fix((0, 1, "a"), source=second.source(SOURCE))])
    assert back.changed == ("f", "g", "h")
    assert applied(Changes(), [fix((0, 1, "a"))]).changed == ()


def test_names_of_one_file_are_one_file():
    key = {"./f": "/f", "f": "/f", "g": "/g"}.__getitem__
    other = Source("./f", "abcdef")
    made = applied(Changes(key), [fix((0, 1, "x")), fix((5, 6, "y"), source=other), fix("./f")])
    assert (made.texts, made.paths, made.executable) == ({"/f": "xbcdey"}, {"/f": "f"}, {"/f"})
    assert made.source(other).text == "xbcdey"
    assert made.source(other).path == "./f"
    unchanged = Source("g", "z")
    assert made.source(unchanged) is unchanged
    assert clashes(fix((0, 1, "x")), fix((1, 2, "y"), source=other), key)
    assert not clashes(fix((0, 1, "x")), fix((1, 2, "y"), source=other), str)
    assert why_unfit(fix((0, 1, "y"), source=other), made) == "./f is another text by now"
    assert why_unfit(fix((0, 1, "y"), source=made.source(other)), made) == ""


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ((0, 2, ""), (1, 3, ""), True),
        ((0, 2, ""), (2, 3, ""), True),
        ((2, 3, ""), (0, 2, ""), True),
        ((0, 2, ""), (3, 4, ""), False),
        ((3, 4, ""), (0, 2, ""), False),
        ((2, 2, ""), (2, 2, ""), True),
        ((0, 6, ""), (2, 3, ""), True),
        ((2, 3, ""), (0, 6, ""), True),
        ("f", (0, 6, ""), False),
        ("f", "f", False),
    ],
)
def test_fixes_that_touch_one_place_clash(one, other, clash):
    assert clashes(fix(one), fix(other), str) is clash
    assert clashes(fix((5, 5, "x"), one), fix(other), str) is (clash or other == (0, 6, ""))


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        (((0, 2, ""), (2, 3, "")), ""),
        (((2, 3, ""), (0, 2, "")), ""),
        (((0, 3, ""), (2, 3, "")), "its own edits overlap"),
        (((2, 3, ""), (0, 3, "")), "its own edits overlap"),
        (((0, 6, ""),), ""),
        (((6, 6, ""),), ""),
        (((0, 7, ""),), "f has no such place"),
        (((3, 2, ""),), "f has no such place"),
        (((-1, 2, ""),), "f has no such place"),
        (("f",), ""),
        (("f", (0, 7, "")), "f has no such place"),
        ((), "it has no edits"),
    ],
)
def test_a_fix_that_fits_says_nothing(edits, why):
    assert why_unfit(fix(*edits), Changes()) == why


def test_edits_of_two_files_do_not_overlap():
    other = Source("g", "abcdef")
    both = Fix("t", safe=True, edits=(Edit(SOURCE.span(0, 6), ""), Edit(other.span(0, 6), "")))
    assert why_unfit(both, Changes()) == ""
    assert applied(Changes(), [both]).texts == {"f": "", "g": ""}


# ---------------------------------------------------------------- the context
def test_a_context_with_changes_differs_in_them_only():
    inner = Listing({"a/f": "old", "a/g": "x", "h": "y"}, {"h"}, {"l": "a/f"})
    over = Overlaid(inner, applied(Changes(), [fix((0, 3, "new"), source=inner.read("a/f")), fix("a/g")]))
    assert over.read("a/f").text == "new"
    assert over.read("l").text == "new"
    assert over.read("a/f") is over.read("a/f")
    assert over.read("a/g") is inner.read("a/g")
    assert over.read("missing") is None
    assert [over.executable(path) for path in ("a/f", "a/g", "h", "l", "missing")] == [False, True, True, False, False]
    assert over.children("a") == ("f", "g")
    assert over.children("missing") is None
    assert [over.kind(path) for path in ("a", "a/f", "missing")] == ["dir", "file", None]
    assert (over.link("l"), over.link("h")) == ("a/f", None)


# ---------------------------------------------------------------- the difference
@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\n", "b\n", ["@@ -1 +1 @@", "-a", "+b"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
        ("", "a\n", ["@@ -0,0 +1 @@", "+a"]),
        ("a\x0bb\n", "a\x0bc\n", ["@@ -1 +1 @@", "-a\x0bb", "+a\x0bc"]),
        ("a\rb\n", "a\rc\n", ["@@ -1 +1 @@", "-a\rb", "+a\rc"]),
    ],
)
def test_a_difference_counts_lines_as_git_does(old, new, lines):
    changes = Changes(texts={"k": new}, olds={"k": old}, paths={"k": "p/f"})
    assert diff(changes).split("\n") == ["--- a/p/f", "+++ b/p/f", *lines, ""]


def test_files_stand_in_the_order_of_their_names_and_unchanged_ones_not_at_all():
    changes = Changes(
        texts={"1": "x\n", "2": "y\n", "3": "same"}, olds={"1": "a\n", "2": "b\n", "3": "same"}, executable=frozenset({"4", "2"}),
        paths={"1": "z", "2": "a", "3": "m", "4": "k"},
    )  # fmt: skip
    heads = [line for line in diff(changes).splitlines() if line.startswith(("diff", "---"))]
    assert heads == ["diff --git a/a b/a", "--- a/a", "diff --git a/k b/k", "--- a/z"]
    assert diff(Changes()) == ""
