from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Rule("SL903", "malformed-ignore", "warning", "", "", False, ""),
]
CODES = {rule.code for rule in RULES}


def found(source, line, code="SL201", severity="error"):
    """A finding of the rule on a whole line."""
    rule = next(rule for rule in RULES if rule.code == code)
    start = source.line_starts[line - 1]
    span = source.span(start, start + len(source.line_text(line)))
    return Finding(code, rule.name, severity, "high", "", source.path, span)


def said(text, *places, path="start.sh", selected=CODES, severity="error", foreign=None):
    """(code, line) of what is left of findings at (code, line)."""
    source = Source(path, text)
    findings = [found(source, line, code, severity) for code, line in places]
    left = reading.silenced(findings, [(source, path == "Dockerfile")], RULES, selected, foreign=foreign)
    return [(finding.code, finding.span.line) for finding in left]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("./app # stoplint: ignore[SL201] we know\n", id="on the line"),
        pytest.param("./app # stoplint: ignore\n", id="all rules"),
        pytest.param("./app # stoplint:ignore[ SL101 , non-exec-launch ]\n", id="by name, among others"),
        pytest.param("./app # because # stoplint: ignore[SL201]\n", id="behind another comment"),
        pytest.param("./app # stoplint: ignore[sl201]\n", id="lower case"),
        pytest.param("./app // stoplint: ignore[SL201]\n", id="another language"),
    ],
)
def test_a_comment_on_the_line_silences(text):
    assert ("SL201", 1) not in said(text, ("SL201", 1))


@pytest.mark.parametrize(
    "text",
    [
        "# stoplint: ignore[SL201] reason\n./app\n",
        "  # stoplint: ignore[SL201]\n\n# another comment\n./app\n",
        "# stoplint: ignore[SL101, SL201]\n./app",
    ],
)
def test_a_comment_above_silences_the_next_line_that_says_something(text):
    line = text.rstrip("\n").count("\n") + 1
    assert ("SL201", line) not in said(text, ("SL201", line))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("./app # stoplint: ignore[SL101]\n", 1),
        ("# stoplint: ignore[SL201]\necho\n./app\n", 3),
        ("./app\n# stoplint: ignore[SL201]\n", 1),
        ("./app # stoplint: ignored\n", 1),
        ("./app # xstoplint : ignore[SL201]\n", 1),
    ],
)
def test_another_rule_or_line_is_not_silenced(text, line):
    assert ("SL201", line) in said(text, ("SL201", line))


def test_a_whole_file_can_be_silenced():
    text = "#!/bin/sh\n# stoplint: ignore-file[SL201]\necho\n./app\n"
    assert said(text, ("SL201", 4), ("SL201", 3), ("SL101", 4)) == [("SL101", 4)]


def test_a_comment_at_the_end_of_a_line_of_a_dockerfile_is_none():
    text = "FROM x\nCMD app # stoplint: ignore[SL101]\n"
    assert said(text, ("SL101", 2), path="Dockerfile") == [("SL101", 2)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM x\n# hadolint ignore=DL3025\nCMD app\n", 3),
        ("FROM x\n#hadolint ignore=DL3006,DL3025\nCMD app\n", 3),
        ("# hadolint global ignore=DL3025\nFROM x\nRUN y\nCMD app\n", 4),
        ("# check=skip=JSONArgsRecommended\nFROM x\nRUN y\nCMD app\n", 4),
        ("# check=error=true;skip=StageNameCasing,JSONArgsRecommended\nFROM x\nCMD app\n", 3),
    ],
)
def test_other_linters_comments_silence_the_shell_form_rules_and_are_never_unused(text, line):
    assert said(text, ("SL101", line), path="Dockerfile", severity="info") == []
    assert said(text, ("SL201", line), path="Dockerfile", severity="info") == [("SL201", line)]
    assert said(text, path="Dockerfile") == []


@pytest.mark.parametrize("severity", ["info", "warning", "error"])
@pytest.mark.parametrize("foreign", ["none", "info", "warning", "error"])
def test_other_linters_comments_silence_up_to_the_severity_that_is_configured(severity, foreign):
    levels = ["none", "info", "warning", "error"]
    left = said(
        "FROM x\n# hadolint ignore=DL3025\nCMD app\n", ("SL101", 3),
        path="Dockerfile", severity=severity, foreign={"Dockerfile": foreign},
    )  # fmt: skip
    assert (left == []) is (levels.index(severity) <= levels.index(foreign))


@pytest.mark.parametrize(
    ("comment", "instead"),
    [
        ("# stoplint: ignore SL201", "# stoplint: ignore[SL201]"),
        ("# stoplint: ignore SL201, SL101 for now", "# stoplint: ignore[SL201, SL101]"),
        ("# stoplint: ignore because it is meant", "# stoplint: ignore[CODE]"),
        ("# stoplint: noqa", "# stoplint: ignore[CODE]"),
        ("# stoplint: SL101", "# stoplint: ignore[SL101]"),
        ("# stoplint: turn off SL101", "# stoplint: ignore[SL101]"),
        ("# stoplint: next-line-disable", "# stoplint: ignore[CODE]"),
        ("# stoplint: ignroe", "# stoplint: ignore[CODE]"),
        ("# stoplint: ignore[SL201", "# stoplint: ignore[SL201]"),
        ("# stoplint: ignore(sl201)", "# stoplint: ignore[SL201]"),
        ("# stoplint: ignore=SL201", "# stoplint: ignore[SL201]"),
        ("# stoplint: ignored[SL201]", "# stoplint: ignore[SL201]"),
        ("# stoplint: ingore[SL101]", "# stoplint: ignore[SL101]"),
        ("# stoplint: disable=SL101", "# stoplint: ignore[SL101]"),
        ("# stoplint: ignore-fil[SL101]", "# stoplint: ignore-file[SL101]"),
        ("# stoplint: file-ignore SL101", "# stoplint: ignore-file[SL101]"),
        ("# StopLint: ignore[SL101]", "# stoplint: ignore[SL101]"),
        ("# stoplint : ignore[SL101]", "# stoplint: ignore[SL101]"),
        ("# stoplint ignore[SL101]", "# stoplint: ignore[SL101]"),
    ],
)
def test_a_comment_that_is_not_written_as_it_must_be_silences_nothing_and_is_told(comment, instead):
    source = Source("start.sh", f"{comment}\n./app\n")
    findings = [found(source, 2, code) for code in ("SL101", "SL201")]
    left = reading.silenced(findings, [(source, False)], RULES, CODES)
    assert [(each.code, each.span.line) for each in left] == [("SL101", 2), ("SL201", 2), ("SL903", 1)]
    assert f"`{instead}`" in left[-1].message
    assert left[-1].span.text == comment


