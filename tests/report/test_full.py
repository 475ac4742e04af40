from __future__ import annotations

import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
from stoplint.finding import Fix
from stoplint.report import View, concise, full, visible

VIEW = View(files=1, images=1)


def test_a_finding_looks_as_the_readme_shows_it():
    assert full.render([samples.finding()], VIEW) == (
        """\
error SL201 non-exec-launch: start.sh stays in front of my_demo_svr, which never gets SIGTERM
   --> start.sh:3:1
    |
  3 | ./my_demo_svr
    | ^^^^^^^^^^^^^ started as a child of the script
   ::: Dockerfile:4:1
  4 | ENTRYPOINT ["sh", "start.sh"]
    | ----------------------------- sh runs as PID 1, has no trap for SIGTERM, drops it
    |
    = at stop: nothing happens for 10 s, then my_demo_svr is killed in the middle of its work
    = fix [safe]: exec ./my_demo_svr

1 file, 1 image: 1 error (1 fixable with --fix)
"""
    )


def test_no_findings_leave_the_summary_alone():
    assert full.render([], View(files=2, images=3)) == "2 files, 3 images: nothing found\n"


def test_a_finding_about_a_whole_file_has_no_source_lines():
    text = full.render([samples.about_a_file()], VIEW)
    assert "--> start.sh\n" in text
    assert "^" not in text


def test_findings_of_each_severity_and_each_kind_of_fix_are_counted():
    findings = [samples.finding(), samples.finding(severity="info", fix=None), samples.about_a_file()]
    assert full.render(findings, VIEW).endswith("1 file, 1 image: 1 error, 1 warning, 1 info (2 fixable with --fix)\n")


@pytest.mark.parametrize(("safe", "shown"), [(True, False), (False, True)])
def test_what_is_advised_stands_below_a_fix_that_is_not_safe(safe, shown):
    fix = Fix("put `exec` before it", safe=safe, edits=())
    text = full.render([samples.finding(fix=fix, help="set a trap")], VIEW)
    assert f"= fix [{'safe' if safe else 'unsafe'}]: put `exec` before it\n" in text
    assert ("= help: set a trap\n" in text) is shown


def columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        pytest.param("\t\t./app", "./app", id="tabs before the mark"),
        pytest.param("a\tb ./app --x", "./app", id="a tab in the middle of a word"),
        pytest.param("echo 起動 ./app", "./app", id="wide characters"),
        pytest.param("echo \x1b[31m ./app", "./app", id="an escape sequence"),
        pytest.param("echo a\u202eb ./app", "./app", id="a change of direction"),
        pytest.param("x" * 500 + " ./app " + "y" * 500, "./app", id="a long line"),
        pytest.param("./app " + "y" * 5000, "./app", id="a very long line"),
        pytest.param("##[error] ./app", "./app", id="a log command"),
    ],
)
def test_marks_stand_below_what_they_mark(line, part):
    lines = full.render([samples.marked(line, part, label="")], View(width=80)).splitlines()
    at = next(number for number, text in enumerate(lines) if "^" in text)
    shown, marks = lines[at - 1], lines[at]
    before = columns(shown[: shown.index(part)])
    assert marks.rstrip() == "    |" + " " * (before - 5) + "^" * len(part)
    assert columns(shown) <= 80


def test_a_span_of_many_lines_shows_its_ends():
    script = "".join(f"line {number} \\\n" for number in range(1, 9)) + "./my_demo_svr"
    source = samples.finding(script=script).span.source
    text = full.render([samples.finding(span=source.span(0, len(script)), related=())], VIEW)
    assert [line.strip() for line in text.splitlines() if " | " in line and "^" not in line] == [
        "1 | line 1 \\", "2 | line 2 \\", "9 | ./my_demo_svr",
    ]  # fmt: skip
    assert text.index("...") < text.index("9 | ")


def test_a_span_that_ends_behind_a_line_end_does_not_mark_the_next_line():
    source = samples.finding().span.source
    text = full.render([samples.finding(span=source.span(0, 10), related=())], VIEW)
    assert "  2 |" not in text


def test_colours_and_links_are_only_for_terminals():
    plain = full.render([samples.finding()], VIEW)
    assert "\x1b" not in plain
    rich = full.render([samples.finding()], View(files=1, images=1, colour=True, links=True, absolute="/srv/{}".format))
    assert "\x1b]8;;file:///srv/start.sh\x1b\\start.sh:3:1\x1b]8;;\x1b\\" in rich
    without = re.sub(r"\x1b\]8;;.*?\x1b\\|\x1b\[[\d;]*m", "", rich)
    assert without == plain


HOSTILE = st.text(st.characters(codec=None), max_size=30).map(lambda text: text.replace("\n", "\r"))


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_from_a_file_reaches_a_terminal_raw(text, name, message):
    script = f"{text}./my_demo_svr{text}"
    found = samples.finding(script=script, path=f"a{name}", message=message, label=text, consequence=message)
    for module in (full, concise):
        shown = module.render([found], VIEW)
        for char in shown.replace("\n", ""):
            assert char.isprintable() or char in "\xad \u3000" or ord(char) > 0x9F, repr(char)
            assert not 0xD800 <= ord(char) <= 0xDFFF
            assert char not in "\u202e\u2066\u200b\u2028\u2029"
        assert "##[" not in shown


@pytest.mark.parametrize("name", ["::error file=x::owned", " ::add-mask::x", "::group::"])
def test_a_file_name_cannot_begin_a_workflow_command(name):
    found = samples.finding(path=name)
    for module in (full, concise):
        for line in module.render([found], VIEW).splitlines():
            assert not line.lstrip().startswith("::error file")
            assert not re.match(r"\s*::(add-mask|group|error)", line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb", "a\\x0db"),
        ("\udcff", "\\xff"),
        ("\u202e", "\\u202e"),
        ("##[add-path]", "#\\x23[add-path]"),
        ("x ##vso[task.x]", "x #\\x23vso[task.x]"),
        ("## heading", "## heading"),
        ("é起", "é起"),
    ],
)
def test_what_is_invisible_is_written_out(text, shown):
    assert visible(text) == shown


def test_concise_is_one_line_a_finding():
    assert concise.render([samples.finding(), samples.about_a_file()], VIEW).splitlines()[:2] == [
        "start.sh:3:1: error SL201 non-exec-launch: start.sh stays in front of my_demo_svr, which never gets SIGTERM",
        "start.sh: warning SL201 non-exec-launch: start.sh stays in front of my_demo_svr, which never gets SIGTERM",
    ]
