from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stoplint as package
from stoplint.cli import check as check_command
from stoplint.cli import group, plain
from stoplint.cli.running import FORMATS

# for a process of its own: the package that is being tested, installed or not
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(package.__file__))}
GRACEFUL = 'FROM debian:12-slim\nENTRYPOINT ["/usr/bin/app"]\n'
# found by a rule that needs no model: good for tests of everything around
UNUSED = 'FROM debian:12-slim\n# stoplint: ignore\nENTRYPOINT ["/usr/bin/app"]\n'


def test_a_clean_folder_ends_with_0(workspace, stoplint):
    workspace({"Dockerfile": GRACEFUL})
    result = stoplint("check")
    assert (result.code, result.out, result.err) == (0, "1 file, 1 image: nothing found\n", "")


def test_a_finding_ends_with_1(workspace, stoplint):
    workspace({"Dockerfile": UNUSED})
    result = stoplint("check", "-f", "concise")
    assert result.code == 1
    assert result.out.splitlines()[0] == "Dockerfile:2:1: warning SL901 unused-ignore: this comment silences nothing"


@pytest.mark.parametrize(
    ("files", "argument", "said"),
    [
        pytest.param({}, "nowhere", "nowhere: there is no such file or folder", id="missing"),
        pytest.param({"docs/x.md": ""}, "docs", "docs: there is no Dockerfile in this folder", id="none in folder"),
        pytest.param({"Dockerfile": b"\x7fELF\0\1\2"}, "Dockerfile", "Dockerfile: is binary", id="binary"),
        pytest.param({"app": b"\x7fELF\0\1\2"}, "app", "app: is binary", id="binary of another name"),
        pytest.param({"Dockerfile": ""}, "Dockerfile", "Dockerfile: is empty", id="empty"),
        pytest.param({"Dockerfile": "# nothing\n"}, "Dockerfile", "Dockerfile: is no Dockerfile: it has no FROM", id="no FROM"),
        pytest.param({"Dockerfile": b"\xff\xfe\xfa\n\x80\x81"}, "Dockerfile", "Dockerfile: is no Dockerfile", id="garbage"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_one_sentence_and_the_others_are_looked_at(
    workspace, stoplint, files, argument, said
):
    workspace({**files, "good/Dockerfile": UNUSED})
    for arguments in ((argument, "good"), ("good", argument)):
        result = stoplint("check", "-f", "concise", *arguments)
        assert result.code == 2
        assert result.err.startswith(said)
        assert result.err.count("\n") == 1
        assert "good/Dockerfile:2:1: warning SL901" in result.out


def test_an_unreadable_file_is_one_sentence(workspace, stoplint, monkeypatch):
    workspace({"Dockerfile": GRACEFUL, "good/Dockerfile": UNUSED})
    real = os.open

    def refusing(path, *rest, **more):  # root, who runs tests in CI, may read everything
        if os.path.realpath(path) == os.path.realpath("Dockerfile"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    result = stoplint("check", ".")
    assert (result.code, result.err) == (2, "Dockerfile: can't be read: Permission denied\n")
    assert "good/Dockerfile:2:1" in result.out


# ---------------------------------------------------------------- what is not known, or not found in spite of all
NOBODY = "FROM registry.example/team/base\nRUN true\n"
WHY = "what happens at stop is not known: nothing is known about the base image registry.example/team/base"
# memcached has no signal for an orderly stop: nobody's fault
NO_FAULT = 'FROM debian:12-slim\nCMD ["memcached"]\n'


def images(result):
    return json.loads(result.out)["images"]


def test_an_image_of_which_nothing_is_known_is_a_note_and_is_counted(workspace, stoplint):
    workspace({"Dockerfile": NOBODY})
    result = stoplint("check")
    assert (result.code, result.err) == (0, "")
    assert result.out == f"Dockerfile: note: {WHY}\n\n1 file, 1 image: nothing found, 1 not known\n"


def test_images_with_the_same_reason_are_one_note(workspace, stoplint):
    workspace({f"s{number}/Dockerfile": NOBODY for number in range(9)})
    (note, summary) = stoplint("check", "-f", "concise").out.splitlines()
    assert note == f"s0/Dockerfile, s1/Dockerfile, s2/Dockerfile and 6 more: note: {WHY}"
    assert summary == "9 files, 9 images: nothing found, 9 not known"


def test_notes_of_many_kinds_are_not_repeated_without_end_and_json_tells_of_each(workspace, stoplint):
    workspace({f"s{number:02}/Dockerfile": f"FROM registry.example/{number}\n" for number in range(23)})
    lines = stoplint("check", "-f", "concise").out.splitlines()
    assert len(lines) == 22
    assert lines[-2] == "note: 3 more like these; stoplint check -f json tells of each image"
    assert len(images(stoplint("check", "-f", "json"))) == 23


@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle"])
def test_every_report_says_what_is_not_known_and_those_that_have_no_place_for_it_leave_it_to_standard_error(
    workspace, stoplint, form
):
    workspace({"Dockerfile": NOBODY})
    result = stoplint("check", "-f", form)
    said, other = (result.err, result.out) if form in ("gitlab", "checkstyle") else (result.out, result.err)
    assert "nothing is known about the base image registry.example/team/base" in said
    assert "not known" not in other
    assert result.code == 0


@pytest.mark.parametrize("quiet", [("--diff",), ("--write-baseline", "known.json"), ("-o", "report")])
def test_what_only_asks_for_something_else_hears_nothing_of_it(workspace, stoplint, quiet):
    workspace({"Dockerfile": NOBODY})
    result = stoplint("check", *quiet)
    assert "not known" not in result.out + result.err


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (NOBODY, (), 0),
        (NOBODY, ("--fail-on-unknown",), 1),
        (NOBODY, ("--fail-on-unknown", "--exit-zero"), 0),
        (NOBODY, ("--fail-on-unknown", "--fix"), 1),
        (NOBODY, ("--config", "fail-on-unknown=true"), 1),
        (NOBODY, ("--config", "fail-on-unknown=false"), 0),
        (GRACEFUL, ("--fail-on-unknown",), 0),
        # a stage that is only built from is nobody's image
        ('FROM registry.example/team/base AS build\nFROM debian:12-slim\nCMD ["app"]\n', ("--fail-on-unknown",), 0),
    ],
)
def test_what_is_not_known_can_be_a_failure(workspace, stoplint, text, arguments, code):
    workspace({"Dockerfile": text})
    assert stoplint("check", *arguments).code == code


def test_images_are_data_with_what_their_verdict_rests_on(workspace, stoplint):
    workspace({"a/Dockerfile": GRACEFUL, "b/Dockerfile": NOBODY})
    (good, unknown) = images(stoplint("check", "-f", "json"))
    assert (good["dockerfile"], good["verdict"], good["no_finding"]) == ("a/Dockerfile", "graceful", None)
    assert [(each["program"], each["signal"]) for each in good["assumptions"]] == [("app", "SIGTERM")]
    assert (unknown["verdict"], unknown["assumptions"]) == ("unknown", [])
    assert unknown["reason"] in WHY
    (run,) = json.loads(stoplint("check", "-f", "sarif").out)["runs"]
    assert run["properties"]["images"] == [good, unknown]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_tells_of_a_run_that_could_not_look_at_everything(workspace, stoplint):
    workspace({"Dockerfile": NOBODY})
    document = json.loads(stoplint("check", "-f", "sarif", "Dockerfile", "nowhere").out)
    assert document["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_a_bad_end_without_a_finding_says_why_there_is_none(workspace, stoplint):
    workspace({"Dockerfile": NO_FAULT})
    result = stoplint("check")
    assert result.code == 0
    assert result.out == (
        "Dockerfile: note: abrupt (memcached gets SIGTERM and stops at once, dropping the work in flight), but nothing "
        "to report: no other signal makes memcached end in a better way\n\n1 file, 1 image: nothing found\n"
    )
    assert stoplint("check", "--fail-on-unknown").code == 0


@pytest.mark.parametrize(
    ("comment", "arguments"),
    [
        ("", ()),
        ("", ("--ignore", "SL102")),
        ("", ("--select", "SL2")),
        ("", ("--config", "per-file-ignores={'Dockerfile'=['SL1']}")),
        ("# stoplint: ignore[SL102]\n", ()),
    ],
)
def test_a_finding_that_is_silenced_or_not_asked_for_is_one(workspace, stoplint, comment, arguments):
    workspace({"Dockerfile": f"FROM debian:12-slim\n{comment}CMD app\n"})
    result = stoplint("check", "-f", "concise", *arguments)
    assert "note:" not in result.out
    assert images(stoplint("check", "-f", "json", *arguments))[0]["no_finding"] is None


def test_what_a_fix_leaves_is_told_and_not_what_it_found(workspace, stoplint):
    workspace({"Dockerfile": "FROM debian:12-slim\nCMD memcached\n"})
    assert images(stoplint("check", "-f", "json"))[0]["verdict"] == "lost"
    assert images(stoplint("check", "--fix", "-f", "json"))[0]["verdict"] == "abrupt"


def test_a_script_that_none_starts_rests_on_no_base_image_that_somebody_named(workspace, stoplint):
    workspace({"start.sh": "#!/bin/bash\nexec app\n"})
    (image,) = images(stoplint("check", "-f", "json", "start.sh"))
    assert (image["dockerfile"], image["line"]) == ("start.sh", 1)
    assert [each["kind"] for each in image["assumptions"]] == ["handles"]
    assert "stoplint.invalid" not in stoplint("trace", "start.sh").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "--select", "SL9999"), "no rule is called 'SL9999'"),
        (("check", "--select", "unused-ingore"), "did you mean 'unused-ignore'?"),
        (("check", "--config", "slect=1"), "unknown key 'slect'; did you mean 'select'?"),
        (("check", "--config", "fail-level='fatal'"), "is none of error, warning, info"),
        (("check", "--nonsense"), "--nonsense"),
        (("chekc",), "chekc"),
        (("Dockerfile",), "Did you mean 'stoplint check Dockerfile'?"),
        (("check", "--build-arg", "=1"), "must be KEY=VALUE"),
        (("check", "--target", "nope"), "has no stage 'nope', only 0"),
        (("trace", "--stop-signal", "SIGTREM"), "Did you mean SIGTERM?"),
        (("check", "--baseline", "none.json"), "none.json: does not exist"),
        (("rule", "SL9O1"), "did you mean 'SL901'?"),
        (("check", "-o", "no/such/folder/x"), "can't be written"),
    ],
)
def test_a_wrong_argument_is_told_with_what_would_be_right(workspace, stoplint, arguments, said):
    workspace({"Dockerfile": GRACEFUL})
    result = stoplint(*arguments)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--fail-level", "error"), 0),
        (("--fail-level", "info"), 1),
        (("--exit-zero",), 0),
        (("--ignore", "SL901"), 0),
        (("--ignore", "unused-ignore"), 0),
        (("--select", "SL902"), 0),
        (("--select", "SL9"), 0),  # a comment without codes is only unused when all rules were run
        (("--ignore", "SL9", "--extend-select", "SL901"), 0),
        (("--select", "SL902", "--extend-select", "ALL"), 1),
        (("--config", "ignore=['SL901']"), 0),
        (("--config", "per-file-ignores={'Dockerfile'=['SL2']}"), 1),
    ],
)
def test_options_decide_on_the_exit_code(workspace, stoplint, arguments, code):
    workspace({"Dockerfile": UNUSED})
    assert stoplint("check", *arguments).code == code


