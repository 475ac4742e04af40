"""What is shipped: the wheel, made from the source tree and from the sdist, and used where neither is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def built(kind, source, target):
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = target.iterdir()
    return path


@pytest.fixture(scope="module", params=["source tree", "sdist"])
def installed(request, tmp_path_factory):
    """A folder that holds the wheel's content and nothing else."""
    pytest.importorskip("hatchling")
    source = ROOT
    if request.param == "sdist":
        with tarfile.open(built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))) as archive:
            folder = tmp_path_factory.mktemp("unpacked")
            archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        (source,) = folder.iterdir()
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(built("wheel", source, tmp_path_factory.mktemp("wheel"))) as wheel:
        wheel.extractall(target)
    return target


@pytest.fixture
def run(installed, tmp_path):
    """The command line of the wheel, in an empty folder; the source tree is not on the path."""
    (tmp_path / ".git").mkdir()

    def call(*arguments, code=0):
        environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
        command = [sys.executable, "-m", "stoplint", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    return call


def test_the_rules_are_in_the_wheel(run, installed):
    shipped = {path.stem for path in (installed / "stoplint" / "rules").glob("*.md")}
    assert shipped == {path.stem for path in (ROOT / "rules").glob("*.md")}
    assert {line.split()[1] for line in run("rule").splitlines()} == shipped
    assert run("rule", "SL901").startswith("SL901 unused-ignore")


def test_the_wheel_checks_and_traces(run, tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM debian:12-slim\n# stoplint: ignore[XX1]\nCMD exec app\n")
    assert "SL902 unknown-rule-in-ignore" in run("check", "-f", "sarif", code=1)
    assert run("trace").startswith("Dockerfile → graceful, if app handles SIGTERM\n")


def test_the_wheel_says_that_it_is_typed_and_its_licence(installed):
    assert (installed / "stoplint" / "py.typed").is_file()
    assert list(installed.glob("stoplint-*.dist-info/licenses/LICENSE"))


# What holds for every shipped page; the twists say nothing new about the installation.
LAWS = "every_page or codes or shows_what or says_exactly or fixing_bad or one_page"


def test_installed_where_no_source_tree_is_it_passes_the_tests_of_its_rules(tmp_path, package_index):
    pytest.importorskip("hatchling")
    wheel = built("wheel", ROOT, tmp_path / "wheel")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}

    def run(*command, cwd=tmp_path):
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", "venv")
    python = str(tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), "pytest>=8")
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("conftest.py", "contexts.py", "laws.py", "listing.py", "pages.py", "subjects.py", "test_rules.py"):
        (tests / name).write_bytes((ROOT / "tests" / name).read_bytes())
    assert "venv" in run(python, "-c", "import stoplint; print(stoplint.__file__)")
    options = ("-q", "--import-mode=importlib", "-o", "pythonpath=.", "-W", "error", "-k", LAWS)
    told = run(python, "-m", "pytest", *options, "test_rules.py", cwd=tests)
    assert re.search(r"\d{2,} passed", told)
    assert "skipped" not in told
