"""The hooks, as pre-commit runs them: installed from a tag of a git repository, in another one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pre_commit")

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (
    'FROM debian:12-slim\nCOPY entry /usr/local/bin/\nENTRYPOINT ["sh", "/usr/local/bin/entry"]\nCMD ["my_server"]\n'
)
BROKEN = '#!/bin/sh\nset -e\n"$@"\n'
FIXED = '#!/bin/sh\nset -e\nexec "$@"\n'
SHIPPED = ("src", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def run(*command, cwd, code=0):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "PRE_COMMIT"))
    }
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(cwd.parent), "PRE_COMMIT_HOME": str(cwd.parent / "cache"),
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
    }  # fmt: skip
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory, package_index):
    """A repository that offers the hooks, with a tag, as the one on the web does."""
    folder = tmp_path_factory.mktemp("hooks") / "stoplint"
    folder.mkdir()
    files = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *SHIPPED],
        capture_output=True, text=True, check=False,
    ).stdout.split("\0")  # fmt: skip
    names = [name for name in files if name and (ROOT / name).is_file()]
    if not names:
        pytest.skip("not a git checkout")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    run("git", "init", "-q", cwd=folder)
    run("git", "add", "-A", cwd=folder)
    run("git", "commit", "-q", "-m", "All", cwd=folder)
    run("git", "tag", "v1", cwd=folder)
    return folder


@pytest.fixture
def project(hooks):
    """Somebody's repository with both hooks installed; environments are made once for all tests."""
    folder = hooks.parent / f"project-{len(list(hooks.parent.iterdir()))}"
    folder.mkdir()
    run("git", "init", "-q", cwd=folder)

    def made(*ids):
        lines = "".join(f"      - id: {each}\n" for each in ids)
        (folder / ".pre-commit-config.yaml").write_text(f"repos:\n  - repo: {hooks}\n    rev: v1\n    hooks:\n{lines}")
        run(sys.executable, "-m", "pre_commit", "install", cwd=folder)
        return folder

    return made


def commit(folder, code=0, **files):
    for name, text in files.items():
        (folder / name).write_text(text)
    run("git", "add", "-A", cwd=folder)
    return run("git", "commit", "-m", "change", cwd=folder, code=code)


def test_a_broken_script_stops_the_commit_and_the_fix_hook_fixes_it(project):
    folder = project("stoplint-fix")
    (folder / "notes.md").write_text('# Notes\n\nEnd with `exec "$@"`.\n')
    (folder / "setup.py").write_text("from os import path\n")
    assert "Passed" in commit(folder)
    told = commit(folder, Dockerfile=DOCKERFILE, entry=BROKEN, code=1)
    assert "1 fix in 1 file" in told
    assert (folder / "entry").read_text() == FIXED
    assert "Passed" in commit(folder)
    assert run("git", "status", "--porcelain", cwd=folder) == ""


def test_a_changed_script_without_suffix_or_execute_bit_brings_its_dockerfile_along(project):
    folder = project("stoplint")
    commit(folder, Dockerfile=DOCKERFILE, entry=FIXED)
    told = commit(folder, entry=BROKEN, code=1)
    assert "error SL201 non-exec-launch" in told
    assert "--> entry:3:1" in told
    assert "Dockerfile:3:1" in told
    assert "Passed" in commit(folder, entry=FIXED + "\n", **{"README.md": "FROM here on\n"})
