from __future__ import annotations

import json

import pytest

import stoplint as package

LOST = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["sh", "/start.sh"]\n'
SCRIPT = "#!/bin/sh\n./app\n"


def verdicts(result):
    return [image["verdict"] for image in json.loads(result.out)["images"]]


def test_a_trace_of_a_folder_is_that_of_its_dockerfile(workspace, stoplint):
    workspace({"Dockerfile": LOST, "start.sh": SCRIPT, "Dockerfile.dev": "FROM debian:12\nCMD exec app\n"})
    result = stoplint("trace")
    assert result.code == 0
    assert result.out.splitlines()[0] == "Dockerfile → lost"
    assert "start.sh:2" in result.out


def test_a_folder_without_one_of_that_name_is_searched(workspace, stoplint):
    workspace({"a/Dockerfile": LOST, "b/Dockerfile": "FROM debian:12\nCMD exec app\n", "a/start.sh": SCRIPT})
    assert verdicts(stoplint("trace", "--format", "json")) == ["lost", "graceful"]


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ((), "lost"),
        (("--init",), "killed"),
        (("--sh", "bash"), "graceful"),
        (("--sh", "dash"), "lost"),
        (("--", "exec-me-not"), "graceful"),
        (("--stop-signal", "KILL"), None),
    ],
)
def test_trace_takes_what_docker_run_takes(workspace, stoplint, options, verdict):
    workspace({"Dockerfile": "FROM debian:12-slim\nCMD app --serve\n"})
    result = stoplint("trace", "--format", "json", "Dockerfile", *options)
    assert result.code == 0
    if verdict:
        assert verdicts(result) == [verdict]


def test_what_stands_behind_dashes_replaces_cmd_with_or_without_a_dockerfile(workspace, stoplint):
    workspace({"Dockerfile": 'FROM debian:12-slim\nCMD ["app"]\n'})
    for before in ((), ("Dockerfile",), (".",)):
        document = json.loads(stoplint("trace", "-f", "json", *before, "--", "sh", "-c", "x --init").out)
        assert document["images"][0]["argv"] == ["sh", "-c", "x --init"]
    assert "unexpected extra argument" in stoplint("trace", "Dockerfile", "sh").err
    assert "[-- ARGUMENTS]" in stoplint("trace", "--help").out


def test_variables_decide_which_way_the_script_goes(workspace, stoplint):
    script = '#!/bin/sh\nif [ "$MODE" = direct ]; then exec app; fi\napp\n'
    workspace({"Dockerfile": 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n', "start.sh": script})
    assert verdicts(stoplint("trace", "-f", "json", "-e", "MODE=direct", "Dockerfile")) == ["graceful"]
    assert verdicts(stoplint("trace", "-f", "json", "-e", "MODE=other", "Dockerfile")) == ["lost"]


def test_a_stage_can_be_chosen(workspace, stoplint):
    workspace({"Dockerfile": "FROM debian:12 AS one\nCMD app\nFROM debian:12 AS two\nCMD exec app\n"})
    document = json.loads(stoplint("trace", "-f", "json", "--target", "one").out)
    assert {image["stage"]: image["is_target"] for image in document["images"]}["one"] is True


def test_a_build_argument_can_be_set(workspace, stoplint):
    workspace({"Dockerfile": "ARG BASE=debian:12\nFROM $BASE\nCMD app\n"})
    assert verdicts(stoplint("trace", "-f", "json")) == ["lost"]
    assert verdicts(stoplint("trace", "-f", "json", "--build-arg", "BASE=alpine:3.20")) == ["graceful"]


def test_a_context_can_be_named(workspace, stoplint):
    workspace({"docker/Dockerfile": LOST, "context/start.sh": "#!/bin/sh\nexec app\n", "docker/start.sh": SCRIPT})
    assert verdicts(stoplint("trace", "-f", "json", "docker/Dockerfile")) == ["lost"]
    assert verdicts(stoplint("trace", "-f", "json", "docker/Dockerfile", "--context", "context")) == ["graceful"]
    assert stoplint("trace", "--context", "nowhere").code == 2


# ---------------------------------------------------------------- scripts as arguments
def test_a_script_is_judged_by_the_dockerfiles_that_start_it(workspace, stoplint):
    workspace(
        {
            "services/api/Dockerfile": 'FROM debian:12-slim\nCOPY run/first.sh run/second.sh /\nCMD ["/first.sh"]\n',
            "services/api/run/first.sh": "#!/bin/sh\nexec /second.sh\n",
            "services/api/run/second.sh": SCRIPT,
            "services/web/Dockerfile": "FROM debian:12-slim\nCMD exec web\n",
        }
    )
    for script in ("first.sh", "second.sh"):
        document = json.loads(stoplint("trace", "-f", "json", f"services/api/run/{script}").out)
        assert [image["dockerfile"] for image in document["images"]] == ["services/api/Dockerfile"]


def test_a_script_that_none_starts_is_an_entrypoint_by_itself_when_it_looks_like_one(workspace, stoplint):
    workspace({"docker-entrypoint.sh": '#!/bin/bash\nset -e\nexec "$@"\n', "start.sh": "#!/bin/bash\n./app\n"})
    assert verdicts(stoplint("trace", "-f", "json", "docker-entrypoint.sh")) == ["graceful"]
    assert verdicts(stoplint("trace", "-f", "json", "start.sh")) == ["lost"]


def test_a_script_that_is_no_entrypoint_is_left_out_and_that_is_no_error(workspace, stoplint):
    workspace({"deploy.sh": "#!/bin/sh\nkubectl apply -f .\n", "Dockerfile": "FROM debian:12\nCMD exec app\n"})
    result = stoplint("check", "deploy.sh")
    assert result.code == 0
    assert result.err == "deploy.sh: no Dockerfile here starts it, and it doesn't look like a start script; left out\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy", '#!/bin/bash -e\nset -u\nexec "$@"\n'),
        ("deploy", "#!/usr/bin/env -S bash -e\n[ $# -eq 0 ] || exec $@\n"),
        ("deploy", 'if true; then exec "$@"; fi\n'),
        ("start", "#!/bin/sh -e\nexec ./app\n"),
        ("deploy.bash", 'exec "$@"\n'),
    ],
)
def test_a_shell_script_that_hands_over_or_is_called_so_is_an_entrypoint(workspace, stoplint, path, text):
    workspace({path: text})
    assert stoplint("check", path).err == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy.sh", '#!/bin/sh\n# not like exec "$@"\nkubectl apply -f .\n'),
        ("deploy.sh", "#!/bin/sh\necho 'exec \"$@\"'\n"),
        ("deploy.py", '#!/usr/bin/env python3\n# as exec "$@" does\nimport os\n'),
        ("deploy.py", 'import os\n# as exec "$@" does\n'),
        ("start", "#!/usr/bin/env python3\nimport os\n"),
        ("start.sh", "#!/usr/bin/env python3\nimport os\n"),
    ],
)
def test_a_text_that_speaks_of_exec_and_a_script_of_another_language_are_no_entrypoints(
    workspace, stoplint, path, text
):
    workspace({path: text})
    assert "it doesn't look like a start script" in stoplint("check", path).err