@pytest.mark.parametrize(
    "text",
    [
        "# stoplint is a linter\n", "# https://example.org/stoplint: see there\n", "# see stoplint: it says so\n",
        "#!/bin/sh\necho '# stoplint: ingore'\n", "#!/bin/sh\ncat <<E\n# stoplint: ingore\nE\n", "# stoplint ignores that\n",
        "# nostoplint: x\n", "# stoplint:\n", "# stoplint: run by CI, see docs/lint.md\n",
        "# stoplint: signals are its business, skip the rest\n", "# stoplint: official page\n", "# stoplint: ingress first\n", "# stoplint-action: v2\n",
    ],
)  # fmt: skip
def test_what_is_no_comment_for_stoplint_is_not_told(text):
    assert said(text) == []


def test_a_file_a_dockerfile_writes_holds_no_comments_for_it():
    assert said("FROM x\nCOPY <<E /a\n# stoplint: ingore\nE\n", path="Dockerfile") == []


def test_another_linters_other_rules_are_not_ours():
    assert said("FROM x\n# hadolint ignore=DL3006\nCMD app\n", ("SL101", 3), path="Dockerfile") == [("SL101", 3)]


@pytest.mark.parametrize(
    ("text", "selected", "expected"),
    [
        ("./app # stoplint: ignore[SL201]\n", CODES, [("SL901", 1)]),
        ("./app # stoplint: ignore[SL201]\n", {"SL901"}, []),
        ("./app # stoplint: ignore\n", CODES, [("SL901", 1)]),
        ("./app # stoplint: ignore\n", {"SL901", "SL201"}, []),
        ("./app # stoplint: ignore[SL999]\n", CODES, [("SL902", 1)]),
        ("./app # stoplint: ignore[SL999, SL201]\n", CODES, [("SL902", 1), ("SL901", 1)]),
    ],
)
def test_a_comment_is_unused_only_when_its_rules_were_run(text, selected, expected):
    assert said(text, selected=selected) == expected


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a\n# stoplint: ignore[SL201] why\n./app\n", "a\n./app\n"),
        ("./app  # stoplint: ignore[SL999]\nb", "./app\nb"),
        ("./app # stoplint: ignore[SL999, SL101]\n", "./app # stoplint: ignore[SL101]\n"),
        ("# stoplint: ignore[SL201]", ""),
        ("a\r\n# stoplint: ignore[SL201]\r\n./app\r\n", "a\r\n./app\r\n"),
    ],
)
def test_the_fix_takes_away_what_is_not_used(text, after):
    source = Source("start.sh", text)
    used = [found(source, 1, "SL101")]
    left = reading.silenced(used if "SL101" in text else [], [(source, False)], RULES, CODES)
    (edit,) = left[0].fix.edits
    assert text[: edit.span.start] + edit.text + text[edit.span.end :] == after


@given(st.text("#/-stoplint: ignore[]SL201,\n\\ x", max_size=80), st.booleans())
def test_no_text_breaks_the_reading_of_comments(text, is_dockerfile):
    source = Source("f", text)
    for silence in reading.silences(source, is_dockerfile=is_dockerfile):
        assert 0 <= silence.span.start < silence.span.end <= len(text)
        for word, span in silence.words:
            assert span.text == word


# ---------------------------------------------------------------- --add-ignore
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_added_comments_silence_what_they_are_added_for(newline):
    text = newline.join(["#!/bin/sh", "if true; then", "  ./app", "fi", "./other", ""])
    source = Source("start.sh", text)
    new, left = commented(text, [found(source, 3), found(source, 5), found(source, 5, "SL101")])
    assert left == []
    assert new == newline.join([
        "#!/bin/sh", "if true; then", "  # stoplint: ignore[SL201]", "  ./app", "fi",
        "# stoplint: ignore[SL101, SL201]", "./other", "",
    ])  # fmt: skip
    assert said(new, ("SL201", 4), ("SL201", 7), ("SL101", 7)) == []


def test_no_comment_is_put_into_a_command():
    text = "exec \\\n  ./app\n"
    source = Source("start.sh", text)
    new, left = commented(text, [found(source, 2)])
    assert (new, len(left)) == (text, 1)


def test_add_ignore_writes_the_files(workspace, stoplint):
    root = workspace({"Dockerfile": 'FROM debian:12-slim\n# stoplint: ignore\nENTRYPOINT ["/usr/bin/app"]\n'})
    result = stoplint("check", "--add-ignore")
    assert result.code == 0
    assert "1 finding silenced" in result.err
    assert (
        (root / "Dockerfile")
        .read_text()
        .startswith("FROM debian:12-slim\n# stoplint: ignore[SL901]\n# stoplint: ignore\n")
    )