@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle"])
def test_every_format_can_be_written_to_a_file(workspace, stoplint, form):
    root = workspace({"Dockerfile": UNUSED})
    result = stoplint("check", "-f", form, "-o", "report")
    assert (result.code, result.out) == (1, "")
    text = (root / "report").read_text(encoding="utf-8")
    assert text == stoplint("check", "-f", form).out
    assert "SL901" in text


def test_statistics_count_the_images_that_are_not_known(workspace, stoplint):
    workspace({"Dockerfile": 'FROM debian:12\nCMD ["/start.sh"]\n'})
    assert stoplint("check", "--statistics").out == "1 not known\n"


def test_statistics_count_by_rule(workspace, stoplint):
    workspace({"Dockerfile": UNUSED, "a/Dockerfile": UNUSED})
    assert stoplint("check", "--statistics").out == "2  SL901  unused-ignore\n"


def test_standard_input_is_judged_as_the_file_it_stands_for(workspace, stoplint, monkeypatch):
    workspace({"docker/other": ""})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UNUSED.encode())))
    result = stoplint("check", "-f", "concise", "--stdin-filename", "docker/Dockerfile", "-")
    assert result.out.startswith("docker/Dockerfile:2:1: warning SL901")


def test_a_file_given_twice_is_looked_at_once(workspace, stoplint):
    workspace({"Dockerfile": UNUSED})
    assert stoplint("check", ".", "Dockerfile", "./Dockerfile").out.endswith(
        "1 file, 1 image: 1 warning (1 fixable with --fix)\n"
    )


