"""Comments where a file begins, ends, goes on behind a backslash, or holds another text."""

from __future__ import annotations

import pytest

import stoplint as api
from stoplint.finding import Finding
from stoplint.rule import Rule
from stoplint.suppression import reading
from stoplint.suppression.writing import commented
from stoplint.text import Source

RULES = [
    Rule("SL101", "shell-form-cmd", "error", "", "", False, ""),
    Rule("SL201", "non-exec-launch", "error", "", "", False, ""),
    Rule("SL901", "unused-ignore", "warning", "", "", True, ""),
    Rule("SL902", "unknown-rule-in-ignore", "warning", "", "", True, ""),
]
CODES = {rule.code for rule in RULES}
DOCKERFILE = 'FROM debian:12-slim\nCOPY *.sh /\nENTRYPOINT ["/start.sh"]\n'


def found(source, line, code="SL201", last=None):
    name = next(rule.name for rule in RULES if rule.code == code)
    start = source.line_starts[line - 1]
    end = source.line_starts[(last or line) - 1] + len(source.line_text(last or line))
    return Finding(code, name, "error", "high", "", source.path, source.span(start, end))


def left(text, *places, path="start.sh", selected=CODES, foreign=None):
    """What is left of findings at (code, line): their lines, and the comments that are complained about."""
    source = Source(path, text)
    findings = reading.silenced(
        [found(source, *reversed(place)) for place in places], [(source, path == "Dockerfile")], RULES, selected,
        foreign=foreign,
    )  # fmt: skip
    return [(finding.code, finding.span.line) for finding in findings]


def messages(text, *lines):
    source = Source("start.sh", text)
    return [
        one.message
        for one in reading.silenced([found(source, line) for line in lines], [(source, False)], RULES, CODES)
    ]


@pytest.mark.parametrize(
    ("text", "line", "silent"),
    [
        ("# stoplint: ignore[SL201]\n./app\n", 2, True),
        ("./app # stoplint: ignore[SL201]", 1, True),
        ("a\n./app # stoplint: ignore[SL201]", 2, True),
        ("# stoplint: ignore[SL201]", 1, True),
        ("# stoplint: ignore[SL201]\n\n\n", 1, True),
        ("# stoplint: ignore[SL201]\r\n./app\r\n", 2, True),
        ("# stoplint: ignore[SL201]\n# a\n// b\n\t\n./app", 5, True),
        ("# stoplint: ignore[SL201]\n./a\n./app", 3, False),
        ("./a\n./app\n# stoplint: ignore[SL201]\n", 2, False),
        ("# stoplint: ignore-file\n./app\n", 2, True),
        ("./app\n# stoplint: ignore-file[SL201]", 1, True),
        ("./app # stoplint: ignore-file[SL201]\n", 1, False),
        ("./app # stoplint: ignore-files\n", 1, False),
        ("./app # stoplint: ignore-fil\n", 1, False),
        ("./app # stoplint: ignored\n", 1, False),
        ("./app #stoplint:ignore\n", 1, True),
        ("./app #\t stoplint:\t ignore\t [SL201]\n", 1, True),
        ("./app # Stoplint: ignore\n", 1, False),
        ("./app # stoplint: ignore[]\n", 1, True),
        ("./app # stoplint: ignore[SL101,\n# SL201]\n", 1, False),
        ("./app # stoplint: ignore[ , SL201,]\n", 1, True),
        ("./app -- stoplint: ignore[SL201]\n", 1, True),
        ("./app / stoplint: ignore[SL201]\n", 1, False),
    ],
)  # fmt: skip
def test_a_comment_holds_for_its_line_or_the_next_one_that_says_something(text, line, silent):
    assert (("SL201", line) not in left(text, ("SL201", line))) is silent


@pytest.mark.parametrize(
    ("text", "last", "line", "silent"),
    [
        ("./app \\\n  --x # stoplint: ignore[SL201]\n", 2, 1, True),
        ("./app \\\n  --x\n# stoplint: ignore[SL201]\n", 2, 1, False),
        ("# stoplint: ignore[SL201]\n./app \\\n  --x\n", 3, 2, True),
        ("# stoplint: ignore[SL201]\n\n./a\n./app \\\n --x\n", 5, 4, False),
    ],
)
def test_a_finding_of_several_lines_is_silenced_on_each_of_them(text, last, line, silent):
    source = Source("start.sh", text)
    findings = reading.silenced([found(source, line, last=last)], [(source, False)], RULES, CODES)
    assert (("SL201", line) not in [(one.code, one.span.line) for one in findings]) is silent


