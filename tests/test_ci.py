"""What CI servers are given: the action and the job, run step by step as a runner does, and the README's snippets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TEMPLATE = yaml.safe_load((ROOT / "templates" / "stoplint.gitlab-ci.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]
FIXTURE = ROOT / "fixtures" / "go-service-sh-start"


@pytest.fixture
def job(tmp_path):
    """A checkout on a runner, and `run(script, **environment)`, which gives (code, output, what GITHUB_OUTPUT got)."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "stoplint"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -m stoplint "$@"\n')
    program.chmod(0o755)
    checkout = tmp_path / "checkout"
    shutil.copytree(FIXTURE, checkout / "with blank")
    (checkout / ".git").mkdir()
    environment = {
        **os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_PATH": str(tmp_path / "path"),
    }  # fmt: skip

    def run(script, shell=("bash", "--noprofile", "--norc", "-eo", "pipefail"), **given):
        (tmp_path / "output").write_text("")
        done = subprocess.run(
            [*shell, "-c", script],
            cwd=checkout,
            env={**environment, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        said = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
        return done.returncode, done.stdout + done.stderr, said

    run.checkout, run.temp = checkout, tmp_path
    return run


def step(name):
    return next(each for each in ACTION["runs"]["steps"] if each["name"] == name)


def test_the_action_is_whole():
    assert ACTION["runs"]["using"] == "composite"
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert all(each["description"] and "default" in each for each in ACTION["inputs"].values())
    ids = {each["id"] for each in ACTION["runs"]["steps"] if "id" in each}
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= ids
    for each in ACTION["runs"]["steps"]:
        assert ("run" in each) != ("uses" in each)
        assert "run" not in each or each["shell"] == "bash"
        assert "${{" not in each.get("run", ""), "an input in a script's text is an injection"


def test_the_action_annotates_uploads_and_fails(job):
    code, told, said = job(
        step("Check")["run"], PATHS="with blank\n", ARGUMENTS="--select=SL2\n", SARIF_FILE="", UPLOAD="true"
    )
    assert code == 0  # the upload comes before the job fails
    assert told.startswith("::error title=SL201 non-exec-launch,file=with blank/start.sh,line=3")
    sarif = json.loads(Path(said["sarif-file"]).read_text(encoding="utf-8"))
    assert [each["ruleId"] for each in sarif["runs"][0]["results"]] == ["SL201"]
    assert job(step("Result")["run"], CODE=said["exit-code"])[0] == 1


@pytest.mark.parametrize(("arguments", "expected"), [("--ignore=ALL", "0"), ("--no-such-option", "2")])
def test_the_action_tells_how_it_ended(job, arguments, expected):
    code, _, said = job(step("Check")["run"], PATHS=".", ARGUMENTS=arguments, SARIF_FILE="", UPLOAD="false")
    assert (code, said) == (0, {"exit-code": expected})


def test_the_action_runs_nothing_that_its_inputs_say(job):
    job(step("Check")["run"], PATHS="$(touch bad)\n`touch bad`", ARGUMENTS="; touch bad", SARIF_FILE="", UPLOAD="false")
    assert not (job.checkout / "bad").exists()


def test_the_action_installs_itself(job):
    code, told, _ = job(step("Install")["run"], ACTION_PATH=str(ROOT), VERSION="")
    assert code == 0, told
    folder = Path((job.temp / "path").read_text().strip())
    done = subprocess.run([str(folder / "stoplint"), "rule"], cwd=job.temp, capture_output=True, text=True, check=False)
    assert "SL201" in done.stdout


def test_the_gitlab_job_leaves_its_reports_and_fails(job):
    variables = {name: value for name, value in TEMPLATE["stoplint"]["variables"].items() if name != "PIP_CACHE_DIR"}
    code, told, _ = job("\n".join(TEMPLATE["stoplint"]["script"]), shell=("sh", "-e"), **variables)
    assert code == 1, told
    reports = TEMPLATE["stoplint"]["artifacts"]["reports"]
    (issue,) = json.loads((job.checkout / reports["codequality"]).read_text(encoding="utf-8"))
    assert issue["location"] == {"path": "with blank/start.sh", "lines": {"begin": 3, "end": 3}}
    assert len(ET.parse(job.checkout / reports["junit"]).findall(".//failure")) == 1


# ---------------------------------------------------------------- what the README shows of them
def test_the_readme_shows_hooks_that_exist():
    (snippet,) = [each for each in SNIPPETS if "repos" in each]
    shown = {hook["id"] for repo in snippet["repos"] for hook in repo["hooks"]}
    assert shown <= {hook["id"] for hook in HOOKS} >= set(re.findall(r"`(stoplint-\w+)`", README))


def test_the_readme_gives_the_action_inputs_that_exist():
    (snippet,) = [each for each in SNIPPETS if "steps" in each]
    (use,) = [each for each in snippet["steps"] if "stoplint" in each["uses"]]
    assert set(use["with"]) <= set(ACTION["inputs"])
    assert snippet["permissions"]["security-events"] == "write"


def test_the_readme_includes_a_template_that_exists():
    (snippet,) = [each for each in SNIPPETS if "include" in each]
    for each in snippet["include"]:
        assert (ROOT / "templates" / each["remote"].rpartition("/templates/")[2]).is_file()


def test_the_readme_names_the_version_that_is_released():
    from stoplint import __version__

    assert set(re.findall(r"\bv(\d+\.\d+\.\d+)\b", README)) == {__version__}