def test_excluded_files_are_left_out_unless_named(workspace, stoplint):
    workspace({"Dockerfile": GRACEFUL, "vendor/Dockerfile": UNUSED})
    assert stoplint("check", "--config", "exclude=['vendor/']").code == 0
    assert stoplint("check", "--config", "exclude=['vendor/']", "vendor/Dockerfile").code == 1


def test_many_files_in_many_processes_say_the_same(workspace, stoplint):
    workspace({f"s{number}/Dockerfile": UNUSED for number in range(5)})
    assert stoplint("check", "-j", "2").out == stoplint("check", "-j", "1").out


def test_a_rule_that_crashes_is_named_and_the_rest_goes_on(workspace, stoplint, monkeypatch):
    workspace({"Dockerfile": UNUSED, "other/Dockerfile": UNUSED})
    from stoplint import linting, rulebook

    rules = rulebook.rules()
    monkeypatch.setattr(linting, "check_of", lambda name: 1 // 0)
    result = stoplint("check", "-f", "concise")
    assert result.code == 3
    assert result.out.count("SL901 unused-ignore") == 2
    first = result.err.splitlines()[0]
    assert first.startswith(f"Dockerfile: {rules[0].code} {rules[0].name} failed, which is a fault of stoplint: ")
    assert "ZeroDivisionError" in first


def test_a_model_that_crashes_is_told_and_the_rest_goes_on(workspace, stoplint, monkeypatch):
    workspace({"Dockerfile": GRACEFUL, "z/Dockerfile": UNUSED})
    from stoplint.project import stated_facts

    real = stated_facts.traces

    def broken(dockerfile, *rest):
        if dockerfile.source.path == "Dockerfile":
            raise RecursionError("too deep")
        return real(dockerfile, *rest)

    monkeypatch.setattr(stated_facts, "traces", broken)
    result = stoplint("check", "-f", "concise")
    assert result.code == 3
    assert "z/Dockerfile:2:1: warning SL901" in result.out
    assert result.err.startswith("Dockerfile: the model failed, which is a fault of stoplint: RecursionError: too deep")


def test_nothing_in_a_file_name_reaches_the_terminal_raw(workspace, stoplint):
    workspace({"a\x1b[31m::error::/Dockerfile": UNUSED, "::error file=x::/Dockerfile": b"\0"})
    for form in ("full", "concise", "github", "json"):
        result = stoplint("check", "-f", form)
        assert "\x1b" not in result.out + result.err
        assert not [line for line in result.err.splitlines() if line.startswith("::")]


def test_output_into_a_closed_pipe_is_no_error(workspace):
    workspace({f"s{number}/Dockerfile": UNUSED for number in range(30)})
    command = [sys.executable, "-m", "stoplint", "check", "-j", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(timeout=60) in (0, 1)


def test_a_baseline_holds_back_what_was_known(workspace, stoplint):
    root = workspace({"Dockerfile": UNUSED})
    assert stoplint("check", "--write-baseline", "known.json").code == 0
    assert stoplint("check", "--baseline", "known.json").code == 0
    (root / "Dockerfile").write_text("# a line above\n\n" + UNUSED)
    assert stoplint("check", "--baseline", "known.json").code == 0
    (root / "Dockerfile").write_text(UNUSED + '# stoplint: ignore\nCMD ["x"]\n')
    result = stoplint("check", "--baseline", "known.json", "-f", "json")
    assert [each["line"] for each in json.loads(result.out)["findings"]] == [4]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 1}', '{"version": 9, "findings": []}'])
def test_what_is_no_baseline_is_told(workspace, stoplint, text):
    workspace({"Dockerfile": UNUSED, "known.json": text})
    result = stoplint("check", "--baseline", "known.json")
    assert result.code == 2
    assert result.err.startswith("error: known.json: is")


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({}, ("--color", "always"), True),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
    ],
)
def test_colour_is_as_asked(workspace, stoplint, monkeypatch, environment, arguments, coloured):
    workspace({"Dockerfile": UNUSED})
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in stoplint("check", *arguments).out) is coloured