def test_a_finding_about_a_whole_file_is_silenced_for_the_whole_file_only():
    whole = Finding("SL201", "non-exec-launch", "error", "high", "", "start.sh", None)
    for text, count in (("# stoplint: ignore-file[SL201]\na\n", 0), ("# stoplint: ignore[SL201]\na\n", 2)):
        assert len(reading.silenced([whole], [(Source("start.sh", text), False)], RULES, CODES)) == count


@pytest.mark.parametrize("word", ["SL201", "sl201", "Sl201", "non-exec-launch", "NON-EXEC-LAUNCH"])
def test_a_rule_is_meant_by_its_code_or_name_in_any_case(word):
    assert left(f"./app # stoplint: ignore[{word}]\n", ("SL201", 1)) == []


@pytest.mark.parametrize(
    ("text", "path", "line", "silent"),
    [
        ("FROM x\n# stoplint: ignore[SL101]\nCMD app\n", "Dockerfile", 3, True),
        ("FROM x\n  # stoplint: ignore[SL101]\nCMD app\n", "Dockerfile", 3, True),
        ("FROM x\nCMD app # stoplint: ignore[SL101]\n", "Dockerfile", 2, False),
        ("# stoplint: ignore-file[SL101]\nFROM x\nCMD app", "Dockerfile", 3, True),
        ("\ufeff# stoplint: ignore-file[SL101]\nFROM x\nCMD app", "Dockerfile", 3, True),
        ("\ufeff# stoplint: ignore[SL101]\nCMD app", "Dockerfile", 2, True),
        ("FROM x\n# hadolint ignore=DL3025\nCMD app\n", "Dockerfile", 3, True),
        ("FROM x\n# HADOLINT Ignore = dl3025\nCMD app\n", "Dockerfile", 3, True),
        ("FROM x\n# hadolint ignore=\nCMD app\n", "Dockerfile", 3, False),
        ("# hadolint ignore=DL3025\nFROM x\nCMD app\n", "Dockerfile", 3, False),
        ("FROM x\n# hadolint ignore=DL3025\nCMD app\n", "start.sh", 3, False),
        ("# check=skip=jsonargsrecommended\nFROM x\nCMD app\n", "Dockerfile", 3, True),
        (" # check=skip=JSONArgsRecommended\nFROM x\nCMD app\n", "Dockerfile", 3, False),
        ("# check=skip=all\nFROM x\nCMD app\n", "Dockerfile", 3, False),
    ],
)  # fmt: skip
def test_comments_of_dockerfiles_stand_alone(text, path, line, silent):
    foreign = {"Dockerfile": "error"}
    assert (("SL101", line) not in left(text, ("SL101", line), path=path, foreign=foreign)) is silent


# ---------------------------------------------------------------- what is said about the comments
@pytest.mark.parametrize(
    ("text", "lines", "said"),
    [
        ("./app # stoplint: ignore[SL201]\n", [], ["nothing here is silenced by SL201"]),
        ("./app # stoplint: ignore[SL201, SL101]\n", [1], ["nothing here is silenced by SL101"]),
        ("./app # stoplint: ignore[SL201, SL101]\n", [], ["nothing here is silenced by SL201, SL101"]),
        ("./app # stoplint: ignore\n", [], ["this comment silences nothing"]),
        ("./app # stoplint: ignore\n", [1], []),
        ("./app # stoplint: ignore[SL999]\n", [], ["no rule is called SL999; did you mean SL902?"]),
        ("./app # stoplint: ignore[sl20]\n", [], ["no rule is called sl20; did you mean SL201?"]),
        ("./app # stoplint: ignore[non-exec-lunch]\n", [], ["no rule is called non-exec-lunch; did you mean non-exec-launch?"]),
        ("./app # stoplint: ignore[xyz]\n", [], ["no rule is called xyz"]),
        ("./app # stoplint: ignore[xyz, SL998]\n", [], ["no rule is called xyz, SL998"]),
        ("./app # stoplint: ignore[SL998, SL201]\n", [1], ["no rule is called SL998; did you mean SL902?"]),
        ("./app # stoplint: ignore[DL3025]\n", [], ["nothing here is silenced by DL3025"]),
    ],
)  # fmt: skip
def test_a_comment_that_silences_nothing_is_told_in_its_own_words(text, lines, said):
    told = messages(text, *lines)
    assert [one for one in told if one] == said


