"""What every test gets: an environment that nobody's shell has coloured, and files made of a dict."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # the installed wheel is tested without it
    pass
else:
    # The same examples on every machine and in every run, and no test measures time: what is green stays green. New ones
    # are looked for with `HYPOTHESIS_PROFILE=explore`; what that finds becomes an @example.
    settings.register_profile(
        "same", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    settings.register_profile("explore", parent=settings.get_profile("same"), derandomize=False, max_examples=1000)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite shown outputs instead of comparing them")


STARTED_AGAIN = pytest.StashKey[int]()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What the kernel tests of a process of pytest-xdist say at their end: its own terminal shows nothing."""
    stash = node.config.stash
    stash[STARTED_AGAIN] = stash.get(STARTED_AGAIN, 0) + getattr(node, "workeroutput", {}).get("again", 0)


def pytest_terminal_summary(terminalreporter, config):
    if config.stash.get(STARTED_AGAIN, 0):
        terminalreporter.write_line(
            f"{config.stash[STARTED_AGAIN]} containers were started a second time, with more time"
        )


@pytest.fixture
def update(request):
    """Whether shown outputs are to be rewritten; the difference is then read by a person."""
    return request.config.getoption("--update")


@pytest.fixture(scope="session")
def package_index():
    """Skips a test that installs packages where there is nothing to install them from."""
    asked = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--ignore-installed", "click"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no package index can be reached")


# What a test changes inside of stoplint must not be told by another one; set here, it holds for all processes that tests start.
os.environ["STOPLINT_NO_CACHE"] = "1"
# Variables that change what stoplint shows, or where git and it look.
CHANGES_OUTPUT = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "GIT_DIR", "GIT_WORK_TREE", "PYTHONIOENCODING")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in CHANGES_OUTPUT:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A repository to stand in: `workspace({"Dockerfile": "…"})` writes files (`#!` ones executable)."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
            path.write_bytes(data)
            if data.startswith(b"#!"):
                path.chmod(0o755)
        from stoplint.config import from_folder

        from_folder.cache_clear()
        return tmp_path

    return write


@dataclass(frozen=True)
class Result:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def stoplint(capsys):
    """The command line as a function: `stoplint("check", "x")`, run in this process."""

    def run(*arguments: str | os.PathLike[str]) -> Result:
        from stoplint.cli import main

        code = main([os.fspath(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run
