from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
from stoplint import linting
from stoplint.checks import Problem
from stoplint.finding import Related
from stoplint.linting import at_least, lint, merged
from stoplint.rule import Rule
from stoplint.text import Source

FILE = Source("a.sh", "one two three\nfour five six\n")
OTHER = Source("b.sh", FILE.text)
DOCKERFILE = Source("Dockerfile", "FROM a\nFROM b\nFROM c\n")


def finding(start=0, end=3, source=FILE, **changes):
    values = {"span": source.span(start, end), "path": source.path, "related": (), "fix": None} | changes
    return samples.finding(**values)


def related(line, label):
    start = DOCKERFILE.line_starts[line - 1]
    return Related(DOCKERFILE.span(start, start + 6), label)


# ---------------------------------------------------------------- one fault is one finding
def test_one_fault_on_several_images_is_one_finding_with_the_worst_severity():
    one = finding(severity="warning", message="milder", related=(related(1, "first"),), confidence="low")
    two = finding(severity="error", message="worse", related=(related(2, "second"),), confidence="medium")
    for both in ((one, two), (two, one)):
        (left,) = merged(both)
        assert (left.severity, left.message, left.confidence) == ("error", "worse", "medium")
        assert [each.label for each in left.related] == ["second", "first"]


def test_the_fix_that_one_of_them_offers_is_kept():
    fix = samples.finding().fix
    (left,) = merged([finding(severity="error"), finding(severity="warning", fix=fix)])
    assert (left.severity, left.fix) == ("error", fix)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(finding(4, 7), id="another place"),
        pytest.param(finding(0, 7), id="another end"),
        pytest.param(finding(source=OTHER), id="another file"),
        pytest.param(finding(code="SL202", name="other"), id="another rule"),
        pytest.param(samples.about_a_file(path="a.sh"), id="the whole file"),
    ],
)
def test_two_faults_stay_two(other):
    assert len(merged([finding(), other])) == 2


def test_the_same_file_seen_from_two_folders_is_one():
    away = Source("../here/a.sh", FILE.text)
    both = [finding(), finding(source=away)]
    assert len(merged(both, lambda path: path.rsplit("/", 1)[-1])) == 1


FINDINGS = st.builds(
    lambda start, source, code, severity: finding(start, start + 2, source, code=code, severity=severity),
    st.integers(0, 25), st.sampled_from([FILE, OTHER]), st.sampled_from(["SL1", "SL2"]),
    st.sampled_from(["error", "warning", "info"]),
)  # fmt: skip


@given(st.lists(FINDINGS, max_size=12), st.randoms())
def test_order_does_not_depend_on_who_found_what_first(findings, random):
    shuffled = list(findings)
    random.shuffle(shuffled)
    one, two = merged(findings), merged(shuffled)
    keys = [(each.path, each.span.line, each.span.column, each.code, each.severity) for each in one]
    assert keys == [(each.path, each.span.line, each.span.column, each.code, each.severity) for each in two]
    assert keys == sorted(keys)
    assert merged(one) == one


@pytest.mark.parametrize(
    ("severities", "level", "reached"),
    [((), "info", False), (("info",), "warning", False), (("info", "error"), "error", True), (("info",), "info", True)],
)
def test_a_level_is_reached_by_its_own_severity_or_a_worse_one(severities, level, reached):
    assert at_least([finding(severity=each) for each in severities], level) is reached


# ---------------------------------------------------------------- rules
RULES = [
    Rule("SL101", "good-rule", "error", "", "", False, ""),
    Rule("SL102", "broken-rule", "error", "", "", False, ""),
]
SUBJECT = SimpleNamespace(dockerfile=SimpleNamespace(source=DOCKERFILE), traces=(), context=None)


def good(subject):
    yield Problem(FILE.span(0, 3), "message", severity="info")
    yield Problem(None, "about the file")


def broken(subject):
    yield Problem(FILE.span(4, 7), "before it broke")
    raise KeyError("missing")


def test_a_broken_rule_is_named_with_the_file_and_the_others_speak(monkeypatch):
    monkeypatch.setattr(linting, "check_of", {"good-rule": good, "broken-rule": broken}.__getitem__)
    findings, internal_errors = lint(SUBJECT, RULES)
    assert [(each.path, each.code, each.severity) for each in findings] == [
        ("Dockerfile", "SL101", "error"), ("a.sh", "SL101", "info"),
    ]  # fmt: skip
    (internal_error,) = internal_errors
    assert str(internal_error).startswith(
        "Dockerfile: SL102 broken-rule failed, which is a fault of stoplint: KeyError: 'missing'"
    )
    assert "test_linting.py:" in str(internal_error)


def test_a_rule_without_a_module_is_a_crash_and_no_silence():
    _, internal_errors = lint(SUBJECT, [Rule("SL103", "no-such-rule", "error", "", "", False, "")])
    assert "no_such_rule" in str(internal_errors[0])