@pytest.mark.parametrize(
    ("text", "after", "title"),
    [
        ("./app # stoplint: ignore[SL999, SL201] why\n", "./app # stoplint: ignore[SL201] why\n", "keep SL201 only"),
        ("./app # stoplint: ignore[SL201 ,SL999]\n", "./app # stoplint: ignore[SL201]\n", "keep SL201 only"),
        ("./app # stoplint: ignore[SL999]", "./app", "remove the comment"),
        ("./app \t# stoplint: ignore[SL999]\n", "./app\n", "remove the comment"),
        ("a\n  # stoplint: ignore[SL999]\n./app\n", "a\n./app\n", "remove the comment"),
        ("./app\n# stoplint: ignore[SL999]", "./app\n", "remove the comment"),
    ],
)  # fmt: skip
def test_what_is_not_meant_is_taken_out_of_the_comment(text, after, title):
    source = Source("start.sh", text)
    silenced = reading.silenced([found(source, 1)] if "SL201" in text else [], [(source, False)], RULES, CODES)
    fix = silenced[0].fix
    (edit,) = fix.edits
    assert text[: edit.span.start] + edit.text + text[edit.span.end :] == after
    assert (fix.title, fix.safe) == (title, True)
    assert (silenced[0].confidence, silenced[0].severity, silenced[0].name) == ("high", "warning", RULES[3].name)


@pytest.mark.parametrize(
    ("text", "selected", "said"),
    [
        ("./app # stoplint: ignore[SL999]\n", CODES - {"SL902"}, []),
        ("./app # stoplint: ignore[SL201]\n", CODES - {"SL901"}, []),
        ("./app # stoplint: ignore[SL201]\n", CODES - {"SL101"}, [("SL901", 1)]),
        ("./app # stoplint: ignore[SL201]\n", CODES - {"SL201"}, []),
        ("./app # stoplint: ignore\n", CODES - {"SL101"}, []),
    ],
)
def test_only_rules_that_are_run_say_something_about_comments(text, selected, said):
    assert left(text, selected=selected) == said


def test_a_comment_silences_in_its_own_file_only():
    one, other = Source("a.sh", "./app # stoplint: ignore[SL201]\n"), Source("b.sh", "./app\n")
    files = [(one, False), (other, False)]
    said = reading.silenced([found(one, 1), found(other, 1)], files, RULES, CODES)
    assert [(finding.path, finding.code) for finding in said] == [("b.sh", "SL201")]


# ---------------------------------------------------------------- texts in texts
@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\ncat >x <<E\n# stoplint: ignore[SL201]\nE\n./app\n",
        "#!/bin/sh\ncat >x <<'E'\na # stoplint: ignore[SL999]\nE\n./app\n",
        "#!/bin/sh\necho 'a # stoplint: ignore[SL201]'\n./app\n",
        '#!/bin/bash\necho "a\n# stoplint: ignore\n"\n./app\n',
        "echo 'a # stoplint: ignore[SL201]'\n./app\n",
    ],
)
def test_what_only_looks_like_a_comment_is_never_unused(text):
    assert left(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\ncat >x <<E\nE\n./app # stoplint: ignore[SL201]\n",
        "#!/bin/sh\nx=$(a # stoplint: ignore[SL201]\n)\n",
        "#!/usr/bin/env node\nx('a // stoplint: ignore[SL201]')\n",
    ],
)
def test_a_comment_beside_other_texts_is_one(text):
    assert [code for code, _ in left(text)] == ["SL901"]


def test_a_comment_in_a_script_that_another_file_holds_silences_there():
    text = "#!/bin/sh\ncat >/run.sh <<E\n./app # stoplint: ignore[SL201]\nE\n"
    assert left(text, ("SL201", 3)) == []


def test_a_file_that_a_dockerfile_writes_keeps_its_lines():
    text = "FROM x\nCOPY <<E /a\n# stoplint: ignore[SL201]\nE\nRUN <<E\n# stoplint: ignore[SL201]\nx\nE\n"
    assert left(text, path="Dockerfile") == [("SL901", 6)]