def test_an_encoding_that_cannot_say_it_is_no_error(workspace):
    workspace({"Dockerfile": UNUSED + "# é →\n"})
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "stoplint", "trace"], capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert b"Dockerfile -> " in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(stoplint, shell):
    result = stoplint("completion", shell)
    assert result.code == 0
    assert "_STOPLINT_COMPLETE" in result.out


def test_rules_are_listed_and_explained(stoplint):
    assert "SL901  unused-ignore" in stoplint("rule").out
    page = stoplint("rule", "sl901").out
    assert page.startswith("SL901 unused-ignore (warning, fixable)\n")
    assert page == stoplint("rule", "unused-ignore").out
    assert json.loads(stoplint("rule", "-f", "json").out)["rules"][-1]["code"].startswith("SL9")


FRAGMENTS = st.lists(
    st.sampled_from(
        ["FROM a\n", "FROM scratch AS x\n", "COPY s.sh /\n", 'CMD ["/s.sh"]\n', "CMD /s.sh", "<<EOF\n", "EOF\n", "\\\n", "[", '"', "\r\n",
         "\ufeff", "# stoplint: ignore[", "]\n", "ENTRYPOINT ", "ONBUILD ", "$X", "${", "}", "\t", "\x00", "é", "RUN "]
    ) | st.text(st.characters(codec=None), max_size=5),
    max_size=12,
).map("".join)  # fmt: skip
SCRIPTS = st.lists(
    st.sampled_from(
        ["#!/bin/sh\n", "#!/bin/bash\n", "exec ", '"$@"', "app\n", "app &\n", "wait\n", "trap 'kill $!' TERM\n", "if ", "; then\n", "fi\n", "(", ")", "`",
         "$(", "case $1 in\n", "esac\n", ";;\n", "while :; do\n", "done\n", "<<E\n", "E\n", "\r\n", "\\\n", "'", '"', "|", "&&", "f() {\n", "}\n", "f\n"]
    ) | st.text(st.characters(codec=None), max_size=5),
    max_size=20,
).map("".join)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FRAGMENTS, SCRIPTS)
def test_no_file_makes_stoplint_fail(workspace, stoplint, dockerfile, script):
    for name, text in (("Dockerfile", dockerfile), ("s.sh", script)):
        workspace({name: text.encode("utf-8", "surrogatepass")})
    for arguments in (("check",), ("trace",), ("check", "s.sh"), ("check", "-f", "sarif")):
        result = stoplint(*arguments)
        assert result.code in (0, 1, 2), result.err
        assert not any(ord(char) < 32 and char != "\n" for char in result.out + result.err)


PLAIN = (
    ("check",), ("check", "."), ("check", "a", "b/Dockerfile"), ("check", "--changed", "a"), ("check", "-f", "json"), ("check", "", "-f", "concise"),
    ("check", "a", "--output-format", "sarif", "b"), *(("check", "-f", each) for each in FORMATS),
)  # fmt: skip
OTHERS = (
    (), ("check", "-"), ("check", "-f", "nonsense"), ("check", "--fix"), ("check", "-fjson"), ("check", "--", "-f"), ("check", "-f"),
    ("check", "--help"), ("--version",), ("trace", "."), ("chec",),
)  # fmt: skip


@pytest.mark.parametrize("arguments", PLAIN)
def test_a_plain_command_line_means_the_same_without_click(arguments, monkeypatch):
    asked = []
    monkeypatch.setattr(check_command, "check", lambda *given: asked.append(given) or 0)
    group.command.main(list(arguments), prog_name="stoplint", standalone_mode=False)
    assert asked == [plain.plain_check(arguments)]


@pytest.mark.parametrize("arguments", OTHERS)
def test_any_other_command_line_is_read_by_click(arguments):
    assert plain.plain_check(arguments) is None