def test_a_dockerfile_of_another_name_is_one_when_it_reads_like_one(workspace, stoplint):
    workspace({"build/api.docker": "# syntax=docker/dockerfile:1\nFROM debian:12\nCMD exec app\n"})
    assert verdicts(stoplint("trace", "-f", "json", "build/api.docker")) == ["graceful"]


# ---------------------------------------------------------------- paths
def test_paths_are_shown_from_where_one_stands(workspace, stoplint, monkeypatch):
    root = workspace(
        {"docker/Dockerfile": 'FROM debian:12\nCOPY bin/start.sh /\nCMD ["/start.sh"]\n', "bin/start.sh": SCRIPT}
    )
    monkeypatch.chdir(root / "docker")
    document = json.loads(stoplint("trace", "-f", "json").out)
    assert document["images"][0]["dockerfile"] == "Dockerfile"
    assert document["images"][0]["runs"][0]["processes"][-1]["path"] == "../bin/start.sh"


def test_a_link_out_of_the_context_is_not_followed(workspace, stoplint, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "start.sh"
    outside.write_text("#!/bin/sh\nexec app\n")
    root = workspace({"Dockerfile": 'FROM debian:12\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'})
    (root / "start.sh").symlink_to(outside)
    assert "exec app" not in stoplint("trace").out
    assert verdicts(stoplint("trace", "-f", "json")) != ["lost"]


# ---------------------------------------------------------------- Python
def test_the_functions_say_what_the_commands_say(workspace, stoplint):
    workspace({"Dockerfile": LOST + "# stoplint: ignore\nCMD []\n", "start.sh": SCRIPT})
    (image,) = package.trace("Dockerfile")
    assert image.verdict == "lost"
    (image,) = package.trace("Dockerfile", init=True, env={"A": "1"}, arguments=["x"])
    assert image.verdict == "killed"
    document = json.loads(stoplint("check", "-f", "json", "--select", "SL9").out)
    found = package.lint("Dockerfile", select=["SL9"])
    assert [(each.code, each.path) for each in found] == [(each["code"], each["path"]) for each in document["findings"]]


def test_the_functions_raise_what_the_commands_tell(workspace):
    workspace({"Dockerfile": LOST, "start.sh": SCRIPT})
    with pytest.raises(OSError, match="nowhere: there is no such file or folder"):
        package.lint("nowhere")
    with pytest.raises(OSError, match="has no stage"):
        package.trace("Dockerfile", target="x")
    from stoplint.config import ConfigError

    with pytest.raises(ConfigError, match="unknown key 'slect'"):
        package.lint(".", slect=["SL9"])