# ---------------------------------------------------------------- written
@pytest.mark.parametrize(
    ("text", "line", "after"),
    [
        ("./app", 1, "# stoplint: ignore[SL201]\n./app"),
        ("\t./app\n", 1, "\t# stoplint: ignore[SL201]\n\t./app\n"),
        ("\ufeffFROM x\nCMD a\n", 1, "\ufeff# stoplint: ignore[SL201]\nFROM x\nCMD a\n"),
        ("\ufeffFROM x\nCMD a\n", 2, "\ufeffFROM x\n# stoplint: ignore[SL201]\nCMD a\n"),
        ("a\x0cb\x0b\u2028\x85\n./app\n", 2, "a\x0cb\x0b\u2028\x85\n# stoplint: ignore[SL201]\n./app\n"),
        ("a\rb\n./app\n", 2, "a\rb\n# stoplint: ignore[SL201]\n./app\n"),
        ("a\r\n./app\r\n", 2, "a\r\n# stoplint: ignore[SL201]\r\n./app\r\n"),
        ("# \\\n./app\n", 2, None),
        ("a \\\r\n./app\r\n", 2, None),
        ("a `\n./app\n", 2, None),
        ("#!/bin/sh\n./app\n", 1, None),
        ("a\n", 2, None),
    ],
)  # fmt: skip
def test_a_comment_is_put_above_the_line_and_nothing_else_changes(text, line, after):
    source = Source("start.sh", text)
    finding = Finding("SL201", "n", "error", "high", "", "start.sh", source.span(*[source.line_starts[line - 1]] * 2) if line <= len(source.line_starts) else None)  # fmt: skip
    new, not_silenced = commented(text, [finding])
    assert new == (text if after is None else after)
    assert len(not_silenced) == (after is None)


def test_several_rules_on_a_line_get_one_comment():
    source = Source("start.sh", "./app\n./b\n")
    new, _ = commented(source.text, [found(source, 1), found(source, 1, "SL101"), found(source, 1), found(source, 2)])
    assert new == "# stoplint: ignore[SL101, SL201]\n./app\n# stoplint: ignore[SL201]\n./b\n"


def test_a_finding_without_a_line_is_told_to_be_silenced_by_hand(workspace, monkeypatch):
    from stoplint.suppression.writing import add_comments

    root = workspace({"a.sh": "a \\\n./app\n", "b.sh": b"#!/bin/sh\n# \xff\r\n./app"})
    a, b = Source("a.sh", "a \\\n./app\n"), Source("b.sh", "#!/bin/sh\n# \udcff\r\n./app")
    whole = Finding("SL101", "n", "error", "high", "", "a.sh", None)
    said, failed = add_comments([found(a, 2), whole, found(b, 3), found(b, 3, "SL101")])
    assert failed == ()
    assert said.splitlines() == [
        "a.sh:2: SL201 has no line of its own to stand above: silence it by hand",
        "a.sh:1: SL101 has no line of its own to stand above: silence it by hand",
        "2 findings silenced",
    ]
    assert (root / "b.sh").read_bytes() == b"#!/bin/sh\n# \xff\r\n# stoplint: ignore[SL101, SL201]\n./app"
    assert (root / "b.sh").stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in root.iterdir()) == [".git", "a.sh", "b.sh"]


def test_links_stay_and_the_file_behind_them_gets_the_comment(workspace):
    from stoplint.suppression.writing import add_comments

    root = workspace({"real.sh": "./app\n"})
    (root / "link.sh").symlink_to("real.sh")
    source = Source("link.sh", "./app\n")
    assert add_comments([found(source, 1)]) == ("1 finding silenced", ())
    assert (root / "link.sh").is_symlink()
    assert (root / "real.sh").read_text() == "# stoplint: ignore[SL201]\n./app\n"


def test_what_is_silenced_in_files_is_silent_and_fixed_files_lose_what_is_not_used(workspace):
    root = workspace({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\n# stoplint: ignore[SL201]\n./server\n"})
    assert api.lint(".") == ()
    (root / "start.sh").write_text("#!/bin/sh\n# stoplint: ignore[SL201]\nexec ./server\n")
    assert [one.code for one in api.fix(".").made] == ["SL901"]
    assert (root / "start.sh").read_text() == "#!/bin/sh\nexec ./server\n"


def test_the_mark_in_front_of_a_comment_stays_when_that_goes():
    source = Source("Dockerfile", "\ufeff# stoplint: ignore[SL999]\nFROM x\n")
    ((edit,),) = [one.fix.edits for one in reading.silenced([], [(source, True)], RULES, CODES)]
    assert source.text[: edit.span.start] + edit.text + source.text[edit.span.end :] == "\ufeffFROM x\n"
